//! Carries what changed below over into the text of a layer: merges the two, and writes that into
//! the layer's file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::content::Overridable;
use super::labels::lacks_label;
use super::merge::{Merge, Sides, heading_lines, merge};
use super::source::SourceTexts;
use super::state::{DriftState, OverrideStatus};
use super::store::{LockError, accept, rewrite};
use super::subject::OverridePart;
use crate::load::LayerId;
use crate::parse::attributes::Operation;
use crate::parse::{Heading, LEAD, Section};

/// What comes of carrying over what changed below an override.
#[derive(Debug)]
pub enum Carry {
    /// All of it goes into the layer's text.
    Clean(Merge, Rewrite),
    /// Both changed the same words.
    Conflict(Merge),
    /// There is nothing to merge, for this reason.
    Impossible(&'static str),
}

/// A file of a layer with another text of an override in it.
#[derive(Debug)]
pub struct Rewrite {
    file: Arc<str>,
    /// What the file said.
    before: Arc<str>,
    /// The bytes of it that are exchanged.
    at: Range<usize>,
    /// What is put there, with the line ends of the file.
    text: String,
}

impl Rewrite {
    /// The file, seen from the root.
    pub fn file(&self) -> &str {
        &self.file
    }
}

/// What an override was written against, what is there now, and what the layer says: as Markdown
/// without front matter, a key's value as YAML. None of what is no text, or not known.
pub fn override_texts(status: &OverrideStatus, texts: &SourceTexts<'_>) -> Sides<Option<String>> {
    let part = &status.subject.part;
    let own = text_of(status.own.as_ref(), part, texts);
    // The heading of what stands for a lead only says so.
    let own = own.map(|own| match heading_of(&own).filter(|_| is_lead(status)) {
        Some(heading) => own[heading.len()..].trim_start_matches('\n').to_owned(),
        None => own,
    });

    let then = status.entry.as_ref().and_then(|entry| entry.text.as_deref());
    let mut sides = Sides {
        then: then.map(|then| body(then, part).to_owned()),
        now: text_of(status.below.as_ref(), part, texts),
        firm: own,
    };

    // A section may stand higher or lower in the layer's file than on the page.
    if matches!(part, OverridePart::Section(..))
        && let Some(level) = sides.firm.as_deref().and_then(level)
    {
        for side in [&mut sides.then, &mut sides.now] {
            *side = side.take().map(|text| at_level(&text, level));
        }
    }
    sides
}

/// A text without front matter, which is not merged.
fn text_of(
    content: Option<&Overridable>,
    part: &OverridePart,
    texts: &SourceTexts<'_>,
) -> Option<String> {
    let text = content?.text(texts)?;
    Some(body(&text, part).to_owned())
}

fn body<'t>(text: &'t str, part: &OverridePart) -> &'t str {
    match part {
        OverridePart::Page => without_front_matter(text),
        _ => text,
    }
}

/// Merges what changed below an override into its text.
pub fn carry(status: &OverrideStatus, texts: &SourceTexts<'_>) -> Carry {
    match (status.state, &status.subject.part) {
        (DriftState::Orphaned | DriftState::Unused, _) => {
            return Carry::Impossible("there is nothing below it any more");
        }
        (
            DriftState::Drifted,
            OverridePart::Page | OverridePart::Section(_, Operation::Replace),
        ) => {}
        (DriftState::Drifted, OverridePart::Key(_)) => {
            return Carry::Impossible("a key has one value: change it by hand, or accept");
        }
        (DriftState::Drifted | DriftState::ContextChanged, _) => {
            return Carry::Impossible("it has no text in the place of the one that changed");
        }
        _ => return Carry::Impossible("nothing has changed below it"),
    }

    let Sides { then, now, firm } = override_texts(status, texts);
    let Some(then) = then else {
        return Carry::Impossible("the text that it was written against was too long to be kept");
    };
    let place = status.own.as_ref().and_then(|own| OverrideText::of(own, is_lead(status), texts));
    let (Some(now), Some(firm), Some(place)) = (now, firm, place) else {
        return Carry::Impossible("a file has changed since it was read");
    };

    let below = files_below(status, texts);
    let merge = merge_texts(Sides { then: &then, now: &now, firm: &firm });
    match merge.text() {
        None => Carry::Conflict(merge),
        Some(text) if lacks_label(&text, &place.before, below.iter().map(|text| &**text)) => {
            Carry::Impossible(
                "what changed uses a footnote or the name of a link that is defined elsewhere on its \
             page: take both over by hand",
            )
        }
        Some(text) => {
            let rewrite = place.rewritten(&text, &firm);
            Carry::Clean(merge, rewrite)
        }
    }
}

