//! How the texts of the tools are written, from the shared rules. The order matters: what takes
//! lines
//! away comes before what looks at the rest.

use super::super::text::{Dialect, admonitions, includes, liquid, markup, scripts, spans, tabs};

/// Python-Markdown, as Material for MkDocs and Zensical have it.
pub(super) static PYTHON: Dialect = Dialect {
    blocks: &[
        includes::in_text,
        admonitions::pymdown,
        admonitions::pymdown_blocks,
        admonitions::quoted_alerts,
        tabs::pymdown,
        markup::elements,
        liquid::others,
    ],
    spans: &[
        spans::contents,
        spans::attribute_lists,
        spans::marks,
        spans::signs,
        spans::pictures,
        spans::braces,
    ],
};

/// A folder of which nothing is known: what nobody writes by chance is taken for what it is.
pub(super) static ANY: Dialect = Dialect {
    blocks: &[
        admonitions::pymdown,
        admonitions::colons,
        admonitions::quoted_alerts,
        tabs::pymdown,
        scripts::imports,
        scripts::remarks,
        markup::elements,
        liquid::gitbook,
        liquid::others,
    ],
    spans: &[
        spans::contents,
        spans::attribute_lists,
        spans::signs,
        spans::pictures,
        spans::wiki_links,
        spans::braces,
    ],
};

/// MDX, as Docusaurus and Starlight have it.
pub(super) static MDX: Dialect = Dialect {
    blocks: &[
        admonitions::colons,
        admonitions::quoted_alerts,
        scripts::imports,
        scripts::remarks,
        markup::elements,
    ],
    spans: &[spans::contents, spans::signs, spans::pictures, spans::braces],
};

/// mdBook.
pub(super) static MDBOOK: Dialect = Dialect {
    blocks: &[includes::in_text, admonitions::quoted_alerts, markup::elements],
    spans: &[spans::contents, spans::pictures, spans::braces],
};

/// GitBook.
pub(super) static GITBOOK: Dialect = Dialect {
    blocks: &[liquid::gitbook, liquid::others, admonitions::quoted_alerts, markup::elements],
    spans: &[spans::contents, spans::signs, spans::pictures, spans::braces],
};
