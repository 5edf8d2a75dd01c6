//! Generated handbooks: the same prose for mentorbook and for Hugo, the same on every machine.
//!
//! A handbook of N pages has a home page, about √(N / 25) parts, sections of about 25 pages in them,
//! and pages of about 650 words: three to six headings, three to five links to other pages (two in
//! five to a heading there), lists; on some pages a table, a task list or a quotation, a footnote,
//! a code block, an image. Every link leads somewhere: neither tool has anything to report.

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::vocabulary::{
    ADJECTIVES, ADVERBS, CODE, CONTEXTS, FIRST_NAMES, HEADINGS, LAST_NAMES, NOUNS, OBJECTS, PARTS,
    PEOPLE, PLACES, SECTIONS, SENTENCES, SUBHEADINGS, TIMES, TOOLS, VERBS,
};

const PAGES_PER_SECTION: usize = 25;
const LEAST_WORDS: usize = 520;
const IMAGES: usize = 5;

/// Pages that each firm replaces.
pub(crate) const OVERRIDDEN_PAGES: usize = 5;

/// For which generator a handbook is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    Mentorbook,
    Hugo,
}

/// How large a handbook is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Markdown files of the base, the home page and the landing pages included.
    pub(crate) pages: usize,
    /// Firms, each with a name, an accent colour, a contact and [`OVERRIDDEN_PAGES`] pages of its own.
    pub(crate) firms: usize,
    /// Whether one page in five names the firm.
    pub(crate) names_firm: bool,
}

impl Shape {
    /// The base alone, with no word of firms.
    pub(crate) fn without_firms(pages: usize) -> Self {
        Self { pages, firms: 0, names_firm: false }
    }
}

/// Writes a handbook into a new folder `root`.
pub(crate) fn write(root: &Path, flavour: Flavour, shape: Shape) -> io::Result<()> {
    let prose = Prose { flavour, names_firm: shape.names_firm, pages: outline(shape.pages) };
    let base = root.join(flavour.base());
    for index in 0..shape.pages {
        let page = &prose.pages[index];
        let text = prose.front_matter(index, "") + &prose.body(index);
        save(&base.join(page.path(flavour)), &text)?;
    }
    for image in 0..IMAGES {
        save(&root.join(flavour.images()).join(image_name(image)), &drawing(image))?;
    }
    for number in 1..=shape.firms {
        prose.write_firm(root, number)?;
    }
    write_project(root, flavour)
}

/// The id of the firm with this number, counted from one.
pub(crate) fn firm_id(number: usize) -> String {
    format!("firm-{number:02}")
}

impl Flavour {
    fn base(self) -> &'static str {
        match self {
            Self::Mentorbook => "content/base",
            Self::Hugo => "content",
        }
    }

    fn images(self) -> &'static str {
        match self {
            Self::Mentorbook => "content/base/img",
            Self::Hugo => "static/img",
        }
    }

    /// File name of a folder's own page.
    fn landing_page(self) -> &'static str {
        match self {
            Self::Mentorbook => "index",
            Self::Hugo => "_index",
        }
    }

    /// How prose names the firm.
    fn firm_name(self) -> &'static str {
        match self {
            Self::Mentorbook => "{{ firm.name }}",
            Self::Hugo => "{{< param \"firm\" >}}",
        }
    }
}

/// Configuration and theme; the themes are in `tests/perf/themes`.
fn write_project(root: &Path, flavour: Flavour) -> io::Result<()> {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/perf/themes");
    let (theme, target) = match flavour {
        Flavour::Mentorbook => {
            save(&root.join("content/handbook.yaml"), HANDBOOK)?;
            ("bench", root.join("themes/bench"))
        }
        Flavour::Hugo => ("hugo", root.to_path_buf()),
    };
    copy_folder(&themes.join(theme), &target)?;
    fs::create_dir_all(target.join("static"))?;
    fs::copy(themes.join("style.css"), target.join("static/style.css"))?;
    Ok(())
}

const HANDBOOK: &str = r#"title: Mentoring handbook
language: en
theme: bench
variables:
  firm.name: {type: text, description: "The firm's name", default: "Example Firm"}
  contact.email: {type: email, description: "Whom to write to", default: "mentoring@handbook.example"}
"#;

// ---- pages -------------------------------------------------------------------------------------

