//! Folders that are no handbook, lead elsewhere, or would break what is made of them.

use std::fmt::Write as _;
use std::os::unix::fs::symlink;

use super::{bring, old};
use crate::harness::{Folder, contents, traces};

#[test]
fn folders_that_cannot_be_used_are_refused_and_nothing_is_written() {
    let desk = old("//- a.md\n# A\n");
    desk.put("full/mine.txt", "mine");
    desk.put("file.docx", "PK");
    desk.put("empty/picture.png", "x");
    let before = traces(desk.root());
    for (arguments, message) in [
        (&["import", "old", "old/new"][..], "lie in each other"),
        (&["import", "old", "."], "lie in each other"),
        (&["import", "old", "old"], "lie in each other"),
        (&["import", "old", "full"], "is not empty, and no import made it"),
        (&["import", "gone", "new"], "there is no folder gone"),
        (&["import", "file.docx", "new"], "is a file, not a folder"),
        (&["import", "empty", "new"], "there is not one page in it"),
        (&["import", "old", "new", "--from", "word"], "invalid value 'word'"),
    ] {
        desk.run(arguments).assert(2).says(message);
    }
    let dry = desk.run(&["import", "old", "new", "--dry-run"]).assert(0);
    assert!(dry.stderr.contains("nothing was written"), "{}", dry.stderr);
    assert_eq!(traces(desk.root()), before);
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    let desk =
        old("//- mkdocs.yml\nsite_name: Book\ndocs_dir: ../..\n//- docs/index.md\n# Home\n\n\
         --8<-- \"../../secret.md\"\n\n--8<-- \"/etc/hostname\"\n\n[up](../../../secret.md) \
         ![up](../../secret.png)\n\n[linked](linked.md)\n");
    desk.put("secret.md", "the secret");
    desk.put("secret.png", "the secret");
    symlink(desk.path("secret.md"), desk.path("old/docs/linked.md")).expect("a link");
    symlink(desk.root(), desk.path("old/docs/all")).expect("a link");

    desk.run(&["import", "old", "new"]).assert(0);
    for (path, bytes) in contents(&desk.path("new")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("the secret"), "{path}");
    }
    let report = desk.read("new/import-report.md");
    for told in [
        "docs_dir: ../..",
        "`docs/index.md:3`: `--8<-- \"../../secret.md\"`",
        "`docs/index.md:5`",
        "`docs/index.md:7`: `../../../secret.md`",
        "`docs/linked.md`",
        "`docs/all`",
    ] {
        assert!(report.contains(told), "no {told:?} in\n{report}");
    }
    desk.run(&["build", "--root", "new"]).assert(0);
}

#[test]
fn settings_that_cannot_be_read_do_not_stop_anything() {
    for (file, text) in [
        ("mkdocs.yml", "site_name: [\n"),
        ("mkdocs.yml", "a: &a [*a]\nnav: *a\n"),
        ("book.toml", "title = \n"),
        ("docusaurus.config.js", "module.exports = make({title: `${x}`})"),
        ("_category_.json", "{"),
    ] {
        let desk =
            old("//- docs/index.md\n# Home\n//- docs/a/b.md\n# B\n//- src/index.md\n# Home\n");
        desk.put(&format!("old/{file}"), text);
        desk.run(&["import", "old", "new"]).assert(0);
        desk.run(&["build", "--root", "new"]).assert(0);
    }
}

#[test]
fn pages_that_cannot_be_shown_are_kept_as_they_are_written() {
    let brought = bring(
        "//- index.md\n# Home\n//- open.md\n# Open\n\n<!-- never closed\n\nText.\n\
         //- cut.md\n---\ntitle: A: b\n  c: [\n---\n# Cut\n\
         //- rule.md\n---\n\nText and no keys.\n\
         //- marks.md\n:::\n\n:::details\n\n:::include {from=marks.md}\n:::\n\n## A {#x}\n\n\
         ## B {#x}\n\n## C {.a b=c %}\n\n[a](<b c>) {{ x }} {{ \n\n[^1]\n\n::::\n\
         //- search/index.md\n# Search\n//- assets/index.md\n# Assets\n\
         //- search/a-z.md\n# A to Z\n",
    );
    assert!(brought.page("open.md").contains("Text."));
    assert_eq!(brought.files().iter().filter(|file| file.ends_with(".md")).count(), 8);
    assert!(brought.report().contains("`open.md`"), "{}", brought.report());
}

/// Texts by chance, of all that means something to any tool.
#[test]
fn whatever_is_brought_over_builds() {
    const WORDS: [&str; 40] = [
        "text",
        "\n",
        "\n\n",
        "    ",
        "!!! note \"T\"\n",
        "??? tip\n",
        "=== \"Tab\"\n",
        ":::note[T]\n",
        ":::\n",
        "::::\n",
        "{% hint style=\"info\" %}\n",
        "{% endhint %}\n",
        "{% tab %}",
        "<Tabs>\n",
        "</Tabs>\n",
        "<TabItem value='a'>",
        "</TabItem>",
        "<details>\n",
        "<summary>S</summary>",
        "</details>\n",
        "```\n",
        "`",
        "{{ x }}",
        "{{#include a.md}}\n",
        "[a](b.md)",
        "![](c.png)",
        "<img src=\"c.png\">",
        "[[W]]",
        "{: .x}",
        "{#id}",
        "# H\n",
        "## H {#id}\n",
        "- item\n",
        "> ",
        "<!-- ",
        " -->",
        "<script>",
        "[x]: y\n",
        "import a from 'b'\n",
        "\u{1f600}é",
    ];
    let mut random = crate::harness::Random::new(13);
    let mut site = String::from("//- index.md\n# Home\n");
    for number in 0..60 {
        let _ = writeln!(site, "//- page-{number}.{}", if number % 2 == 0 { "md" } else { "mdx" });
        for _ in 0..40 {
            site.push_str(WORDS[random.below(WORDS.len())]);
        }
        site.push('\n');
    }
    let desk = old(&site);
    for tool in ["folder", "mkdocs", "docusaurus", "mdbook", "gitbook"] {
        let sites = Folder::empty();
        let folder = match tool {
            "mkdocs" | "docusaurus" => "old/docs",
            "mdbook" => "old/src",
            _ => "old",
        };
        for (path, bytes) in contents(&desk.path("old")) {
            sites.put(&format!("{folder}/{path}"), bytes);
        }
        sites.run(&["import", "old", "new", "--from", tool]).assert(0);
        let built = sites.run(&["build", "--root", "new"]);
        assert_eq!(built.status, 0, "{tool}: {}", built.stderr);
    }
}
