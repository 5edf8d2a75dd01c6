//! Folders that somebody exchanges for links to those of another firm, again and again, while
//! builds run.

use mentorbook::{Engine, Origin, Selection};
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::*;

/// Exchanges a folder for a link to another one, until this goes.
fn exchanging<T>(folder: &Path, other: &Path, aside: &Path, work: impl FnOnce() -> T) -> T {
    symlink(other, aside).unwrap();
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let attacker = scope.spawn(|| {
            let mut exchanged = 0;
            while !ended.load(Ordering::Relaxed) {
                // The folder may just be gone, as when its edition is exchanged.
                let done = renameat_with(CWD, folder, CWD, aside, RenameFlags::EXCHANGE);
                exchanged += usize::from(done.is_ok());
                std::thread::sleep(Duration::from_micros(20));
            }
            exchanged
        });
        let end = End(&ended);
        let worked = work();
        drop(end);
        assert!(attacker.join().unwrap() > 100, "the attacker hardly ever got to it");
        worked
    })
}

/// The end of the attacker, whatever comes.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_published_folder_exchanged_for_a_link_brings_in_nothing_of_others() {
    let desk = Desk::new();
    let pages = |firm: &str, home: usize| -> Vec<(String, String)> {
        let rules = (0..40).map(|page| (format!("rules/{page}/index.html"), firm.to_owned()));
        rules.chain([("index.html".to_owned(), format!("{firm} {home}"))]).collect()
    };
    let build = |firm: &str, home: usize| -> Result<(), PublishError> {
        let staging = desk.open().edition(firm)?;
        for (path, text) in pages(firm, home) {
            staging.put(&path, text.as_bytes())?;
        }
        commit(staging, record("inputs"), "mentorbook 1").map(drop)
    };
    build("birch", 0).unwrap();
    build("acme", 0).unwrap();
    let before = traces(&desk.out("birch"));

    let [folder, other] = ["acme/rules", "birch/rules"].map(|path| desk.out(path));
    let published = exchanging(&folder, &other, &desk.root().join("aside"), || {
        (1..120).filter(|home| build("acme", *home).is_ok()).count()
    });

    assert!(published > 0, "some builds get through");
    for (path, text) in files(&desk.out("acme")).into_iter().chain(files(&desk.out(".mentorbook")))
    {
        let is_birch =
            text.contains("birch") && !text.starts_with("-> ") && !path.ends_with("json");
        assert!(!is_birch, "{path}: {text}");
    }
    // Not even linked, moved or removed.
    assert_eq!(traces(&desk.out("birch")), before);
}

#[test]
fn a_folder_of_the_handbook_exchanged_for_a_link_brings_in_nothing_of_others() {
    let desk = Desk::new();
    desk.write("handbook.yaml", "title: Handbook\n");
    desk.write("base/index.md", "# Home\n\nHello.\n");
    for firm in ["acme", "birch"] {
        desk.write(&format!("firms/{firm}/firm.yaml"), &format!("name: {firm}\n"));
        for page in 0..20 {
            let text = format!("# Page\n\nOnly for {firm}: ![a](p{page}.png)\n");
            desk.write(&format!("firms/{firm}/notes/n{page}.md"), &text);
            let picture = format!("\u{89}PNG of {firm}");
            desk.write(&format!("firms/{firm}/notes/p{page}.png"), &picture);
        }
    }

    let [folder, other] =
        ["acme/notes", "birch/notes"].map(|path| desk.root().join("content/firms").join(path));
    exchanging(&folder, &other, &desk.root().join("aside"), || {
        for _ in 0..40 {
            let origin = Origin::Disk(desk.root().to_path_buf());
            let selection = Selection { firms: vec!["acme".to_owned()], ..Selection::default() };
            let engine = Engine::load(origin, selection).unwrap();
            let (_, editions) = engine.build_in_memory();
            for (path, bytes) in editions.get("acme").into_iter().flatten() {
                let text = String::from_utf8_lossy(bytes);
                assert!(!text.contains("birch"), "{path}: {text}");
            }
        }
    });
}
