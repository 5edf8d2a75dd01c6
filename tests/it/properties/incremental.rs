//! Storms of edits, of all the kinds that editors and tools make: when it is quiet again, the
//! preview shows what a clean build writes; and all the while nobody sees half a page.
//!
//! `MENTORBOOK_STORMS` sets how many there are, `MENTORBOOK_STORM` runs the one of that number.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mentorbook::preview::kind_of;

use crate::harness::{Files, Folder, Preview, Random, contents, files, flush};

const STORMS: usize = 20;
pub(crate) const OPERATIONS: usize = 100;
/// So long after the last change the preview must be right, on the busiest machine.
const QUIET: Duration = Duration::from_secs(15);
/// Pages that are there before and after every operation, so that they must always be there.
const STEADY: usize = 4;

pub(crate) fn handbook() -> Files {
    let mut text = flush(
        r##"
        //- handbook.yaml
        title: Storm
        variables:
          contact: {type: text, default: nobody}
        audiences: [mentor, mentee]
        editions:
          everybody: {audiences: [mentor, mentee]}
          mentees: {audiences: [mentee]}
        checks: {glossary-term: warning, broken-link: warning, missing-asset: warning, \
        unknown-target: warning, orphaned-override: warning, duplicate-url: warning, \
        ambiguous-override: warning, duplicate-id: warning, container-syntax: warning}
        //- base/index.md
        # Home
        //- base/glossary.md
        ---
        kind: glossary
        ---
        ## Sponsor {#sponsor}
        Who speaks for the program.
        //- base/hub.md
        # Hub

        ![A picture](img/one.svg) [Notes](part/two.md#notes) [gone](part/none.md)

        :::include {from=part/two.md#notes}
        :::
        //- base/part/index.md
        # Part
        //- base/part/two.md
        # Two

        ## Notes {#notes}

        The sponsor reads this. {{ contact }}
        //- base/img/one.svg
        <svg xmlns="http://www.w3.org/2000/svg"/>
        //- base/for-mentors.md
        ---
        audience: [mentor]
        ---
        # For mentors
        //- layers/uk/part/three.md
        # Three
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/acme/part/two.md
        ---
        override: sections
        ---
        ## Notes {#notes append}

        Acme adds.
        //- firms/birch/firm.yaml
        name: Birch
        variables: {contact: Ben}
        hide: [part/two.md]
        //- firms/cole/firm.yaml
        name: Cole
        //- firms/cole/hub.md
        ---
        override: page
        ---
        # Cole's hub
        //- themes/default/theme.yaml
        name: Bare
        tokens:
          accent: {type: color, light: "#225588", dark: "#99ccee"}
        //- themes/default/static/style.css
        body { color: black }
        //- themes/default/templates/page.html
        <html><head><link rel=stylesheet href="{{ root }}{{ site.assets['style.css'] \
        }}"></head><body><nav>{{ nav }}</nav>{{ page.body }}</body></html>
        //- themes/default/templates/404.html
        <html><head></head><body>not found {{ nav }}</body></html>
        //- themes/default/templates/nav.html
        {% for item in items %}<a href="{{ item.href }}"{{ item.current | safe }}>{{ item.title \
        }}</a>{% for below in item.children %}<a href="{{ below.href }}"{{ below.current | safe \
        }}>{{ below.title }}</a>{% endfor %}{% endfor %}
        //- themes/default/templates/redirect.html
        <a href="{{ target }}">{{ title }}</a>
        "##,
    );

    for number in 0..STEADY {
        text.push_str(&format!("//- base/steady/s{number}.md\n{}", steady(number, 0)));
    }
    files(&text)
}

/// A long page whose beginning and end say the same number.
fn steady(page: usize, number: usize) -> String {
    let middle = "A sponsor speaks for the program, again and again.\n\n".repeat(60);
    flush(&format!(
        r"
        # Steady {page}

        BEGIN{number}.

        {middle}

        END{number}.
        "
    ))
}

/// What a storm works on.
pub(crate) struct Storm<'p> {
    /// The handbook's folder.
    root: &'p Path,
    random: Random,
    changes: usize,
    extra: usize,
    /// What was done last, for complaints.
    done: &'p Mutex<Vec<&'static str>>,
}

impl<'p> Storm<'p> {
    pub(crate) fn new(root: &'p Path, random: Random, done: &'p Mutex<Vec<&'static str>>) -> Self {
        Self { root, random, changes: 0, extra: 0, done }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.root.join("content").join(file)
    }

    /// A page that exists, but for the steady ones and the firms' overrides.
    fn some_page(&mut self) -> PathBuf {
        let mut pages = Vec::new();
        collect(&self.path("base"), &mut pages);
        pages.retain(|page| {
            !page.components().any(|part| part.as_os_str() == "steady")
                && page.file_stem().is_some_and(|stem| stem != "index")
        });
        pages.sort();
        let at = self.random.below(pages.len().max(1));
        pages.get(at).cloned().unwrap_or_else(|| self.path("base/hub.md"))
    }

    fn text(&mut self) -> String {
        self.changes += 1;
        let number = self.changes;
        let title = if self.random.below(4) == 0 {
            let alias = if number.is_multiple_of(3) { "aliases: [/part/two/]\n" } else { "" };
            format!("---\ntitle: Title {number}\nweight: {}\n{alias}---\n", number % 9)
        } else {
            String::new()
        };
        let link =
            if self.random.below(3) == 0 { "[hub](/hub.md) ![](/img/one.svg)" } else { "sponsor" };
        let notes = if number.is_multiple_of(5) { "remarks formerly=notes" } else { "notes" };
        flush(&format!(
            r"
            {title}# Page {number}

            Text {number} {link}.

            ## Notes {{#{notes}}}

            Notes {number}.
            "
        ))
    }

    /// A file to be saved, and its new text: mostly a page that is looked at all the while.
    fn saved(&mut self) -> (PathBuf, String) {
        if self.random.below(3) > 0 {
            self.changes += 1;
            let page = self.random.below(STEADY);
            return (self.path(&format!("base/steady/s{page}.md")), steady(page, self.changes));
        }
        let page = self.some_page();
        (page, self.text())
    }

    fn pause(&mut self, most: usize) {
        std::thread::sleep(Duration::from_micros(self.random.below(most * 1_000 + 1) as u64));
    }

    pub(crate) fn operation(&mut self) {
        let operation = OPERATIONS_BY_NAME[self.random.below(OPERATIONS_BY_NAME.len())];
        self.done.lock().expect("whole").push(operation.0);
        operation.1(self);
        let most = if self.random.below(5) == 0 { 30 } else { 4 };
        self.pause(most);
    }
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, pages);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            pages.push(path);
        }
    }
}

