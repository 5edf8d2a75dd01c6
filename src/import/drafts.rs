//! What is to be written: the files of the handbook, in memory but for those that are copied.

use std::collections::BTreeMap;

use super::front::Ours;
use super::lines::Line;
use super::site::Site;
use crate::load::is_firm_id;
use crate::schema::Schema;
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
    /// The firm that has the look of the old site.
    pub(super) firm: Option<FirmFile>,
}

/// The file of a firm, which has the look that the old site had.
#[derive(Debug)]
pub(super) struct FirmFile {
    id: String,
    name: String,
    /// The lines below `brand:`.
    brand: Vec<String>,
    /// Pictures, by where they go in its folder, and where they lie in the source.
    pictures: BTreeMap<String, String>,
}

impl FirmFile {
    /// A firm by the name of the site; none where nothing is known of its look.
    pub(super) fn of(site: &Site) -> Option<Self> {
        let brand = &site.settings.brand;
        if brand.is_empty() {
            return None;
        }
        let name = site.settings.title.clone().unwrap_or_else(|| "Our firm".to_owned());
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").replace("{{", "{ {");
        let id = Some(url::segment(&name)).filter(|id| is_firm_id(id) && id.len() <= 60);

        let mut lines = Vec::new();
        let mut pictures = BTreeMap::new();
        for (key, from) in brand.pictures() {
            // The key goes before it, since two pictures may have one name in two folders.
            let ending = from.rsplit_once('.').map_or("", |(_, ending)| ending);
            let to = format!("assets/{key}.{ending}");
            lines.push(format!("{key}: {}", scalar_text(&to)));
            pictures.insert(to, from.to_owned());
            if key == "logo" {
                lines.push(format!("logo_alt: {}", scalar_text(&name)));
            }
        }
        let colors = [("colors", &brand.accent), ("colors_dark", &brand.accent_dark)];
        for (key, color) in
            colors.into_iter().filter_map(|(key, color)| Some((key, color.as_ref()?)))
        {
            lines.push(format!("{key}: {{accent: {}}}", scalar_text(color)));
        }
        Some(Self { id: id.unwrap_or_else(|| "our-firm".to_owned()), name, brand: lines, pictures })
    }

    /// Takes a picture away by its path in the folder, or says that there is none.
    fn drops(&mut self, path: &str) -> bool {
        let key = path.strip_prefix("assets/").and_then(|name| name.split('.').next());
        let Some(key) = key.filter(|_| self.pictures.remove(path).is_some()) else { return false };
        let words = (key == "logo").then_some("logo_alt: ");
        self.brand.retain(|line| {
            let is_of_words = words.is_some_and(|words| line.starts_with(words));
            !line.starts_with(&format!("{key}: ")) && !is_of_words
        });
        true
    }

    fn folder(&self) -> String {
        format!("content/firms/{}", self.id)
    }

    /// Where its pictures go, and where they lie in the source.
    pub(super) fn copies(&self) -> impl Iterator<Item = (String, String)> {
        let folder = self.folder();
        self.pictures.iter().map(move |(to, from)| (format!("{folder}/{to}"), from.clone()))
    }

    fn text(&self) -> String {
        format!(
            "{}\
             # The edition with the look of the old site; `base` is the handbook without one.\n\
             name: {}\n\nbrand:\n  {}\n",
            Schema::Firm.line(),
            scalar_text(&self.name),
            self.brand.join("\n  ")
        )
    }
}

/// Checks that tell of links which lead nowhere.
pub(super) const DEAD_LINKS: [&str; 2] = ["broken-link", "missing-asset"];

impl HandbookFile {
    /// How many links lead nowhere.
    pub(super) fn dead_links(&self) -> usize {
        DEAD_LINKS.iter().filter_map(|check| self.lowered.get(check)).sum()
    }

    /// Whether a file is copied: all of the base's, and of the firm's what it still has.
    pub(super) fn keeps(&self, path: &str) -> bool {
        let mut pictures = self.firm.iter().flat_map(FirmFile::copies);
        !path.starts_with("content/firms/") || pictures.any(|(to, _)| to == path)
    }

    /// Takes a picture of the firm away that cannot be published; says whether there was one. A
    /// firm that has no look then is none.
    pub(super) fn drops_look(&mut self, file: &str) -> bool {
        let Some(firm) = &mut self.firm else { return false };
        let below = file.strip_prefix(firm.folder().as_str()).unwrap_or_default();
        let is_dropped = firm.drops(below.trim_start_matches('/'));
        if is_dropped && firm.brand.is_empty() {
            self.firm = None;
        }
        is_dropped
    }

    /// The files of settings, by their paths from the root of the handbook.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let firm = self.firm.as_ref();
        let firm = firm.map(|firm| (format!("{}/firm.yaml", firm.folder()), firm.text()));
        let own = ("content/handbook.yaml".to_owned(), self.text());
        std::iter::once(own).chain(firm).collect()
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{}\
             # The handbook as a whole. Brought over from {} by `mentorbook import`;\n\
             # import-report.md says what was converted and what a person must look at.\n\n\
             title: {}\n",
            Schema::Handbook.line(),
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
