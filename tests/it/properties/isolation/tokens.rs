//! Tokens of each firm in every place that a firm can write to: none is in another's edition,
//! however it was built, and each is where its own readers look for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use mentorbook::{Digest, Selection};

use crate::harness::{
    Files, Folder, Preview, Random, build, contents, files, flush, program, wait,
};

pub(crate) const FIRMS: usize = 200;
/// Where a firm's tokens stand.
pub(crate) const PLACES: [&str; 12] = [
    "title",
    "body",
    "front matter",
    "variable value",
    "variable name",
    "file name",
    "folder name",
    "image",
    "style sheet",
    "YAML comment",
    "HTML comment",
    "draft",
];
/// Those of them that no reader may find, not even the firm's own.
const HIDDEN: [&str; 4] = ["variable name", "YAML comment", "HTML comment", "draft"];

/// A firm: the name of its folder, and what its tokens begin with.
#[derive(Clone, Copy)]
struct Firm {
    id: usize,
    mark: usize,
}

/// Small letters and digits alone: tokens are in addresses, too.
fn token(mark: usize, place: &str) -> String {
    let place = PLACES.iter().position(|known| *known == place).expect("a place");
    format!("zq{mark:03}p{place:02}z")
}

/// The tokens in the files of an edition and in their names, looked for in each file once.
#[derive(Default)]
struct Tokens(BTreeMap<Digest, BTreeSet<String>>);

impl Tokens {
    fn of_edition(&mut self, files: &Files) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (path, bytes) in files {
            found.extend(tokens_in(path.as_bytes()));
            found.extend(
                self.0.entry(Digest::of(bytes)).or_insert_with(|| tokens_in(bytes)).clone(),
            );
        }
        found
    }
}

/// The tokens in some bytes.
fn tokens_in(bytes: &[u8]) -> BTreeSet<String> {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let is_token = |word: &[u8]| {
        digits(&word[2..5]) && word[5] == b'p' && digits(&word[6..8]) && word[8] == b'z'
    };
    let starts = bytes.windows(2).enumerate().filter(|(_, start)| *start == b"zq");
    let words = starts.filter_map(|(at, _)| bytes.get(at..at + 9));
    let tokens = words.filter(|word| is_token(word));
    tokens.map(|token| String::from_utf8_lossy(token).into_owned()).collect()
}

/// What is wrong with the tokens found in an edition of a firm, or of the base: in what a reader
/// sees of all of it, none of the firm's own may be missing.
fn wrong(edition: &str, mark: Option<usize>, found: &BTreeSet<String>) -> Vec<String> {
    let shown = PLACES.iter().filter(|place| !HIDDEN.contains(place));
    let due: BTreeSet<String> = mark
        .into_iter()
        .flat_map(|mark| shown.clone().map(move |place| token(mark, place)))
        .collect();
    let foreign = found.difference(&due).map(|token| format!("{edition} has {token}"));
    let missing = due.difference(found).map(|token| format!("{edition} lacks {token}"));
    foreign.chain(missing).collect()
}

/// What is wrong with all editions of these firms, whose files are given by edition.
pub(crate) fn wrong_in_all(editions: &BTreeMap<String, Files>) -> Vec<String> {
    wrong_of(&all_firms(FIRMS), editions)
}

fn wrong_of(firms: &[Firm], editions: &BTreeMap<String, Files>) -> Vec<String> {
    let marks: BTreeMap<String, usize> =
        firms.iter().map(|firm| (format!("firm-{}", firm.id), firm.mark)).collect();
    let mut tokens = Tokens::default();
    let found = editions.iter().flat_map(|(edition, files)| {
        wrong(edition, marks.get(edition).copied(), &tokens.of_edition(files))
    });
    found.collect()
}

fn all_firms(count: usize) -> Vec<Firm> {
    (0..count).map(|id| Firm { id, mark: id }).collect()
}

/// A handbook of all firms, in the theme of the program.
pub(crate) fn handbook() -> Files {
    let mut book = book_of(&all_firms(FIRMS));
    book.retain(|path, _| !path.starts_with("themes/"));
    book
}

/// A theme that shows what a firm's tokens are in and no more, for what is built again and again.
const LEAN_PAGE: &str = r#"<title>{{ page.title }}</title>
<meta name="description" content="{{ page.description }}">
{{ nav }}{{ page.body }}
"#;