/// The files of the page below an override.
fn files_below(status: &OverrideStatus, texts: &SourceTexts<'_>) -> Vec<Arc<str>> {
    match &status.below {
        Some(Overridable::Page(page) | Overridable::Section(page, _)) => {
            page.documents.iter().filter_map(|document| texts.of(document)).collect()
        }
        _ => Vec::new(),
    }
}

/// Merges sections, of whose headings it is known that they belong together.
fn merge_texts(texts: Sides<&str>) -> Merge {
    let headings = texts.map(|text| heading_of(text).unwrap_or_default());
    if !headings.all(|heading| !heading.is_empty()) {
        return merge(texts);
    }

    let bodies = Sides {
        then: &texts.then[headings.then.len()..],
        now: &texts.now[headings.now.len()..],
        firm: &texts.firm[headings.firm.len()..],
    };
    // What stands in braces is the firm's, as is the level: it inherits all that it does not say.
    let own = headings.firm;
    let words = headings.map(|heading| heading_text(heading));
    let before = own.len() - own.trim_start_matches(['#', ' ']).len();

    let mut merged = Merge::default();
    merged.clean(&own[..before]);
    merged.append(merge(words));
    merged.clean(&own[before + words.firm.len()..]);
    merged.append(merge(bodies));
    merged
}

/// The line of the heading that a text begins with.
fn heading_of(text: &str) -> Option<&str> {
    let is_heading = heading_lines(text).first() == Some(&true);
    text.lines().next().filter(|_| is_heading)
}

/// What the line of a heading says, without its marks and what stands in braces.
fn heading_text(line: &str) -> &str {
    let text = line.trim_start_matches('#');
    text.rfind(" {#").map_or(text, |braces| &text[..braces]).trim()
}

fn is_lead(status: &OverrideStatus) -> bool {
    matches!(&status.subject.part, OverridePart::Section(id, _) if **id == *LEAD)
}

/// Writes merged texts into the files of a layer, and lets their overrides count as written against
/// what is there now.
///
/// # Errors
/// Where a file is not any more what it was, or cannot be written: then it is as it was, and so are
/// those that would have come after it.
pub fn carry_over(
    root: &Path,
    layer: &LayerId,
    carried: &[(&OverrideStatus, &Rewrite)],
    texts: &SourceTexts<'_>,
) -> Result<(), LockError> {
    let mut carried = carried.to_vec();
    carried.sort_by(|(_, one), (_, other)| {
        (&one.file, one.at.start).cmp(&(&other.file, other.at.start))
    });

    for of_file in carried.chunk_by(|(_, one), (_, other)| one.file == other.file) {
        let (_, Rewrite { file, before, .. }) = of_file[0];
        let mut after = String::with_capacity(before.len());
        let mut end = 0;

        for (_, rewrite) in of_file {
            after.push_str(&before[end..rewrite.at.start]);
            after.push_str(&rewrite.text);
            end = rewrite.at.end;
        }
        after.push_str(&before[end..]);

        rewrite(root, file, before, &after)?;
        let statuses: Vec<&OverrideStatus> = of_file.iter().map(|(status, _)| *status).collect();
        accept(root, layer, &statuses, texts)?;
    }
    Ok(())
}

/// Where the text of an override stands in its file.
struct OverrideText {
    file: Arc<str>,
    before: Arc<str>,
    /// Without the white space around it.
    at: Range<usize>,
    /// The heading that says what is done to the section, which must go on saying so.
    opening: Option<WrittenHeading>,
    /// All headings that are shown.
    shown: Vec<WrittenHeading>,
}

/// A heading as it stands in a file, with all that it says.
struct WrittenHeading {
    /// Its lines.
    lines: Range<usize>,
    /// Its text in them.
    text: Range<usize>,
}

impl WrittenHeading {
    /// A heading between what stands before it and the text below it.
    fn of(heading: &Heading, file: &str, between: Range<usize>) -> Self {
        let start = between.start;
        let end = start + file[between].trim_end().len();
        Self { lines: start..end, text: heading.source.span.range() }
    }

    fn of_section(section: &Section, file: &str) -> Option<Self> {
        let heading = section.heading.as_ref()?;
        Some(Self::of(heading, file, section.span.start..section.source.span.start))
    }
}

