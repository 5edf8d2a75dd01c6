//! Twenty firms through fifty releases of a base: what is said of each override is what a model
//! says of it, and nothing of a firm's is lost.

mod base;
mod layer;
mod merged;

use std::collections::BTreeMap;

use mentorbook::report::Report;
use mentorbook::{
    Diagnostic, DriftState, Engine, KnownOverrides, LayerId, Origin, OverrideStatus, Selection,
    SourceTexts, Subject, accept,
};

use crate::harness::{Folder, Random, contents, files};
use base::{Base, BasePage, page_of, words};
use layer::{Change, Edit, Layer, OverrideFile, Way};

const FIRMS: usize = 20;
const RELEASES: usize = 50;
/// What changes in one release.
const CHANGES: usize = 5;
/// How many firms do something after each.
const AWAKE: usize = 2;
const SHARED: &str = "uk";

/// What would keep an edition from being published is told all the same.
const CONFIG: &str = "
    //- handbook.yaml
    title: Test
    checks: {orphaned-override: warning, unknown-target: warning}
    ";

/// The handbook, and the folder in which it lies.
struct World {
    random: Random,
    folder: Folder,
    base: Base,
    /// By folder name; [`SHARED`] is the one that some firms stand on.
    layers: BTreeMap<String, Layer>,
    next: usize,
}

#[test]
fn twenty_firms_go_through_fifty_releases_of_the_base() {
    let mut world = World::new(20_261_130);
    let mut met: BTreeMap<DriftState, usize> = BTreeMap::new();
    for _ in 0..RELEASES {
        world.release();
        for state in world.compare() {
            *met.entry(state).or_default() += 1;
        }
        world.live();
    }
    world.settle();

    let happened = world.base.happened;
    assert!(happened.len() >= 16, "{happened:?}");
    for state in DriftState::ALL {
        assert!(met.get(&state).is_some_and(|count| *count > 20), "{state}: {met:?}");
    }
}

/// What an override is called, by the model and by the program.
fn name_of(subject: &Subject) -> String {
    assert!(subject.under.is_empty());
    format!("{} {:?}", subject.path, subject.part)
}

fn is_on_shared(firm: &str) -> bool {
    firm.ends_with(['0', '2', '4', '6', '8'])
}

/// What was found by some checks.
fn told<'r>(report: &'r Report, checks: &[&str]) -> impl Iterator<Item = &'r Diagnostic> {
    let found = report.findings.iter().map(|finding| &finding.diagnostic);
    found.filter(|found| checks.contains(&found.check.name))
}

/// Nothing drops silently.
fn assert_told(status: &OverrideStatus, report: &Report) {
    let check = match status.state {
        DriftState::Orphaned => "orphaned-override",
        DriftState::Drifted => "drifted-override",
        DriftState::ContextChanged => "changed-context",
        DriftState::Redundant => "redundant-override",
        DriftState::Unused => "unused-entry",
        DriftState::Current | DriftState::New => return,
    };
    let place = Some(&status.place);
    assert!(told(report, &[check]).any(|found| found.place.as_ref() == place), "{status:?}");
}

