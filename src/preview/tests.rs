//! Who waits for whom in the preview.

use std::collections::BTreeSet;
use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::editor::Editor;
use super::events::{PreviewEvents, Ready, Rebuilt};
use super::rebuild::Follower;
use super::recheck;
use super::state::{CheckTask, PreviewState};
use super::watch::Watcher;
use crate::diagnostic::print::Texts;
use crate::diagnostic::report::Report;
use crate::engine::Selection;
use crate::engine::host::Host;
use crate::load::Hint;

/// Longer nothing takes on the busiest machine.
const SOON: Duration = Duration::from_secs(20);

struct Silent;

impl PreviewEvents for Silent {
    fn now(&self) -> Duration {
        Duration::ZERO
    }
    fn today(&self) -> String {
        "2027-01-01".to_owned()
    }
    fn ready(&self, _: &Ready) {}
    fn rebuilt(&self, _: &Rebuilt<'_>) {}
    fn problems(&self, _: &Report, _: Texts<'_>) {}
    fn note(&self, _: &str) {}
}

/// A handbook of one page that is shown, and what is to be checked of it.
struct ShownHandbook {
    folder: TempDir,
    host: Host,
    state: PreviewState,
    to_check: Receiver<CheckTask>,
}

impl ShownHandbook {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("content/base")).expect("made");
        let root = folder.path().to_path_buf();
        write(&folder, "content/handbook.yaml", "title: Handbook\n");
        write(&folder, "content/base/index.md", "# Home\n\nFirst words.\n");

        let mut host = Host::new(root.clone(), Selection::default());
        let first = host.vfs.compare(&Hint::Everything);
        let Ok(snapshot) = host.take(first) else { panic!("it can be read") };
        let (tasks, to_check) = channel();
        let state = PreviewState::new(root, Editor::NONE, "run".to_owned(), snapshot, tasks);
        Self { folder, host, state, to_check }
    }
}

fn write(folder: &TempDir, file: &str, text: &str) {
    fs::write(folder.path().join(file), text).expect("written");
}

fn home(state: &PreviewState) -> String {
    let edition = state.edition("base").expect("an edition");
    let page = edition.page_at("index.html").expect("a page");
    let bytes = edition.page(page, &state.snapshot()).unwrap_or_else(|error| panic!("{error:?}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Also where a check does not end at all.
#[test]
fn no_page_and_no_change_waits_for_a_check() {
    let ShownHandbook { folder, mut host, state, to_check } = ShownHandbook::new();
    let checkers = recheck::threads().expect("threads");
    let stuck = Arc::new(Barrier::new(checkers.current_num_threads() + 1));
    for _ in 0..checkers.current_num_threads() {
        let stuck = stuck.clone();
        checkers.spawn(move || {
            stuck.wait();
        });
    }

    let shown = thread::scope(|threads| {
        let (state, checkers) = (&state, &checkers);
        threads.spawn(move || recheck::check(&to_check, checkers, state, &Silent));
        state.check(CheckTask::Check(state.snapshot()));

        let (sender, answers) = channel();
        threads.spawn(move || {
            let first = home(state);
            write(&folder, "content/base/index.md", "# Home\n\nOther words.\n");
            let changes = host.vfs.compare(&Hint::Everything);
            let Ok(snapshot) = host.take(changes) else { panic!("it can be read") };
            state.show(snapshot.clone());
            state.check(CheckTask::Check(snapshot));
            let _ = sender.send((first, home(state)));
        });
        let shown = answers.recv_timeout(SOON);
        // A check that was not held up would be at its end by now.
        state.wait_for_snapshot(Duration::from_millis(200));
        let checked = state.problems().version;

        stuck.wait();
        state.check(CheckTask::End);
        assert_eq!(checked, 0, "the check runs on the threads that pages need");
        shown
    });
    let (first, second) = shown.expect("an answer while the check is stuck");
    assert!(first.contains("First words."), "{first}");
    assert!(second.contains("Other words."), "{second}");
}

/// A look at everything takes long in a large handbook, and until a change is taken for whole there
/// are many looks.
#[test]
fn after_a_look_at_everything_only_what_it_found_is_looked_at() {
    let ShownHandbook { folder, host, state, .. } = ShownHandbook::new();
    let watcher = Watcher::new(folder.path(), false);
    let mut follower = Follower { host, watcher, state: &state, events: &Silent };
    write(&folder, "content/base/index.md", "# Home\n\nOther words.\n");

    let mut touched = Hint::Everything;
    let changes = follower.compare(&mut touched);
    assert_eq!(changes.files(), ["content/base/index.md"]);
    assert_eq!(touched, Hint::Paths(BTreeSet::from(["content/base/index.md".to_owned()])));
    assert!(follower.compare(&mut touched).is_as(&changes), "it is still a change");
}

/// Where nobody tells of changes, only a look at everything shows whether they are at an end.
#[test]
fn without_a_watcher_everything_is_looked_at_again() {
    let ShownHandbook { folder, host, state, .. } = ShownHandbook::new();
    let watcher = Watcher::new(folder.path(), true);
    let mut follower = Follower { host, watcher, state: &state, events: &Silent };
    write(&folder, "content/base/index.md", "# Home\n\nOther words.\n");

    let mut touched = Hint::Everything;
    follower.compare(&mut touched);
    assert_eq!(touched, Hint::Everything);
}
