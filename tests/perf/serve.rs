//! The preview: from saving a page to its new bytes being served.
//!
//! A page is saved in place, as most editors do. From the end of that on its address is asked for every 2 ms, on one
//! connection that stays open, until the new words are in the answer. Then the server is left alone until it is quiet.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::{Flavour, Shape, firm_id};
use crate::measure::Result;
use crate::report::{Figure, Unit};
use crate::{Bench, Outcome};

const POLL: Duration = Duration::from_millis(2);
/// An edit that is not served within this time is a failure, and so is a server that is not ready.
const PATIENCE: Duration = Duration::from_secs(120);
/// A server that used next to no processor time for this long is quiet.
const QUIET: Duration = Duration::from_millis(300);
/// Starts of each server.
const STARTS: usize = 5;
/// Pages that are edited in turn.
const EDITED: usize = 5;

/// What is changed in a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edit {
    Body,
    Title,
}

/// What was measured with one server, in milliseconds.
#[derive(Default)]
struct Served {
    /// From the start to the first page, one value a start.
    ready: Vec<f64>,
    /// From the saved file to the new page, one value a round.
    edits: Vec<f64>,
    /// Processor time of one edit, one value for all; none where the system does not tell.
    cpu: Option<f64>,
}

/// All figures of the preview.
pub(crate) fn serve(bench: &Bench) -> Outcome {
    let mut figures = Vec::new();
    let sizes = [
        (1_000, "1,000 pages", [15.0, 40.0, 200.0]),
        (10_000, "10,000 pages", [20.0, 60.0, 1_000.0]),
    ];
    for (pages, name, [median, p95, ready]) in
        sizes.into_iter().take(if bench.quick { 1 } else { 2 })
    {
        let shape = Shape::without_firms(pages);
        let ours = measure(bench, Flavour::Mentorbook, shape, Edit::Body)?;
        let hugo = measure(bench, Flavour::Hugo, shape, Edit::Body)?;
        let milliseconds =
            |what: &str, values| Figure::new(format!("{name}, {what}"), Unit::Milliseconds, values);
        figures.push(milliseconds("p95 of a body edit", percentile(&ours.edits, 95)).at_most(p95));
        figures.push(milliseconds("a body edit", ours.edits).at_most(median));
        figures.push(milliseconds("a body edit, Hugo", hugo.edits));
        if let Some(cpu) = ours.cpu.filter(|_| pages == 1_000) {
            figures.push(milliseconds("CPU of a body edit", vec![cpu]).at_most(10.0));
            figures.push(milliseconds("CPU of a body edit, Hugo", hugo.cpu.into_iter().collect()));
        }
        figures.push(milliseconds("ready", ours.ready).at_most(ready));
        figures.push(milliseconds("ready, Hugo", hugo.ready));
    }
    if !bench.quick {
        let shape = Shape::without_firms(10_000);
        let ours = measure(bench, Flavour::Mentorbook, shape, Edit::Title)?;
        let hugo = measure(bench, Flavour::Hugo, shape, Edit::Title)?;
        figures.push(
            Figure::new("10,000 pages, a title edit", Unit::Milliseconds, ours.edits)
                .at_most(120.0),
        );
        figures.push(Figure::new(
            "10,000 pages, a title edit, Hugo",
            Unit::Milliseconds,
            hugo.edits,
        ));
    }
    let shape = Shape { pages: 300, firms: 100, names_firm: true };
    let ours = measure(bench, Flavour::Mentorbook, shape, Edit::Body)?;
    figures.push(
        Figure::new("300 pages × 100 firms, a body edit", Unit::Milliseconds, ours.edits)
            .at_most(20.0),
    );
    figures.push(Figure::new("300 pages × 100 firms, ready", Unit::Milliseconds, ours.ready));
    Ok((Vec::new(), figures))
}

/// Starts a server on a handbook, and edits pages of it; where there is no such server, nothing is measured.
fn measure(bench: &Bench, flavour: Flavour, shape: Shape, edit: Edit) -> Result<Served> {
    let mut served = Served::default();
    if flavour == Flavour::Hugo && bench.hugo.is_none() {
        return Ok(served);
    }
    let handbook = bench.handbook(flavour, shape)?;
    let pages = probes(&handbook, flavour, shape)?;
    let start = || Server::start(bench, flavour, &handbook, &pages[0].url);
    for _ in 0..STARTS {
        served.ready.push(start()?.ready);
    }
    let mut server = start()?;
    server.wait_until_quiet();
    let mut cpu = None;
    for round in bench.rounds() {
        let page = &pages[round % pages.len()];
        server.get(&page.url)?;
        server.wait_until_quiet();
        if round == 1 {
            cpu = server.cpu();
        }
        let took = server.show(page, edit, &format!("Marker{round}x"))?;
        server.wait_until_quiet();
        if round > 0 {
            served.edits.push(took);
        }
    }
    served.cpu =
        server.cpu().zip(cpu).map(|(after, before)| (after - before) / bench.rounds as f64);
    drop(server);
    pages.iter().try_for_each(|page| fs::write(&page.file, &page.text))?;
    Ok(served)
}

/// The value that so many in a hundred are not above.
fn percentile(values: &[f64], percent: usize) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.into_iter().nth(rank.saturating_sub(1)).into_iter().collect()
}

/// A page to edit.
struct Probe {
    file: PathBuf,
    text: String,
    url: String,
}

