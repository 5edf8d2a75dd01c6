//! What a firm's SVG image may hold: drawing and nothing else. Elements, attributes and the
//! functions in their values are known by name, and what is not known is refused; so the image can
//! neither run anything nor load anything, shown in a page or opened by itself.

/// What an image may be made of: shapes, text, gradients and filters.
const ELEMENTS: &str = "svg g defs symbol use title desc metadata path rect circle ellipse line \
                        polyline polygon text tspan lineargradient radialgradient stop clippath \
                        mask pattern marker filter fegaussianblur feoffset feblend fecolormatrix \
                        fecomposite feflood femerge femergenode femorphology fedropshadow";

/// Where and how elements are drawn.
const ATTRIBUTES: &str = "\
    href version baseprofile viewbox preserveaspectratio x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx \
    dy d points pathlength width height transform gradienttransform patterntransform gradientunits \
    patternunits patterncontentunits maskunits maskcontentunits clippathunits filterunits \
    primitiveunits markerunits markerwidth markerheight refx refy orient offset spreadmethod \
    rotate textlength lengthadjust in in2 result stddeviation mode operator k1 k2 k3 k4 type \
    values radius style tabindex focusable zoomandpan enable-background \
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation \
    color-interpolation-filters color-rendering cursor direction display dominant-baseline fill \
    fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size \
    font-size-adjust font-stretch font-style font-variant font-weight image-rendering isolation \
    kerning letter-spacing lighting-color marker marker-end marker-mid marker-start mask mask-type \
    mix-blend-mode opacity overflow paint-order pointer-events shape-rendering stop-color \
    stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin \
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering \
    transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode";

/// What is read by people and programs that draw, and never by a browser.
const REMARKS: &str = "id class role lang name title alt t p-id";

/// Functions that work out a place, a shape or a colour. `url(#…)` is looked at by itself.
const FUNCTIONS: &str = "\
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix var calc min max clamp translate \
    translatex translatey scale scalex scaley rotate skew skewx skewy matrix blur brightness \
    contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia circle ellipse inset \
    polygon path rect linear-gradient radial-gradient";

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The first thing in an SVG that is more than drawing, if there is one.
pub(super) fn problem(svg: &str) -> Option<String> {
    let svg = svg.trim_start_matches('\u{FEFF}').trim_ascii();
    // Nothing yet, as while it is being saved.
    if svg.is_empty() { None } else { document(svg).err() }
}

/// Whether an SVG shows text as letters, not as their outlines.
pub(super) fn has_text(svg: &str) -> bool {
    let mut rest = svg;
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name = tag.split(|c: char| c.is_ascii_whitespace() || "/>".contains(c)).next();
        let local = name.and_then(|name| name.rsplit(':').next());
        if local == Some("text") {
            return true;
        }
        rest = tag_end(tag).map_or("", |end| &tag[end..]);
    }
    false
}

/// How wide a drawing is shown that says in what proportions but not how large it is: browsers fill
/// the column, which is narrower.
const FILLING: f64 = 1200.0;

/// Width and height of an SVG in pixels, as browsers take them from its first tag.
pub(super) fn size(svg: &str) -> Option<(f64, f64)> {
    let tag = first_tag(svg.trim_start_matches('\u{FEFF}'))?;
    let (mut width, mut height, mut view) = (None, None, None);
    for Attribute { name, value } in attributes(tag).map_while(Result::ok) {
        match name.as_str() {
            "width" => width = pixels(value),
            "height" => height = pixels(value),
            "viewbox" => view = proportions(value),
            _ => {}
        }
    }

    Some(match (width, height, view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((x, y))) => (width, width * y / x),
        (None, Some(height), Some((x, y))) => (height * x / y, height),
        (None, None, Some((x, y))) => (x.max(FILLING), y * FILLING.max(x) / x),
        // What CSS says of whatever tells neither.
        (width, height, None) => (width.unwrap_or(300.0), height.unwrap_or(150.0)),
    })
}

