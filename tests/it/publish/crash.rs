//! Builds that are cut off, disks that are full, readers that look on meanwhile.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, ExitStatus, Stdio};

use super::*;

/// The folder of a test that runs a part of itself in another process.
const CHILD: &str = "MENTORBOOK_TEST_CHILD";

/// Starts this binary again to run one of its ignored tests, by way of `before`.
fn child(test: &str, before: &[&str], folder: &Path) -> Command {
    let (_, module) = module_path!().split_once("::").unwrap();
    let mut line: Vec<OsString> = before.iter().map(OsString::from).collect();
    line.push(std::env::current_exe().unwrap().into());
    line.push(format!("{module}::{test}").into());
    line.extend(["--exact", "--ignored", "--nocapture"].map(OsString::from));
    let mut command = Command::new(&line[0]);
    command.args(&line[1..]).env(CHILD, folder);
    command
}

/// The pages of one version: some are the same in all, some change, one has a name of its own.
pub(super) fn version(number: u64) -> Vec<(String, String)> {
    let changing = (0..24).map(|page| (format!("{}/{page}.html", page % 5), page * 200));
    let mut pages: Vec<_> =
        changing.map(|(path, size)| (path, format!("v{number} ").repeat(size + 1))).collect();
    pages.push((format!("only/{number}.html"), format!("v{number} ")));
    pages.extend((0..8).map(|page| (format!("same/{page}.html"), "same".to_owned())));
    pages
}

/// Opens the output for each build anew, as separate runs of the program do.
fn publish_alone(root: &Path, number: u64) -> Result<PublishSummary, PublishError> {
    publish_as(root, number, record(&number.to_string()))
}

fn publish_as(root: &Path, number: u64, record: Record) -> Result<PublishSummary, PublishError> {
    let sources = [root.join("content")];
    let out = OutDir::open(&root.join("public"), root, &sources, Durability::Unsynced)?;
    let staging = out.edition("acme")?;
    for (path, text) in version(number) {
        staging.put(&path, text.as_bytes())?;
    }
    commit(staging, record, "mentorbook 1")
}

/// The version that is published, after proving that it is whole and that nothing else is there.
fn whole_version(desk: &Desk) -> u64 {
    whole_version_at(&desk.out("acme"))
}

pub(super) fn whole_version_at(edition: &Path) -> u64 {
    let mut found = files(edition);
    found.remove("manifest.json").expect("a manifest");
    let (_, text) = found.iter().find(|(path, _)| path.starts_with("only/")).expect("a version");
    let number = text.trim_matches(['v', ' ']).parse().unwrap();
    assert_eq!(found, version(number).into_iter().collect());
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(edition.join("manifest.json")).unwrap()).unwrap();
    let digests = found.iter().map(|(path, text)| (path, Digest::of(text.as_bytes()).to_string()));
    assert_eq!(
        manifest["files"],
        serde_json::to_value(digests.collect::<BTreeMap<_, _>>()).unwrap()
    );
    number
}

// Killed.

