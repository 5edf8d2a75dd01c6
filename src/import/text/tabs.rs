//! Tabs of Material: `=== "Title"` with the lines that hang below.

use super::super::lines::{Line, all_dedented, indent};
use super::{Context, Taken, attribute, container, convert, hanging, plain, prefix_of};

/// A row of tabs.
pub(in super::super) fn pymdown(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    title(&first.text)?;

    let columns = indent(&first.text);
    let mut tabs = Vec::new();
    let mut used = 0;
    while let Some(head) = lines.get(used) {
        let Some(title) = title(&head.text).filter(|_| indent(&head.text) == columns) else {
            break;
        };
        let hanging = hanging(&lines[used + 1..], columns + 4);
        let inner = all_dedented(&lines[used + 1..=used + hanging], columns + 4);
        let inner = convert(&inner, context);
        tabs.extend(tab(title, inner, head.at));
        used += 1 + hanging;

        let blanks = lines[used..].iter().take_while(|line| line.text.trim().is_empty()).count();
        let goes_on =
            lines.get(used + blanks).is_some_and(|line| self::title(&line.text).is_some());
        used += if goes_on { blanks } else { 0 };
    }

    context.notes.converted("rows of tabs, into `:::tabs`");
    let made = container("tabs".to_owned(), tabs, prefix_of(&first.text), first.at);
    Some(Taken::block(used, made))
}

/// One tab.
pub(super) fn tab(title: &str, inner: Vec<Line>, at: usize) -> Vec<Line> {
    let title = plain(title);
    let title = if title.is_empty() { "Tab" } else { &title };
    container(format!("tab {{{}}}", attribute("title", title)), inner, "", at)
}

/// The title of a tab, on the line that begins it.
fn title(line: &str) -> Option<&str> {
    let head = line.trim().strip_prefix("===")?.trim_start_matches(['!', '+']).trim();
    let quote = head.chars().next().filter(|c| ['"', '\''].contains(c))?;
    head[1..].strip_suffix(quote)
}