type Operation = (&'static str, fn(&mut Storm<'_>));

const OPERATIONS_BY_NAME: [Operation; 23] = [
    ("truncate, then write", |storm| {
        let (page, text) = storm.saved();
        let mut file = File::create(page).expect("opened");
        storm.pause(8);
        file.write_all(text.as_bytes()).expect("written");
    }),
    ("write", |storm| {
        let (page, text) = storm.saved();
        fs::write(page, text).expect("written");
    }),
    ("write in two halves", |storm| {
        let (page, text) = storm.saved();
        let (first, second) = text.as_bytes().split_at(text.len() / 2);
        let mut file = File::create(page).expect("opened");
        file.write_all(first).expect("written");
        storm.pause(20);
        file.write_all(second).expect("written");
    }),
    ("rename over", |storm| {
        let (page, text) = storm.saved();
        let beside = page.with_extension("md.tmp");
        fs::write(&beside, text).expect("written");
        fs::rename(beside, page).expect("renamed");
    }),
    ("rename over, under a name that is read", |storm| {
        let (page, text) = storm.saved();
        let beside = page.with_file_name("4913.md");
        fs::write(&beside, text).expect("written");
        storm.pause(3);
        fs::rename(beside, page).expect("renamed");
    }),
    ("backup and rename", |storm| {
        let (page, text) = storm.saved();
        let backup = page.with_extension("md~");
        fs::rename(&page, &backup).expect("renamed");
        storm.pause(10);
        fs::write(&page, text).expect("written");
        if storm.random.below(2) == 0 {
            fs::remove_file(backup).expect("removed");
        }
    }),
    ("lock link", |storm| {
        let (page, text) = storm.saved();
        let lock = page
            .with_file_name(format!(".#{}", page.file_name().expect("a name").to_string_lossy()));
        // A storm may have left one there.
        let _ = std::os::unix::fs::symlink("editor@host.1234", &lock);
        fs::write(page, text).expect("written");
        storm.pause(3);
        fs::remove_file(lock).expect("removed");
    }),
    ("same length, same time", |storm| {
        let page = storm.path("base/part/two.md");
        let Ok(text) = fs::read_to_string(&page) else { return };
        let times = fs::metadata(&page).and_then(|metadata| metadata.modified()).expect("a time");
        let flipped = if text.contains("this.") {
            text.replace("this.", "that.")
        } else {
            text.replace("that.", "this.")
        };
        let mut file = File::options().write(true).open(&page).expect("opened");
        file.write_all(flipped.as_bytes())
            .and_then(|()| file.set_modified(times))
            .expect("written");
    }),
    ("rename a page", |storm| {
        let page = storm.some_page();
        storm.extra += 1;
        fs::rename(&page, page.with_file_name(format!("renamed-{}.md", storm.extra)))
            .expect("renamed");
    }),
    ("rename a folder", |storm| {
        storm.extra += 1;
        let (from, to) =
            (storm.path("base/part"), storm.path(&format!("base/part-{}", storm.extra)));
        if storm.random.below(2) == 0 {
            fs::rename(&from, &to).expect("renamed");
            storm.pause(12);
            fs::rename(to, from).expect("renamed");
        } else {
            copy(&from, &to);
        }
    }),
    ("new nested folders", |storm| {
        storm.extra += 1;
        let folder = storm.path(&format!("base/n{}/deep/er/still", storm.extra));
        fs::create_dir_all(&folder).expect("made");
        let text = storm.text();
        fs::write(folder.join("new.md"), text).expect("written");
    }),
    ("remove what was added", |storm| {
        for entry in fs::read_dir(storm.path("base")).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('n') || name.starts_with("part-") {
                fs::remove_dir_all(entry.path()).expect("removed");
            } else if name.starts_with("renamed-") && storm.random.below(2) == 0 {
                fs::remove_file(entry.path()).expect("removed");
            }
        }
    }),
    ("the root goes and comes", |storm| {
        let name = ["content", "content/base", "themes", "content/firms"][storm.random.below(4)];
        let (from, to) = (storm.root.join(name), storm.root.join(".away"));
        fs::rename(&from, &to).expect("renamed");
        storm.pause(10);
        if storm.random.below(2) == 0 {
            copy(&to, &from);
            fs::remove_dir_all(to).expect("removed");
        } else {
            fs::rename(to, from).expect("renamed");
        }
    }),
    ("a branch of many files", |storm| {
        let folder = storm.path("base/branch");
        if folder.exists() {
            fs::remove_dir_all(folder).expect("removed");
            return;
        }
        fs::create_dir_all(&folder).expect("made");
        for number in 0..300 {
            let text = format!("# B{number}\n\nChange {}.\n", storm.changes);
            fs::write(folder.join(format!("b{number}.md")), text).expect("written");
        }
    }),
    ("a broken handbook.yaml, and its repair", |storm| {
        let file = storm.path("handbook.yaml");
        let text = fs::read_to_string(&file).expect("read");
        fs::write(&file, "title: [").expect("written");
        storm.pause(30);
        storm.changes += 1;
        let lines: String = text.lines().skip(1).map(|line| format!("{line}\n")).collect();
        fs::write(file, format!("title: Storm {}\n{lines}", storm.changes)).expect("written");
    }),
    ("a layer's spelling", |storm| {
        storm.changes += 1;
        let text = match storm.random.below(3) {
            0 => "name: Britain\n".to_owned(),
            1 => "name: Britain\nspelling: en-GB\n".to_owned(),
            _ => format!(
                "name: Britain\nspelling: en-GB\nspelling_words: {{change: {}}}\n",
                ["alter", "turn"][storm.changes % 2]
            ),
        };
        fs::write(storm.path("layers/uk/layer.yaml"), text).expect("written");
    }),
    ("a firm comes or goes", |storm| {
        let folder = storm.path("firms/dean");
        if folder.exists() {
            fs::remove_dir_all(folder).expect("removed");
        } else {
            copy(&storm.path("firms/acme"), &folder);
        }
    }),
    ("a firm's words", |storm| {
        storm.changes += 1;
        let text = format!(
            "name: Birch {0}\nvariables: {{contact: Ben {0}}}\nhide: [{1}]\n",
            storm.changes,
            ["hub.md", "part/two.md"][storm.changes % 2]
        );
        fs::write(storm.path("firms/birch/firm.yaml"), text).expect("written");
    }),
    ("a firm's override", |storm| {
        storm.changes += 1;
        let what = ["append", "replace", "prepend", "remove"][storm.random.below(4)];
        let text = format!(
            "---\noverride: sections\n---\n## Notes {{#notes {what}}}\n\nAcme {}.\n",
            storm.changes
        );
        fs::write(
            storm.path("firms/acme/part/two.md"),
            if what == "remove" {
                text.lines().take(4).map(|line| format!("{line}\n")).collect()
            } else {
                text
            },
        )
        .expect("written");
    }),
    ("the theme", |storm| {
        storm.changes += 1;
        let themes = storm.root.join("themes/default");
        if storm.random.below(2) == 0 {
            fs::write(
                themes.join("static/style.css"),
                format!("body {{ margin: {}px }}", storm.changes),
            )
            .expect("written");
        } else {
            let text = fs::read_to_string(themes.join("templates/page.html")).expect("read");
            let body = text.find("<body").expect("a body");
            let end = body + text[body..].find('>').expect("its end");
            fs::write(
                themes.join("templates/page.html"),
                format!("{}<body id=b{}{}", &text[..body], storm.changes, &text[end..]),
            )
            .expect("written");
        }
    }),
    ("a picture", |storm| {
        storm.changes += 1;
        let svg =
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\"/>", storm.changes);
        fs::write(storm.path("base/img/one.svg"), svg).expect("written");
    }),
    ("the glossary", |storm| {
        storm.changes += 1;
        let text = flush(&format!(
            r"
            ---
            kind: glossary
            ---
            ## Sponsor {{#sponsor}}

            Meaning {}.

            ## Text {{#text}}

            Words.
            ",
            storm.changes
        ));
        fs::write(storm.path("base/glossary.md"), text).expect("written");
    }),
    ("front matter that cannot be read, and its repair", |storm| {
        let file = storm.path("base/hub.md");
        let Ok(text) = fs::read_to_string(&file) else { return };
        fs::write(&file, "---\ntitle: [\n---\n").expect("written");
        storm.pause(12);
        fs::write(file, text).expect("written");
    }),
];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(path, target).expect("copied");
        }
    }
}