/// One page of the outline. Pages know each other by their index.
struct Page {
    /// Folder below the base, empty for the home page.
    folder: String,
    /// File name without its extension, none for a folder's own page.
    stem: Option<String>,
    title: String,
    weight: usize,
    /// The folder's own page; the home page is its own parent.
    parent: usize,
    children: Vec<usize>,
    /// Level and text.
    headings: Vec<(usize, &'static str)>,
}

impl Page {
    fn path(&self, flavour: Flavour) -> PathBuf {
        let stem = self.stem.as_deref().unwrap_or(flavour.landing_page());
        Path::new(&self.folder).join(format!("{stem}.md"))
    }
}

/// The home page, parts, sections and pages, in reading order: exactly `count` of them.
fn outline(count: usize) -> Vec<Page> {
    let sections = (count / PAGES_PER_SECTION).max(1);
    let parts = sections.isqrt().max(1);
    let leaves = count.checked_sub(1 + parts + sections).expect("a handbook has at least 3 pages");
    let mut pages = Vec::with_capacity(count);
    add(&mut pages, 0, String::new(), None, "Mentoring handbook".into(), 0);
    for part in 0..parts {
        let title = PARTS[part % PARTS.len()];
        let folder = format!("p{:02}-{}", part + 1, slug(title));
        let part_page = add(&mut pages, 0, folder.clone(), None, title.into(), part + 1);
        for (place, section) in share(part, parts, sections).enumerate() {
            let title = SECTIONS[(part * 7 + place) % SECTIONS.len()];
            let folder = format!("{folder}/s{:02}-{}", place + 1, slug(title));
            let section_page =
                add(&mut pages, part_page, folder.clone(), None, title.into(), place + 1);
            for place in 0..share(section, sections, leaves).len() {
                let mut random = Random::new(pages.len(), "title");
                let verb = random.choose(VERBS);
                let title =
                    format!("{verb} {} {}", random.choose(OBJECTS), random.choose(CONTEXTS));
                let stem = format!("{:02}-{}", place + 1, slug(&title));
                add(
                    &mut pages,
                    section_page,
                    folder.clone(),
                    Some(stem),
                    capital(&title),
                    place + 1,
                );
            }
        }
    }
    pages
}

/// Which of `total` things, dealt out evenly and in order, the taker `index` of `takers` gets.
fn share(index: usize, takers: usize, total: usize) -> std::ops::Range<usize> {
    index * total / takers..(index + 1) * total / takers
}

/// Adds a page and returns its index.
fn add(
    pages: &mut Vec<Page>,
    parent: usize,
    folder: String,
    stem: Option<String>,
    title: String,
    weight: usize,
) -> usize {
    let index = pages.len();
    let headings = if stem.is_some() { headings(index) } else { vec![(2, "About this part")] };
    pages.push(Page { folder, stem, title, weight, parent, children: Vec::new(), headings });
    if index != parent {
        pages[parent].children.push(index);
    }
    index
}

/// Three to five headings, and on every other page one of the third level among them.
fn headings(index: usize) -> Vec<(usize, &'static str)> {
    let mut random = Random::new(index, "headings");
    let count = random.within(3..=5);
    let mut headings: Vec<_> = random
        .sample(HEADINGS.len(), count)
        .into_iter()
        .map(|heading| (2, HEADINGS[heading]))
        .collect();
    if random.one_in(2) {
        headings.insert(random.within(1..=count), (3, random.choose(SUBHEADINGS)));
    }
    headings
}

// ---- prose -------------------------------------------------------------------------------------

struct Prose {
    flavour: Flavour,
    names_firm: bool,
    pages: Vec<Page>,
}

impl Prose {
    /// `extra` is lines of front matter of the caller's own.
    fn front_matter(&self, index: usize, extra: &str) -> String {
        let Page { title, weight, .. } = &self.pages[index];
        let description =
            Random::new(index, "description").fill("How to {v} {o} {t}, with {a} {n}.");
        format!(
            "---\ntitle: \"{title}\"\ndescription: \"{description}\"\nweight: {weight}\n{extra}---\n\n"
        )
    }

    fn body(&self, index: usize) -> String {
        let mut random = Random::new(index, "body");
        let blocks = if self.pages[index].stem.is_some() {
            self.blocks(index, &mut random)
        } else {
            self.landing_blocks(index, &mut random)
        };
        blocks.join("\n\n") + "\n"
    }

    fn landing_blocks(&self, index: usize, random: &mut Random) -> Vec<String> {
        vec![
            random.paragraph(3..=5),
            format!("## {}", self.pages[index].headings[0].1),
            random.paragraph(3..=5),
            format!("A good place to start is {}.", self.link(index, random)),
        ]
    }

