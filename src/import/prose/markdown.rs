//! Blocks as lines of Markdown.

use super::super::lines::Line;
use super::inline::{self, Place};
use super::{Block, BlockKind, Heading, Item, table};

/// Blocks within blocks; what lies deeper is put beside what it lies in.
const MAX_DEPTH: usize = 24;

/// The lines of some blocks.
pub(in super::super) fn written(blocks: &[Block]) -> Vec<Line> {
    let mut lines = Vec::new();
    push(blocks, 0, &mut lines);
    lines
}

fn push(blocks: &[Block], depth: usize, lines: &mut Vec<Line>) {
    let mut was_list: Option<bool> = None;
    for block in blocks {
        let is_list = match &block.kind {
            BlockKind::List { start, .. } => Some(start.is_some()),
            _ => None,
        };

        let mut inner = of(block, depth);
        if inner.is_empty() {
            continue;
        }

        // Two lists of one kind in a row would be one.
        if is_list.is_some() && was_list == is_list {
            separate(lines, block.at);
            lines.push(Line::new("<!-- -->", block.at));
        }

        separate(lines, block.at);
        lines.append(&mut inner);
        was_list = is_list;
    }
}

/// A blank line, where there is none yet.
fn separate(lines: &mut Vec<Line>, at: usize) {
    if lines.last().is_some_and(|line| !line.text.is_empty()) {
        lines.push(Line::new("", at));
    }
}

fn of(block: &Block, depth: usize) -> Vec<Line> {
    let at = block.at;
    let inside = |blocks: &[Block]| {
        let mut lines = Vec::new();
        push(blocks, depth + 1, &mut lines);
        lines
    };
    if depth >= MAX_DEPTH
        && let Some(inner) = opened_up(block)
    {
        return inner;
    }

    match &block.kind {
        BlockKind::Heading(heading) => heading_line(heading, at),
        BlockKind::Paragraph(spans) => split(&inline::written(spans, Place::Paragraph), at),
        BlockKind::List { start, items } => list(*start, items, depth, at),
        BlockKind::Quote(blocks) => prefixed(inside(blocks), "> ", "> "),
        BlockKind::Code { language, text } => code(language, text, at),
        BlockKind::Table(rows) => {
            table::lines(rows).into_iter().map(|line| Line::new(line, at)).collect()
        }
        BlockKind::Boxed { kind, title, blocks } => {
            container(&format!("{kind}{}", label(title, "title")), inside(blocks), at)
        }
        BlockKind::Details { summary, blocks } => {
            container(&format!("details{}", label(summary, "summary")), inside(blocks), at)
        }
        BlockKind::Note { name, blocks } => {
            prefixed(inside(blocks), &format!("[^{name}]: "), "    ")
        }
        BlockKind::Rule => vec![Line::new("---", at)],
    }
}

/// What lies in a block that itself lies too deep, without the block around it.
fn opened_up(block: &Block) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    match &block.kind {
        BlockKind::List { items, .. } => {
            items.iter().for_each(|item| push(&item.blocks, MAX_DEPTH, &mut lines));
        }
        BlockKind::Quote(blocks)
        | BlockKind::Boxed { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Note { blocks, .. } => push(blocks, MAX_DEPTH, &mut lines),
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::Code { .. }
        | BlockKind::Table(_)
        | BlockKind::Rule => return None,
    }
    Some(lines)
}

fn split(text: &str, at: usize) -> Vec<Line> {
    text.lines().map(|line| Line::new(line, at)).collect()
}

fn heading_line(heading: &Heading, at: usize) -> Vec<Line> {
    let text = inline::written(&heading.text, Place::Heading);
    if text.is_empty() {
        return Vec::new();
    }

    let signs = "#".repeat(heading.level.clamp(1, 6));
    let id = heading.id.as_ref().map_or_else(String::new, |id| format!(" {{#{id}}}"));
    vec![Line::new(format!("{signs} {text}{id}"), at)]
}

fn list(start: Option<u64>, items: &[Item], depth: usize, at: usize) -> Vec<Line> {
    let mut lines = Vec::new();

    // One item with paragraphs makes the whole list one with room between.
    let is_loose = items.iter().any(is_loose);
    for (number, item) in items.iter().enumerate() {
        let mark = match start {
            Some(start) => {
                // More digits are no number of a list.
                let number = start.saturating_add(number as u64).min(999_999_999);
                format!("{number}. ")
            }
            None => "- ".to_owned(),
        };
        let task = match item.is_done {
            Some(true) => "[x] ",
            Some(false) => "[ ] ",
            None => "",
        };

        let mut inner = Vec::new();
        match is_loose {
            true => push(&item.blocks, depth + 1, &mut inner),
            false => inner.extend(item.blocks.iter().flat_map(|block| of(block, depth + 1))),
        }

        let at = item.blocks.first().map_or(at, |block| block.at);
        if inner.is_empty() {
            inner.push(Line::new("", at));
        }
        if is_loose && number > 0 {
            separate(&mut lines, at);
        }

        // What belongs to an item stands below its text, not below its mark.
        let hang = " ".repeat(mark.len());
        lines.extend(prefixed(inner, &format!("{mark}{task}"), &hang));
    }
    lines
}

