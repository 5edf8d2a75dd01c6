//! Long rows of builds, in which each begins with what the last one left.

use std::collections::BTreeSet;

use super::*;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// Some pages in one of two versions. `flip` is a page or a folder.
    fn pages(&mut self) -> Vec<(&'static str, &'static str)> {
        let flip = ["flip", "flip/x"][self.throw(2) as usize];
        [flip, "a", "b/a", "b/b", "b/c/a", "b/c/b", "b/c/c", "d/e/f/a", "d/e/f/b"]
            .into_iter()
            .filter_map(|path| Some((path, ["one", "second"].get(self.throw(3) as usize)?)))
            .map(|(path, text)| (path, *text))
            .collect()
    }
}

#[test]
fn every_build_of_a_long_row_ends_like_a_first_one() {
    let desk = Desk::new();
    let mut dice = Dice(1);
    let mut pinned = Vec::new();
    for round in 0..60 {
        let before = inodes(&desk);
        let wanted = dice.pages();
        let done = desk.build(&wanted);
        assert_eq!(published(&desk), pages(&wanted), "round {round}");
        assert_eq!(done.written + done.kept, wanted.len());
        assert_eq!(unmoved(&before, &inodes(&desk)), done.kept, "round {round}: the same files");
        assert!(tidy(&desk) && done.carried.is_empty() && done.backups.is_empty());
        pinned.extend(pin(&desk));
        assert_nothing_new(&pinned);
    }
}

type Files = BTreeMap<String, (u64, String)>;

fn inodes(desk: &Desk) -> Files {
    if !desk.out("acme").exists() {
        return Files::new();
    }
    let files = published(desk).into_iter();
    files.map(|(path, text)| (path.clone(), (inode(&desk.acme(&path)), text))).collect()
}

fn unmoved(before: &Files, after: &Files) -> usize {
    after.iter().filter(|(path, file)| before.get(*path) == Some(*file)).count()
}

type Pinned = (File, BTreeSet<(String, u64)>);

/// Holds each published folder open, with what is in it, as a reader might do for long.
fn pin(desk: &Desk) -> Vec<Pinned> {
    let walk = walkdir::WalkDir::new(desk.out("acme")).into_iter().map(Result::unwrap);
    let folders = walk.filter(|entry| entry.file_type().is_dir());
    let open = folders.map(|entry| File::open(entry.path()).unwrap());
    open.map(|folder| (listing(&folder), folder)).map(|(once, folder)| (folder, once)).collect()
}

/// Who reads an edition for long may lose sight of files, but never gets those of another.
fn assert_nothing_new(pinned: &[Pinned]) {
    for (folder, once) in pinned {
        let now = listing(folder);
        assert!(now.is_subset(once), "a published folder got something new: {once:?} {now:?}");
    }
}

/// The files in a folder that is open, whatever its name is by now.
fn listing(folder: &File) -> BTreeSet<(String, u64)> {
    let dir = rustix::fs::Dir::read_from(folder).unwrap().map(Result::unwrap);
    dir.filter(|entry| entry.file_type() == rustix::fs::FileType::RegularFile)
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.ino()))
        .collect()
}

#[test]
fn nothing_of_others_is_lost_in_a_long_row_of_builds() {
    let desk = Desk::new();
    let mut dice = Dice(2);
    let (mut theirs, mut edits, mut pinned) = (BTreeMap::new(), Vec::new(), Vec::new());
    for round in 0..60 {
        let wanted = dice.pages();
        desk.build(&wanted);
        let mut all = pages(&wanted);
        all.extend(theirs.clone());
        assert_eq!(published(&desk), all, "round {round}");
        assert_nothing_new(&pinned);

        let path = ["web.config", "b/c/note", "own/deep/note"][dice.throw(3) as usize];
        if theirs.remove(path).is_some() {
            fs::remove_file(desk.acme(path)).unwrap();
        } else {
            fs::create_dir_all(desk.acme(path).parent().unwrap()).unwrap();
            fs::write(desk.acme(path), path).unwrap();
            theirs.insert(path.to_owned(), path.to_owned());
        }
        if let Some((path, _)) = wanted.first() {
            edits.push(format!("edit {round}"));
            fs::write(desk.acme(path), edits.last().unwrap()).unwrap();
        }
        pinned.extend(pin(&desk));
    }

    desk.build(&PAGES);
    let kept = files(&desk.out(".mentorbook/kept/acme"));
    let kept: BTreeSet<_> = kept.into_values().collect();
    assert_eq!(kept, edits.into_iter().collect());
}

#[test]
fn folders_without_changes_are_moved_and_not_made_again() {
    let desk = Desk::published();
    desk.build(&[("index.html", "second"), PAGES[1], PAGES[2]]);
    let spare = spare(&desk);
    assert_eq!(files(&spare), pages(&PAGES[1..]));
    assert_eq!(inode(&spare.join(PAGES[1].0)), inode(&desk.acme(PAGES[1].0)));

    let rules = inode(&spare.join("rules"));
    desk.build(&[("index.html", "third"), PAGES[1], PAGES[2]]);
    assert_eq!(inode(&desk.acme("rules")), rules);
}

#[test]
fn a_folder_that_gets_a_file_of_others_is_made_again() {
    let desk = Desk::published();
    desk.build(&[("index.html", "second"), PAGES[1], PAGES[2]]);
    let reader = File::open(spare(&desk).join("rules")).unwrap();
    let once = listing(&reader);
    fs::write(desk.acme("rules/note"), "theirs").unwrap();
    let done = desk.build(&[("index.html", "third"), PAGES[1], PAGES[2]]);
    assert_eq!(done.carried, ["rules/note"]);
    assert_nothing_new(&[(reader, once)]);
}

#[test]
fn a_spare_folder_that_was_meddled_with_does_no_harm() {
    let desk = Desk::published();
    desk.build(&[("index.html", "second"), PAGES[1], PAGES[2]]);
    let spare = spare(&desk);
    for (path, _) in &PAGES[1..] {
        fs::remove_file(spare.join(path)).unwrap();
        fs::write(spare.join(path), "meddled with").unwrap();
    }
    desk.build(&PAGES);
    assert_eq!(published(&desk), pages(&PAGES));
}

fn spare(desk: &Desk) -> PathBuf {
    let mut spares = fs::read_dir(desk.out(".mentorbook/spare/acme")).unwrap();
    spares.next().unwrap().unwrap().path()
}
