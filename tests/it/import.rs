//! Handbooks of other tools, brought over: nothing is lost, and what comes of it always builds.
//!
//! `sites/` has a small site in the shape of each tool, with what real ones have in them.

mod bad_input;
mod office;
mod renewal;
mod tools;

use std::collections::BTreeSet;

use crate::harness::{Done, Folder, bare_files, contents};

/// A folder in which an old handbook was brought into `new`, and what was said.
struct Brought {
    desk: Folder,
    done: Done,
}

/// Puts an old handbook into `old`.
fn old(text: &str) -> Folder {
    let desk = Folder::empty();
    for (path, bytes) in bare_files(text) {
        desk.put(&format!("old/{path}"), bytes);
    }
    desk
}

/// Brings an old handbook over, which must do, and builds it, which must do as well.
#[track_caller]
fn bring(text: &str) -> Brought {
    let desk = old(text);
    let done = desk.run(&["import", "old", "new"]).assert(0);
    assert_eq!(done.stdout, "");
    let built = desk.run(&["build", "--root", "new"]).assert(0);
    assert!(!built.stderr.contains("error"), "{}", built.stderr);
    Brought { desk, done }
}

impl Brought {
    /// A page of the new handbook, by its path below `content/base`.
    fn page(&self, path: &str) -> String {
        self.desk.read(&format!("new/content/base/{path}"))
    }

    fn report(&self) -> String {
        self.desk.read("new/import-report.md")
    }

    /// The files of the new handbook's base.
    fn files(&self) -> BTreeSet<String> {
        contents(&self.desk.path("new/content/base")).into_keys().collect()
    }

    /// The navigation of the published edition, each entry after as many dots as it lies deep.
    fn nav(&self) -> String {
        let html = self.desk.read("new/public/base/index.html");
        let (_, nav) = html.split_once("<ul class=\"nav\">").expect("a navigation");
        let mut depth: usize = 0;
        let mut lines = Vec::new();
        for tag in nav.split('<').skip(1) {
            let (name, text) = tag.split_once('>').unwrap_or((tag, ""));
            match name.split(' ').next().expect("a name") {
                "ul" => depth += 1,
                "/ul" if depth == 0 => break,
                "/ul" => depth -= 1,
                "a" => lines.push(format!("{}{}", ".".repeat(depth), text.trim())),
                _ => {}
            }
        }
        // The first is the home page.
        lines[1..].join("\n")
    }

    /// Every earlier address leads somewhere.
    #[track_caller]
    fn assert_aliases(&self, least: usize) {
        let mut count = 0;
        for file in self.files().iter().filter(|file| file.ends_with(".md")) {
            let page = self.page(file);
            let Some(line) = page.lines().find_map(|line| line.strip_prefix("aliases: [")) else {
                continue;
            };
            // What is not published answers nowhere.
            if page.contains("\ndraft: true\n") {
                continue;
            }
            for alias in line.trim_end_matches(']').split(", ") {
                let alias = alias.trim_matches(['"', '/']);
                let is_file = alias.ends_with(".html");
                let file = if is_file { alias.to_owned() } else { format!("{alias}/index.html") };
                let html = self.desk.read(&format!("new/public/base/{file}"));
                assert!(html.contains("http-equiv=\"refresh\""), "{alias}: {html}");
                count += 1;
            }
        }
        assert!(count >= least, "only {count} earlier addresses");
    }
}