    fn blocks(&self, index: usize, random: &mut Random) -> Vec<String> {
        let links = random.within(3..=5);
        let has_footnote = index.is_multiple_of(4);
        let headings = &self.pages[index].headings;
        let mut blocks = vec![random.paragraph(2..=4)];
        if self.names_firm && index.is_multiple_of(5) {
            let firm = self.flavour.firm_name();
            blocks.push(format!("At {firm} this guide applies to every pair in the programme."));
        }
        for (place, (level, heading)) in headings.iter().enumerate() {
            blocks.push(format!("{} {heading}", "#".repeat(*level)));
            let mut paragraph = random.paragraph(2..=3);
            if place < links {
                paragraph += &format!(" See {} for the background.", self.link(index, random));
            }
            if has_footnote && place == 0 {
                paragraph += "[^1]";
            }
            blocks.push(paragraph);
            blocks.push(match (index + place) % 4 {
                0 => random.lines(3..=4, |_| "- ".into()),
                1 => random.lines(3..=4, |number| format!("{number}. ")),
                _ => random.paragraph(2..=3),
            });
        }
        for _ in headings.len()..links {
            blocks.push(format!("Read {} next. {}", self.link(index, random), random.sentence()));
        }
        if index.is_multiple_of(2) {
            blocks.push(random.table());
        }
        match index % 3 {
            0 => blocks.push(random.lines(4..=4, |number| {
                if number % 2 == 0 { "- [x] ".into() } else { "- [ ] ".into() }
            })),
            1 => blocks.push(random.lines(2..=2, |_| "> ".into())),
            _ => {}
        }
        if index % 5 == 1 {
            let (language, code) = CODE[random.below(CODE.len())];
            blocks.push(format!("```{language}\n{}```", random.fill(code)));
        }
        if index % 10 == 3 {
            let image = image_name(index / 10 % IMAGES);
            blocks.push(format!("![{} over time](/img/{image})", capital(random.choose(NOUNS))));
        }
        let mut words: usize = blocks.iter().map(|block| block.split_whitespace().count()).sum();
        while words < LEAST_WORDS {
            let paragraph = random.paragraph(4..=6);
            words += paragraph.split_whitespace().count();
            blocks.insert(blocks.len() - 1, paragraph);
        }
        if has_footnote {
            blocks.push(format!("[^1]: {}", random.sentence()));
        }
        blocks
    }

    /// A link from a page to another one: half of them to a page beside it, two in five to a heading.
    fn link(&self, from: usize, random: &mut Random) -> String {
        let siblings = &self.pages[self.pages[from].parent].children;
        let mut target = self.any_leaf_but(from, random);
        if random.one_in(2) {
            let sibling = siblings[random.below(siblings.len())];
            if sibling != from {
                target = sibling;
            }
        }
        let page = &self.pages[target];
        let anchor = if random.below(5) < 2 {
            format!("#{}", slug(page.headings[random.below(page.headings.len())].1))
        } else {
            String::new()
        };
        let path = relative(&self.pages[from].folder, &page.path(self.flavour));
        format!("[{}]({path}{anchor})", page.title.to_lowercase())
    }

    fn any_leaf_but(&self, page: usize, random: &mut Random) -> usize {
        loop {
            let index = random.below(self.pages.len());
            if index != page && self.pages[index].stem.is_some() {
                return index;
            }
        }
    }

