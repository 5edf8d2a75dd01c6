//! Trees of files that lead outside, or on for ever: links, pipes, loops, names, folders that are
//! exchanged meanwhile.
//!
//! Beside each handbook lies a folder that is none of its business. It has secrets, which may stand
//! nowhere; it must be untouched; and with strace installed no file in it may have been opened.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::Form;
use crate::harness::{Folder, Random, contents, files, program, traces};
use crate::trial::{Outcome, Trial, must};

const TREES: usize = 150;
/// A run that takes longer hangs.
const PATIENCE: &str = "25";
/// Stands in what lies outside.
const SECRET: &str = "canary-7c1e";

const BOOK: &str = r"//- handbook.yaml
title: Handbook
trusted_themes: [cole]
checks: {broken-link: warning, missing-asset: warning, unknown-target: warning}
//- base/index.md
# Home of {{ firm.name }}
//- base/rules/index.md
# Rules

## One {#one}
Text
//- layers/uk/law.md
# Law
//- firms/acme/firm.yaml
name: Acme
layers: [uk]
//- firms/birch/firm.yaml
name: Birch
//- firms/birch/part/page.md
# Page
//- firms/cole/firm.yaml
name: Cole
";

pub(crate) fn attempt(_: Form) -> Outcome {
    let seeds: Vec<u64> = (1..=TREES as u64).collect();
    let traced = Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok();
    let watch = if traced { "every opened file is looked at" } else { "no strace is installed" };
    eprintln!("  seeds 1 to {TREES}; {watch}");
    let trial = Trial::of(&seeds, |seed| try_one(*seed, traced));
    trial.measured(if traced { "with strace" } else { "without strace" }).into()
}

/// A handbook, and what lies beside it.
struct Tree {
    folder: Folder,
    outside: PathBuf,
}

impl Tree {
    fn new() -> Self {
        let mut all = files(BOOK);
        // The theme of the program.
        all.retain(|path, _| !path.starts_with("themes/"));
        let folder = Folder::of(&all);

        let outside = folder.beside("outside");
        let tree = Self { folder, outside };
        for path in [
            "secret.md",
            "secret.png",
            "firm.yaml",
            "pages/index.md",
            "pages/page.md",
            "theme/theme.yaml",
            "theme/templates/page.html",
            "theme/static/secret.css",
            "state/1.json",
        ] {
            let path = tree.outside.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, format!("name: {SECRET}\n")).expect("written");
        }
        tree
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path(path)
    }

    /// A place that nothing is at, in a folder that is there.
    fn free(&self, path: &str) -> PathBuf {
        let path = self.at(path);
        if let Some(folder) = path.parent() {
            // It may be a link or a pipe by now; what cannot be made there is left out.
            let _ = fs::create_dir_all(folder);
        }
        let _ = fs::remove_file(&path);
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn link(&self, path: &str, to: &str) {
        let _ = symlink(self.outside.join(to), self.free(path));
    }

    fn pipe(&self, path: &str) {
        let made = Command::new("mkfifo").arg(self.free(path)).stderr(Stdio::null()).status();
        made.expect("mkfifo");
    }

    fn write(&self, path: &str, text: &str) {
        let _ = fs::write(self.free(path), text);
    }
}

