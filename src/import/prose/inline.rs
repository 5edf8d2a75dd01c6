//! Stretches of words as Markdown: marks around them, and no sign that is taken for a mark.

use super::{Marks, Span, SpanKind};

/// Where words stand, and so which signs mean something there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Paragraph,
    Heading,
    Cell,
}

/// Some stretches as Markdown; in a paragraph on several lines where they have breaks.
pub(super) fn written(spans: &[Span], place: Place) -> String {
    let text = links(&joined(spans), place);
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let mut lines: Vec<String> =
        lines.into_iter().filter(|line| !line.is_empty()).map(|line| opened(line, place)).collect();

    match place {
        Place::Paragraph => {
            let last = lines.len().saturating_sub(1);
            lines[..last].iter_mut().for_each(|line| line.push('\\'));
            lines.join("\n")
        }
        Place::Heading => lines.join(" "),
        Place::Cell => lines.join("<br>"),
    }
}

/// Stretches that look the same, as one.
fn joined(spans: &[Span]) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        if let (SpanKind::Text(words), Some(last)) = (&span.kind, all.last_mut())
            && last.marks == span.marks
            && last.link == span.link
            && let SpanKind::Text(before) = &mut last.kind
        {
            before.push_str(words);
        } else {
            all.push(span.clone());
        }
    }
    all
}

/// Stretches in a row for which something is the same.
fn runs<T: PartialEq>(spans: &[Span], of: impl Fn(&Span) -> T) -> Vec<&[Span]> {
    spans.chunk_by(|one, other| of(one) == of(other)).collect()
}

fn links(spans: &[Span], place: Place) -> String {
    let mut out = String::new();
    for run in runs(spans, |span| span.link.clone()) {
        let inner = marked(run, &MARKS, place);
        let Some(target) = run[0].link.as_deref().filter(|target| !target.is_empty()) else {
            out.push_str(&inner);
            continue;
        };

        let Padded { before, words, after } = padded(&inner);
        if words.is_empty() {
            // Nothing could be clicked.
            out.push_str(&inner);
            continue;
        }

        let words = words.replace('\n', " ");
        out.push_str(&format!("{before}[{words}]({}){after}", target_text(target)));
    }
    out
}

/// A target as it stands in parentheses.
fn target_text(target: &str) -> String {
    // These would end the target, or begin a variable.
    let mut plain = String::with_capacity(target.len());
    for c in target.trim().chars() {
        match c {
            '<' => plain.push_str("%3C"),
            '>' => plain.push_str("%3E"),
            '\\' => plain.push_str("%5C"),
            '{' => plain.push_str("%7B"),
            '}' => plain.push_str("%7D"),
            '|' => plain.push_str("%7C"),
            '`' => plain.push_str("%60"),
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }

    if plain.contains([' ', '(', ')', '"', '\'']) { format!("<{plain}>") } else { plain }
}

/// A mark of Markdown, and the element for where a mark would not be taken for one.
struct MarkKind {
    is_on: fn(&Marks) -> bool,
    sign: &'static str,
    element: &'static str,
}

const MARKS: [MarkKind; 5] = [
    MarkKind { is_on: |marks| marks.strong, sign: "**", element: "strong" },
    MarkKind { is_on: |marks| marks.emphasis, sign: "*", element: "em" },
    MarkKind { is_on: |marks| marks.struck, sign: "~~", element: "del" },
    MarkKind { is_on: |marks| marks.raised, sign: "", element: "sup" },
    MarkKind { is_on: |marks| marks.lowered, sign: "", element: "sub" },
];

fn marked(spans: &[Span], kinds: &[MarkKind], place: Place) -> String {
    let Some((kind, others)) = kinds.split_first() else {
        let last = spans.len().saturating_sub(1);
        let pieces = spans.iter().enumerate();
        return pieces.map(|(at, span)| plain(span, at == last, place)).collect();
    };

    let pieces: Vec<Piece> = runs(spans, |span| (kind.is_on)(&span.marks))
        .into_iter()
        .map(|run| Piece { text: marked(run, others, place), is_on: (kind.is_on)(&run[0].marks) })
        .collect();

    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Padded { before, words, after } = padded(&piece.text);
        if !piece.is_on || words.is_empty() {
            out.push_str(&piece.text);
            continue;
        }

        out.push_str(before);
        let next = after.chars().next().or_else(|| pieces.get(at + 1)?.text.chars().next());

        // A mark on several lines could be taken for that of a list.
        let is_clear = !kind.sign.is_empty() && !words.contains('\n') && flanked(&out, words, next);
        if is_clear {
            out.push_str(&format!("{}{words}{}", kind.sign, kind.sign));
        } else {
            out.push_str(&format!("<{0}>{words}</{0}>", kind.element));
        }
        out.push_str(after);
    }
    out
}

struct Piece {
    text: String,
    is_on: bool,
}

/// Whether signs around these words are taken for marks: not where a word goes on outside of them
/// while a sign of punctuation stands within.
fn flanked(before: &str, words: &str, next: Option<char>) -> bool {
    let is_open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = before.chars().next_back();

    // Signs of two marks in a row would be counted together.
    let touches = before == Some('*') || before == Some('~') || next == Some('*');
    !touches
        && (is_word(words.chars().next()) || is_open(before))
        && (is_word(words.chars().next_back()) || is_open(next))
}

/// Words, and the blanks around them, which no mark may touch.
struct Padded<'t> {
    before: &'t str,
    words: &'t str,
    after: &'t str,
}

