//! Folders that are no handbook, lead elsewhere, or would break what is made of them.

use std::fmt::Write as _;
use std::os::unix::fs::symlink;

use super::{bring, old};
use crate::harness::{Folder, contents, program, traces};

#[test]
fn folders_that_cannot_be_used_are_refused_and_nothing_is_written() {
    let desk = old("//- a.md\n# A\n");
    desk.put("full/mine.txt", "mine");
    desk.put("file.docx", "PK");
    desk.put("file.txt", "text");
    desk.put("empty/picture.png", "x");
    let before = traces(desk.root());
    for (arguments, message) in [
        (&["import", "old", "old/new"][..], "lie in each other"),
        (&["import", "old", "."], "lie in each other"),
        (&["import", "old", "old"], "lie in each other"),
        (&["import", "old", "full"], "is not empty, and no import made it"),
        (&["import", "gone", "new"], "there is no folder or file gone"),
        (&["import", "file.docx", "new"], "it is no ZIP file, or a damaged one"),
        (&["import", "file.txt", "new"], "it is a file, and neither a ZIP file"),
        (&["import", "empty", "new"], "there is not one page in it"),
        (&["import", "old", "new", "--from", "pages"], "invalid value 'pages'"),
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

/// Sites whose pages ask for files outside of them, by the ways that their tools have.
#[test]
fn no_call_of_a_page_leads_out_of_its_site() {
    for (tool, text) in [
        (
            "hugo",
            "//- content/_index.md\n# Home\n\n{{< readfile \"/etc/hostname\" >}}\n\n\
             {{% readfile file=\"../../secret.md\" code=\"true\" %}}\n\n\
             {{< include \"../secret.md\" >}} [up]({{< ref \"../../secret.md\" >}})\n\n\
             {{< figure src=\"../../secret.png\" >}}\n\n{{< figure src=\"/../../secret.png\" >}}\n",
        ),
        (
            "zola",
            "//- content/_index.md\n# Home\n\n{{ include(path=\"../../secret.md\") }}\n\n\
             {{ image(src=\"../../secret.png\") }} [up](@/../../secret.md)\n",
        ),
        (
            "jekyll",
            "//- _config.yml\nsource: ../..\nlogo: ../../secret.png\n//- index.md\n# Home\n\n\
             {% include ../../secret.md %}\n\n{% include_relative ../secret.md %}\n\n\
             {% include_relative linked.md %}\n\n[up]({% link ../secret.md %})\n\n\
             {% include image.html file=\"../secret.png\" %}\n",
        ),
        ("wiki", "//- Home.md\n[[../secret]] [[../secret.png]] [[linked|../../secret.md]]\n"),
    ] {
        let desk = old(text);
        desk.put("secret.md", "the secret");
        desk.put("secret.png", "the secret");
        symlink(desk.path("secret.md"), desk.path("old/linked.md")).expect("a link");
        symlink(desk.root(), desk.path("old/all")).expect("a link");
        desk.run(&["import", "old", "new", "--from", tool]).assert(0);
        for (path, bytes) in contents(&desk.path("new")) {
            assert!(!String::from_utf8_lossy(&bytes).contains("the secret"), "{tool}: {path}");
        }
        assert!(desk.read("new/import-report.md").contains("`linked.md`"), "{tool}");
        desk.run(&["build", "--root", "new"]).assert(0);
    }
}

#[test]
fn names_that_meet_are_told_and_all_pages_kept() {
    for (tool, folder) in [("hugo", "content/"), ("zola", "content/"), ("jekyll", ""), ("wiki", "")]
    {
        let text = ["a", "b", "c", "d"].map(|name| {
            let file = if name == "a" { "Pairs.md" } else { "pairs.md" };
            let place = if name == "c" { "x/" } else { "" };
            let file = if name == "d" { "PAIRS.markdown" } else { file };
            format!(
                "//- {folder}{place}{file}\n---\ntitle: {name}\nslug: same\npath: same\n\
                 permalink: /same/\nurl: /same/\naliases: [/same/, /pairs/]\n---\nText {name}.\n"
            )
        });
        let desk = old(&text.concat());
        desk.put(&format!("old/{folder}index.md"), "# Home\n");
        // `ä` as Latin 1 has it, in the text and in the keys.
        desk.put(
            &format!("old/{folder}latin.md"),
            b"---\ntitle: B\xe4r\n---\nGr\xfc\xdfe aus K\xf6ln.\n",
        );
        desk.run(&["import", "old", "new", "--from", tool]).assert(0);
        let built = desk.run(&["build", "--root", "new"]).assert(0);
        assert!(!built.stderr.contains("error"), "{tool}: {}", built.stderr);

        let files = contents(&desk.path("new/content/base"));
        for name in ["a", "b", "c", "d"] {
            let text = format!("Text {name}.");
            let kept = files.values().filter(|file| String::from_utf8_lossy(file).contains(&text));
            assert_eq!(kept.count(), 1, "{tool}: {name} in {:?}", files.keys());
        }
        let report = desk.read("new/import-report.md");
        assert!(report.contains("### Pages whose address another page has (2)"), "{report}");
        assert!(report.contains("read as windows-1252"), "{report}");
    }
}

/// Attachments of 110 MB, in a process that may have 64 MB of its own.
#[test]
fn attachments_are_copied_and_not_held() {
    let desk = old("//- mkdocs.yml\nsite_name: Book\n");
    let mut page = String::from("# Home\n\n[film](film.mp4)\n");
    for number in 0..10 {
        let _ = writeln!(page, "\n[{number}](files/{number}.pdf)");
    }
    desk.put("old/docs/index.md", page);
    desk.put("old/docs/film.mp4", "film");
    for number in 0..10 {
        desk.put(&format!("old/docs/files/{number}.pdf"), "%PDF-1.4\n");
    }
    let grow = |path: &str, bytes: u64| {
        let file = std::fs::File::options().append(true).open(desk.path(path));
        file.expect("a file").set_len(bytes).expect("room");
    };
    grow("old/docs/film.mp4", 80 << 20);
    (0..10).for_each(|number| grow(&format!("old/docs/files/{number}.pdf"), 3 << 20));

    // The second time, all are renewed.
    for end in ["", "x"] {
        let mut film = std::fs::File::options();
        let mut film = film.append(true).open(desk.path("old/docs/film.mp4")).expect("a file");
        std::io::Write::write_all(&mut film, end.as_bytes()).expect("written");
        let mut command = std::process::Command::new("sh");
        let script = "ulimit -d 65536 && ulimit -c 0 && exec \"$0\" \"$@\"";
        command.args(["-c", script]).arg(program().get_program());
        let done = command.args(["import", "old", "new"]).current_dir(desk.root()).output();
        let done = done.expect("run");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let copied = std::fs::metadata(desk.path("new/content/base/film.mp4")).expect("a copy");
        assert_eq!(copied.len(), (80 << 20) + end.len() as u64);
    }
}

#[test]
fn settings_that_cannot_be_read_do_not_stop_anything() {
    for (file, text) in [
        ("mkdocs.yml", "site_name: [\n"),
        ("mkdocs.yml", "a: &a [*a]\nnav: *a\n"),
        ("book.toml", "title = \n"),
        ("docusaurus.config.js", "module.exports = make({title: `${x}`})"),
        ("_category_.json", "{"),
        ("_config.yml", "title: &a Book\ncollections: &b {docs: *b}\nagain: [*a, *b]\n"),
        ("_config.yml", "title: [\n"),
        ("_config.yml", "permalink: /:no:/:such_word/\ncollections: 3\ndefaults: x\n"),
        ("hugo.toml", "title = = \"x\"\n[["),
        ("hugo.yaml", "menus: {main: [{pageRef: /a, parent: a, name: a}, 3, x]}\nlanguages: 3\n"),
        ("hugo.toml", "contentDir = \"../..\"\nstaticDir = [\"/etc\", \"../x\"]\n"),
        ("config.toml", "base_url = \n"),
        (
            "config.toml",
            "base_url = 3\ntitle = []\nlanguages = 1\n[extra]\nlogo = \"/etc/x.png\"\n",
        ),
        ("_Sidebar.md", "[[\n* [[a|b|c]]\n**\n** **\n* [x]("),
    ] {
        let desk =
            old("//- docs/index.md\n# Home\n//- docs/a/b.md\n# B\n//- src/index.md\n# Home\n\
             //- content/_index.md\n+++\ntitle = [ = \n+++\n# Home\n\
             //- content/a/b.md\n---\naliases: [../../x, /a/b/, /%2e%2e/y, 3]\nurl: ../../z\n\
             permalink: /:x/../:y\n---\n# B\n");
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
    const WORDS: [&str; 62] = [
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
        "{{< alert title=\"T\" >}}\n",
        "{{< /alert >}}",
        "{{% tabs %}}\n",
        "{{% /tabs %}}\n",
        "{{< tab \"a\" >}}",
        "{{< /tab >}}",
        "{{< figure src=c.png",
        ">}}",
        "{{</* x */>}}",
        "{% note(title=\"é\") %}\n",
        "{% end %}",
        "{{ image(src=\"c.png\") }}",
        "{: .note }\n",
        "{: .tip-title }",
        "{:toc}\n",
        "1. TOC\n",
        "{% raw %}",
        "{% endraw %}\n",
        "{% include note.html content=\"x\" %}\n",
        "{% link a.md %}",
        "[[a|b.png]]",
        "{{ \"é\" | relative_url }}",
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
    let tools = ["folder", "mkdocs", "docusaurus", "mdbook", "gitbook", "hugo", "zola", "jekyll"];
    for tool in tools.into_iter().chain(["wiki"]) {
        let sites = Folder::empty();
        let folder = match tool {
            "mkdocs" | "docusaurus" => "old/docs",
            "mdbook" => "old/src",
            "hugo" | "zola" => "old/content",
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