/// A name, and what makes the trouble.
type Hazard = (&'static str, fn(&Tree));

/// Trouble, made in a firm's folder or wherever it belongs.
const HAZARDS: [Hazard; 44] = [
    ("a page is a link", |tree| tree.link("content/firms/birch/p.md", "secret.md")),
    ("a picture is a link", |tree| {
        tree.link("content/firms/birch/p.png", "secret.png");
        tree.write("content/firms/birch/see.md", "![x](p.png)");
    }),
    ("a base page is a link", |tree| tree.link("content/base/p.md", "secret.md")),
    ("a firm's folder is a link", |tree| tree.link("content/firms/dean", "pages")),
    ("a folder is a link", |tree| tree.link("content/firms/birch/part", "pages")),
    ("a folder of the base is a link", |tree| tree.link("content/base/more", "pages")),
    ("a firm.yaml is a link", |tree| tree.link("content/firms/birch/firm.yaml", "firm.yaml")),
    ("a layer is a link", |tree| tree.link("content/layers/uk", "pages")),
    ("the layers are a link", |tree| tree.link("content/layers", "")),
    ("a theme is a link", |tree| tree.link("themes/default", "theme")),
    ("a firm's theme is a link", |tree| tree.link("content/firms/cole/theme", "theme")),
    ("a template is a link", |tree| {
        tree.link("content/firms/cole/theme/templates/page.html", "theme/templates/page.html");
    }),
    ("static files are a link", |tree| {
        tree.link("content/firms/cole/theme/static", "theme/static");
    }),
    ("a link to a link", |tree| {
        tree.link("content/firms/birch/far", "pages");
        let _ = symlink("far/page.md", tree.free("content/firms/birch/p.md"));
    }),
    ("a link to itself", |tree| {
        let _ = symlink("loop", tree.free("content/firms/birch/loop"));
    }),
    ("a loop of folders", |tree| {
        let _ = symlink(".", tree.free("content/firms/birch/loop"));
    }),
    ("a link upwards", |tree| {
        let _ = symlink("../../../..", tree.free("content/firms/birch/up"));
    }),
    ("a link to a device", |tree| {
        let _ = symlink("/dev/zero", tree.free("content/firms/birch/zero.md"));
    }),
    ("a link to the processes", |tree| {
        let _ = symlink("/proc/self", tree.free("content/firms/birch/proc"));
    }),
    ("a page is a pipe", |tree| tree.pipe("content/firms/birch/p.md")),
    ("a firm.yaml is a pipe", |tree| tree.pipe("content/firms/birch/firm.yaml")),
    ("a picture is a pipe", |tree| tree.pipe("content/firms/birch/pipe.png")),
    ("a template is a pipe", |tree| tree.pipe("content/firms/cole/theme/templates/page.html")),
    ("a page is a socket", |tree| {
        drop(UnixListener::bind(tree.free("content/firms/birch/s.md")));
    }),
    ("a page is a device", |tree| {
        // Where devices may not be made, there is one kind of trouble less.
        let path = tree.free("content/firms/birch/null.md");
        let mut mknod = Command::new("mknod");
        mknod.arg(path).args(["c", "1", "5"]).stderr(Stdio::null());
        let _ = mknod.status();
    }),
    ("a page is a folder", |tree| {
        let _ = fs::create_dir_all(tree.free("content/firms/birch/folder.md"));
    }),
    ("names as long as can be", |tree| {
        tree.write(&format!("content/firms/birch/{}.md", "n".repeat(250)), "# Long");
        tree.write(&format!("content/firms/birch/{}/p.md", "f".repeat(255)), "# Long");
    }),
    ("folders far down", |tree| {
        tree.write(&format!("content/firms/birch/{}p.md", "d/".repeat(300)), "# Deep");
    }),
    ("a path near the longest", |tree| {
        tree.write(&format!("content/firms/birch/{}p.md", "e".repeat(250) + "/"), "# Far");
    }),
    ("names that are no text", |tree| {
        let name = OsStr::from_bytes(b"caf\xe9\xff.md");
        let _ = fs::write(tree.at("content/firms/birch").join(name), "# A");
    }),
    ("names with signs", |tree| {
        for name in ["a\nb.md", "\u{1b}[2J.md", "..\\..\\x.md", "%2e%2e%2fx.md", "-rf.md"] {
            tree.write(&format!("content/firms/birch/signs/{name}"), "# A");
        }
    }),
    ("five gigabytes", |tree| {
        let file = File::create(tree.free("content/firms/birch/large.md"));
        let _ = file.and_then(|file| file.set_len(5 << 30));
    }),
    ("thousands of files", |tree| {
        for number in 0..2_000 {
            tree.write(&format!("content/firms/birch/many/{number}.txt"), "");
        }
    }),
    ("a file nobody may read", |tree| {
        tree.write("content/firms/birch/closed.md", "# A");
        let closed = fs::Permissions::from_mode(0o000);
        let _ = fs::set_permissions(tree.at("content/firms/birch/closed.md"), closed);
    }),
    ("addresses upwards", |tree| {
        let front = "slug: ../../../outside\naliases: [../../outside/x, /etc/x, '%2e%2e/x']";
        tree.write("content/firms/birch/away.md", &format!("---\n{front}\n---\n# A"));
    }),
    ("includes and pictures from outside", |tree| {
        let up = "../../../../outside";
        let path = tree.outside.display().to_string();
        tree.write(
            "content/firms/birch/from.md",
            &format!(
                ":::include {{from={up}/secret.md}}\n:::\n\n![x]({up}/secret.png) \
                 ![x]({path}/secret.png) [x](file://{path}/secret.md)\n\n\
                 :::collection {{from={path}/secret.md}}\n:::\n"
            ),
        );
    }),
    ("a brand from outside", |tree| {
        let logo = "brand: {logo: ../../../../outside/secret.png}";
        tree.write("content/firms/birch/firm.yaml", &format!("name: Birch\n{logo}\n"));
    }),
    ("layers and a theme from outside", |tree| {
        let up = "../../../outside";
        let text = format!("name: Birch\nlayers: ['{up}/pages']\ntheme: '{up}/theme'\n");
        tree.write("content/firms/birch/firm.yaml", &text);
    }),
    ("a template that includes what is outside", |tree| {
        tree.write(
            "content/firms/cole/theme/templates/page.html",
            "{% include \"../../../../../outside/secret.md\" %}{{ page.body }}",
        );
    }),
    ("a published edition is a link", |tree| tree.link("public/birch", "pages")),
    ("the output's own folder is a link", |tree| tree.link("public/.mentorbook", "state")),
    ("the state is a link", |tree| tree.link("public/.mentorbook/state/birch", "state")),
    ("the staging folder is a link", |tree| tree.link("public/.mentorbook/staging", "state")),
    ("a folder that was published is a link", |tree| tree.link("public/birch/part", "pages")),
];

/// Builds a handbook, makes some trouble in it, and builds it again.
fn try_one(seed: u64, traced: bool) -> Result<(), String> {
    let mut random = Random::new(seed);
    let tree = Tree::new();
    if random.chance(60) {
        build(&tree, false)?;
    }

    // Each hazard comes first in some tree.
    let mut names = vec![];
    for at in 0..1 + random.below(4) {
        let any = random.below(HAZARDS.len());
        let number = if at == 0 { seed as usize % HAZARDS.len() } else { any };
        let (name, make) = HAZARDS[number];
        make(&tree);
        names.push(name);
    }
    let exchanging = random.chance(25);
    if exchanging {
        names.push("a folder is exchanged meanwhile");
    }

    let before = traces(&tree.outside);
    let ran = if exchanging { built_while_exchanging(&tree, traced) } else { build(&tree, traced) };
    let found = ran.and_then(|()| {
        must(traces(&tree.outside) == before, || "something outside was written to".to_owned())?;
        nothing_secret(&tree)
    });
    found.map_err(|problem| format!("tree {seed}: {problem} ({})", names.join("; ")))
}

/// Builds while a folder is now itself, now a link to one outside.
fn built_while_exchanging(tree: &Tree, traced: bool) -> Result<(), String> {
    let (folder, away) = (tree.free("content/firms/birch/turn"), tree.folder.beside("away"));
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("page.md"), "# Page\n").expect("written");

    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                fs::rename(&folder, &away).expect("away");
                symlink(tree.outside.join("pages"), &folder).expect("linked");
                thread::sleep(Duration::from_micros(300));
                fs::remove_file(&folder).expect("unlinked");
                fs::rename(&away, &folder).expect("back");
                thread::sleep(Duration::from_micros(300));
            }
        });
        let ran = build(tree, traced);
        done.store(true, Ordering::Relaxed);
        ran
    })
}