#[test]
fn a_hundred_kills_at_random_moments_leave_whole_editions() {
    let desk = Desk::new();
    publish_alone(desk.root(), 0).unwrap();
    let mut cut_off = 0;
    for round in 1..=100u64 {
        let mut victim = child("builds_until_it_is_killed", &[], desk.root())
            .env("MENTORBOOK_TEST_FROM", (round * 100_000).to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        until_it_publishes(&mut victim, &desk, round * 100_000);
        std::thread::sleep(Duration::from_micros(round * 7_919 % 15_000));
        victim.kill().unwrap();
        assert!(!victim.wait().unwrap().success());

        let number = whole_version(&desk);
        cut_off += u32::from(!tidy(&desk));
        let records = [record(&number.to_string()), record("new inputs, same pages")];
        let recorded = desk.begin().recorded().cloned();
        assert!(recorded.is_some_and(|it| records.contains(&it)), "round {round}");
    }

    assert!(cut_off > 20, "the kills hardly ever met a build at work: {cut_off}");
    publish_alone(desk.root(), 1).unwrap();
    assert_eq!(whole_version(&desk), 1);
    assert!(tidy(&desk));
    assert!(!desk.out(".mentorbook/kept").exists(), "nobody but builds wrote anything");
}

/// Waits for the first edition that is the child's.
fn until_it_publishes(child: &mut Child, desk: &Desk, from: u64) {
    let number = |name: OsString| name.to_str()?.strip_suffix(".html")?.parse::<u64>().ok();
    for _ in 0..20_000 {
        let pages = fs::read_dir(desk.acme("only")).into_iter().flatten().flatten();
        if pages.filter_map(|page| number(page.file_name())).any(|number| number >= from) {
            return;
        }
        assert!(child.try_wait().unwrap().is_none(), "the child died by itself");
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the child publishes nothing");
}

#[test]
#[ignore = "the victim of the test above"]
fn builds_until_it_is_killed() {
    let Some(root) = std::env::var_os(CHILD) else {
        return;
    };
    let from: u64 = std::env::var("MENTORBOOK_TEST_FROM").unwrap().parse().unwrap();
    for number in from.. {
        publish_alone(Path::new(&root), number).unwrap();
        publish_as(Path::new(&root), number, record("new inputs, same pages")).unwrap();
    }
}

#[test]
fn a_build_that_died_between_two_renames_is_undone() {
    let desk = Desk::published();
    let before = files(&desk.out("acme"));
    fs::create_dir_all(desk.out(".mentorbook/old")).unwrap();
    fs::rename(desk.out("acme"), desk.out(".mentorbook/old/acme")).unwrap();
    fs::create_dir_all(desk.out(".mentorbook/staging/acme")).unwrap();
    assert_eq!(desk.begin().recorded(), Some(&record("inputs")));
    assert_eq!(files(&desk.out("acme")), before);
    assert!(tidy(&desk));
}

#[test]
fn a_build_that_died_before_it_cleaned_up_is_finished() {
    let desk = Desk::published();
    let state = desk.out(".mentorbook/state/acme");
    let old = files(&state).into_iter().next().unwrap();
    desk.build(&PAGES[..2]);
    fs::write(state.join(&old.0), old.1).unwrap();
    fs::write(state.join("0.half"), "{").unwrap();
    fs::create_dir_all(desk.out(".mentorbook/staging/acme")).unwrap();
    fs::write(desk.out(".mentorbook/staging/acme/index.html"), "old").unwrap();
    assert!(!tidy(&desk));
    assert_eq!(desk.build(&PAGES[..2]).kept, 2);
    assert_eq!(published(&desk), pages(&PAGES[..2]));
    assert!(tidy(&desk));
}

#[test]
fn a_panic_leaves_the_edition_as_it_was() {
    let desk = Desk::published();
    let staging = desk.begin();
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            staging.put("new.html", b"new").unwrap();
            panic!("a template went wrong (this message is part of the test)");
        });
        thread.join().unwrap_err();
    });
    drop(staging);
    assert_eq!(published(&desk), pages(&PAGES));
    assert!(tidy(&desk));
}

// Out of space.

#[test]
fn a_full_disk_leaves_the_edition_as_it_was() {
    let desk = Desk::new();
    let spaces = ["unshare", "--user", "--map-root-user", "--mount"];
    let status =
        child("fills_a_disk_of_its_own", &spaces, desk.root()).stdout(Stdio::null()).status();
    match status.map(|status: ExitStatus| status.code()) {
        Ok(Some(0)) if desk.root().join("filled").exists() => {}
        Ok(Some(101)) => panic!("see the child's panic above"),
        other => {
            skip(&format!("no small disk can be mounted here ({other:?})"));
        }
    }
}

/// Leaves one block more at each try, so that each step of a build is once the one that fails.
#[test]
#[ignore = "a part of the test above, which gives it the right to mount"]
fn fills_a_disk_of_its_own() {
    let Some(folder) = std::env::var_os(CHILD) else {
        return;
    };
    let disk = Path::new(&folder).join("disk");
    fs::create_dir(&disk).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=1m", "none"]).arg(&disk);
    if !mount.status().is_ok_and(|status| status.success()) {
        return;
    }
    let desk = Desk(TempDir::with_prefix_in("desk", &disk).unwrap());
    fs::create_dir(desk.root().join("content")).unwrap();
    publish_alone(desk.root(), 100).unwrap();

    let mut failures = String::new();
    for blocks in 0..100 {
        let before = whole_version(&desk);
        let ballast = Ballast::leaving(&disk, blocks * 4096);
        match publish_alone(desk.root(), 101 + blocks) {
            Ok(_) => assert_eq!(whole_version(&desk), 101 + blocks),
            Err(error) => {
                assert_eq!(error.kind(), PublishErrorKind::Io, "{error}");
                assert_eq!(whole_version(&desk), before);
                failures += &format!("{error}\n");
            }
        }
        drop(ballast);
        publish_alone(desk.root(), whole_version(&desk)).unwrap();
        assert!(tidy(&desk));
    }

    for step in ["acme/0/0.html`", "acme/3/23.html`", "acme/manifest.json`", "/state/acme/"] {
        assert!(failures.contains(step), "{step} never failed: {failures}");
    }
    for line in failures.lines() {
        assert!(line.contains("`: the disk is full. What was published before is unchanged."));
        assert!(line.ends_with("Free some space and build again."), "{line}");
    }
    fs::write(Path::new(&folder).join("filled"), "").unwrap();
}

/// A file that fills a disk, but for a number of bytes.
struct Ballast(PathBuf);

impl Ballast {
    fn leaving(disk: &Path, free: u64) -> Ballast {
        let path = disk.join("ballast");
        let mut file = File::create(&path).unwrap();
        std::io::copy(&mut std::io::repeat(0), &mut file).expect_err("the disk gets full");
        let size = file.metadata().unwrap().len();
        file.set_len(size.saturating_sub(free)).unwrap();
        Ballast(path)
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap();
    }
}

