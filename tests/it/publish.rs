//! Publishing: what is written, what is left alone, what is never lost.

mod access;
mod adding;
mod crash;
mod disk_errors;
mod exchanged;
mod foreign_files;
mod healing;
mod history;
pub(crate) mod power_cut;
mod refusals;
mod whole;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use mentorbook::Digest;
use mentorbook::publish::{
    CopySource, Durability, OutDir, PublishError, PublishErrorKind, PublishSummary, Record,
    SealedEdition, Staging, manifest,
};
use tempfile::TempDir;

use crate::harness::traces;

const PAGES: [(&str, &str); 3] =
    [("index.html", "home"), ("rules/index.html", "rules"), ("rules/more/index.html", "more")];

/// A handbook in a folder of its own, with `public/` as its output.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        for source in ["content/base", "themes"] {
            fs::create_dir_all(desk.root().join(source)).unwrap();
        }
        desk
    }

    /// A handbook whose edition `acme` was published with [`PAGES`].
    fn published() -> Desk {
        let desk = Desk::new();
        desk.build(&PAGES);
        desk
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    /// Writes a source, by its path in `content`.
    fn write(&self, path: &str, text: &str) {
        let path = self.root().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn out(&self, path: &str) -> PathBuf {
        self.root().join("public").join(path)
    }

    fn acme(&self, path: &str) -> PathBuf {
        self.out("acme").join(path)
    }

    fn open(&self) -> OutDir {
        self.open_at("public").unwrap()
    }

    fn open_at(&self, out: &str) -> Result<OutDir, PublishError> {
        let sources = ["content", "themes"].map(|source| self.root().join(source));
        OutDir::open(&self.root().join(out), self.root(), &sources, Durability::Unsynced)
    }

    /// A file of the handbook that is copied.
    fn source<'a>(&'a self, path: &'a Path, digest: Digest) -> CopySource<'a> {
        CopySource { root: self.root(), path, digest }
    }

    fn begin(&self) -> Staging {
        self.open().edition("acme").unwrap()
    }

    fn build(&self, files: &[(&str, &str)]) -> PublishSummary {
        let staging = self.begin();
        put_all(&staging, files);
        commit(staging, record("inputs"), "mentorbook 1").unwrap()
    }
}

fn put_all(staging: &Staging, files: &[(&str, &str)]) {
    for (path, text) in files {
        staging.put(path, text.as_bytes()).unwrap();
    }
}

/// Publishes an edition with the manifest of its files.
fn commit(staging: Staging, record: Record, tool: &str) -> Result<PublishSummary, PublishError> {
    seal(staging, record, tool)?.publish()
}

/// Makes an edition whole that has all its files.
fn seal(staging: Staging, record: Record, tool: &str) -> Result<SealedEdition, PublishError> {
    let digests = staging.digests();
    let files = digests.iter().map(|(path, digest)| (path.as_str(), *digest));
    let manifest = manifest(files, tool)?;
    let promised = digests.keys().cloned().collect();
    staging.seal(&promised, record, &manifest)
}

fn record(inputs: &str) -> Record {
    Record {
        inputs: Digest::of(inputs.as_bytes()),
        report: format!("built from {inputs}"),
        ..Record::default()
    }
}

/// Every file below a folder, links as `-> target`.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let walk = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let text = |path: &Path| match fs::read_link(path) {
        Ok(target) => format!("-> {}", target.display()),
        Err(_) => String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned(),
    };
    walk.filter(|entry| !entry.file_type().is_dir())
        .map(|entry| (inside(folder, entry.path()), text(entry.path())))
        .collect()
}

fn inside(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap().display().to_string()
}