fn book_of(firms: &[Firm]) -> Files {
    let trusted: Vec<String> = firms.iter().map(|firm| format!("firm-{}", firm.id)).collect();
    let mut book = format!(
        "//- handbook.yaml\ntitle: Handbook\ntrusted_themes: [{}]\nvariables:\n  \
         contact: {{type: text, default: Robin}}\n",
        trusted.join(", ")
    );
    for firm in firms {
        book +=
            &format!("  {}: {{type: text, default: \"\"}}\n", token(firm.mark, "variable name"));
    }
    book += &flush(
        r"
        //- base/index.md
        # Home of {{ firm.name }}

        Ask {{ contact }}. [Rules](rules/index.md)
        //- base/rules/index.md
        # Rules

        ## One {#one}
        Text of {{ contact }}
        //- base/glossary.md
        ---
        kind: glossary
        ---
        ## Mentor {#mentor}
        Who listens.
        ",
    );

    let mut files = files(&book);
    files.insert("themes/default/templates/page.html".to_owned(), LEAN_PAGE.into());
    for firm in firms {
        files.extend(files_of(*firm));
    }
    files
}

/// The files of a firm.
fn files_of(Firm { id, mark }: Firm) -> Files {
    let [title, body, front, value, variable, file, folder, image, style, yaml, html, draft] =
        PLACES.map(|place| token(mark, place));
    let mut files = files(&flush(&format!(
        r#"
        //- firms/firm-{id}/firm.yaml
        # {yaml}
        name: Firm {id}
        variables: {{contact: {value}, {variable}: "set"}}
        //- firms/firm-{id}/rules/index.md
        ---
        override: sections
        # {yaml}
        ---
        ## One {{#one append}}
        Ours: {body} {{{{ {variable} }}}}
        <!-- {html} -->
        //- firms/firm-{id}/own/{file}.md
        ---
        title: {title}
        description: About {front}
        owner: {front}
        ---
        ![A plan]({folder}/plan.png) <!-- {html} -->
        //- firms/firm-{id}/own/{folder}/index.md
        # Folder
        //- firms/firm-{id}/draft.md
        ---
        draft: true
        ---
        # {draft}
        //- firms/firm-{id}/theme/static/theme.css
        .{style} {{ color: black }}
        "#
    )));
    files.retain(|path, _| path.starts_with("content/firms/"));
    files.insert(format!("content/firms/firm-{id}/own/{folder}/plan.png"), picture(&image));
    files
}

/// A picture of one point, with a text in it.
fn picture(text: &str) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x04\0\0\0".to_vec();
    bytes.extend(b"\xb5\x1c\x0c\x02\0\0\0\x0dtEXt");
    bytes.extend(text.as_bytes());
    bytes
}

/// What is published of a handbook on disk, by edition.
fn published(folder: &Folder) -> BTreeMap<String, Files> {
    let mut editions: BTreeMap<String, Files> = BTreeMap::new();
    for (path, bytes) in contents(&folder.path("public")) {
        let (edition, path) = path.split_once('/').expect("a file of an edition");
        // What is kept for the next build is in no edition.
        if edition != ".mentorbook" {
            editions.entry(edition.to_owned()).or_default().insert(path.to_owned(), bytes);
        }
    }
    editions
}

#[track_caller]
fn assert_apart(wrong: &[String], how: &str) {
    assert!(
        wrong.is_empty(),
        "{how}: {} wrong, such as {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(5)]
    );
}

/// Addresses that begin at the root of the host, where another firm's edition may lie.
fn root_addresses(editions: &BTreeMap<String, Files>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (edition, files) in editions {
        let texts =
            files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".css"));
        for (path, bytes) in texts.filter(|(_, bytes)| known.insert(Digest::of(bytes))) {
            // The shortcut `/` is no address.
            let text = String::from_utf8_lossy(bytes).replace("aria-keyshortcuts=\"/ ", "");
            for start in ["=\"/", "='/", "url(/", "url(\"/", "url('/"] {
                found.extend(
                    text.find(start).map(|at| format!("{edition}/{path} has {start} at {at}")),
                );
            }
        }
    }
    found
}

#[test]
fn no_firm_has_a_token_of_another() {
    let site = build(handbook(), Selection::default());
    assert_eq!(site.editions.len(), 1 + FIRMS, "{}", site.diagnostics());
    assert_apart(&wrong_in_all(&site.editions), "built in memory");
    assert_apart(&root_addresses(&site.editions), "addresses");
}

