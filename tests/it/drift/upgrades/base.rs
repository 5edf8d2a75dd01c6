//! A base handbook that chance changes, release by release.

use std::collections::BTreeMap;

use crate::harness::{Files, Random};

/// How many pages and sections there are, about.
const PAGES: usize = 9;
const SECTIONS: usize = 5;
const FOLDERS: [&str; 4] = ["", "one/", "two/", "talks/"];
const WORDS: [&str; 32] = [
    "after", "ask", "begin", "both", "care", "clear", "day", "each", "early", "end", "fair",
    "first", "give", "hear", "hour", "keep", "know", "learn", "listen", "mean", "meet", "note",
    "open", "pair", "plan", "quiet", "read", "share", "speak", "talk", "trust", "week",
];

/// A section of the second level, and what stands within it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) formerly: Vec<String>,
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) inner: Vec<Inner>,
}

/// A section of the third level; without an id, text that a layer added.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inner {
    pub(super) id: Option<String>,
    pub(super) heading: String,
    pub(super) text: String,
}

#[derive(Debug, Clone)]
pub(super) struct BasePage {
    pub(super) path: String,
    /// Addresses that it had before.
    pub(super) aliases: Vec<String>,
    pub(super) heading: String,
    pub(super) description: String,
    pub(super) lead: String,
    pub(super) sections: Vec<Section>,
    /// Whether it is written with other line ends and more blanks.
    is_wide: bool,
}

/// The base as it is in a release.
pub(super) struct Base {
    pub(super) pages: Vec<BasePage>,
    /// A file that is no page.
    pub(super) note: Option<String>,
    next: usize,
    /// What happened so far, by what it is.
    pub(super) happened: BTreeMap<&'static str, usize>,
}

/// Some words, and one that stands nowhere else.
pub(super) fn words(random: &mut Random, own: &str) -> String {
    let some: Vec<&str> = (0..8).map(|_| random.pick(&WORDS)).collect();
    format!("{own} {}.", some.join(" "))
}

/// The address of the page of a path.
pub(super) fn address(path: &str) -> &str {
    path.strip_suffix("/index.md").or_else(|| path.strip_suffix(".md")).unwrap_or(path)
}

/// The page that a path means: by its own, or by one it had before.
pub(super) fn page_of<'p>(pages: &'p [BasePage], path: &str) -> Option<&'p BasePage> {
    let formerly = |page: &&BasePage| page.aliases.iter().any(|alias| alias == address(path));
    let living = pages.iter().find(|page| page.path == path);
    living.or_else(|| pages.iter().find(formerly))
}

impl Section {
    /// All that its author wrote, but for how it is called itself.
    pub(super) fn written(&self) -> String {
        let inner = self.inner.iter();
        let inner = inner.map(|inner| format!("{:?} {} {}\n", inner.id, inner.heading, inner.text));
        format!("{}\n{}\n{}", self.heading, self.text, inner.collect::<String>())
    }

    fn markdown(&self) -> String {
        let formerly = match self.formerly.as_slice() {
            [] => String::new(),
            ids => format!(" formerly=\"{}\"", ids.join(", ")),
        };
        let inner = self.inner.iter().map(|inner| {
            let id = inner.id.as_deref().expect("only layers add text");
            format!("### {} {{#{id}}}\n\n{}\n\n", inner.heading, inner.text)
        });
        let Self { id, heading, text, .. } = self;
        let inner: String = inner.collect();
        format!("## {heading} {{#{id}{formerly}}}\n\n{text}\n\n{inner}")
    }
}

impl BasePage {
    /// The section of an id, or of one that it had before.
    pub(super) fn section(&self, id: &str) -> Option<&Section> {
        let formerly = |section: &&Section| section.formerly.iter().any(|earlier| earlier == id);
        let living = self.sections.iter().find(|section| section.id == id);
        living.or_else(|| self.sections.iter().find(formerly))
    }

    /// All that its author wrote, its front matter aside.
    pub(super) fn written(&self) -> String {
        let sections = self.sections.iter();
        let sections = sections.map(|section| format!("{} {}", section.id, section.written()));
        format!("{}\n{}\n{}", self.heading, self.lead, sections.collect::<String>())
    }

    fn markdown(&self) -> String {
        let Self { description, heading, lead, .. } = self;
        let aliases: String = self.aliases.iter().map(|alias| format!("/{alias}/, ")).collect();
        let sections: String = self.sections.iter().map(Section::markdown).collect();
        let text = format!("# {heading}\n\n{lead}\n\n{sections}");
        let front = format!("---\ndescription: {description}\naliases: [{aliases}]\n---\n");
        match self.is_wide {
            true => format!("{front}{}", text.replace(' ', "  ")).replace('\n', "\r\n"),
            false => front + &text,
        }
    }
}

impl Base {
    pub(super) fn new(random: &mut Random) -> Self {
        let happened = BTreeMap::new();
        let note = Some("A note.".to_owned());
        let mut base = Self { pages: Vec::new(), note, next: 0, happened };
        for _ in 0..PAGES {
            base.add_page(random);
        }
        base
    }

    pub(super) fn files(&self) -> Files {
        let pages = self.pages.iter().map(|page| (page.path.clone(), page.markdown()));
        let note = self.note.iter().map(|note| ("note.txt".to_owned(), note.clone()));
        let link = if self.note.is_some() { "[Note](note.txt)" } else { "Nothing" };
        let home = ("index.md".to_owned(), format!("# Home\n\n{link}\n"));
        let all = pages.chain(note).chain([home]);
        all.map(|(path, text)| (format!("content/base/{path}"), text.into_bytes())).collect()
    }