fn pages(pages: &[(&str, &str)]) -> BTreeMap<String, String> {
    pages.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The published pages, without the manifest.
fn published(desk: &Desk) -> BTreeMap<String, String> {
    let mut files = files(&desk.out("acme"));
    files.remove("manifest.json").expect("a manifest");
    files
}

fn inode(path: &Path) -> u64 {
    fs::symlink_metadata(path).unwrap().ino()
}

/// What was kept aside.
fn kept(desk: &Desk, done: &PublishSummary) -> Vec<String> {
    done.backups.iter().map(|path| fs::read_to_string(desk.out(path)).unwrap()).collect()
}

/// Says past the test harness, which would swallow it, why a test was not tried.
fn skip(why: &str) {
    let mut console = std::io::stderr();
    writeln!(console, "SKIPPED: {why}").unwrap();
}

/// Whether nothing is left of a build but what must be.
fn tidy(desk: &Desk) -> bool {
    let ours = desk.out(".mentorbook");
    let empty = |name| fs::read_dir(ours.join(name)).map_or(0, Iterator::count) == 0;
    let one = |name| fs::read_dir(ours.join(name)).map_or(0, Iterator::count) <= 1;
    empty("staging") && empty("old") && one("state/acme") && one("spare/acme")
}

// What is written.

#[test]
fn a_first_build_writes_the_pages_and_a_manifest() {
    let desk = Desk::new();
    let done = desk.build(&PAGES);
    assert_eq!(done, PublishSummary { written: 3, bytes: 13, ..PublishSummary::default() });
    assert_eq!(published(&desk), pages(&PAGES));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.acme("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["tool"], "mentorbook 1");
    assert_eq!(manifest["files"]["index.html"], Digest::of(b"home").to_string());
    assert_eq!(manifest["files"].as_object().unwrap().len(), 3);
    assert!(tidy(&desk));
}

#[test]
fn the_manifest_is_the_same_whatever_the_order_and_folder() {
    let (one, two) = (Desk::published(), Desk::new());
    let mut turned = PAGES;
    turned.reverse();
    two.build(&turned);
    assert_eq!(files(&one.out("acme")), files(&two.out("acme")));
}

#[test]
fn many_threads_may_add_files() {
    let desk = Desk::new();
    let staging = desk.begin();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let staging = &staging;
            scope.spawn(move || {
                for page in 0..100 {
                    let path = format!("chapter-{}/page-{page}/{thread}.html", page % 7);
                    staging.put(&path, path.as_bytes()).unwrap();
                }
            });
        }
    });
    assert_eq!(commit(staging, record("inputs"), "mentorbook 1").unwrap().written, 800);
    assert!(published(&desk).iter().all(|(path, text)| path == text));
}

#[test]
fn a_large_file_is_copied_and_its_digest_proven() {
    let desk = Desk::new();
    let asset = desk.root().join("content/film.mp4");
    let bytes = "film".repeat(100_000);
    fs::write(&asset, &bytes).unwrap();
    let digest = Digest::of(bytes.as_bytes());

    let staging = desk.begin();
    staging.put_file("film.mp4", &desk.source(&asset, digest)).unwrap();
    assert_eq!(commit(staging, record("inputs"), "mentorbook 1").unwrap().bytes, 400_000);
    assert_eq!(published(&desk)["film.mp4"], bytes);

    fs::write(&asset, "another film").unwrap();
    let staging = desk.begin();
    staging
        .put_file("film.mp4", &desk.source(&asset, digest))
        .expect("unchanged, so it is not read");
    let error = staging.put_file("new.mp4", &desk.source(&asset, digest)).unwrap_err();
    assert!(error.to_string().contains("film.mp4` was changed while the build ran"), "{error}");
}

// What is left alone.

#[test]
fn a_build_without_changes_touches_nothing() {
    let desk = Desk::published();
    let before = traces(&desk.out("acme"));
    let staging = desk.begin();
    put_all(&staging, &PAGES);
    let done = commit(staging, record("other inputs"), "mentorbook 2").unwrap();
    assert_eq!(done, PublishSummary { kept: 3, ..PublishSummary::default() });
    assert_eq!(traces(&desk.out("acme")), before);
    assert_eq!(desk.begin().recorded(), Some(&record("other inputs")));
    assert!(tidy(&desk));
}