/// Some pages from all over the handbook that no firm has its own of.
fn probes(handbook: &Path, flavour: Flavour, shape: Shape) -> Result<Vec<Probe>> {
    let (base, edition) = match flavour {
        Flavour::Mentorbook if shape.firms > 0 => ("content/base", firm_id(1) + "/"),
        Flavour::Mentorbook => ("content/base", "base/".to_owned()),
        Flavour::Hugo => ("content", String::new()),
    };
    let (base, own) = (handbook.join(base), handbook.join("content/firms").join(firm_id(1)));
    let mut files = Vec::new();
    leaves(&base, &mut files)?;
    files.retain(|file| !file.strip_prefix(&base).is_ok_and(|path| own.join(path).exists()));
    files.sort();
    let step = (files.len() / EDITED).max(1);
    let probe = |file: &PathBuf| {
        let path = file.strip_prefix(&base)?.with_extension("");
        let url = format!("/{edition}{}/", path.display());
        Ok(Probe { text: fs::read_to_string(file)?, url, file: file.clone() })
    };
    files.iter().step_by(step).take(EDITED).map(probe).collect()
}

/// Markdown files that are not a folder's own page.
fn leaves(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            leaves(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "md")
            && !path.ends_with("index.md")
        {
            found.extend(Some(path).filter(|path| !path.ends_with("_index.md")));
        }
    }
    Ok(())
}

/// A preview server at work.
struct Server {
    child: Child,
    port: u16,
    connection: Option<BufReader<TcpStream>>,
    /// Milliseconds until it answered.
    ready: f64,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(bench: &Bench, flavour: Flavour, handbook: &Path, url: &str) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = match (flavour, &bench.hugo) {
            (Flavour::Hugo, Some(hugo)) => hugo.serve(handbook, port),
            _ => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_mentorbook"));
                command
                    .arg("serve")
                    .arg("--root")
                    .arg(handbook)
                    .arg("--port")
                    .arg(port.to_string());
                command
            }
        };
        let begun = Instant::now();
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { child, port, connection: None, ready: 0.0 };
        while !server.get(url).is_ok_and(|(status, _)| status == 200) {
            if begun.elapsed() > PATIENCE || server.child.try_wait()?.is_some() {
                return Err(format!("{command:?} does not answer at {url}").into());
            }
            thread::sleep(POLL);
        }
        server.ready = begun.elapsed().as_secs_f64() * 1_000.0;
        Ok(server)
    }

    /// Saves a page with these words in it and waits until they are shown; tells how many milliseconds that took.
    fn show(&mut self, page: &Probe, edit: Edit, words: &str) -> Result<f64> {
        let text = match edit {
            Edit::Body => format!("{}\n\nEdited: {words}.\n", page.text),
            Edit::Title => page.text.replacen("title: \"", &format!("title: \"{words} "), 1),
        };
        fs::write(&page.file, text)?;
        let saved = Instant::now();
        loop {
            let asked = Instant::now();
            if self.get(&page.url).is_ok_and(|(_, body)| body.contains(words)) {
                return Ok(saved.elapsed().as_secs_f64() * 1_000.0);
            }
            if saved.elapsed() > PATIENCE {
                return Err(format!("{words} is not shown at {}", page.url).into());
            }
            thread::sleep(POLL.saturating_sub(asked.elapsed()));
        }
    }

    /// Asks for a page, on the same connection as before where it is still open.
    fn get(&mut self, url: &str) -> Result<(u16, String)> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect(("127.0.0.1", self.port))?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                BufReader::new(stream)
            }
        };
        let request = format!("GET {url} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        connection.get_mut().write_all(request.as_bytes())?;
        let answer = answer(&mut connection)?;
        self.connection = Some(connection);
        Ok(answer)
    }

    /// Waits until it does nothing any more, as far as that can be seen.
    fn wait_until_quiet(&self) {
        let begun = Instant::now();
        let mut before = self.cpu();
        while begun.elapsed() < PATIENCE {
            thread::sleep(QUIET);
            let now = self.cpu();
            // The clock of the kernel ticks every 10 ms.
            if now.zip(before).is_none_or(|(now, before)| now - before <= 10.0) {
                return;
            }
            before = now;
        }
    }

    /// Processor time in program and kernel so far, in milliseconds; Linux tells.
    fn cpu(&self) -> Option<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
        // Linux counts in hundredths of a second here, whatever its own clock.
        Some((ticks(11)? + ticks(12)?) * 10.0)
    }
}

/// Reads an answer: its status and its body.
fn answer(connection: &mut impl BufRead) -> Result<(u16, String)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if connection.read_line(&mut head)? == 0 {
            return Err("the connection was closed".into());
        }
    }
    let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
    let head = head.to_ascii_lowercase();
    let mut body = Vec::new();
    if head.contains("transfer-encoding: chunked") {
        loop {
            let (mut size, before) = (String::new(), body.len());
            connection.read_line(&mut size)?;
            let size = usize::from_str_radix(size.trim(), 16)?;
            body.resize(before + size + 2, 0);
            connection.read_exact(&mut body[before..])?;
            body.truncate(before + size);
            if size == 0 {
                break;
            }
        }
    } else {
        let length = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.lines().next())
            .ok_or("no length")?;
        body.resize(length.parse()?, 0);
        connection.read_exact(&mut body)?;
    }
    Ok((status, String::from_utf8(body)?))
}