    /// A firm's settings and its own wording of some pages.
    fn write_firm(&self, root: &Path, number: usize) -> io::Result<()> {
        let id = firm_id(number);
        let first = FIRST_NAMES[number * 7 % FIRST_NAMES.len()];
        let name = format!("{} {first} Partners", LAST_NAMES[number % LAST_NAMES.len()]);
        let colour = format!("#{:06x}", number * 4001 % 0xff_ffff);
        let contact = format!("mentoring@{id}.example");
        let (pages, extra) = match self.flavour {
            Flavour::Mentorbook => {
                let folder = root.join("content/firms").join(&id);
                let settings = format!(
                    "name: {name}\nbrand: {{colors: {{accent: \"{colour}\"}}}}\n\
                     variables: {{contact.email: {contact}}}\n"
                );
                save(&folder.join("firm.yaml"), &settings)?;
                (folder, "override: page\n")
            }
            Flavour::Hugo => {
                // a firm's pages are mounted over the base's
                let folder = format!("firms/{id}/content");
                let mut settings = format!(
                    "title = \"{name}\"\nbaseURL = \"https://{id}.example/\"\n[params]\n\
                     firm = \"{name}\"\ncolour = \"{colour}\"\ncontact = \"{contact}\"\n"
                );
                for (source, target) in [
                    (&*folder, "content"),
                    ("content", "content"),
                    ("static", "static"),
                    ("layouts", "layouts"),
                ] {
                    settings += &format!(
                        "[[module.mounts]]\nsource = \"{source}\"\ntarget = \"{target}\"\n"
                    );
                }
                save(&root.join(format!("firms/{id}.toml")), &settings)?;
                (root.join(folder), "")
            }
        };
        let mut random = Random::new(number, "overridden pages");
        let leaves: Vec<_> =
            (0..self.pages.len()).filter(|&index| self.pages[index].stem.is_some()).collect();
        for place in random.sample(leaves.len(), OVERRIDDEN_PAGES) {
            let index = leaves[place];
            let front_matter = self.front_matter(index, extra);
            let text = format!("{front_matter}Written for {name}.\n\n{}", self.body(index));
            save(&pages.join(self.pages[index].path(self.flavour)), &text)?;
        }
        Ok(())
    }
}

// ---- chance ------------------------------------------------------------------------------------

/// Pseudo-random numbers (`SplitMix64`): one sequence for each page and purpose, so that a page reads
/// the same whatever was written before it.
struct Random(u64);

impl Random {
    fn new(page: usize, purpose: &str) -> Self {
        let seed = 0xcbf2_9ce4_8422_2325 ^ page as u64;
        Self(
            purpose
                .bytes()
                .fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn within(&mut self, range: RangeInclusive<usize>) -> usize {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn choose(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// `count` different numbers below `limit`, in any order.
    fn sample(&mut self, limit: usize, count: usize) -> Vec<usize> {
        let mut numbers: Vec<_> = (0..limit).collect();
        for place in 0..count {
            let other = self.within(place..=limit - 1);
            numbers.swap(place, other);
        }
        numbers.truncate(count);
        numbers
    }

    /// Puts words in the place of `{v}` and the like.
    fn fill(&mut self, pattern: &str) -> String {
        let mut text = String::with_capacity(pattern.len() * 2);
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            text += &rest[..open];
            rest = &rest[open + 1..];
            let Some(word) = rest.find('}').and_then(|close| self.word(&rest[..close])) else {
                text.push('{');
                continue;
            };
            text += &word;
            rest = &rest[2..];
        }
        text + rest
    }

    fn word(&mut self, key: &str) -> Option<String> {
        Some(match key {
            "v" => self.choose(VERBS).into(),
            "o" => self.choose(OBJECTS).into(),
            "p" => self.choose(PEOPLE).into(),
            "P" => capital(self.choose(PEOPLE)),
            "n" => self.choose(NOUNS).into(),
            "a" => self.choose(ADJECTIVES).into(),
            "d" => self.choose(ADVERBS).into(),
            "t" => self.choose(TIMES).into(),
            "l" => self.choose(PLACES).into(),
            "k" => self.choose(TOOLS).into(),
            "F" => format!("{} {}", self.choose(FIRST_NAMES), self.choose(LAST_NAMES)),
            _ => return None,
        })
    }

    fn sentence(&mut self) -> String {
        let pattern = self.choose(SENTENCES);
        capital(&self.fill(pattern))
    }

    fn paragraph(&mut self, sentences: RangeInclusive<usize>) -> String {
        let count = self.within(sentences);
        (0..count).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    /// Sentences on lines of their own, each after a marker made from its number.
    fn lines(&mut self, count: RangeInclusive<usize>, marker: impl Fn(usize) -> String) -> String {
        let count = self.within(count);
        (1..=count).map(|number| marker(number) + &self.sentence()).collect::<Vec<_>>().join("\n")
    }

    fn table(&mut self) -> String {
        let mut table =
            String::from("| Week | Focus | Who | Evidence |\n| --- | --- | --- | ---: |");
        for week in 1..=self.within(4..=6) {
            let focus = capital(&self.fill("{v} {o}"));
            table += &self.fill(&format!("\n| {week} | {focus} | {{P}} | {{n}} |"));
        }
        table
    }
}

// ---- text and files ----------------------------------------------------------------------------

/// The id that both tools give to a heading of this text, and a file name for a title.
fn slug(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

/// The way from a folder to a file, both below the base.
fn relative(folder: &str, file: &Path) -> String {
    let from: Vec<_> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let to: Vec<_> = file.iter().map(|name| name.to_string_lossy()).collect();
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    "../".repeat(from.len() - shared) + &to[shared..].join("/")
}

fn image_name(number: usize) -> String {
    format!("fig-{}.svg", number + 1)
}

/// A bar chart.
fn drawing(number: usize) -> String {
    let mut random = Random::new(number, "drawing");
    let bars: String = (0..12)
        .map(|bar| {
            let height = random.within(20..=180);
            let (x, y) = (20 + 30 * bar, 200 - height);
            format!(r##"<rect x="{x}" y="{y}" width="22" height="{height}" fill="#3a6ea5"/>"##)
        })
        .collect();
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 220\">{bars}</svg>\n")
}

fn save(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