#[test]
fn the_disk_is_untouched_until_a_file_has_changed() {
    let desk = Desk::published();
    let out = desk.open();
    let before = traces(&desk.out(""));
    let staging = out.edition("acme").unwrap();
    put_all(&staging, &PAGES);
    assert_eq!(traces(&desk.out("")), before);
    staging.put("new.html", b"new").unwrap();
    assert!(desk.out(".mentorbook/staging/acme/new.html").exists());
    drop(staging);
    assert!(tidy(&desk), "dropped, so the staging folder is gone");
    assert_eq!(published(&desk), pages(&PAGES));
}

#[test]
fn a_changed_page_is_exchanged_and_the_others_stay_the_same_files() {
    let desk = Desk::published();
    let inodes = |desk: &Desk| PAGES.map(|(path, _)| inode(&desk.acme(path)));
    let before = inodes(&desk);
    let done = desk.build(&[("index.html", "new home"), PAGES[1], PAGES[2]]);
    assert_eq!(done, PublishSummary { written: 1, kept: 2, bytes: 8, ..PublishSummary::default() });
    let after = inodes(&desk);
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1..], before[1..]);
    assert_eq!(published(&desk)["index.html"], "new home");
    assert!(tidy(&desk));
}

#[test]
fn removed_pages_vanish_with_their_folders() {
    let desk = Desk::published();
    let done = desk.build(&PAGES[..1]);
    assert_eq!(done, PublishSummary { kept: 1, removed: 2, ..PublishSummary::default() });
    assert_eq!(published(&desk), pages(&PAGES[..1]));
    assert!(!desk.acme("rules").exists());
    assert!(tidy(&desk));
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let desk = Desk::new();
    let (one, two) = ([("a", "page"), ("b/c", "deep")], [("a/x", "deep"), ("b", "page")]);
    for edition in [one, two, one] {
        desk.build(&edition);
        assert_eq!(published(&desk), pages(&edition));
    }
}

#[test]
fn editions_do_not_meet() {
    let desk = Desk::published();
    let before = traces(&desk.out("acme"));
    let out = desk.open();
    for name in ["birch", "acme.facilitators"] {
        let staging = out.edition(name).unwrap();
        staging.put("index.html", name.as_bytes()).unwrap();
        commit(staging, record(name), "mentorbook 1").unwrap();
        assert_eq!(fs::read_to_string(desk.out(name).join("index.html")).unwrap(), name);
    }
    assert_eq!(traces(&desk.out("acme")), before);
}

// What the last build recorded.

#[test]
fn the_record_counts_only_while_the_edition_is_as_it_was_left() {
    type Change = fn(&Desk);
    let changes: [(&str, Change); 5] = [
        ("edited", |desk| fs::write(desk.acme("index.html"), "HOME").unwrap()),
        ("another size", |desk| fs::write(desk.acme("index.html"), "much more").unwrap()),
        ("missing", |desk| fs::remove_file(desk.acme("rules/index.html")).unwrap()),
        ("a new time", |desk| touch(&desk.acme("index.html"))),
        ("no manifest", |desk| fs::remove_file(desk.acme("manifest.json")).unwrap()),
    ];
    for (what, change) in changes {
        let desk = Desk::published();
        assert_eq!(desk.open().recorded("acme", record("inputs").inputs), Some(record("inputs")));
        change(&desk);
        assert_eq!(desk.open().recorded("acme", record("inputs").inputs), None, "{what}");
        desk.build(&PAGES);
        assert_eq!(published(&desk), pages(&PAGES), "{what}");
        assert_eq!(desk.begin().recorded(), Some(&record("inputs")), "mended: {what}");
    }
}

fn touch(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
}

#[test]
fn a_file_with_a_new_time_but_the_old_content_stays() {
    let desk = Desk::published();
    touch(&desk.acme("index.html"));
    let before = traces(&desk.out("acme"));
    assert_eq!(desk.build(&PAGES).kept, 3);
    assert_eq!(traces(&desk.out("acme")), before);
}
