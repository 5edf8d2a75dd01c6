//! Firms whose texts are the base's with words of their own: merging takes over each release.

use std::collections::BTreeMap;

use mentorbook::{DriftState, Engine, Origin, Selection};

use super::base::words;
use crate::harness::{Folder, Random, files};

const FIRMS: usize = 4;
const RELEASES: usize = 8;
const PAGES: usize = 3;
const SECTIONS: usize = 3;
const PARAGRAPHS: usize = 3;

/// Paragraphs of a section, each with a word that stands nowhere else.
type Paragraphs = Vec<String>;

struct Merged {
    random: Random,
    folder: Folder,
    /// By page and section: its id, those it had, and its text.
    base: BTreeMap<(usize, usize), (Vec<String>, Paragraphs)>,
    /// By firm, page and section: words of its own.
    own: BTreeMap<(usize, usize, usize), Vec<String>>,
    next: usize,
}

#[test]
fn merging_and_accepting_leaves_no_drift_and_the_words_of_both() {
    let mut world = Merged::new(20_261_130);
    let mut merged = 0;
    for _ in 0..RELEASES {
        let new = world.release();
        for firm in 0..FIRMS {
            merged += world.merge(firm, &new);
        }
    }
    assert!(merged > 2 * RELEASES, "{merged}");
}

impl Merged {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let folder = Folder::of(&files("//- base/index.md\n# Home\n"));
        let (mut base, mut own, mut next) = (BTreeMap::new(), BTreeMap::new(), 0);
        for place in (0..PAGES).flat_map(|page| (0..SECTIONS).map(move |section| (page, section))) {
            let paragraphs = (0..PARAGRAPHS).map(|_| {
                next += 1;
                words(&mut random, &format!("base{next}base"))
            });
            let paragraphs = paragraphs.collect();
            base.insert(place, (vec![format!("section-{next}")], paragraphs));
        }
        for firm in 0..FIRMS {
            for (page, section) in base.keys() {
                if random.chance(60) {
                    own.insert((firm, *page, *section), Vec::new());
                }
            }
        }

        let mut world = Self { random, folder, base, own, next };
        world.write_base();
        world.write_firms();
        world.folder.run(&["build"]).assert(0);
        world
    }

    fn write_base(&self) {
        for page in 0..PAGES {
            let sections = (0..SECTIONS).map(|section| {
                let (ids, paragraphs) = &self.base[&(page, section)];
                let [earlier @ .., id] = ids.as_slice() else { panic!("an id") };
                let formerly = match earlier {
                    [] => String::new(),
                    earlier => format!(" formerly=\"{}\"", earlier.join(", ")),
                };
                format!("## Section {{#{id}{formerly}}}\n\n{}\n\n", paragraphs.join("\n\n"))
            });
            let text = format!("# Page\n\n{}", sections.collect::<String>());
            self.folder.put(&format!("content/base/page-{page}.md"), text);
        }
    }

    /// Each firm takes the base's sections, says more in one paragraph, and adds one.
    fn write_firms(&mut self) {
        for firm in 0..FIRMS {
            let folder = format!("content/firms/firm-{firm}");
            self.folder.put(&format!("{folder}/firm.yaml"), format!("name: Firm {firm}\n"));
            for page in 0..PAGES {
                let mut text = "---\noverride: sections\n---\n".to_owned();
                for section in 0..SECTIONS {
                    let Some(own) = self.own.get_mut(&(firm, page, section)) else { continue };
                    let (ids, paragraphs) = &self.base[&(page, section)];
                    let mut paragraphs = paragraphs.clone();
                    for _ in 0..2 {
                        self.next += 1;
                        own.push(format!("own{}own", self.next));
                    }
                    let at = self.random.below(PARAGRAPHS);
                    paragraphs[at] += &format!(" We say {} as well.", own[0]);
                    paragraphs
                        .insert(self.random.below(PARAGRAPHS + 1), format!("And {}.", own[1]));
                    let (id, paragraphs) = (&ids[0], paragraphs.join("\n\n"));
                    text += &format!("## Section {{#{id} replace}}\n\n{paragraphs}\n\n");
                }
                self.folder.put(&format!("{folder}/page-{page}.md"), text);
            }
        }
    }

    /// Changes a word in some paragraphs, and renames a section. Gives, by section, the word that
    /// went.
    fn release(&mut self) -> BTreeMap<(usize, usize), String> {
        let mut new = BTreeMap::new();
        let places: Vec<(usize, usize)> = self.base.keys().copied().collect();
        for place in places {
            if !self.random.chance(40) {
                continue;
            }
            self.next += 1;
            let came = format!("base{}base", self.next);
            let (ids, paragraphs) = self.base.get_mut(&place).expect("a section");
            let at = self.random.below(PARAGRAPHS);
            let went = paragraphs[at].split(' ').next().expect("a word").to_owned();
            paragraphs[at] = paragraphs[at].replacen(&went, &came, 1);
            if self.random.chance(20) {
                ids.push(format!("section-{}", self.next));
            }
            new.insert(place, went);
        }
        self.write_base();
        new
    }

    /// Merges a release into what a firm says. Gives how many of its texts changed.
    fn merge(&self, firm: usize, new: &BTreeMap<(usize, usize), String>) -> usize {
        let name = format!("firm-{firm}");
        self.folder.run(&["drift", "merge", &name, "--write"]).assert(0);
        self.folder.run(&["drift", "accept", &name]).assert(0);

        let origin = Origin::Disk(self.folder.root().to_path_buf());
        let selection = Selection { firms: vec![name.clone()], ..Selection::default() };
        let known = Engine::load(origin, selection).expect("a handbook").overrides();
        let of_firm = known.overrides.iter().filter(|it| it.layer.to_string() == name);
        for status in of_firm {
            assert_eq!(status.state, DriftState::Current, "{status:?}");
        }

        let mut merged = 0;
        for ((_, page, section), own) in self.own.range((firm, 0, 0)..(firm + 1, 0, 0)) {
            let text = self.folder.read(&format!("content/firms/{name}/page-{page}.md"));
            assert!(own.iter().all(|word| text.contains(word)), "{own:?} in {text}");
            let (_, paragraphs) = &self.base[&(*page, *section)];
            for paragraph in paragraphs {
                let word = paragraph.split(' ').next().expect("a word");
                assert!(text.contains(word), "no {word} in {text}");
            }
            if let Some(went) = new.get(&(*page, *section)) {
                assert!(!text.contains(went.as_str()), "{went} in {text}");
                merged += 1;
            }
        }
        merged
    }
}
