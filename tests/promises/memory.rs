//! The most memory that a build of many firms holds at once.

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use crate::Form;
use crate::harness::{Files, Folder, files, program};
use crate::trial::{Outcome, Trial, must};

const FIRMS: usize = 200;
const PAGES: usize = 100;
const CHAPTERS: usize = 10;
/// Pages of which each firm changes a section.
const CHANGED: usize = 5;
const MOST: u64 = 256;

pub(crate) fn attempt(form: Form) -> Outcome {
    let firms = form.of(FIRMS / 4, FIRMS);
    let folder = Folder::of(&handbook(firms));
    let mut build = program();
    build.args(["build", "--root"]).arg(folder.root()).args(["--out"]).arg(folder.path("public"));
    build.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = build.spawn().expect("started");
    let kibibytes = most_held(&mut running);
    let ended = running.wait().expect("ended");

    let mebibytes = kibibytes >> 10;
    let last = format!("public/firm-{}/c{}/p{}/index.html", firms - 1, CHAPTERS - 1, PAGES - 1);
    let mut trial = Trial { tried: firms, ..Trial::default() };
    for result in [
        must(ended.success(), || format!("the build ended with {ended}")),
        must(folder.path(&last).is_file(), || format!("there is no {last}")),
        must(mebibytes <= MOST, || format!("{mebibytes} MiB were held at once")),
    ] {
        trial.failures.extend(result.err());
    }
    trial.measured(format!("{mebibytes} MiB, {firms} firms × {PAGES} pages")).into()
}

/// The most that a program holds while it runs, in KiB, looked up again and again: what the system
/// tells at its end counts what this process held when it was forked.
fn most_held(running: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", running.id());
    let mut most = 0;
    while running.try_wait().expect("a status").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(held.unwrap_or_default());
        thread::sleep(Duration::from_millis(2));
    }
    most
}

fn handbook(firms: usize) -> Files {
    let mut book = files(
        "//- handbook.yaml\ntitle: Handbook\nvariables:\n  contact: {type: text, default: Robin}\n",
    );
    // The theme of the program.
    book.retain(|path, _| !path.starts_with("themes/"));
    let mut put = |path: String, text: String| book.insert(path, text.into_bytes());

    put("content/base/index.md".to_owned(), "# Home of {{ firm.name }}\n".to_owned());
    let prose = "A mentor and a mentee meet, listen, ask and agree on what comes next. ".repeat(12);
    for page in 0..PAGES {
        let next = (page + 1) % PAGES;
        let text = format!(
            "# Page {page}\n\nAsk {{{{ contact }}}}. [Next](../c{}/p{next}.md#two)\n\n## One\n\n\
             {prose}\n\n## Two {{#two}}\n\n- {prose}\n- {prose}\n",
            next % CHAPTERS
        );
        put(format!("content/base/c{}/p{page}.md", page % CHAPTERS), text);
    }
    for firm in 0..firms {
        let yaml = format!("name: Firm {firm}\nvariables: {{contact: Ann {firm}}}\n");
        put(format!("content/firms/firm-{firm}/firm.yaml"), yaml);
        for change in 0..CHANGED {
            let page = (firm * 7 + change * 13) % PAGES;
            put(
                format!("content/firms/firm-{firm}/c{}/p{page}.md", page % CHAPTERS),
                format!("---\noverride: sections\n---\n## Two {{#two append}}\n\nOurs, {firm}.\n"),
            );
        }
    }
    book
}