fn padded(text: &str) -> Padded<'_> {
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    Padded { before: &text[..start], words, after: &text[(start + words.len()).min(text.len())..] }
}

fn plain(span: &Span, is_last: bool, place: Place) -> String {
    match &span.kind {
        SpanKind::Text(words) if span.marks.code => code(words, place),
        SpanKind::Text(words) => escaped(words, is_last, place),
        SpanKind::Picture { target, alt } => {
            let alt = escaped(&alt.split_whitespace().collect::<Vec<_>>().join(" "), false, place);
            format!("![{alt}]({})", target_text(target))
        }
        SpanKind::Break => "\n".to_owned(),
        SpanKind::Mark(name) => format!("[^{name}]"),
    }
}

fn code(words: &str, place: Place) -> String {
    let Padded { before, words, after } = padded(words);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return " ".to_owned();
    }

    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    let words = if place == Place::Cell { words.replace('|', "\\|") } else { words };
    format!("{before}{fence}{blank}{words}{blank}{fence}{after}")
}

/// Words in which nothing is taken for a mark.
fn escaped(words: &str, is_last: bool, place: Place) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    let mut before: Option<char> = None;
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);

        let is_mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' => true,
            // Within a word it is a letter.
            '_' => !(is_word(before) && is_word(next)),
            '~' => next == Some('~') || before == Some('~'),
            '&' => is_word(next) || next == Some('#'),
            // Before a link it would make a picture of it.
            '!' => next == Some('[') || (next.is_none() && is_last),
            // Braces name a variable; at the end of a heading, its attributes.
            '{' => place == Place::Heading || (next == Some('{') && before != Some('{')),
            '#' => place == Place::Heading,
            '|' => place == Place::Cell,
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }

        match c {
            '\n' | '\t' | '\r' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// A line whose beginning is not taken for that of a list, a heading or the like.
fn opened(line: &str, place: Place) -> String {
    if place != Place::Paragraph {
        return line.to_owned();
    }

    let ends = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &line[digits..];
    if (1..=9).contains(&digits) && after.starts_with(['.', ')']) && ends(&after[1..]) {
        return format!("{}\\{after}", &line[..digits]);
    }

    let first = line.chars().next().unwrap_or_default();
    let rest = line.trim_start_matches(first);
    let is_mark = match first {
        '#' | '-' | '+' | ':' => ends(rest) || line.starts_with("---") || line.starts_with(":::"),
        '>' | '|' => true,
        '=' => rest.is_empty(),
        '~' => line.starts_with("~~~"),
        _ => false,
    };
    if is_mark { format!("\\{line}") } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &str, set: fn(&mut Marks)) -> Span {
        let mut span = Span::text(words);
        set(&mut span.marks);
        span
    }

    #[test]
    fn words_are_no_marks() {
        for (words, right) in [
            ("a * b_c _d_ [e] <f>", "a \\* b_c \\_d\\_ \\[e\\] \\<f>"),
            ("{{ name }} {a} {{{", "\\{{ name }} {a} \\{{{"),
            ("1. one", "1\\. one"),
            ("2026", "2026"),
            ("- one", "\\- one"),
            ("-1", "-1"),
            ("# a", "\\# a"),
            (":::note", "\\:::note"),
            (": a", "\\: a"),
            ("> a", "\\> a"),
            ("R&D &amp; S", "R\\&D \\&amp; S"),
            ("Ask!", "Ask\\!"),
            ("a\\b `c`", "a\\\\b \\`c\\`"),
        ] {
            assert_eq!(written(&[Span::text(words)], Place::Paragraph), right);
        }
        assert_eq!(written(&[Span::text("C# {#x}")], Place::Heading), "C\\# \\{\\#x}");
        assert_eq!(written(&[Span::text("a|b")], Place::Cell), "a\\|b");
    }

    #[test]
    fn marks_stand_where_they_are_taken_for_marks() {
        let strong = |words| set(words, |marks| marks.strong = true);
        let both = |words| {
            set(words, |marks| {
                marks.strong = true;
                marks.emphasis = true;
            })
        };
        for (spans, right) in [
            (vec![Span::text("a"), strong(" b "), Span::text("c")], "a **b** c"),
            (vec![strong("Note:"), Span::text("text")], "<strong>Note:</strong>text"),
            (vec![strong("a "), both("b")], "**a *b***"),
            (vec![strong(" "), Span::text("a")], "a"),
            (vec![set("a", |marks| marks.emphasis = true), strong("b")], "*a*<strong>b</strong>"),
            (vec![set("a`b", |marks| marks.code = true)], "``a`b``"),
            (vec![Span::text("m"), set("2", |marks| marks.raised = true)], "m<sup>2</sup>"),
        ] {
            assert_eq!(written(&spans, Place::Paragraph), right);
        }
    }

    #[test]
    fn links_and_breaks_are_kept_together() {
        let mut one = Span::text("the ");
        one.link = Some("a b.md".to_owned());
        let mut two = set("rules", |marks| marks.strong = true);
        two.link.clone_from(&one.link);
        let line = Span { kind: SpanKind::Break, ..Span::text("") };
        let spans = [Span::text("See "), one, two, line.clone(), line, Span::text("- now.")];
        let right = "See [the **rules**](<a b.md>)\\\n\\- now.";
        assert_eq!(written(&spans, Place::Paragraph), right);
    }
}
