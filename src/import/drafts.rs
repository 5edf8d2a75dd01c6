//! What is to be written: the files of the handbook, in memory but for those that are copied.

use std::collections::BTreeMap;

use super::front::Ours;
use super::lines::Line;
use crate::url;
use crate::yaml::scalar_text;

/// A page as it will be written.
#[derive(Debug)]
pub(super) struct Draft {
    /// Its file in the source; nothing where the import made the page.
    pub(super) from: String,
    /// Its file below `content/base`.
    pub(super) to: String,
    pub(super) front: Ours,
    pub(super) body: Vec<Line>,
    /// How much of it could be kept.
    pub(super) state: DraftState,
}

/// How much of a page's text can be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DraftState {
    /// All, as Markdown.
    Whole,
    /// All, but as it is written: as Markdown it cannot be rendered.
    AsCode,
    /// Nothing: it is too large even so.
    Stub,
}

impl Draft {
    /// Its file from the root of the handbook.
    pub(super) fn file(&self) -> String {
        format!("content/base/{}", self.to)
    }

    /// The whole text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = self.front.written();
        match self.state {
            DraftState::Whole => {
                self.body.iter().for_each(|line| {
                    text.push_str(&line.text);
                    text.push('\n');
                });
            }
            DraftState::AsCode => {
                let ticks = self.body.iter().map(|line| line.text.matches('`').count()).max();
                let fence = "`".repeat(3 + ticks.unwrap_or(0).min(200));
                text.push_str(&format!("{fence}text\n"));
                self.body.iter().for_each(|line| {
                    text.push_str(&line.text);
                    text.push('\n');
                });
                text.push_str(&format!("{fence}\n"));
            }
            DraftState::Stub => {
                text.push_str(
                    "This page was too large to be brought over. Split it into several.\n",
                );
            }
        }
        text
    }

    /// The line of the source that a byte of the text came from.
    pub(super) fn source_line(&self, at: usize) -> usize {
        let text = self.text();
        let at = text.floor_char_boundary(at.min(text.len()));
        let line = text[..at].matches('\n').count();
        let head = self.front.written().matches('\n').count();
        let body = line.saturating_sub(head);
        self.body.get(body).or_else(|| self.body.last()).map_or(1, |line| line.at)
    }

    /// Gives the page an address that nobody has.
    pub(super) fn rename(&mut self) {
        let stem = self.to.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
        let folder = self.to.rsplit('/').nth(1).unwrap_or("page");
        let name = if url::is_landing(&format!("{stem}.md")) { folder } else { stem };
        self.front.set("slug", scalar_text(&format!("{}-page", url::slug(name))));
    }
}

/// `handbook.yaml`, as it will be written.
#[derive(Debug, Default)]
pub(super) struct HandbookFile {
    /// Which tool it was.
    pub(super) source: &'static str,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    /// Checks whose errors are warnings for now, and how many there are of each.
    pub(super) lowered: BTreeMap<&'static str, usize>,
}

/// Checks that tell of links which lead nowhere.
pub(super) const DEAD_LINKS: [&str; 2] = ["broken-link", "missing-asset"];

impl HandbookFile {
    /// How many links lead nowhere.
    pub(super) fn dead_links(&self) -> usize {
        DEAD_LINKS.iter().filter_map(|check| self.lowered.get(check)).sum()
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "# The handbook as a whole. Brought over from {} by `mentorbook import`;\n\
             # import-report.md says what was converted and what a person must look at.\n\n\
             title: {}\n",
            self.source,
            scalar_text(&self.title.replace("{{", "{ {"))
        );
        if let Some(description) = &self.description {
            let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
            let plain = description.replace("{{", "{ {");
            text.push_str(&format!("description: {}\n", scalar_text(&plain)));
        }
        if let Some(language) = &self.language {
            text.push_str(&format!("language: {}\n", scalar_text(language)));
        }
        if !self.lowered.is_empty() {
            text.push_str(&self.checks());
        }
        text
    }

    fn checks(&self) -> String {
        let dead = self.dead_links();
        let mut counts = Vec::new();
        if dead > 0 {
            counts.push(format!("{dead} dead link{}", if dead == 1 { "" } else { "s" }));
        }
        let others = self.lowered.iter().filter(|(check, _)| !DEAD_LINKS.contains(check));
        counts.extend(others.map(|(check, count)| format!("{count} of {check}")));
        let them = if self.lowered.values().sum::<usize>() == 1 { "it is" } else { "they are" };

        let levels: Vec<String> =
            self.lowered.keys().map(|check| format!("{check}: warning")).collect();
        format!(
            "\nchecks: {{{}}}  # {} on the day of the import; \
             take this line out when {them} mended\n",
            levels.join(", "),
            counts.join(", ")
        )
    }
}
