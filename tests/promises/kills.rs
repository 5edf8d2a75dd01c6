//! Builds that are killed, and builds whose calls of the system fail: what is published is always
//! one whole build, and the next one mends the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use mentorbook::Digest;
use mentorbook::publish::Durability;
use serde_json::Value;

use crate::Form;
use crate::harness::{Files, Folder, Random, contents, files, program};
use crate::suite::publish::power_cut::cut_the_power;
use crate::trial::{Outcome, Trial, must, safely};

const SEED: u64 = 7;
/// A build that takes longer hangs.
const PATIENCE: &str = "25";
/// The calls by which the program reads and writes.
const CALLS: [&str; 24] = [
    "openat",
    "openat2",
    "read",
    "pread64",
    "write",
    "pwrite64",
    "close",
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
    "mkdirat",
    "unlink",
    "unlinkat",
    "rmdir",
    "linkat",
    "statx",
    "getdents64",
    "copy_file_range",
    "fchmod",
    "flock",
];

/// A handbook that says its version on each page, and has a page of another name in each version.
struct Book {
    folder: Folder,
    firms: usize,
    pages: usize,
}

impl Book {
    fn new(firms: usize, pages: usize) -> Self {
        let book = Self { folder: Folder::empty(), firms, pages };
        book.write(0);
        book
    }

    fn write(&self, version: usize) {
        let folder = &self.folder;
        let _ = fs::remove_dir_all(folder.path("content/base/only"));
        folder.write(&handbook(version, self.firms, self.pages));
    }

    fn build(&self) -> Command {
        let mut build = program();
        build.args(["build", "--jobs", "2", "--root"]).arg(self.folder.root());
        build.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        build
    }

    /// Builds with nothing in the way, and looks that all editions have this version.
    fn mend(&self, version: usize) -> Result<(), String> {
        let status = self.build().status().expect("run");
        must(status.success(), || format!("the next build ended with {status}"))?;
        for firm in self.editions() {
            let found = self.published(&firm)?;
            must(found == version, || format!("{firm} has version {found} after {version}"))?;
        }
        Ok(())
    }

    fn editions(&self) -> Vec<String> {
        let firms = (0..self.firms).map(|firm| format!("firm-{firm}"));
        firms.chain(["base".to_owned()]).collect()
    }

    /// The version that is published, after proving that it is whole and alone.
    fn published(&self, edition: &str) -> Result<usize, String> {
        whole_version(&self.folder.path("public").join(edition))
            .map_err(|problem| format!("{edition}: {problem}"))
    }
}

fn handbook(version: usize, firms: usize, pages: usize) -> Files {
    let mut text = format!(
        "//- handbook.yaml\ntitle: T\nvariables:\n  version: {{type: text, default: v{version}.}}\n\
         //- base/index.md\n# Home\n\nVERSION {{{{ version }}}}\n\
         //- base/only/o{version}.md\n# Only\n\nVERSION {{{{ version }}}}\n"
    );
    for page in 0..pages {
        let more = "Some words. ".repeat(page * 20 + version % 7);
        text += &format!("//- base/p{page}.md\n# Page\n\nVERSION {{{{ version }}}}\n\n{more}\n");
    }
    for firm in 0..firms {
        text += &format!("//- firms/firm-{firm}/firm.yaml\nname: Firm {firm}\n");
    }
    files(&text)
}

/// Looks at every file of an edition: the manifest has its digest, and each page one version.
fn whole_version(edition: &Path) -> Result<usize, String> {
    let mut found = contents(edition);
    let manifest = found.remove("manifest.json").ok_or("there is no manifest")?;
    let manifest: Value = serde_json::from_slice(&manifest).map_err(|error| error.to_string())?;
    let told = manifest["files"].as_object().ok_or("the manifest lists nothing")?;
    let told: BTreeMap<String, String> = told
        .iter()
        .map(|(path, digest)| (path.clone(), digest.as_str().unwrap_or_default().to_owned()))
        .collect();
    let is: BTreeMap<String, String> =
        found.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes).to_string())).collect();
    must(told == is, || {
        let missing: Vec<&String> = told.keys().filter(|path| !is.contains_key(*path)).collect();
        format!("files are not those of the manifest; missing are {missing:?}")
    })?;

    let versions: BTreeSet<usize> = found.values().filter_map(|bytes| version_in(bytes)).collect();
    let only: Vec<&String> = found.keys().filter(|path| path.starts_with("only/o")).collect();
    match (versions.first(), only.as_slice()) {
        (Some(version), [only]) if versions.len() == 1 => {
            let right = format!("only/o{version}/index.html");
            must(**only == right, || format!("version {version} with {only}"))?;
            Ok(*version)
        }
        _ => Err(format!("versions {versions:?} with {only:?}")),
    }
}

fn version_in(page: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(page);
    text.split_once("VERSION v")?.1.split_once('.')?.0.parse().ok()
}

// ---- killed ------------------------------------------------------------------------------------