    /// A name that nothing had before.
    fn name(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}{}", self.next)
    }

    fn words(&mut self, random: &mut Random) -> String {
        let own = self.name("base");
        words(random, &own)
    }

    fn path(&mut self, random: &mut Random) -> String {
        format!("{}{}.md", random.pick(&FOLDERS), self.name("page"))
    }

    fn section(&mut self, random: &mut Random) -> Section {
        let (heading, text) = (self.name("Heading "), self.words(random));
        let (id, formerly, mut inner) = (self.name("section"), Vec::new(), Vec::new());
        if random.chance(40) {
            inner.push(self.inner(random));
        }
        Section { id, formerly, heading, text, inner }
    }

    fn inner(&mut self, random: &mut Random) -> Inner {
        let (id, heading) = (Some(self.name("inner")), self.name("Inner "));
        Inner { id, heading, text: self.words(random) }
    }

    fn add_page(&mut self, random: &mut Random) {
        let sections = (0..SECTIONS).map(|_| self.section(random)).collect();
        let page = BasePage {
            path: self.path(random),
            aliases: Vec::new(),
            heading: self.name("Page "),
            description: self.words(random),
            lead: self.words(random),
            sections,
            is_wide: random.chance(20),
        };
        self.pages.push(page);
    }

    /// Changes something.
    pub(super) fn change(&mut self, random: &mut Random) {
        let at = random.below(self.pages.len());
        let what = match random.below(100) {
            0..40 => self.edit(at, random),
            40..54 => self.rename_section(at, random.chance(75), random),
            54..59 => self.move_section(at, random),
            59..63 => self.remove_section(at, random),
            63..70 => {
                let section = self.section(random);
                let to = random.below(self.pages[at].sections.len() + 1);
                self.pages[at].sections.insert(to, section);
                "add a section"
            }
            70..76 => {
                random.shuffle(&mut self.pages[at].sections);
                "reorder"
            }
            76..85 => {
                let path = self.path(random);
                self.rename_page(at, path, random.chance(75))
            }
            85..91 => self.divide(at, random.chance(75)),
            91..93 if self.pages.len() > PAGES - 4 => {
                self.pages.remove(at);
                "remove a page"
            }
            91..95 => {
                self.add_page(random);
                "add a page"
            }
            95..97 => {
                self.note = random.chance(75).then(|| self.words(random));
                "change a file"
            }
            _ => {
                self.pages[at].is_wide ^= true;
                "write it in another form"
            }
        };
        *self.happened.entry(what).or_default() += 1;
    }

    fn edit(&mut self, at: usize, random: &mut Random) -> &'static str {
        let (text, inner) = (self.words(random), self.inner(random));
        let page = &mut self.pages[at];
        let section = random.below(page.sections.len().max(1));
        match (random.below(8), page.sections.get_mut(section)) {
            (0, _) => page.description = text,
            (1, _) => page.lead = text,
            (2, _) => page.heading = text.trim_end_matches('.').to_owned(),
            (3, Some(section)) => section.heading = text.trim_end_matches('.').to_owned(),
            (4, Some(section)) => section.inner = vec![inner],
            (5, Some(section)) => section.inner.clear(),
            (_, Some(section)) => section.text = text,
            (_, None) => page.lead = text,
        }
        "edit"
    }

    fn rename_section(&mut self, at: usize, says_so: bool, random: &mut Random) -> &'static str {
        let id = self.name("section");
        let sections = &mut self.pages[at].sections;
        if sections.is_empty() {
            return "nothing";
        }
        let at = random.below(sections.len());
        let section = &mut sections[at];
        let before = std::mem::replace(&mut section.id, id);
        if !says_so {
            return "rename a section and say nothing";
        }
        section.formerly.push(before);
        "rename a section"
    }

    fn move_section(&mut self, at: usize, random: &mut Random) -> &'static str {
        let to = random.below(self.pages.len());
        if to == at || self.pages[at].sections.is_empty() {
            return "nothing";
        }
        let from = random.below(self.pages[at].sections.len());
        let section = self.pages[at].sections.remove(from);
        self.pages[to].sections.push(section);
        "move a section to another page"
    }

    fn remove_section(&mut self, at: usize, random: &mut Random) -> &'static str {
        let sections = &mut self.pages[at].sections;
        if sections.len() < 2 {
            return "nothing";
        }
        sections.remove(random.below(sections.len()));
        "remove a section"
    }

    fn rename_page(&mut self, at: usize, path: String, says_so: bool) -> &'static str {
        let page = &mut self.pages[at];
        let before = std::mem::replace(&mut page.path, path);
        if !says_so {
            return "rename a page and say nothing";
        }
        let before = address(&before).to_owned();
        if !page.aliases.contains(&before) {
            page.aliases.push(before);
        }
        "rename a page"
    }

    /// Makes a chapter of a page, or a page of a chapter.
    fn divide(&mut self, at: usize, says_so: bool) -> &'static str {
        let path = &self.pages[at].path;
        let stem = address(path);
        let path = match path.ends_with("/index.md") {
            true => format!("{stem}.md"),
            false => format!("{stem}/index.md"),
        };
        match self.rename_page(at, path, says_so) {
            "rename a page" => "make a chapter of a page",
            _ => "make a chapter of a page and say nothing",
        }
    }
}
