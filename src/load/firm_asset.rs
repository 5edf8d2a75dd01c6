//! Which of a firm's files may be published: none that could run script in a reader's browser.

/// Endings of files that browsers show, play or save, but never run.
const HARMLESS: [&str; 41] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp", "woff", "woff2", "ttf", "otf",
    "pdf", "txt", "csv", "ics", "vtt", "srt", "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac",
    "mp4", "m4v", "webm", "ogv", "mov", "docx", "dotx", "xlsx", "pptx", "potx", "odt", "ods",
    "odp", "rtf", "epub", "vcf",
];

/// What an SVG may be made of: drawing, text and gradients.
const ELEMENTS: &str = "svg g defs symbol use title desc metadata path rect circle ellipse line \
                        polyline polygon text tspan lineargradient radialgradient stop clippath \
                        mask pattern marker filter fegaussianblur feoffset";

/// Whether an ending alone decides that a file may be published.
pub(super) fn is_harmless(path: &str) -> bool {
    ending(path).is_some_and(|ending| HARMLESS.contains(&ending.as_str()))
}

/// Whether a file is an SVG image, whose content decides.
pub(super) fn is_svg(path: &str) -> bool {
    ending(path).is_some_and(|ending| ending == "svg")
}

fn ending(path: &str) -> Option<String> {
    path.rsplit('/').next()?.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

/// The first thing in an SVG that is more than drawing, if there is one.
pub(super) fn svg_problem(svg: &str) -> Option<String> {
    let mut rest = svg.trim_start_matches('\u{FEFF}');
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
            continue;
        }
        // Either could hide elements, or say what entities stand for.
        if rest.starts_with('!') {
            return Some("a document type or CDATA section".to_owned());
        }

        // A comment or tag that is never closed ends the document for an XML reader, too.
        let end = tag_end(rest)?;
        let tag = &rest[..end];
        rest = &rest[end..];
        if let Some(declaration) = tag.strip_prefix('?') {
            let plain = declaration.to_ascii_lowercase();
            // In another encoding a browser could read other tags than we do.
            if !plain.starts_with("xml ")
                || (plain.contains("encoding") && !plain.contains("utf-8"))
            {
                return Some("a processing instruction".to_owned());
            }
            continue;
        }

        let problem = element_problem(tag.trim_start_matches('/').trim_end_matches('/'));
        if problem.is_some() {
            return problem;
        }
    }
    None
}

/// Where a tag ends, quotes respected.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return Some(at),
            None => {}
        }
    }
    None
}

/// What is wrong with an element or one of its attributes.
fn element_problem(tag: &str) -> Option<String> {
    let end = tag.find(|c: char| c.is_whitespace()).unwrap_or(tag.len());
    let name = tag[..end].to_ascii_lowercase();
    if ELEMENTS.split(' ').all(|known| known != name) {
        return Some(format!("the element <{name}>"));
    }

    let mut rest = tag[end..].trim();
    while !rest.is_empty() {
        let Some((attribute, after)) = rest.split_once('=') else {
            return Some("an attribute without a value".to_owned());
        };

        let attribute = attribute.trim().to_ascii_lowercase();
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
        let value = quote.and_then(|quote| after[1..].split_once(quote));
        let Some((value, after)) = value else {
            return Some(format!("the attribute `{attribute}` without quotes"));
        };
        rest = after.trim_start();

        // Any prefix may be declared for XLink, so only what follows it counts.
        let local = attribute.rsplit(':').next().unwrap_or(&attribute);
        // Entities in a value could spell anything; drawing needs none.
        let compact: String =
            value.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        // A namespace looks like an address, but no browser fetches it.
        let is_name = attribute == "xmlns" || attribute.starts_with("xmlns:");
        // Escapes and addresses of other hosts have no business in a drawing.
        let calls = compact.contains("javascript:")
            || compact.contains('\\')
            || !is_name && compact.contains("//")
            || compact.contains("url(") && !compact.contains("url(#")
            || compact.contains("@import");
        let leads_out = local == "href" && !value.trim_start().starts_with('#');
        if local.starts_with("on") || leads_out || calls || (!is_name && compact.contains("&#")) {
            return Some(format!("the attribute `{attribute}`"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::svg_problem;

    #[test]
    fn drawing_passes_and_everything_else_does_not() {
        let good = r##"<?xml version="1.0" encoding="UTF-8"?><!-- a -->
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><title>A</title>
            <defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>
            <path d="M0 0" fill="url(#g)"/><use href="#g"/></svg>"##;
        assert_eq!(svg_problem(good), None);
        for bad in [
            "<svg><script>x()</script></svg>",
            "<svg onload='x()'/>",
            "<svg><a href='javascript:x()'><path/></a></svg>",
            "<svg><use href='&#106;avascript:x()'/></svg>",
            "<svg><foreignObject/></svg>",
            "<svg><x:script xmlns:x='http://www.w3.org/2000/svg'/></svg>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
            "<svg><image href='https://example.com/a.png'/></svg>",
            "<svg><style>@import 'https://example.com'</style></svg>",
            "<svg><set attributeName='onload' to='x()'/></svg>",
            "<svg style='background:url(https://example.com)'/>",
            "<?xml-stylesheet href='a.xsl'?><svg/>",
        ] {
            assert!(svg_problem(bad).is_some(), "{bad}");
        }
    }
}