pub(crate) fn killed(form: Form) -> Outcome {
    let book = Book::new(4, 20);
    let mut trial = Trial::default();
    let first = Instant::now();
    if let Err(problem) = book.mend(0) {
        trial.count(Err(problem));
        return trial.into();
    }

    let (mut usual, mut met) = (first.elapsed(), 0);
    let random = &mut Random::new(SEED);
    eprintln!("  seed {SEED}; a build takes {usual:.0?}");
    for version in 1..=form.of(40, 200) {
        book.write(version);
        let mut build = book.build().spawn().expect("started");
        thread::sleep(usual.mul_f64(random.below(1_100) as f64 / 1_000.0));
        let _ = build.kill();
        met += usize::from(!build.wait().expect("ended").success());

        let looked = book.editions().iter().try_for_each(|edition| {
            let found = book.published(edition)?;
            must(found + 1 >= version, || format!("{edition} has version {found}"))
        });
        let begun = Instant::now();
        let mended = looked.and_then(|()| book.mend(version));
        usual = (usual + begun.elapsed().max(Duration::from_millis(5))) / 2;
        trial.count(mended.map_err(|problem| format!("kill {version}: {problem}")));
    }

    // Kills that come too late prove nothing.
    let enough = must(met * 4 >= trial.tried, || format!("only {met} kills met a build at work"));
    trial.failures.extend(enough.err());
    trial.measured(format!("{met} met a build at work")).into()
}

// ---- errors ------------------------------------------------------------------------------------

/// One call to fail: its name, and the how manieth in each thread.
type Fault = (&'static str, usize);

pub(crate) fn failing(form: Form) -> Outcome {
    let Some(faults) = faults() else {
        return Outcome::NotTried("strace is not installed, or may not trace here".to_owned());
    };
    let step = (faults.len() / form.of(60, usize::MAX)).max(1);
    let some: Vec<(usize, Fault)> = faults.iter().copied().step_by(step).enumerate().collect();
    eprintln!("  {} calls of {}", some.len(), faults.len());

    // Each thread has a handbook of its own.
    let lots: Vec<&[(usize, Fault)]> = some.chunks(some.len().div_ceil(8).max(1)).collect();
    let failures = Trial::of(&lots, |lot| {
        let book = Book::new(1, 3);
        book.mend(0)?;
        let failed = lot.iter().filter_map(|(at, fault)| {
            let tried = fail_once(&book, at + 1, *fault).err()?;
            Some(format!("{} {}: {tried}", fault.0, fault.1))
        });
        let failed: Vec<String> = failed.collect();
        must(failed.is_empty(), || failed.join("\n  FAILED "))
    });
    Trial { tried: some.len(), ..failures }.into()
}

/// Every call that a build makes, by name and number in its thread; none where nothing is traced.
fn faults() -> Option<Vec<Fault>> {
    let book = Book::new(1, 3);
    book.mend(0).ok()?;
    book.write(1);
    let list = book.folder.beside("calls");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "--seccomp-bpf", "-e"]).arg(format!("trace={}", CALLS.join(",")));
    strace.arg("-o").arg(&list);
    let status = by_way_of(strace, &book).status().ok()?;
    if !status.success() {
        return None;
    }

    // Each line begins with the number of the thread.
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let text = String::from_utf8_lossy(&fs::read(&list).ok()?).into_owned();
    for line in text.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let name = call.trim_start().split('(').next().unwrap_or_default();
        if CALLS.contains(&name) {
            *counts.entry((thread, name)).or_default() += 1;
        }
    }
    let most = |call: &str| {
        let of_call = counts.iter().filter(|((_, name), _)| *name == call);
        of_call.map(|(_, count)| *count).max().unwrap_or_default()
    };
    let all = CALLS.into_iter().flat_map(|call| (1..=most(call)).map(move |number| (call, number)));
    Some(all.collect())
}

/// strace, and the build that it looks at.
fn by_way_of(mut strace: Command, book: &Book) -> Command {
    let build = book.build();
    strace.args(["timeout", "-s", "KILL", PATIENCE]).arg(build.get_program());
    strace.args(build.get_args());
    strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    strace
}

/// Builds a new version while one call fails, and then once more.
fn fail_once(book: &Book, version: usize, (call, number): Fault) -> Result<(), String> {
    book.write(version);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=none", "-e"]);
    strace.arg(format!("inject={call}:error=EIO:when={number}"));
    strace.args(["-o", "/dev/null"]);
    let done = by_way_of(strace, book).output().expect("run");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();

    // 125 to 127: `timeout` itself or the loader met the error, before the program began.
    let status = done.status.code().unwrap_or(128);
    must(matches!(status, 0..=3 | 125..=127), || format!("exit status {status}: {said:.300}"))?;
    must(!said.contains("panicked"), || format!("a panic: {said:.300}"))?;
    for edition in book.editions() {
        let found = book.published(&edition)?;
        must(found + 1 >= version, || format!("{edition} has version {found}"))?;
        let is_new = found == version;
        must(status != 0 || is_new, || format!("{edition} was not published, and all is well"))?;
    }
    book.mend(version)
}

/// Cuts of the power under a mounted disk.
pub(crate) fn cut(form: Form) -> Outcome {
    let cuts = form.of(10, 40);
    let mut unmounted = None;
    let held = safely(|| {
        unmounted = cut_the_power(cuts as u64, Durability::Synced).err();
        Ok(())
    });
    if let Some(why) = unmounted {
        return Outcome::NotTried(format!("no disk image can be mounted here ({why})"));
    }
    Trial { tried: cuts, failures: held.err().into_iter().collect(), measured: None }.into()
}
