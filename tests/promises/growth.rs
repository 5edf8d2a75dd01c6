//! How the time of a build grows with each thing that a handbook can have more of.

use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use wait4::Wait4;

use crate::Form;
use crate::harness::{Folder, in_one_thread, program};
use crate::suite::properties::complexity::{
    BLOCKS, INLINE, LAYERED, NOTHING, OURS, OVERRIDES, Pattern, RAW, TOGETHER, YAML, overhead,
    smaller_size,
};
use crate::suite::properties::growth::constructs;
use crate::trial::{Outcome, Trial};

/// The power of its size that the time of anything may grow with.
const MOST: f64 = 1.15;
/// One round could find the small size slow by chance, and so the large one fast.
const LEAST_ROUNDS: usize = 2;
const MOST_ROUNDS: usize = 9;
/// What makes glibc keep what was freed. Past a size of its own it gives memory back and asks for
/// it again, many times in one build, and that step would be taken for growth: 30 ms to 190 ms of
/// which 110 were the system's, where 90 are enough.
const KEEP_MEMORY: &str = "glibc.malloc.trim_threshold=4294967296:\
     glibc.malloc.mmap_threshold=4294967296:glibc.malloc.top_pad=268435456";

pub(crate) fn attempt(form: Form) -> Outcome {
    // Beside other work a cache that is shared makes steps, which this bound would take for growth.
    if form == Form::Short {
        return Outcome::NotTried("in short the suite tries it, by its own bound".to_owned());
    }

    let tables: [&[Pattern]; 8] =
        [&INLINE, &RAW, &BLOCKS, &OURS, &YAML, &OVERRIDES, &TOGETHER, &LAYERED];
    let by_hand = tables.into_iter().flatten();
    let by_hand = by_hand.map(|(name, make)| try_one(name, *make));
    let made = constructs().into_iter();
    let made = made.map(|construct| try_one(&construct.name, |n| construct.handbook(n)));

    let mut trial = Trial::default();
    let mut highest: f64 = 0.0;
    for (at, growth) in by_hand.chain(made).enumerate() {
        if at > 0 && at.is_multiple_of(100) {
            eprintln!("  {at}");
        }
        highest = highest.max(growth.exponent);
        trial.count(if growth.exponent <= MOST { Ok(()) } else { Err(growth.told) });
    }
    trial.measured(format!("at most {highest:.2}")).into()
}

/// What was found of one construct.
struct Growth {
    /// The size in the middle.
    n: usize,
    /// Nothing where four times as much takes next to no time.
    exponent: f64,
    took: Duration,
    told: String,
}

fn try_one(name: &str, make: impl Fn(usize) -> String + Send + Sync) -> Growth {
    let n = in_one_thread(|| smaller_size(&make, overhead(&make)));
    let mut found = from(name, &make, n);
    // Outgrowing a cache is a step that comes once, and so is a limit past which a text is looked
    // at more closely. A fault of ours is there above it and below, too.
    for n in [4 * n, n / 4] {
        if found.exponent <= MOST {
            break;
        }
        let other = from(name, &make, n);
        // What is refused at its size would look as if it were fast.
        let is_refused = other.n > found.n && other.took < found.took;
        if !is_refused && other.exponent < found.exponent {
            found = other;
        }
    }

    let is_above = found.exponent > MOST;
    is_above.then(|| counted(name, &make, found.n)).flatten().unwrap_or(found)
}

/// The same by instructions, where Valgrind can count them: they are as many whatever the caches
/// hold. Far too slow for all constructs, so time decides about most.
fn counted(name: &str, make: &impl Fn(usize) -> String, n: usize) -> Option<Growth> {
    let sizes = [n / 4, n, 4 * n];
    let [quarter, small, large] = sizes.map(|n| instructions(&Folder::with(&make(n))));
    let (quarter, small, large) = (quarter?, small?, large?);

    let ratio = large.saturating_sub(small) as f64 / small.saturating_sub(quarter).max(1) as f64;
    let exponent = ratio.log(4.0);
    let told = format!(
        "{name}: grows with the power of {exponent:.2}: {quarter} instructions for {}, {small} for \
         {n}, {large} for {}",
        n / 4,
        4 * n
    );
    Some(Growth { n, exponent, took: Duration::ZERO, told })
}

fn instructions(folder: &Folder) -> Option<u64> {
    let mut valgrind = Command::new("valgrind");
    let tool = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];
    valgrind.args(tool).arg(program().get_program());
    let out = tempfile::tempdir().expect("a folder");
    build(&mut valgrind, folder, &out);

    let said = valgrind.output().ok()?;
    let said = String::from_utf8_lossy(&said.stderr);
    let counted = said.lines().find_map(|line| line.split_once("I   refs:"))?.1;
    counted.trim().replace(',', "").parse().ok()
}

/// From a size to four times as much, each in the least time of some rounds: other work on the
/// machine only ever adds to it. A fault does not go away by being tried again.
fn from(name: &str, make: &impl Fn(usize) -> String, n: usize) -> Growth {
    let folders = [n / 4, n, 4 * n].map(|n| Folder::with(&make(n)));
    let mut least = [Duration::MAX; 3];
    let mut growth = Growth { n, exponent: 0.0, took: Duration::ZERO, told: String::new() };
    for round in 1..=MOST_ROUNDS {
        for (least, folder) in least.iter_mut().zip(&folders) {
            *least = took(folder).min(*least);
        }
        growth = between(name, n, least);
        if round >= LEAST_ROUNDS && growth.exponent <= MOST {
            break;
        }
    }
    growth
}

/// What these times say: of a quarter of `n`, of `n` and of four times as many. What every build
/// takes is in all three, so it is not in their differences; the least build of all takes another
/// time than one that is refused.
fn between(name: &str, n: usize, [quarter, small, large]: [Duration; 3]) -> Growth {
    let [first, second] = [small.saturating_sub(quarter), large.saturating_sub(small)];
    if second < NOTHING {
        return Growth { n, exponent: 0.0, took: large, told: String::new() };
    }

    let ratio = second.as_secs_f64() / first.as_secs_f64().max(0.001);
    let exponent = ratio.log(4.0);
    let told = format!(
        "{name}: grows with the power of {exponent:.2}: {quarter:.1?} for {}, {small:.1?} for \
         {n}, {large:.1?} for {}",
        n / 4,
        4 * n
    );
    Growth { n, exponent, took: large, told }
}

/// The processor time of a build. By a process of its own: one that has built before works in
/// memory that it still holds, but must ask the system for what a larger handbook takes beyond,
/// page by page, which looked like a power of 1.4.
fn took(folder: &Folder) -> Duration {
    let mut program = program();
    let out = tempfile::tempdir().expect("a folder");
    build(&mut program, folder, &out);
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    program.env("GLIBC_TUNABLES", KEEP_MEMORY);
    let used = program.spawn().and_then(|running| running.wait4()).expect("ended").rusage;
    used.utime + used.stime
}

/// Asks for a build in one thread, without waiting for the disk.
fn build(command: &mut Command, folder: &Folder, out: &TempDir) {
    command.args(["build", "--jobs", "1", "--no-sync", "--root"]).arg(folder.root());
    command.arg("--out").arg(out.path().join("public"));
}
