//! Addresses made from patterns: `/:categories/:year/:title/`.

/// What a pattern is filled with.
#[derive(Debug, Default)]
pub(super) struct Parts<'p> {
    /// `2026-11-30`, perhaps with a time behind it.
    pub(super) date: &'p str,
    /// The name of the page in addresses.
    pub(super) name: &'p str,
    /// Its way from the folder that the pattern is for, without its ending.
    pub(super) path: &'p str,
    /// The folder that the pattern is for.
    pub(super) collection: &'p str,
    /// The folders that it lies in.
    pub(super) sections: &'p str,
    pub(super) categories: &'p str,
    /// What its address ends in: `.html`, or nothing.
    pub(super) ending: &'p str,
}

/// The address that a pattern makes; none where it asks for what nobody knows.
pub(super) fn filled(pattern: &str, parts: &Parts<'_>) -> Option<String> {
    let mut address = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        address.push_str(before);

        let is_word = |c: char| c.is_ascii_lowercase() || c == '_';
        let end = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
        address.push_str(part(&after[..end], parts)?);
        rest = &after[end..];
    }
    address.push_str(rest);

    let names = address.split('/').filter(|name| !name.is_empty());
    Some(names.collect::<Vec<_>>().join("/"))
}

fn part<'p>(word: &str, parts: &Parts<'p>) -> Option<&'p str> {
    let date = parts.date;
    match word {
        "title"
        | "slug"
        | "name"
        | "filename"
        | "contentbasename"
        | "slugorcontentbasename"
        | "slugorfilename"
        | "basename" => Some(parts.name),
        "path" => Some(parts.path),
        "collection" | "section" => Some(parts.collection),
        "sections" => Some(parts.sections),
        "categories" => Some(parts.categories),
        "output_ext" => Some(parts.ending),
        "year" => date.get(..4),
        "short_year" => date.get(2..4),
        "month" => date.get(5..7),
        "i_month" => date.get(5..7).map(|month| month.trim_start_matches('0')),
        "day" => date.get(8..10),
        "i_day" => date.get(8..10).map(|day| day.trim_start_matches('0')),
        _ => None,
    }
}

/// The day that a name begins with, and the rest of it: `2026-11-30-first`.
pub(super) fn dated(name: &str) -> Option<(&str, &str)> {
    let (date, rest) = (name.get(..10)?, name.get(10..)?);

    let rest = rest.strip_prefix(['-', '_'])?;
    (crate::yaml::is_date(date) && !rest.is_empty()).then_some((date, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled() {
        let parts = Parts {
            date: "2026-03-09",
            name: "first",
            path: "a/first",
            collection: "docs",
            categories: "news",
            ending: ".html",
            ..Parts::default()
        };
        for (pattern, address) in [
            ("/:categories/:year/:month/:day/:title:output_ext", "news/2026/03/09/first.html"),
            ("/:collection/:path/", "docs/a/first"),
            ("/:i_month/:name", "3/first"),
            ("plain/", "plain"),
        ] {
            assert_eq!(filled(pattern, &parts).unwrap(), address);
        }
        assert_eq!(filled("/:no_such/", &parts), None);
        assert_eq!(dated("2026-03-09-first"), Some(("2026-03-09", "first")));
        assert_eq!(dated("2026-03-first"), None);
    }
}
