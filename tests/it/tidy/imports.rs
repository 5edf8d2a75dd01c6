//! Which file of `src/` uses which, and the circles in that.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{code, hold, sources};

/// So many circles of files may stand in one folder.
const MOST_CIRCLES: usize = 2;

/// A module by its path, such as `parse/compile`: that is `parse/compile.rs`, the head of the
/// folder `parse/compile`. The library's root is empty.
type Module = String;

/// Who uses whom, and the words that say so.
type Uses = BTreeMap<Module, BTreeMap<Module, String>>;

/// The modules of the program, and what they name of each other.
struct Modules {
    code: BTreeMap<Module, String>,
    imports: BTreeMap<Module, Vec<Import>>,
    uses: Uses,
}

/// One name that a `use` brings.
struct Import {
    path: String,
    name: String,
}

impl Modules {
    /// Reads sources, by their path in `src/`.
    fn read(sources: &BTreeMap<String, String>) -> Self {
        let sources = sources.iter().map(|(file, text)| (module_of(file), code(text)));
        let code: BTreeMap<Module, String> = sources.collect();
        let imports = code.iter().map(|(name, code)| (name.clone(), imports(code))).collect();

        let mut modules = Self { code, imports, uses: Uses::new() };
        let names = modules.code.keys();
        modules.uses = names.map(|name| (name.clone(), modules.used_by(name))).collect();
        modules
    }

    /// The module that a path leads to, seen from another, and what is left of the path then: the
    /// item in it. None for what is of another crate or of the module's own.
    fn resolve(&self, from: &str, path: &str) -> Option<(Module, String)> {
        let (first, rest) = path.split_once("::").unwrap_or((path, ""));
        match first {
            "crate" => self.descend(root_of(from), rest),
            "self" => self.descend(from, rest),
            "super" => match rest {
                "" => Some((parent(from).to_owned(), String::new())),
                _ if rest.starts_with("super") => self.resolve(parent(from), rest),
                _ => self.descend(parent(from), rest),
            },
            _ if self.code.contains_key(&below(from, first)) => self.descend(from, path),
            _ => None,
        }
    }

    /// Goes down from a module as far as a path names modules, and through what is handed on.
    fn descend(&self, from: &str, path: &str) -> Option<(Module, String)> {
        let (first, rest) = path.split_once("::").unwrap_or((path, ""));
        let next = below(from, first);
        if !first.is_empty() && self.code.contains_key(&next) {
            return self.descend(&next, rest);
        }

        let handed_on = self.imports.get(from)?.iter().find(|import| import.name == first);
        let target = handed_on.and_then(|import| self.resolve(from, &import.path));
        Some(target.unwrap_or_else(|| (from.to_owned(), path.to_owned())))
    }

    /// The modules that a module names, each with the words.
    fn used_by(&self, module: &str) -> BTreeMap<Module, String> {
        let imports = &self.imports[module];
        let mut used = BTreeMap::new();
        let mut known: BTreeMap<&str, Module> = BTreeMap::new();
        for import in imports {
            if let Some((target, item)) = self.resolve(module, &import.path) {
                if item.is_empty() {
                    known.insert(&import.name, target.clone());
                }
                used.entry(target).or_insert_with(|| import.path.clone());
            }
        }

        for path in paths(&self.code[module]) {
            let (first, rest) = path.split_once("::").unwrap_or((path, ""));
            let target = match known.get(first) {
                Some(import) => self.descend(import, rest),
                None => self.resolve(module, path),
            };
            if let Some((target, _)) = target {
                used.entry(target).or_insert_with(|| path.to_owned());
            }
        }
        used
    }

    /// Who uses whom in a folder: its files, and its folders as if each were one file. The folder's
    /// head is not among them: it declares the others, and they may use what it gives to all.
    fn uses_in(&self, folder: &str) -> Uses {
        let mut uses = Uses::new();
        for (module, used) in &self.uses {
            let Some(from) = part_of(folder, module) else { continue };
            for (target, path) in used {
                if let Some(to) = part_of(folder, target).filter(|to| *to != from) {
                    let words = format!("src/{module}.rs names {path}");
                    uses.entry(from.clone()).or_default().entry(to).or_insert(words);
                }
            }
        }
        uses
    }

    fn is_folder(&self, module: &str) -> bool {
        let inside = format!("{module}/");
        self.code.keys().any(|other| other.starts_with(&inside))
    }

    /// The circles that must not be.
    fn broken(&self) -> Vec<String> {
        let folders: BTreeSet<&str> = self.code.keys().map(|module| parent(module)).collect();
        let mut broken = Vec::new();
        for folder in folders {
            let circles = circles(self.uses_in(folder));
            let (between_folders, between_files): (Vec<_>, Vec<_>) = circles
                .into_iter()
                .partition(|circle| circle.iter().any(|(module, _)| self.is_folder(module)));
            broken.extend(between_folders.iter().map(written));
            if between_files.len() > MOST_CIRCLES {
                broken.extend(between_files.iter().map(written));
            }
        }
        broken
    }
}

/// `parse/compile` for `parse/compile.rs`; the roots stand for their folders.
fn module_of(file: &str) -> Module {
    let name = file.strip_suffix(".rs").unwrap_or(file);
    if name == "lib" { String::new() } else { name.trim_end_matches("/main").to_owned() }
}

/// The root of the crate that a module is of: the program's, or else the library's.
fn root_of(module: &str) -> &str {
    if module.starts_with("bin/mentorbook") { "bin/mentorbook" } else { "" }
}