/// The queue of events overflows: the program stands still while thousands of files come and go.
#[cfg(target_os = "linux")]
fn overflow(preview: &Preview) {
    use rustix::process::{Pid, Signal, kill_process};
    let process = Pid::from_raw(preview.id().try_into().expect("a number")).expect("a process");
    kill_process(process, Signal::STOP).expect("stopped");
    let folder = preview.path("base/flood");
    fs::create_dir_all(&folder).expect("made");
    for number in 0..6_000 {
        fs::write(folder.join(format!("f{number}.md")), format!("# F{number}\n")).expect("written");
    }
    for number in 40..6_000 {
        fs::remove_file(folder.join(format!("f{number}.md"))).expect("removed");
    }
    fs::write(preview.path("base/after-the-flood.md"), "# After\n").expect("written");
    kill_process(process, Signal::CONT).expect("continued");
}

#[cfg(not(target_os = "linux"))]
fn overflow(_: &Preview) {}

/// Asks for the steady pages again and again.
fn watch(
    preview: &Preview,
    stop: &AtomicBool,
    done: &Mutex<Vec<&'static str>>,
) -> Result<(), String> {
    let number = |text: &str, word: &str| -> Option<usize> {
        let at = text.find(word)? + word.len();
        text[at..].split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };

    while !stop.load(Ordering::Relaxed) {
        for page in 0..STEADY {
            let address = format!("/{}/steady/s{page}/", ["base", "acme"][page % 2]);
            let answer = preview.get(&address);
            let text = answer.text();
            let (begin, end) = (number(&text, "BEGIN"), number(&text, "END"));
            if answer.status != 200 || begin.is_none() || begin != end {
                let done = done.lock().expect("whole");
                let last = &done[done.len().saturating_sub(4)..];
                let (status, length) = (answer.status, text.len());
                return Err(format!(
                    "{address}: {status}, {begin:?} to {end:?}, {length} bytes, after {last:?}: \
                     {text:.700}"
                ));
            }
        }
    }
    Ok(())
}