/// What stands in the first tag of an SVG, its name aside.
fn first_tag(svg: &str) -> Option<&str> {
    let mut rest = svg;
    loop {
        let (_, tag) = rest.split_once('<')?;
        rest = if let Some(comment) = tag.strip_prefix("!--") {
            comment.split_once("-->")?.1
        } else if tag.starts_with('?') {
            tag.split_once("?>")?.1
        } else if tag.starts_with('!') {
            // A document type may have declarations in brackets.
            let end = tag_end(tag)?;
            let bracket = tag.find('[').filter(|bracket| *bracket < end);
            if bracket.is_some() { tag.split_once("]>")?.1 } else { &tag[end + 1..] }
        } else {
            let inside = tag[..tag_end(tag)?].trim_end_matches('/');
            let (name, attributes) =
                inside.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((inside, ""));
            let local = name.rsplit(':').next();
            return (local == Some("svg")).then_some(attributes);
        };
    }
}

/// A length in pixels; none where it depends on what is around, or is none.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim_ascii();
    let end = length.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(length.len());
    // `1e3` is a number.
    let (number, unit) = match length.parse() {
        Ok(number) => (number, ""),
        Err(_) => (length[..end].parse::<f64>().ok()?, &length[end..]),
    };
    let scale = match unit {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        _ => return None,
    };
    Some(number * scale).filter(|length: &f64| length.is_finite() && *length >= 0.0)
}

/// Width and height of a `viewBox`.
fn proportions(view: &str) -> Option<(f64, f64)> {
    let parts = view.split(|c: char| c == ',' || c.is_ascii_whitespace());
    let parts = parts.filter(|part| !part.is_empty());
    let parts: Vec<f64> = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
    let [_, _, x, y] = parts[..] else { return None };
    (x > 0.0 && y > 0.0 && x.is_finite() && y.is_finite()).then_some((x, y))
}

/// What is wrong, to go after a colon.
type Looked = Result<(), String>;

fn document(svg: &str) -> Looked {
    let mut rest = declared(svg)?;
    let mut is_drawing = false;
    while let Some(at) = rest.find('<') {
        if !is_drawing && !rest[..at].trim_ascii().is_empty() {
            return Err("text before the first element".to_owned());
        }

        let tag = &rest[at + 1..];
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = after_comment(comment)?;
            continue;
        }
        // Either could hide elements, or say what entities stand for.
        if tag.starts_with('!') {
            return Err("a document type or CDATA section".to_owned());
        }
        if tag.starts_with('?') {
            return Err("a processing instruction".to_owned());
        }

        let end = tag_end(tag).ok_or("a tag that is not closed")?;
        let name = element(tag[..end].trim_start_matches('/').trim_end_matches('/'))?;
        if !is_drawing && name != "svg" {
            return Err(format!("<{name}> where <svg> should be"));
        }
        is_drawing = true;
        rest = &tag[end + 1..];
    }
    if is_drawing { Ok(()) } else { Err("no <svg>".to_owned()) }
}

/// What stands after the XML declaration, if there is one. In another encoding than UTF-8 a browser
/// could read other tags than we do.
fn declared(svg: &str) -> Result<&str, String> {
    let declaration = svg.strip_prefix('<').and_then(|tag| tag.strip_prefix("?xml"));
    let Some(declaration) = declaration.filter(|rest| rest.starts_with([' ', '\t', '\r', '\n']))
    else {
        return Ok(svg);
    };
    let (declaration, rest) = declaration.split_once("?>").ok_or("a tag that is not closed")?;

    for attribute in attributes(declaration) {
        let Attribute { name, value } = attribute?;
        let is_known = match name.as_str() {
            "version" | "standalone" => value.bytes().all(|byte| byte.is_ascii_graphic()),
            "encoding" => value.eq_ignore_ascii_case("utf-8"),
            _ => false,
        };
        if !is_known {
            return Err(format!("the declaration `{name}=\"{}\"`", shown(value)));
        }
    }
    Ok(rest)
}

