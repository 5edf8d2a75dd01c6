//! What a firm writes, looked at by a real browser: nothing runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Form;
use crate::harness::Folder;
use crate::suite::security::safety::{
    ADDRESSES, Firm, RAW, SVGS, TEXTS, VALUES, built, quoted, shown,
};
use crate::trial::{Outcome, Trial, must};

/// Where a hostile text, `@`, is written in `p.md`.
const PAGES: [(&str, &str); 8] = [
    ("page body", "# P\n\n@\n"),
    ("line of text", "# P\n\nText @ text\n"),
    ("heading", "# @\n\n## @ {#@}\n"),
    ("image", "# P\n\n![@](why/pixel.png \"@\") ![x](@)\n"),
    ("link", "# P\n\n[x](@) [y](<@> \"@\") <@> [@](https://example.com/@)\n"),
    ("container", "# P\n\n:::details {summary=\"@\"}\n@\n:::\n\n> [!NOTE] @\n> @\n"),
    ("code and table", "# P\n\n``` @ variables\n@\n```\n\n| @ |\n|---|\n| `@` |\n"),
    ("glossary term", "---\nkind: glossary\n---\n## @ {#t aliases=\"@\"}\n\n@\n"),
];

/// Where it is written in quotes, in the front matter of `p.md`.
const FRONTS: [(&str, &str); 2] =
    [("title", "title: @"), ("description", "description: @\nowner: @\nextra: {x: @}")];

/// Where it is written in quotes, in `firm.yaml`.
const FIRMS: [(&str, &str); 6] = [
    ("variable in text and attributes", "variables: {v.text: @}"),
    ("variable in an address", "variables: {v.url: @, v.scheme: @, v.email: @}"),
    ("variable of Markdown", "variables: {v.markdown: @, v.list: [@]}"),
    (
        "colours and fonts",
        "brand: {colors: {accent: @}, fonts: {body: @, heading: @}, logo_alt: @}",
    ),
    (
        "navigation",
        "nav: [{rename: why, title: @}, {insert: {title: @, url: @}, into: why}, \
         {insert: {title: @, url: \"https://example.com\"}, into: why}]",
    ),
    ("footer", "footer: {text: @, links: [{title: @, url: @}]}"),
];

pub(crate) fn attempt(form: Form) -> Outcome {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser/scripts.mjs");
    if let Err(reason) = tools(&script) {
        return Outcome::NotTried(reason);
    }

    let vectors = vectors();
    let mut firms: Vec<Firm> = Vec::new();
    for vector in vectors.iter().step_by(form.of(20, 1)) {
        firms.extend(with_vector(vector));
    }
    for svg in SVGS {
        firms.push(with_drawing(svg));
    }
    eprintln!("  {} vectors; {} firms with one in one place", vectors.len(), firms.len());

    let out = Folder::empty();
    let pages = publish(&firms, &out);
    let look = Command::new("node").arg(&script).arg(out.root()).output().expect("node");
    let said = String::from_utf8_lossy(&look.stdout);
    let live = said.lines().filter_map(|line| line.strip_prefix("LIVE "));
    let failures: Vec<String> = live.map(|line| in_words(line, &firms)).collect();

    let mut trial = Trial { tried: firms.len(), failures, measured: None };
    let visited = format!("visited {pages}");
    let ended = must(look.status.success() && said.lines().any(|line| line == visited), || {
        format!(
            "the browser did not visit {pages} pages: {}",
            String::from_utf8_lossy(&look.stderr)
        )
    });
    trial.failures.extend(ended.err());
    trial.measured(format!("{pages} pages visited")).into()
}

/// What is missing for a look with a browser.
fn tools(script: &Path) -> Result<(), String> {
    let browser = std::env::var_os("BROWSER").unwrap_or("/usr/bin/chromium".into());
    if !Path::new(&browser).exists() {
        return Err("no Chromium is installed".to_owned());
    }
    if Command::new("node").arg("--version").output().is_err() {
        return Err("no Node.js is installed".to_owned());
    }
    let packages = script.with_file_name("node_modules/playwright-core");
    must(packages.exists(), || "`npm ci` was not run in tests/browser".to_owned())
}

/// Texts that would like to run.
fn vectors() -> Vec<String> {
    let texts = [&ADDRESSES[..], &RAW, &TEXTS, &VALUES].concat();
    let within = RAW.iter().map(|html| format!("x {html} y"));
    let all = texts.into_iter().map(str::to_owned).chain(within);
    all.collect()
}

/// A firm for each place that a text can be written to.
fn with_vector(vector: &str) -> Vec<Firm> {
    let yaml = || ("firm.yaml".to_owned(), "name: A\n".to_owned());
    let page = |text: String| vec![yaml(), ("p.md".to_owned(), text)];
    let quoted = quoted(vector);

    let pages = PAGES.iter().map(|(_, text)| page(text.replace('@', vector)));
    let fronts = FRONTS
        .iter()
        .map(|(_, front)| page(format!("---\n{}\n---\nText\n", front.replace('@', &quoted))));
    let firms = FIRMS.iter().map(|(_, lines)| {
        vec![("firm.yaml".to_owned(), format!("name: A\n{}\n", lines.replace('@', &quoted)))]
    });
    let named = vec![("firm.yaml".to_owned(), format!("name: {quoted}\n"))];
    pages.chain(fronts).chain(firms).chain([named]).collect()
}