impl OverrideText {
    fn of(own: &Overridable, is_lead: bool, texts: &SourceTexts<'_>) -> Option<Self> {
        let (page, segments, is_section) = match own {
            Overridable::Page(page) => (page, 0..page.segments.len(), false),
            Overridable::Section(page, segments) => (page, segments.clone(), true),
            _ => return None,
        };
        let document = page.top();
        let before = texts.of(document)?;
        let sections = document.sections.get(segments.clone())?;
        let (first, last) = (sections.first()?, sections.last()?);

        let written = before.get(first.span.start..last.span.end)?;
        let blank = written.len() - written.trim_start_matches(['\n', '\r']).len();
        let start = first.span.start + blank;
        let end = (first.span.start + written.trim_end().len()).max(start);

        let mut shown = Vec::new();
        if let Some(own) = document.heading.as_ref().filter(|_| !is_section) {
            shown.push(WrittenHeading::of(own, &before, own.span.start..first.source.span.start));
        }
        for (segment, section) in iter::zip(&page.segments[segments], sections) {
            let is_shown = !is_lead && page.shown_heading(segment).is_some();
            shown.extend(WrittenHeading::of_section(section, &before).filter(|_| is_shown));
        }
        let opening = WrittenHeading::of_section(first, &before).filter(|_| is_section);
        Some(Self { file: document.file.clone(), before, at: start..end, opening, shown })
    }

    /// The file with another text there; `own` is what it says now, in the same form.
    fn rewritten(self, text: &str, own: &str) -> Rewrite {
        let known = self.known_headings(own);
        let are_headings = heading_lines(text);

        let mut lines: Vec<Cow<'_, str>> = Vec::new();
        for (line, is_heading) in iter::zip(text.trim_end().lines(), &are_headings) {
            let written = known.get(line).filter(|_| *is_heading);
            lines.push(Cow::Borrowed(written.unwrap_or(&line)));
        }

        if let Some(opening) = &self.opening {
            let is_shown = self.shown.first().is_some_and(|first| first.lines == opening.lines);
            match text.lines().next().filter(|_| is_shown && are_headings.first() == Some(&true)) {
                Some(first) if known.contains_key(first) => {}
                Some(first) => lines[0] = self.reworded(opening, first).into(),
                None => {
                    let opening = Cow::Borrowed(&self.before[opening.lines.clone()]);
                    lines.splice(0..0, [opening, Cow::Borrowed("")]);
                }
            }
        }

        let text = lines.join("\n").replace("\r\n", "\n");
        let has_returns =
            self.before.matches("\r\n").count() * 2 > self.before.matches('\n').count();
        let text = if has_returns { text.replace('\n', "\r\n") } else { text };
        Rewrite { file: self.file, before: self.before, at: self.at, text }
    }

    /// How the headings of a text in that form stand in the file, where that can be told.
    fn known_headings<'t>(&'t self, own: &'t str) -> HashMap<&'t str, &'t str> {
        let lines = iter::zip(own.lines(), heading_lines(own));
        let headings: Vec<&str> =
            lines.filter(|(_, is_heading)| *is_heading).map(|(line, _)| line).collect();

        // Where there are more of one, it cannot be told which go together after the first.
        let can_tell = headings.len() == self.shown.len();
        let written = self.shown.iter().map(|heading| &self.before[heading.lines.clone()]);
        iter::zip(headings, written).take(if can_tell { usize::MAX } else { 1 }).collect()
    }

    /// A heading with the text of another, and all that it says itself.
    fn reworded(&self, heading: &WrittenHeading, other: &str) -> String {
        let text = heading_text(other);
        let before = &self.before[heading.lines.start..heading.text.start];
        let after = &self.before[heading.text.end..heading.lines.end];
        format!("{before}{text}{after}")
    }
}

/// The level of the heading that a text begins with.
fn level(text: &str) -> Option<usize> {
    heading_of(text).map(|line| line.len() - line.trim_start_matches('#').len())
}

/// A text that begins with a heading of this level, the others as far below it as they are.
fn at_level(text: &str, wanted: usize) -> String {
    let Some(level) = level(text).filter(|level| *level != wanted) else { return text.to_owned() };

    let lines = iter::zip(text.lines(), heading_lines(text)).map(|(line, is_heading)| {
        let marks = line.len() - line.trim_start_matches('#').len();
        match is_heading {
            true => format!(
                "{}{}\n",
                "#".repeat((marks + wanted).saturating_sub(level).clamp(1, 6)),
                &line[marks..]
            ),
            false => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// A page's text as [`page_markdown`](super::source::page_markdown) gives it, without the keys.
fn without_front_matter(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("---\n") else { return text };
    let body = rest.strip_prefix("---\n");
    let body = body.or_else(|| rest.split_once("\n---\n").map(|(_, body)| body));
    body.unwrap_or(text).trim_start_matches('\n')
}