/// What stands after a comment. One that XML and HTML would end at different places is refused:
/// elements could hide in it.
fn after_comment(comment: &str) -> Result<&str, String> {
    let (inside, rest) = comment.split_once("-->").ok_or("a comment that is not closed")?;
    if inside.starts_with(['>', '-']) || inside.contains("--") {
        return Err("a comment with `--` in it".to_owned());
    }
    Ok(rest)
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

/// Looks at an element and its attributes; gives its name.
fn element(tag: &str) -> Result<String, String> {
    let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
    let name = tag[..end].to_ascii_lowercase();
    if !is_in(ELEMENTS, &name) {
        return Err(format!("the element <{}>", shown(&name)));
    }

    for attribute in attributes(&tag[end..]) {
        let Attribute { name, value } = attribute?;
        if !is_allowed(&name, value) {
            return Err(format!("the attribute `{}=\"{}\"`", shown(&name), shown(value)));
        }
    }
    Ok(name)
}

/// A name, in small letters, and what stands between the quotes.
struct Attribute<'t> {
    name: String,
    value: &'t str,
}

/// The attributes of a tag, up to the first that is none.
fn attributes(tag: &str) -> impl Iterator<Item = Result<Attribute<'_>, String>> {
    let mut rest = tag.trim_ascii();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let read = attribute(rest);
        rest = read.as_ref().map_or("", |(_, rest)| rest);
        Some(read.map(|(attribute, _)| attribute))
    })
}

/// The first attribute, and what stands after it.
fn attribute(tag: &str) -> Result<(Attribute<'_>, &str), String> {
    let (name, after) = tag.split_once('=').ok_or("an attribute without a value")?;
    let name = name.trim_ascii_end().to_ascii_lowercase();

    let after = after.trim_ascii_start();
    let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
    let (value, rest) = quote
        .and_then(|quote| after[1..].split_once(quote))
        .ok_or_else(|| format!("the attribute `{}` without quotes", shown(&name)))?;
    Ok((Attribute { name, value }, rest.trim_ascii_start()))
}

fn is_allowed(name: &str, value: &str) -> bool {
    // A namespace looks like an address, but no browser fetches it.
    if name == "xmlns" {
        return value == NAMESPACE;
    }
    if name.starts_with("xmlns:") {
        return !value.contains(['&', '<']);
    }

    let Some(value) = plain(value) else { return false };
    match name.split_once(':') {
        // Any prefix may be declared for XLink, so only what follows it counts. Nothing else with a
        // prefix means anything to a browser.
        Some((_, "href")) => leads_inside(&value),
        Some((_, local)) => !local.starts_with("on") && local != "base" && is_remark(&value),
        None if name == "href" => leads_inside(&value),
        None if is_in(ATTRIBUTES, name) => draws(name, &value),
        None => is_free(name) && is_remark(&value),
    }
}

/// Whether an attribute without a prefix means nothing to a browser that loads or draws.
fn is_free(name: &str) -> bool {
    name.starts_with("aria-") || name.starts_with("data-") || is_in(REMARKS, name)
}

/// A value with the five entities of XML as what they stand for. None where there are others: they
/// could spell anything, and drawing needs none.
fn plain(value: &str) -> Option<String> {
    let mut plain = String::with_capacity(value.len());
    let mut parts = value.split('&');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        plain.push_str(match entity {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => return None,
        });
        plain.push_str(rest);
    }
    Some(plain)
}