/// What a clean build writes: by address of the preview, bytes.
fn clean_build(preview: &Preview) -> Files {
    let out = Folder::empty();
    let root = preview.root().to_str().expect("UTF-8");
    out.run(&["build", "--root", root, "--out", "public"]).assert(0);

    let mut built = contents(&out.path("public"));
    built.retain(|path, _| !path.starts_with('.'));
    built
}

/// Where the preview shows something else than was built.
fn difference(preview: &Preview, built: &Files) -> Option<String> {
    for (address, bytes) in built {
        let answer = preview.get(&format!("/{address}"));
        let kind = kind_of(address);
        let body = if kind.starts_with("text/html") {
            answer.text().into_bytes()
        } else {
            answer.body.clone()
        };
        if answer.status != 200 || answer.header("content-type") != Some(&kind) || body != *bytes {
            let (shown, built) = (String::from_utf8_lossy(&body), String::from_utf8_lossy(bytes));
            return Some(format!(
                "/{address}: {}\nshown: {shown:.600}\nbuilt: {built:.600}",
                answer.status
            ));
        }
    }
    let editions = built.keys().filter_map(|address| address.strip_suffix("/404.html"));
    let shown = preview.json("/_preview/summary");
    let shown: Vec<&str> =
        shown["editions"].as_object().expect("editions").keys().map(String::as_str).collect();
    let editions: Vec<&str> = editions.collect();
    (editions.iter().any(|edition| !shown.contains(edition)) || shown.len() != editions.len())
        .then(|| format!("editions {shown:?} instead of {editions:?}"))
}