fn folder_of(layer: &str) -> String {
    let kind = if layer == SHARED { "layers" } else { "firms" };
    format!("content/{kind}/{layer}")
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let base = Base::new(&mut random);
        let firms = (0..FIRMS).map(|firm| (format!("firm-{firm}"), Layer::default()));
        let layers = firms.chain([(SHARED.to_owned(), Layer::default())]).collect();
        let folder = Folder::of(&files(CONFIG));
        let mut world = Self { random, folder, base, layers, next: 0 };

        let names: Vec<String> = world.layers.keys().cloned().collect();
        for name in &names {
            for _ in 0..4 {
                world.add(name);
            }
            world.write(name);
        }
        world.write_base();
        world.build(&names);
        world
    }

    fn write_base(&self) {
        let _ = std::fs::remove_dir_all(self.folder.path("content/base"));
        self.folder.write(&self.base.files());
    }

    /// Writes all files of a layer, and leaves its lock as it is.
    fn write(&self, name: &str) {
        let folder = folder_of(name);
        let lock = std::fs::read(self.folder.path(&format!("{folder}/overrides.lock")));
        let _ = std::fs::remove_dir_all(self.folder.path(&folder));

        let layer = &self.layers[name];
        self.folder.write(&layer.files(&folder));
        if let Ok(lock) = lock {
            self.folder.put(&format!("{folder}/overrides.lock"), lock);
        }
        if name != SHARED {
            let layers = if is_on_shared(name) { "layers: [uk]\n" } else { "" };
            let hide = layer.hides.join(", ");
            let config = format!("name: {name}\n{layers}hide: [{hide}]\n");
            self.folder.put(&format!("{folder}/firm.yaml"), config);
        }
    }

    /// The pages that a layer stands over.
    fn below(&self, name: &str) -> Vec<BasePage> {
        match is_on_shared(name) {
            true => self.layers[SHARED].over(&self.base.pages),
            false => self.base.pages.clone(),
        }
    }

    fn mark(&mut self) -> String {
        self.next += 1;
        let own = format!("own{}own", self.next);
        words(&mut self.random, &own)
    }

    /// The next release of the base; now and then it takes over what a firm wrote.
    fn release(&mut self) {
        for _ in 0..CHANGES {
            self.base.change(&mut self.random);
        }
        let firm = format!("firm-{}", self.random.below(FIRMS));
        let mut edits = self.layers[&firm].files.iter().filter_map(|file| match &file.change {
            Change::Sections(edits) => Some((&file.path, edits.first()?)),
            Change::Page(..) => None,
        });
        let adopted = edits.rfind(|(_, edit)| edit.way == Way::Replace);
        if let Some((path, edit)) = adopted
            && let Some(page) = page_of(&self.base.pages, path).map(|page| page.path.clone())
        {
            let mut pages = self.base.pages.iter_mut();
            let page = pages.find(|known| known.path == page).expect("there");
            if let Some(id) = page.section(&edit.id).map(|section| section.id.clone()) {
                let mut sections = page.sections.iter_mut();
                let section = sections.find(|section| section.id == id).expect("there");
                let new = edit.section();
                (section.heading, section.text) = (new.heading, new.text);
                section.inner.clear();
            }
        }
        self.write_base();
    }

    fn known(&self) -> KnownOverrides {
        let origin = Origin::Disk(self.folder.root().to_path_buf());
        let engine = Engine::load(origin, Selection::default()).expect("a handbook");
        engine.overrides()
    }

    /// Holds what the program says of each override against what the model says, and gives that.
    fn compare(&self) -> Vec<DriftState> {
        let KnownOverrides { overrides, report, .. } = self.known();
        let mut found: BTreeMap<String, BTreeMap<String, DriftState>> = BTreeMap::new();
        for status in &overrides {
            let layer = found.entry(status.layer.to_string()).or_default();
            layer.insert(name_of(&status.subject), status.state);
            assert_told(status, &report);
        }

        for (name, layer) in &self.layers {
            let (note, below) = (self.base.note.as_ref(), self.below(name));
            let expected = layer.states(note, &below);
            let found = found.remove(name).unwrap_or_default();
            assert_eq!(found, expected, "{name}: {:#?}", layer.lock);
            for file in layer.unknown(note, &below) {
                let file = format!("{}/{file}", folder_of(name));
                let checks = ["unknown-target", "orphaned-override"];
                let mut files = told(&report, &checks).filter_map(|found| found.place.as_ref());
                assert!(files.any(|place| *place.file == *file), "nothing is said of {file}");
            }
        }
        overrides.iter().map(|status| status.state).collect()
    }

    /// Some firms do something, and are mostly published.
    fn live(&mut self) {
        let mut names: Vec<String> = self.layers.keys().cloned().collect();
        self.random.shuffle(&mut names);
        names.truncate(AWAKE);
        if self.random.chance(30) && !names.iter().any(|name| name == SHARED) {
            names.push(SHARED.to_owned());
        }
        for name in &names {
            match self.random.below(10) {
                0..2 => self.accept(name),
                2..5 => self.follow(name),
                5..7 => self.repair(name),
                7 => self.take_away(name),
                _ => self.reword(name),
            }
            self.add(name);
            self.write(name);
        }
        // What is not built has no entry yet when the next release comes.
        if self.random.chance(75) {
            self.build(&names);
        }
    }

    /// Publishes editions, which adds what is missing in the locks, and looks for each firm's words.
    fn build(&mut self, names: &[String]) {
        let mut firms: Vec<&str> = names.iter().map(String::as_str).collect();
        // A shared layer is read for those that stand on it.
        firms.iter_mut().filter(|name| **name == SHARED).for_each(|name| *name = "firm-0");
        let mut arguments = vec!["build"];
        arguments.extend(firms.iter().flat_map(|firm| ["--firm", firm]));
        self.folder.run(&arguments).assert(0);

        let note = self.base.note.clone();
        let shared = firms.iter().any(|firm| is_on_shared(firm)).then_some(SHARED);
        for name in firms.iter().copied().chain(shared) {
            let below = self.below(name);
            self.layers.get_mut(name).expect("a layer").build(note.as_ref(), &below);
        }
        firms.iter().for_each(|firm| self.assert_published(firm));
    }

    /// What a firm says is in its edition, where there still is a place for it.
    fn assert_published(&self, firm: &str) {
        let files = contents(&self.folder.path(&format!("public/{firm}")));
        let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
        let text: String = pages.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
        let below = self.below(firm);
        for (own, is_shown) in self.layers[firm].words(&below) {
            assert_eq!(text.contains(&own), is_shown, "{firm}: {own}");
        }
    }

    /// Lets all of a layer's overrides count as written against what is there now.
    fn accept(&mut self, name: &str) {
        let KnownOverrides { overrides, origin, .. } = self.known();
        let own: Vec<&OverrideStatus> =
            overrides.iter().filter(|status| status.layer.to_string() == name).collect();
        let layer = match name {
            SHARED => LayerId::Shared(name.into()),
            firm => LayerId::Firm(firm.into()),
        };
        accept(self.folder.root(), &layer, &own, &SourceTexts::new(&origin)).expect("accepted");

        let (note, below) = (self.base.note.clone(), self.below(name));
        self.layers.get_mut(name).expect("a layer").accept(note.as_ref(), &below);
    }

    /// Calls some things as they are called by now.
    fn follow(&mut self, name: &str) {
        let below = self.below(name);
        let layer = self.layers.get_mut(name).expect("a layer");
        for file in &mut layer.files {
            let Some(page) = page_of(&below, &file.path) else { continue };
            if self.random.chance(60) {
                file.path.clone_from(&page.path);
            }
            let Change::Sections(edits) = &mut file.change else { continue };
            for edit in edits {
                if self.random.chance(60) {
                    edit.rename(|id| page.section(id).map_or(id, |now| &now.id).to_owned());
                }
            }
        }
        for path in &mut layer.hides {
            if let Some(page) = page_of(&below, path) {
                path.clone_from(&page.path);
            }
        }
    }

    /// Takes away what has no target any more.
    fn repair(&mut self, name: &str) {
        let below = self.below(name);
        let layer = self.layers.get_mut(name).expect("a layer");
        layer.files.retain_mut(|file| {
            let Some(page) = page_of(&below, &file.path) else { return false };
            if let Change::Sections(edits) = &mut file.change {
                edits.retain(|edit| edit.named().iter().all(|id| page.section(id).is_some()));
            }
            true
        });
        layer.hides.retain(|path| layer::is_there(path, &below));
    }

    /// Takes something away that may well have its target.
    fn take_away(&mut self, name: &str) {
        let layer = self.layers.get_mut(name).expect("a layer");
        match self.random.below(4) {
            0 => layer.note = None,
            1 if !layer.hides.is_empty() => drop(layer.hides.pop()),
            _ if layer.files.is_empty() => {}
            _ => {
                let at = self.random.below(layer.files.len());
                match &mut layer.files[at].change {
                    Change::Sections(edits) if edits.len() > 1 => drop(edits.remove(0)),
                    _ => drop(layer.files.remove(at)),
                }
            }
        }
    }

    fn reword(&mut self, name: &str) {
        let new = self.mark();
        let layer = self.layers.get_mut(name).expect("a layer");
        if layer.files.is_empty() {
            return;
        }
        let at = self.random.below(layer.files.len());
        match &mut layer.files[at].change {
            Change::Page(_, text) => *text = new,
            Change::Sections(edits) => {
                edits.iter_mut().take(1).for_each(|edit| edit.text = new.clone())
            }
        }
    }

    /// Overrides one more thing.
    fn add(&mut self, name: &str) {
        let pages = self.below(name);
        let at = self.random.below(pages.len());
        let page = &pages[at];
        let layer = &self.layers[name];
        let is_hidden = layer.hidden_pages(&pages).contains(&page.path.as_str());
        if layer.files.len() + layer.hides.len() > 8 || is_hidden {
            return;
        }

        let known = layer.files.iter().position(|file| layer::is_of(file, page));
        let is_shared = name == SHARED;
        match (self.random.below(10), known) {
            (_, Some(file)) => self.add_edit(name, file, page),
            (0 | 1, None) if !is_shared => {
                let (text, heading) = (self.mark(), self.mark());
                let heading = heading.trim_end_matches('.').to_owned();
                let description = self.random.chance(50).then(|| self.mark());
                let change = Change::Page(heading, text);
                self.put(name, OverrideFile { path: page.path.clone(), change, description });
            }
            (2, None) if !is_shared => {
                let hides = &mut self.layers.get_mut(name).expect("a layer").hides;
                let folder = "talks".to_owned();
                let has_folder = hides.contains(&folder);
                if !has_folder && self.random.chance(50) && hides.is_empty() {
                    hides.push(folder);
                } else if !has_folder {
                    hides.push(page.path.clone());
                }
            }
            (3, None) if !is_shared => {
                let note = self.mark();
                self.layers.get_mut(name).expect("a layer").note = Some(note);
            }
            (_, None) => {
                let description = self.random.chance(30).then(|| self.mark());
                let (path, change) = (page.path.clone(), Change::Sections(Vec::new()));
                self.put(name, OverrideFile { path, change, description });
                let last = self.layers[name].files.len() - 1;
                self.add_edit(name, last, page);
            }
        }
    }

    fn put(&mut self, name: &str, file: OverrideFile) {
        self.layers.get_mut(name).expect("a layer").files.push(file);
    }

    /// Changes one more section of a page.
    fn add_edit(&mut self, name: &str, file: usize, page: &BasePage) {
        let (text, heading) = (self.mark(), self.mark());
        let heading = heading.trim_end_matches('.').to_owned();
        self.next += 1;
        let own = format!("own-{}", self.next);
        let layer = self.layers.get_mut(name).expect("a layer");
        let Change::Sections(edits) = &mut layer.files[file].change else { return };

        let taken = edits.iter().flat_map(Edit::named).filter_map(|id| page.section(id));
        let taken: Vec<&String> = taken.map(|section| &section.id).collect();
        let mut free: Vec<&String> = page.sections.iter().map(|section| &section.id).collect();
        free.retain(|id| !taken.contains(id));
        self.random.shuffle(&mut free);
        let [id, rest @ ..] = free.as_slice() else { return };
        let beside = rest.first().map(|id| (*id).clone());

        let most = if name == SHARED { 3 } else { 8 };
        let (way, id) = match (self.random.below(most), beside) {
            (0, _) => (Way::Append, (*id).clone()),
            (1, _) => (Way::Remove, (*id).clone()),
            (3, _) => (Way::Prepend, (*id).clone()),
            (4, _) => (Way::Before((*id).clone()), own),
            (5, _) => (Way::After((*id).clone()), own),
            (6, Some(beside)) => (Way::MoveBefore(beside), (*id).clone()),
            (7, Some(beside)) => (Way::MoveAfter(beside), (*id).clone()),
            _ => (Way::Replace, (*id).clone()),
        };
        edits.push(Edit { way, id, heading, text });
    }

    /// In the end all that can be accepted is, and then all is current that has a target.
    fn settle(&mut self) {
        let names: Vec<String> = self.layers.keys().cloned().collect();
        self.build(&names);
        for name in &names {
            self.accept(name);
        }
        let settled = [DriftState::Current, DriftState::Redundant, DriftState::Orphaned];
        let states = self.compare();
        assert!(states.iter().all(|state| settled.contains(state)), "{states:?}");
    }
}