/// Whether an address is that of an element of the image.
fn leads_inside(value: &str) -> bool {
    value.starts_with('#') && !value.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether a text for people holds no address and no escape.
fn is_remark(value: &str) -> bool {
    !value.contains(['\\', '<']) && !value.contains("//") && !has_scheme(value)
}

/// Whether a word is followed by a colon and, without a blank, by more: `https:x`, but not `Note:
/// x` and not `10:30`.
fn has_scheme(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text.match_indices(':').any(|(at, _)| {
        let word = text[..at].rsplit(|c| !is_part(c)).next().unwrap_or_default();
        let goes_on = text[at + 1..].starts_with(|c: char| !c.is_whitespace());
        word.starts_with(|c: char| c.is_ascii_alphabetic()) && goes_on
    })
}

/// Whether a value, or each of a style, is one of numbers, words, colours and known functions.
fn draws(name: &str, value: &str) -> bool {
    if name != "style" {
        return is_plain_css(value);
    }
    value.split(';').all(|declaration| match declaration.split_once(':') {
        Some((property, value)) => {
            let property = property.trim_ascii();
            let is_property = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !property.is_empty() && property.bytes().all(is_property) && is_plain_css(value)
        }
        None => declaration.trim_ascii().is_empty(),
    })
}

/// Whether CSS has no escape, comment, rule, address or function that is not known. A colon stands
/// in no value of a drawing, only in addresses.
fn is_plain_css(value: &str) -> bool {
    if value.contains(['\\', '@', '<', '{', '}', ':', '&'])
        || value.contains("/*")
        || value.contains("//")
    {
        return false;
    }

    let small = value.to_ascii_lowercase();
    small.match_indices('(').all(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let before = &small[..at];
        let function = &before[before.trim_end_matches(is_part).len()..];
        match function {
            // Brackets of a sum.
            "" => true,
            "url" => is_inner_url(&small[at + 1..]),
            function => is_in(FUNCTIONS, function),
        }
    })
}

/// Whether what stands after `url(` is the id of an element: `#id)`, in quotes or not.
fn is_inner_url(after: &str) -> bool {
    let Some((address, _)) = after.split_once(')') else { return false };
    let address = address.trim_ascii();
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        address.strip_prefix(quote).and_then(|address| address.strip_suffix(quote))
    });
    quoted.unwrap_or(address).strip_prefix('#').is_some_and(|id| {
        !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
    })
}

fn is_in(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}