/// Ends the watching even where the storm fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(crate) fn storm(number: usize) {
    let preview = Preview::start(Folder::of(&handbook()), &[]);
    let (stop, done) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    std::thread::scope(|threads| {
        let watching = threads.spawn(|| watch(&preview, &stop, &done));
        let at_the_end = Stop(&stop);
        let random = Random::new(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1));
        let mut storm = Storm::new(preview.root(), random, &done);
        for at in 0..OPERATIONS {
            if number % 10 == 9 && at == OPERATIONS / 2 {
                overflow(&preview);
            }
            storm.operation();
        }
        let quiet = Instant::now();
        let built = clean_build(&preview);
        while let Some(difference) = difference(&preview, &built) {
            assert!(quiet.elapsed() < QUIET, "storm {number}: {difference}");
            std::thread::sleep(Duration::from_millis(50));
        }
        // A page that was there is gone from the preview, too.
        assert_eq!(preview.get("/base/no-such-page/").status, 404);
        drop(at_the_end);
        let watched = watching.join().expect("no panic");
        assert_eq!(watched, Ok(()), "storm {number}");
    });
}

#[test]
fn after_every_storm_the_preview_shows_what_a_clean_build_writes() {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    if let Some(number) = read("MENTORBOOK_STORM") {
        return storm(number);
    }
    let (next, count) = (AtomicUsize::new(0), read("MENTORBOOK_STORMS").unwrap_or(STORMS));
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    storm(number);
                }
            });
        }
    });
}
