//! How the texts of the tools are written, from the shared rules. The order matters: what takes
//! lines away comes before what looks at the rest.

use super::super::text::{
    Dialect, admonitions, includes, jekyll, kramdown, liquid, markup, scripts, shortcodes, spans,
    tabs,
};

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
    code: &[includes::in_code],
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
        kramdown::contents,
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
    code: &[includes::in_code],
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
    code: &[],
};

/// mdBook.
pub(super) static MDBOOK: Dialect = Dialect {
    blocks: &[includes::in_text, admonitions::quoted_alerts, markup::elements],
    spans: &[spans::contents, spans::pictures, spans::braces],
    code: &[includes::in_code],
};

/// GitBook.
pub(super) static GITBOOK: Dialect = Dialect {
    blocks: &[liquid::gitbook, liquid::others, admonitions::quoted_alerts, markup::elements],
    spans: &[spans::contents, spans::signs, spans::pictures, spans::braces],
    code: &[],
};

/// Hugo, with what its themes for handbooks have: Docsy, Book, Relearn, Hextra.
pub(super) static HUGO: Dialect = Dialect {
    blocks: &[shortcodes::hugo, admonitions::quoted_alerts, markup::elements],
    spans: &[
        spans::contents,
        shortcodes::hugo_calls,
        spans::attribute_lists,
        spans::signs,
        spans::pictures,
        spans::braces,
    ],
    code: &[shortcodes::in_code],
};

/// Zola.
pub(super) static ZOLA: Dialect = Dialect {
    blocks: &[shortcodes::zola, admonitions::quoted_alerts, markup::elements],
    spans: &[spans::contents, shortcodes::zola_calls, spans::signs, spans::pictures, spans::braces],
    code: &[shortcodes::in_code],
};

/// Jekyll: Liquid, and Markdown as kramdown has it.
pub(super) static JEKYLL: Dialect = Dialect {
    blocks: &[
        jekyll::blocks,
        jekyll::parts,
        kramdown::extensions,
        kramdown::contents,
        kramdown::headings,
        kramdown::boxes,
        admonitions::quoted_alerts,
        markup::elements,
    ],
    spans: &[
        spans::contents,
        jekyll::values,
        spans::attribute_lists,
        spans::signs,
        spans::pictures,
        spans::braces,
    ],
    code: &[jekyll::in_code],
};

/// A wiki of GitHub.
pub(super) static WIKI: Dialect = Dialect {
    blocks: &[admonitions::quoted_alerts, markup::elements],
    spans: &[spans::contents, spans::gollum_links, spans::signs, spans::pictures, spans::braces],
    code: &[],
};

/// Ours: what is made of documents that are no Markdown.
pub(super) static OURS: Dialect = Dialect { blocks: &[], spans: &[], code: &[] };