fn with_drawing(svg: &str) -> Firm {
    let brand = "name: A\nbrand: {logo: assets/logo.svg, favicon: assets/logo.svg}\n";
    let page = "![x](assets/logo.svg) [y](assets/logo.svg)\n";
    [("firm.yaml", brand), ("assets/logo.svg", svg), ("assets/more.svg", svg), ("p.md", page)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .to_vec()
}

/// Builds all firms with the checks off, and writes the pages that are not the same for all of them;
/// gives their number.
fn publish(firms: &[Firm], out: &Folder) -> usize {
    let named: Vec<(String, Firm)> = firms.iter().map(|firm| (shown(firm), firm.clone())).collect();
    let mut pages = 0;
    // In lots, so that not all editions are in memory at once.
    for (lot, some) in named.chunks(200).enumerate() {
        for (edition, files) in built(some, false).editions {
            let number: usize = edition.trim_start_matches("firm-").parse().expect("a number");
            for (path, bytes) in files {
                let is_page = path.ends_with(".html") || path.ends_with(".svg");
                // One page shows it all: the firm's own, or that of the base with its words.
                let shown =
                    if has_page(&some[number].1) { "p/index.html" } else { "why/index.html" };
                if is_page && path != shown && !path.starts_with("assets/") {
                    continue;
                }
                pages += usize::from(is_page);
                out.put(&format!("{}/{path}", lot * 200 + number), bytes);
            }
        }
    }
    pages
}

fn has_page(firm: &Firm) -> bool {
    firm.iter().any(|(path, _)| path == "p.md")
}

/// What lives where, and in which firm.
fn in_words(live: &str, firms: &[Firm]) -> String {
    let number = live.split('/').next().and_then(|number| number.parse::<usize>().ok());
    let firm = number.and_then(|number| firms.get(number)).map(shown);
    format!("{live} in this firm: {:.600}", firm.unwrap_or_default().escape_debug().to_string())
}

// ---- a real server -----------------------------------------------------------------------------

/// Names of files, with what a browser would run if it were told to.
const UPLOADS: [&str; 24] = [
    "notes.var.txt",
    "page.html.var.txt",
    "notes.html.vtt",
    "notes.htm.srt",
    "pic.html.avif",
    "pic.xhtml.webp",
    "pic.svg.opus",
    "pic.svgz.png",
    "list.shtml.csv",
    "list.php.csv",
    "dates.html.ics",
    "card.html.vcf",
    "font.html.woff2",
    "font.html.otf",
    "index.html.txt",
    "index.html.en.txt",
    "index.en.html.txt",
    "a.html.gz.txt",
    "a.asis.txt",
    "a.cgi.txt",
    "form.html.dotx",
    "form.html.potx",
    "film.html.m4v",
    "book.html.epub",
];

/// Types of which browsers run what is inside, and what means that the server itself does.
const LIVE: [&str; 8] = [
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "text/javascript",
    "application/javascript",
    "httpd/send-as-is",
];

const TYPE_MAP: &str = "Content-type: text/html\nContent-language: en\nBody:----x----\n\
                        <!doctype html><script>alert(1)</script>\n----x----\n";

pub(crate) fn served(_: Form) -> Outcome {
    let book = Folder::with("//- base/index.md\n# Home\n//- firms/acme/firm.yaml\nname: Acme\n");
    for (number, name) in UPLOADS.iter().enumerate() {
        let page = "<!doctype html><html><script>alert(1)</script></html>\n";
        let text = [TYPE_MAP, page][usize::from(!name.contains(".var") && number % 2 == 0)];
        book.put(&format!("content/firms/acme/up/{name}"), text);
        // Each in a folder of its own as well: some are refused, and would take the others along.
        book.put(&format!("content/firms/f{number}/firm.yaml"), "name: F\n");
        book.put(&format!("content/firms/f{number}/up/{name}"), text);
    }
    let _ = book.run(&["build"]);

    let root = book.path("public");
    let server = match crate::apache::Apache::start(&root) {
        Ok(server) => server,
        Err(reason) => return Outcome::NotTried(reason),
    };
    let mut trial = Trial::default();
    for number in 0..UPLOADS.len() {
        trial.count(looked_at(&server, &root, number));
    }
    trial.count(server_is_awake(&server, &root));
    trial.into()
}

/// Asks for every file of a firm's edition that came from its folder, as a browser asks for a page.
fn looked_at(server: &crate::apache::Apache, root: &Path, number: usize) -> Result<(), String> {
    let folder = root.join(format!("f{number}/up"));
    let names = fs::read_dir(&folder).into_iter().flatten().flatten();
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stem = name.split('.').next().unwrap_or_default().to_owned();
        for asked in [&name, &stem] {
            let path = format!("/f{number}/up/{asked}");
            let kind = server.content_type(&path);
            let is_live = LIVE.iter().any(|live| kind.split([' ', ';']).any(|word| word == *live));
            // A page of the server's own, that there is no such file.
            let is_missing = kind.starts_with("404 ");
            must(!is_live || is_missing, || {
                format!("{} is served as {kind} under {path}", UPLOADS[number])
            })?;
        }
    }
    Ok(())
}

/// That the server does take a type map for a page, where nobody stands in between.
fn server_is_awake(server: &crate::apache::Apache, root: &Path) -> Result<(), String> {
    fs::write(root.join("map.var.txt"), TYPE_MAP).expect("written");
    let kind = server.content_type("/map.var.txt");
    must(kind.contains("text/html"), || format!("the server does not know type maps: {kind}"))
}