// Watched.

#[test]
fn readers_never_see_a_mixed_or_missing_edition() {
    let desk = Desk::new();
    publish_alone(desk.root(), 0).unwrap();
    let done = AtomicBool::new(false);
    let (done, edition) = (&done, &desk.out("acme"));
    let looks = std::thread::scope(|scope| {
        let by_handle = scope.spawn(move || until(done, || assert_one_version(edition)));
        let by_path = scope.spawn(move || {
            until(done, || {
                fs::read(edition.join("same/3.html")).expect("every version has it");
                true
            })
        });
        let published = (1..120).try_for_each(|n| publish_alone(desk.root(), n).map(drop));
        done.store(true, Ordering::Relaxed);
        published.unwrap();
        [by_handle.join().unwrap(), by_path.join().unwrap()]
    });
    assert!(looks.iter().all(|looks| *looks > 100), "{looks:?}");
}

/// Counts how often `look` saw something.
fn until(done: &AtomicBool, look: impl Fn() -> bool) -> usize {
    std::iter::repeat_with(|| !done.load(Ordering::Relaxed))
        .take_while(|more| *more)
        .filter(|_| look())
        .count()
}

/// Reads two files of one folder, which may be the old edition: then they may be gone, but not new.
fn assert_one_version(edition: &Path) -> bool {
    use rustix::fs::{Mode, OFlags};
    let folder = rustix::fs::open(edition, OFlags::DIRECTORY, Mode::empty()).expect("an edition");
    let word = |path: &str| {
        let mut text = String::new();
        let file = rustix::fs::openat(&folder, path, OFlags::RDONLY, Mode::empty()).ok()?;
        File::from(file).read_to_string(&mut text).unwrap();
        text.split(' ').next().map(str::to_owned)
    };
    let (Some(one), Some(two)) = (word("0/0.html"), word("3/23.html")) else {
        return false;
    };
    assert_eq!(one, two);
    true
}

// Between staging and exchange.

#[test]
fn a_build_that_died_before_the_exchange_leaves_the_old_edition_and_is_cleared_away() {
    let desk = Desk::published();
    let before = traces(&desk.out("acme"));
    let staging = desk.begin();
    put_all(&staging, &[("index.html", "new home"), PAGES[1]]);
    let sealed = seal(staging, record("new"), "mentorbook 1").unwrap();
    let staged = desk.out(".mentorbook/staging/acme");
    assert_eq!(fs::read_to_string(staged.join("index.html")).unwrap(), "new home");
    let left = files(&desk.out(".mentorbook/staging"));
    drop(sealed);
    // As it is where nobody could clear up.
    for (path, text) in left {
        let path = desk.out(".mentorbook/staging").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    assert_eq!(fs::read_dir(desk.out(".mentorbook/state/acme")).unwrap().count(), 2);

    assert_eq!(desk.begin().recorded(), Some(&record("inputs")));
    assert_eq!(traces(&desk.out("acme")).len(), before.len());
    assert_eq!(published(&desk), pages(&PAGES));
    desk.build(&PAGES);
    assert!(tidy(&desk));
}

#[test]
fn editions_that_wait_together_are_published_together_and_each_for_itself() {
    let desk = Desk::new();
    let out = desk.open();
    let seal_of = |name: &str| {
        let staging = out.edition(name).unwrap();
        put_all(&staging, &PAGES);
        seal(staging, record(name), "mentorbook 1").unwrap()
    };
    for name in ["acme", "birch", "cedar"] {
        out.publish(seal_of(name));
        assert!(!desk.out(name).exists(), "it waits for the others");
    }
    // Somebody takes the place of one of them.
    fs::create_dir(desk.out("birch")).unwrap();
    fs::write(desk.out("birch/letter.txt"), "mine").unwrap();

    let done = out.settle();
    let failed: Vec<_> = done.iter().filter(|it| it.result.is_err()).map(|it| &*it.name).collect();
    assert_eq!((done.len(), failed), (3, vec!["birch"]));
    assert_eq!(fs::read_to_string(desk.out("birch/letter.txt")).unwrap(), "mine");
    for name in ["acme", "cedar"] {
        assert!(desk.out(name).join("rules/more/index.html").exists());
    }
    assert!(out.settle().is_empty(), "nobody waits any more");
}

#[test]
fn a_batch_is_published_as_soon_as_it_is_full() {
    let desk = Desk::new();
    let out = desk.open();
    for number in 0..256 {
        let staging = out.edition(&format!("firm{number}")).unwrap();
        staging.put("index.html", b"home").unwrap();
        out.publish(seal(staging, record("inputs"), "mentorbook 1").unwrap());
        assert_eq!(desk.out("firm0").exists(), number == 255, "{number}");
    }
    assert_eq!(out.settle().len(), 256);
}