#[test]
fn nor_has_it_on_disk_after_a_kill_and_after_firms_came_and_went() {
    let folder = Folder::of(&book_of(&all_firms(FIRMS)));
    let build = |jobs: &str| folder.run(&["build", "--jobs", jobs]);

    // Killed while editions are on their way: whatever is published is apart.
    let mut killed = program();
    killed.args(["build", "--no-sync", "--jobs", "2", "--root"]).arg(folder.root());
    killed.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut killed = killed.spawn().expect("started");
    wait("an edition on its way", || {
        let begun = folder.path("public").join(".mentorbook").read_dir();
        begun.ok().and_then(|mut entries| entries.next()?.ok())
    });
    thread::sleep(Duration::from_millis(200));
    killed.kill().expect("killed");
    killed.wait().expect("ended");
    assert_apart(&wrong_of(&all_firms(FIRMS), &published(&folder)), "killed");

    build("8").assert(0);
    let editions = published(&folder);
    assert_eq!(editions.len(), 1 + FIRMS);
    assert_apart(&wrong_in_all(&editions), "after the kill, many at once");

    // A new firm takes the name of another, and one goes: every edition is made again beside what
    // was published before.
    let mut firms = all_firms(FIRMS);
    firms[7].mark = FIRMS + 7;
    let gone = firms.remove(8);
    fs::remove_dir_all(folder.path("content/firms")).expect("removed");
    folder.write(&book_of(&firms));
    let done = build("1").assert(0);
    assert!(done.stderr.contains("firm-8 is of a firm or edition that is no more"), "{done:#?}");

    let mut editions = published(&folder);
    assert!(editions.remove(&format!("firm-{}", gone.id)).is_some(), "nobody else may delete it");
    assert_eq!(editions.len(), FIRMS);
    assert_apart(&wrong_of(&firms, &editions), "after firms came and went");

    let last = build("2").assert(0);
    assert!(last.stderr.contains("200 up to date"), "{last:#?}");
    assert_eq!(published(&folder).len(), 1 + FIRMS);
}

/// Firms that the preview shows: it renders each page of each of them.
const SHOWN: usize = 16;
/// Clients that look at all pages at once, each in an order of its own.
const CLIENTS: u64 = 4;

#[test]
fn nor_do_clients_of_the_preview_see_one_however_they_take_turns() {
    let mut firms = all_firms(SHOWN);
    let book = book_of(&firms);
    let pages = addresses(&book);
    let preview = Preview::start(Folder::of(&book), &[]);

    // Each sees all pages of all firms, while one firm after the other changes.
    let seen: Vec<BTreeMap<String, Files>> = thread::scope(|scope| {
        let look = |client| {
            let mut pages: Vec<&(String, String)> = pages.iter().collect();
            Random::new(1 + client).shuffle(&mut pages);
            look_at(&preview, &pages)
        };
        let clients: Vec<_> =
            (0..CLIENTS).map(|client| scope.spawn(move || look(client))).collect();
        for firm in &firms {
            let page = format!("firms/firm-{}/rules/index.md", firm.id);
            let text = fs::read_to_string(preview.path(&page)).expect("read");
            preview.put(&page, &(text + "\nAgain.\n"));
        }
        clients.into_iter().map(|client| client.join().expect("looked")).collect()
    });
    for editions in &seen {
        assert_apart(&wrong_of(&firms, editions), "in the preview");
    }

    // What was shown of a firm that is gone is shown no more, not even to one of the same name.
    fs::remove_dir_all(preview.path("firms/firm-7")).expect("removed");
    wait("the firm to be gone", || (preview.get("/firm-7/rules/").status == 404).then_some(()));
    firms[7].mark = SHOWN + 7;
    let book = book_of(&firms);
    for (path, bytes) in &book {
        fs::create_dir_all(preview.root().join(path).parent().expect("a folder")).expect("made");
        fs::write(preview.root().join(path), bytes).expect("written");
    }
    preview.wait_for("/firm-7/rules/", &token(SHOWN + 7, "body"));

    let pages_now = addresses(&book);
    let editions = look_at(&preview, &pages_now.iter().collect::<Vec<_>>());
    assert_apart(&wrong_of(&firms, &editions), "after a firm took another's name");
    for (edition, path) in pages.iter().filter(|page| !pages_now.contains(page)) {
        assert_eq!(preview.get(&format!("/{edition}/{path}")).status, 404, "{edition}/{path}");
    }
}

/// The files of all editions of a handbook: the edition, and the address in it.
fn addresses(book: &Files) -> Vec<(String, String)> {
    let site = build(book.clone(), Selection::default());
    let files = site
        .editions
        .into_iter()
        .flat_map(|(edition, files)| files.into_keys().map(move |path| (edition.clone(), path)));
    // The list of an edition's files is made when it is published.
    files.filter(|(_, path)| path != "manifest.json").collect()
}

/// What the preview shows at some addresses, by edition.
fn look_at(preview: &Preview, pages: &[&(String, String)]) -> BTreeMap<String, Files> {
    let mut seen: BTreeMap<String, Files> = BTreeMap::new();
    for (edition, path) in pages {
        let answer = preview.get(&format!("/{edition}/{path}"));
        assert_eq!(answer.status, 200, "{edition}/{path}");
        seen.entry(edition.clone()).or_default().insert(path.clone(), answer.body);
    }
    seen
}