/// A piece of the image as a message shows it: in one line, and not too long.
fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{has_text, problem};

    /// An image with something in it.
    fn image(inside: &str) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>")
    }

    #[test]
    fn drawing_passes() {
        let whole = r##"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
            <!-- Created with Inkscape (http://www.inkscape.org/) -->
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
              xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" version="1.1"
              id="Layer_1" x="0px" y="0px" viewBox="0 0 24 24" xml:space="preserve"
              style="enable-background:new 0 0 24 24;" inkscape:version="1.2 (dc2aeda, 2022)">
            <title>Who teaches: the junior person, from 10:30 (see 3/4)</title>
            <defs><linearGradient id="g-1"><stop offset="0" stop-color="rgb(1, 2, 3)"/>
            </linearGradient></defs>
            <path d="M0 0h24v24H0z" fill="url(#g-1)" inkscape:label="Shape: a"/>
            <use xlink:href="#g-1" transform="matrix(1 0 0 1 0 0) rotate(4)" data-name="Layer: 1"/>
            <text style="font:12px 'Open Sans', serif; fill : url( '#g-1' ) ; --x: calc(1px + (2px * 2))"
              aria-label="Tea &amp; talk">A &lt; B</text></svg>
            "##;
        assert_eq!(problem(whole), None);
        for image in
            ["", " \n", "\u{FEFF}<svg/>", "<svg><path fill=\"url(&quot;#a&quot;)\"/></svg>"]
        {
            assert_eq!(problem(image), None, "{image}");
        }
    }

    #[test]
    fn letters_are_told_from_their_outlines() {
        for inside in ["<text x='1'>A</text>", "<g><svg:text>A</svg:text></g>", "<text>A"] {
            assert!(has_text(&image(inside)), "{inside}");
        }
        let comment = "<!-- was <text>A</text> -->";
        for inside in ["<title>A</title>", "<path data-was='<text>'/>", comment, "<textarea", "<"] {
            assert!(!has_text(&image(inside)), "{inside}");
        }
    }

    #[test]
    fn what_loads_from_anywhere_is_named() {
        for (value, attribute) in [
            ("background:image-set(\"https:evil.example/b.png\" 1x)", "style"),
            ("background:image-set('b.png' 1x)", "style"),
            ("background:-webkit-image-set(&quot;b.png&quot; 1x)", "style"),
            ("background:\\69mage-set('b.png' 1x)", "style"),
            ("background:im/**/age-set('b.png' 1x)", "style"),
            ("background:cross-fade(url(#a), 'b.png')", "style"),
            ("background:url(b.png)", "style"),
            ("background:url(  //evil.example )", "style"),
            ("background:u&#114;l(b.png)", "style"),
            ("fill:url(#a) url(https:b)", "style"),
            ("mask:url(#a", "style"),
            ("cursor:url('https:evil.example/a.cur'), auto", "style"),
            ("content:'https:evil.example'", "style"),
            ("@import 'https:evil.example'", "style"),
            ("filter:src('b.svg#f')", "style"),
            ("fill:red;&colon;", "style"),
            ("url(b.svg#m)", "mask"),
            ("url(b.svg#m)", "clip-path"),
            ("url(b.svg#m)", "marker-end"),
            ("url(&quot;b.svg#m&quot;)", "filter"),
            ("URL(https:b)", "fill"),
            ("u\nrl(https:b)", "fill"),
            ("url(b.cur), pointer", "cursor"),
            ("b.svg#a", "href"),
            ("https:evil.example", "href"),
            ("data:image/png;base64,AAAA", "href"),
            (" #a", "xlink:href"),
            ("data:text/html,x", "a:href"),
            ("https://evil.example/", "xml:base"),
            ("x()", "onload"),
            ("x()", "a:onclick"),
            ("b.png", "src"),
            ("url(#a)", "to"),
            ("https:evil.example", "data-src"),
            ("//evil.example", "class"),
            ("http://www.w3.org/1999/xhtml", "xmlns"),
        ] {
            for quote in ['"', '\''] {
                if value.contains(quote) {
                    continue;
                }
                let svg = image(&format!("<path {attribute}={quote}{value}{quote}/>"));
                let told = problem(&svg).unwrap_or_else(|| panic!("{svg}"));
                assert!(told.starts_with(&format!("the attribute `{attribute}=")), "{svg}: {told}");
            }
        }
    }

    #[test]
    fn what_is_more_than_drawing_is_named() {
        for (inside, expected) in [
            ("<script>x()</script>", "the element <script>"),
            ("<SCRIPT/>", "the element <script>"),
            ("<style>@import 'https:b'</style>", "the element <style>"),
            ("<foreignObject/>", "the element <foreignobject>"),
            ("<image href='#a'/>", "the element <image>"),
            ("<animate attributeName='href' to='b'/>", "the element <animate>"),
            ("<set attributeName='onload' to='x()'/>", "the element <set>"),
            ("<a href='#a'><path/></a>", "the element <a>"),
            ("<feImage href='#a'/>", "the element <feimage>"),
            ("<x:script xmlns:x='http://www.w3.org/2000/svg'/>", "the element <x:script>"),
            ("<path/onload='x()'/>", "the element <path/onload='x()'>"),
            ("<path d='M0 0'/onload='x()'/>", "the attribute `/onload=\"x()\"`"),
            ("<path d=x/>", "the attribute `d` without quotes"),
            ("<path hidden/>", "an attribute without a value"),
            ("<!DOCTYPE svg [<!ENTITY a 'b'>]>", "a document type or CDATA section"),
            ("<![CDATA[<script>]]>", "a document type or CDATA section"),
            ("<?xml-stylesheet href='a.xsl'?>", "a processing instruction"),
            ("<!--><script>x()</script>-->", "a comment with `--` in it"),
            ("<!-- --!><script>x()</script> -->", "a comment with `--` in it"),
            ("<!-- never closed", "a comment that is not closed"),
            ("<path d='M0 0", "a tag that is not closed"),
        ] {
            assert_eq!(problem(&image(inside)).as_deref(), Some(expected), "{inside}");
        }
        for (svg, expected) in [
            ("<?xml-stylesheet href='a.xsl'?><svg/>", "a processing instruction"),
            (
                "<?xml version='1.0' encoding='utf-7'?><svg/>",
                "the declaration `encoding=\"utf-7\"`",
            ),
            ("<html><svg/></html>", "the element <html>"),
            ("<g/>", "<g> where <svg> should be"),
            ("Content-type: text/html\n\n<svg/>", "text before the first element"),
            ("Hello", "no <svg>"),
        ] {
            assert_eq!(problem(svg).as_deref(), Some(expected), "{svg}");
        }
    }
}