/// Builds, which must end by itself and open nothing outside.
fn build(tree: &Tree, traced: bool) -> Result<(), String> {
    let calls = tree.folder.beside("calls");
    let mut command = if traced {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-qq", "--seccomp-bpf", "-e", "trace=open,openat,openat2,creat"]);
        strace.arg("-o").arg(&calls).arg("timeout");
        strace
    } else {
        Command::new("timeout")
    };
    command.args(["-s", "KILL", PATIENCE]).arg(program().get_program());
    command.args(["build", "--jobs", "2", "--root"]).arg(tree.folder.root());
    let done = command.stdin(Stdio::null()).output().expect("run");

    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    match done.status.code() {
        Some(0..=2) => {}
        Some(137) | None => return Err("it hangs, or was killed".to_owned()),
        Some(status) => return Err(format!("exit status {status}: {said:.400}")),
    }
    must(!said.contains(SECRET), || format!("it prints what is outside: {said:.400}"))?;
    if traced { opened_nothing(&calls, &tree.outside) } else { Ok(()) }
}

/// That no call opened a file in a folder. strace writes where a descriptor leads behind it.
fn opened_nothing(calls: &Path, outside: &Path) -> Result<(), String> {
    let calls = String::from_utf8_lossy(&fs::read(calls).expect("strace's list")).into_owned();
    must(calls.contains("handbook.yaml"), || "strace saw nothing".to_owned())?;
    let place = format!("<{}", outside.display());
    let opened = calls.lines().find(|line| {
        line.rsplit_once(" = ").is_some_and(|(_, descriptor)| descriptor.contains(&place))
    });
    opened.map_or(Ok(()), |line| Err(format!("it opened a file outside: {line}")))
}

/// That no file that was written holds what stands outside.
fn nothing_secret(tree: &Tree) -> Result<(), String> {
    let public = tree.at("public");
    if !public.is_dir() {
        return Ok(());
    }

    let holds = |bytes: &Vec<u8>| bytes.windows(SECRET.len()).any(|at| at == SECRET.as_bytes());
    let published = contents(&public);
    let found = published.iter().find(|(_, bytes)| holds(bytes));
    found.map_or(Ok(()), |(path, _)| Err(format!("{path} holds what stands outside")))
}