fn parent(module: &str) -> &str {
    module.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn below(module: &str, name: &str) -> Module {
    if module.is_empty() { name.to_owned() } else { format!("{module}/{name}") }
}

/// The file or folder directly in `folder` that a module is or stands in.
fn part_of(folder: &str, module: &str) -> Option<Module> {
    let inside =
        if folder.is_empty() { module } else { module.strip_prefix(folder)?.strip_prefix('/')? };
    let name = inside.split('/').next().filter(|name| !name.is_empty())?;
    Some(below(folder, name))
}

/// The names that a source's `use` lines bring.
fn imports(code: &str) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut lines = code.lines().map(str::trim);
    while let Some(line) = lines.next() {
        // What is handed on is brought, too: `pub use`, `pub(crate) use`.
        let public = line.strip_prefix("pub").and_then(|rest| rest.split_once(' '));
        let line = public.map_or(line, |(_, rest)| rest);
        let Some(tree) = line.strip_prefix("use ") else { continue };

        let mut tree = tree.to_owned();
        while !tree.ends_with(';') {
            tree.push_str(lines.next().expect("the end of a `use`"));
        }
        expand("", tree.trim_end_matches(';'), &mut imports);
    }
    imports
}

/// Takes the tree of a `use` apart: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(prefix: &str, tree: &str, imports: &mut Vec<Import>) {
    let tree = tree.trim();
    if let Some((path, list)) = tree.split_once('{') {
        let list = list.trim_end().strip_suffix('}').unwrap_or(list);
        let mut depth = 0;
        let is_between = |c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        };
        for branch in list.split(is_between).filter(|branch| !branch.trim().is_empty()) {
            expand(&format!("{prefix}{path}"), branch, imports);
        }
        return;
    }

    let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
    let path = format!("{prefix}{path}");
    let path = path.strip_suffix("::self").unwrap_or(&path);
    let last = path.rsplit("::").next().unwrap_or(path);
    let name = if name.is_empty() { last } else { name };
    imports.push(Import { path: path.to_owned(), name: name.to_owned() });
}

/// Everything in a source that looks like a path.
fn paths(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
        .map(|word| word.trim_matches(':'))
        .filter(|word| word.contains("::"))
}

/// A way from a module back to itself: each module with the words that lead to the next.
type Circle = Vec<(Module, String)>;

/// The circles among some modules: the shortest first found, and on without its last step.
fn circles(mut uses: Uses) -> Vec<Circle> {
    let mut circles = Vec::new();
    let starts: Vec<Module> = uses.keys().cloned().collect();
    for start in starts {
        while let Some(circle) = way_back(&uses, &start) {
            if let Some(next) = circle.last().and_then(|(last, _)| uses.get_mut(last)) {
                next.remove(&start);
            }
            circles.push(circle);
        }
    }
    circles
}

/// The shortest way from a module back to itself.
fn way_back(uses: &Uses, start: &str) -> Option<Circle> {
    let mut ways: VecDeque<Vec<&str>> = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in
            way.last().and_then(|last| uses.get(*last)).into_iter().flat_map(|next| next.keys())
        {
            if next == start {
                let ends = way.iter().skip(1).copied().chain([start]);
                let steps = way.iter().copied().zip(ends);
                return Some(steps.map(|(a, b)| (a.to_owned(), uses[a][b].clone())).collect());
            }
            if seen.insert(next) {
                ways.push_back([way.as_slice(), &[next]].concat());
            }
        }
    }
    None
}

/// A circle for whoever is to cut it: the way round, and the words of each step.
fn written(circle: &Circle) -> String {
    let way: Vec<&str> = circle.iter().map(|(module, _)| module.as_str()).collect();
    let words: Vec<&str> = circle.iter().map(|(_, words)| words.as_str()).collect();
    format!("  {} → {}\n    {}", way.join(" → "), way[0], words.join("\n    "))
}

#[test]
fn nothing_is_used_in_circles() {
    hold(
        "No folder takes part in a circle of imports, and none holds more than two circles of \
         files.",
        &Modules::read(&sources()).broken(),
    );
}

/// The circles that must not be in some made-up sources.
fn broken(files: &[(&str, &str)]) -> Vec<String> {
    let sources = files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
    Modules::read(&sources.collect()).broken()
}

#[test]
fn circles_are_found() {
    let head = ("a.rs", "mod b;\nmod c;\n\npub use b::Item;\n");

    // A file may use what its folder's head gives, and the head declares the file.
    assert_eq!(
        broken(&[head, ("a/b.rs", "use super::c;\n"), ("a/c.rs", "use super::Head;\n")]),
        [""; 0]
    );

    // A circle of two files is let through, also where the head hands an item on; three are not.
    let pair = [
        head,
        ("a/b.rs", "use super::c;\n"),
        ("a/c.rs", "use super::{Item, d};\n"),
        ("a/d.rs", ""),
    ];
    assert_eq!(broken(&pair), [""; 0]);
    let three = [
        head,
        ("a/b.rs", "use super::{c::{self as see, x}, d};\n"),
        ("a/c.rs", "use crate::a::{Item, d};\n"),
        ("a/d.rs", "fn f() -> super::c::C {\n    crate::a::b::f()\n}\n"),
    ];
    let found = broken(&three);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("  a/b → a/c → a/b\n    src/a/b.rs names"), "{}", found[0]);

    // Of folders there is none.
    let folders = [
        head,
        ("a/b.rs", "mod inner;\n"),
        ("a/b/inner.rs", "use super::super::c;\n"),
        ("a/c.rs", "use crate::a;\n\nfn f() {\n    a::b::inner::g();\n}\n"),
    ];
    assert_eq!(
        broken(&folders),
        ["  a/b → a/c → a/b\n    src/a/b/inner.rs names super::super::c\n    \
             src/a/c.rs names a::b::inner::g"]
    );
}
