//! Runs commands one after the other and keeps what each took; looks at the folders they wrote.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What one run of a command took: the process with all its threads and children.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// Seconds of processor time in the program.
    pub(crate) user: f64,
    /// Seconds of processor time in the kernel.
    pub(crate) system: f64,
    /// Most memory held at once, in MiB. (The kernel lets a process start at what its parent held;
    /// less than this benchmark itself holds, a few MiB, cannot be seen.)
    pub(crate) peak: f64,
}

impl Run {
    pub(crate) fn wall(&self) -> f64 {
        self.wall
    }

    pub(crate) fn cpu(&self) -> f64 {
        self.user + self.system
    }

    pub(crate) fn peak(&self) -> f64 {
        self.peak
    }
}

/// The runs of one command, one a round, and what the last of them wrote.
///
/// The first run warms up: it counts for nothing.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) written: Weight,
    runs: Vec<Run>,
}

impl Series {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), written: Weight::default(), runs: Vec::new() }
    }

    /// Runs the command, which must write at least `pages` pages into `output`.
    pub(crate) fn run(&mut self, command: &mut Command, output: &Path, pages: usize) -> Result<()> {
        let run = run(command)?;
        self.written = Weight::of(output)?;
        if self.written.pages < pages {
            let written = self.written.pages;
            return Err(format!("{} wrote {written} pages, not {pages}", self.name).into());
        }
        self.runs.push(run);
        Ok(())
    }

    /// The runs that count.
    pub(crate) fn runs(&self) -> &[Run] {
        self.runs.get(1..).unwrap_or_default()
    }

    /// The median of one of the figures of its runs.
    pub(crate) fn median(&self, figure: impl Fn(&Run) -> f64) -> f64 {
        median(&self.runs().iter().map(figure).collect::<Vec<_>>())
    }

    /// This series divided by another one, round by round.
    pub(crate) fn ratios(&self, other: &Self, figure: impl Fn(&Run) -> f64) -> Vec<f64> {
        let pairs = self.runs().iter().zip(other.runs());
        pairs.map(|(ours, theirs)| figure(ours) / figure(theirs)).collect()
    }
}

/// The middle one of some values, or the mean of the middle two; not a number where there are none.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count.is_multiple_of(2) => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
        count => sorted[count / 2],
    }
}

/// Runs a command to its end. What earlier runs left to be written is on the disk before it starts.
fn run(command: &mut Command) -> Result<Run> {
    Command::new("sync").status()?;
    let mut said = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said.try_clone()?);
    let start = Instant::now();
    let used = command.spawn()?.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if !used.status.success() {
        return Err(format!("{command:?}: {}\n{}", used.status, end_of(&mut said)?).into());
    }
    Ok(Run {
        wall,
        user: used.rusage.utime.as_secs_f64(),
        system: used.rusage.stime.as_secs_f64(),
        peak: used.rusage.maxrss as f64 / MIB,
    })
}

const MIB: f64 = (1 << 20) as f64;

/// The last lines of what a command said.
fn end_of(said: &mut File) -> io::Result<String> {
    use std::io::{Read, Seek, SeekFrom};
    let length = said.seek(SeekFrom::End(0))?;
    said.seek(SeekFrom::Start(length.saturating_sub(2000)))?;
    let mut bytes = Vec::new();
    said.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How much a folder holds; hidden files and folders are left out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    /// Files of the name `index.html`.
    pub(crate) pages: usize,
    pub(crate) files: usize,
    pub(crate) mebibytes: f64,
}

impl Weight {
    fn of(folder: &Path) -> io::Result<Self> {
        let mut weight = Self::default();
        visit(folder, &mut |path, metadata| {
            weight.files += 1;
            weight.pages += usize::from(path.ends_with("index.html"));
            weight.mebibytes += metadata.len() as f64 / MIB;
        })?;
        Ok(weight)
    }
}

/// For each file of a folder, what changes when the file is written, or replaced by an equal one:
/// the inode, and the time of the last change in seconds and nanoseconds.
pub(crate) fn stamps(folder: &Path) -> io::Result<BTreeMap<PathBuf, (u64, i64, i64)>> {
    let mut stamps = BTreeMap::new();
    visit(folder, &mut |path, metadata| {
        stamps.insert(path.to_owned(), (metadata.ino(), metadata.mtime(), metadata.mtime_nsec()));
    })?;
    Ok(stamps)
}

/// Calls `found` with every file in a folder that is not hidden.
fn visit(folder: &Path, found: &mut impl FnMut(&Path, &fs::Metadata)) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if metadata.is_dir() {
            visit(&entry.path(), found)?;
        } else {
            found(&entry.path(), &metadata);
        }
    }
    Ok(())
}