/// Whether an item has more than a text and a list below it, which blank lines keep apart.
fn is_loose(item: &Item) -> bool {
    let is_list = |block: &&Block| matches!(block.kind, BlockKind::List { .. });
    let lists = item.blocks.iter().filter(is_list).count();
    lists > 1 || item.blocks.len() - lists > 1
}

fn code(language: &str, text: &str, at: usize) -> Vec<Line> {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));

    // The name of a language is a word; anything else could be taken for a mark.
    let is_word = |c: char| c.is_ascii_alphanumeric() || "+#-".contains(c);
    let language: String = language.chars().filter(|c| is_word(*c)).collect();

    let mut lines = vec![Line::new(format!("{fence}{language}"), at)];
    let text = text.trim_matches('\n');
    lines.extend(text.lines().map(|line| Line::new(line.trim_end(), at)));
    lines.push(Line::new(fence, at));
    lines
}

fn container(opening: &str, inner: Vec<Line>, at: usize) -> Vec<Line> {
    let end = inner.last().map_or(at, |line| line.at);
    let mut lines = vec![Line::new(format!(":::{opening}"), at)];
    lines.extend(inner);
    lines.push(Line::new(":::", end));
    lines
}

/// The title of a container; none for an empty one.
fn label(title: &str, key: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return String::new();
    }

    // In brackets these would mean something.
    if title.contains(['[', ']', '{', '}', '"', '\\', '`', '*', '_', '<', '&']) {
        let plain = title.replace('"', "'").replace(['{', '}', '\\'], "");
        return format!(" {{{key}=\"{plain}\"}}");
    }
    format!("[{title}]")
}

/// Lines with this before the first, and that before all others.
fn prefixed(lines: Vec<Line>, first: &str, others: &str) -> Vec<Line> {
    let with = |(at, line): (usize, Line)| {
        let prefix = if at == 0 { first } else { others };
        let text = match line.text.is_empty() {
            true => prefix.trim_end().to_owned(),
            false => format!("{prefix}{}", line.text),
        };
        Line::new(text, line.at)
    };
    lines.into_iter().enumerate().map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Row, Span};
    use super::*;

    fn paragraph(words: &str) -> Block {
        Block::new(BlockKind::Paragraph(vec![Span::text(words)]), 1)
    }

    fn item(words: &str, below: Option<Block>) -> Item {
        let blocks = std::iter::once(paragraph(words)).chain(below).collect();
        Item { is_done: None, blocks }
    }

    fn text(kinds: Vec<BlockKind>) -> String {
        let blocks: Vec<Block> = kinds.into_iter().map(|kind| Block::new(kind, 1)).collect();
        let lines = written(&blocks);
        lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lists_lie_in_lists() {
        let inner = BlockKind::List { start: None, items: vec![item("b", None), item("c", None)] };
        let inner = Block::new(inner, 1);
        let items = vec![item("a", Some(inner)), item("d", None)];
        let outer = BlockKind::List { start: Some(9), items };
        assert_eq!(text(vec![outer]), "9. a\n   - b\n   - c\n10. d");
        let list = || BlockKind::List { start: None, items: vec![item("a", None)] };
        assert_eq!(text(vec![list(), list()]), "- a\n\n<!-- -->\n\n- a");
    }

    #[test]
    fn merged_cells_are_said_in_each_row() {
        let cell = |words: &str, columns, rows| Cell {
            blocks: vec![paragraph(words)],
            is_head: false,
            columns,
            rows,
        };
        let rows = vec![
            Row { cells: vec![cell("Who", 1, 1), cell("When", 2, 1)] },
            Row { cells: vec![cell("Ann", 1, 2), cell("Mon", 1, 1), cell("9", 1, 1)] },
            Row { cells: vec![cell("Tue", 1, 1), cell("a|b", 1, 9)] },
        ];
        assert_eq!(
            text(vec![BlockKind::Table(rows)]),
            "| Who | When |  |\n| --- | --- | --- |\n| Ann | Mon | 9 |\n| Ann | Tue | a\\|b |"
        );
    }

    #[test]
    fn boxes_have_titles_code_has_fences_and_nothing_lies_too_deep() {
        let boxed = |title: &str| BlockKind::Boxed {
            kind: "tip",
            title: title.to_owned(),
            blocks: vec![paragraph("Ask.")],
        };
        assert_eq!(text(vec![boxed("Ask twice")]), ":::tip[Ask twice]\nAsk.\n:::");
        assert_eq!(text(vec![boxed("")]), ":::tip\nAsk.\n:::");
        assert_eq!(text(vec![boxed("a [b] \"c\"")]), ":::tip {title=\"a [b] 'c'\"}\nAsk.\n:::");
        let deep =
            (0..60).fold(paragraph("x"), |inner, _| Block::new(BlockKind::Quote(vec![inner]), 1));
        assert_eq!(text(vec![deep.kind]), format!("{}x", "> ".repeat(MAX_DEPTH)));

        let code = BlockKind::Code { language: "c++ x".to_owned(), text: "```\na".to_owned() };
        assert_eq!(text(vec![code]), "````c++x\n```\na\n````");
    }
}
