//! The program itself: commands, flags, exit statuses, what it prints and what it touches.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Folder, contents, traces};

/// A folder with the handbook of `init` in it.
fn started() -> Folder {
    let desk = Folder::empty();
    desk.run(&["init", "."]).assert(0);
    desk
}

const HANDBOOK: &str = r"//- base/index.md
# Home
//- base/draft.md
---
draft: true
---
Draft
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/own.md
# Own
//- firms/birch/firm.yaml
name: Birch
";

/// The folders in `public/`, hidden ones aside.
fn editions(desk: &Folder, out: &str) -> Vec<String> {
    let names = fs::read_dir(desk.path(out))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().expect("UTF-8"))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

// init and new

#[test]
fn init_then_build_is_clean() {
    let desk = Folder::empty();
    let done = desk.run(&["init", "."]).assert(0);
    assert_eq!(done.stdout, "");
    assert!(done.stderr.contains("A new handbook is in ."), "{}", done.stderr);
    let done = desk.run(&["build"]).assert(0);
    assert!(done.stderr.starts_with("All is well: 2 editions published to "), "{}", done.stderr);
    assert_eq!(done.stdout, "");
    assert_eq!(editions(&desk, "public"), ["base", "example"]);
    assert!(desk.read("public/example/index.html").contains("Amara Boyd"));
    assert!(desk.read("public/example/program/first-meeting/index.html").contains("Client names"));
    assert!(!desk.read("public/base/program/first-meeting/index.html").contains("Client names"));
    desk.run(&["build", "--strict"]).assert(0);
    desk.run(&["check", "--strict"]).assert(0);
}

#[test]
fn init_takes_the_words_it_is_given() {
    let desk = Folder::empty();
    let words = ["--title", "Lernen: zu zweit", "--language", "de", "--firm", "Müller & Söhne"];
    desk.run(&[&["init", "."], &words[..]].concat()).assert(0);
    desk.run(&["build", "--strict"]).assert(0);
    assert_eq!(editions(&desk, "public"), ["base", "muller-sohne"]);
    let page = desk.read("public/muller-sohne/index.html");
    assert!(page.contains("<html lang=\"de\""), "{page}");
    assert!(page.contains("Lernen: zu zweit") && page.contains("Müller &amp; Söhne"), "{page}");

    let other = Folder::empty();
    other.run(&["init", "a", "--language", "Deutsch"]).assert(2).says("is no language tag");
    other.run(&["init", "b", "--firm", "base"]).assert(2).says("call the firm otherwise");
    assert!(!other.path("a").exists() && !other.path("b").exists());
}

#[test]
fn init_gives_the_shipped_handbook_to_start_from() {
    let desk = Folder::empty();
    desk.run(&["init", "ours", "--example"]).assert(0);
    // The day that the shipped handbook was last looked through.
    let day = [("SOURCE_DATE_EPOCH", "1795305600")];
    desk.run_in("ours", &["build", "--strict"], &day).assert(0).says("8 editions published");
    for path in ["content/base/index.md", "content/firms/birch-cole/firm.yaml"] {
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        assert_eq!(
            desk.read(&format!("ours/{path}")),
            std::fs::read_to_string(shipped).expect("a file")
        );
    }
    desk.run(&["init", "x", "--example", "--title", "T"]).assert(2);
}

#[test]
fn init_makes_the_folder_and_never_writes_over_a_handbook() {
    let desk = Folder::empty();
    desk.run(&["init", "a/b"]).assert(0);
    desk.run(&["build", "--root", "a/b"]).assert(0);
    desk.put("a/b/content/base/index.md", "# Mine\n");
    desk.run(&["init", "a/b"])
        .assert(2)
        .says("already holds a `content` folder; nothing was written");
    assert_eq!(desk.read("a/b/content/base/index.md"), "# Mine\n");
}

#[test]
fn init_keeps_files_that_are_there() {
    let desk = Folder::empty();
    desk.put(".gitignore", "mine\n");
    desk.put("README.md", "mine\n");
    desk.run(&["init", "."]).assert(0);
    assert_eq!(
        (desk.read(".gitignore"), desk.read("README.md")),
        ("mine\n".into(), "mine\n".into())
    );
}

#[test]
fn a_new_firm_builds() {
    let desk = started();
    desk.run(&["new", "firm", "birch-cole"]).assert(0).says("content/firms/birch-cole/firm.yaml");
    let yaml = desk.read("content/firms/birch-cole/firm.yaml");
    assert!(
        yaml.contains("name: Birch cole\n")
            && yaml.contains("  # contact.email: \"mentoring@example.com\"\n"),
        "{yaml}"
    );
    desk.run(&["build", "--strict"]).assert(0);
    assert_eq!(editions(&desk, "public"), ["base", "birch-cole", "example"]);

    // With everything it offers set.
    let all = yaml
        .replace("# variables:", "variables:")
        .replace("  # contact.", "  contact.")
        .replace("  # session.", "  session.");
    desk.put("content/firms/birch-cole/firm.yaml", &all);
    desk.run(&["build", "--strict"]).assert(0);
}

#[test]
fn a_new_firm_is_written_with_what_is_known_of_it() {
    let desk = Folder::with(
        r#"
        //- handbook.yaml
        title: T
        variables:
          a: {description: "In two\nlines"}
        //- base/index.md
        {{ firm.name }}
        //- layers/uk/layer.yaml
        name: United Kingdom
        //- layers/lite/layer.yaml
        name: Lite
        "#,
    );
    let firm = |id: &str, more: &[&str]| desk.run(&[&["new", "firm", id], more].concat());

    let all = ["--name", "Birch & Cole: LLP", "--layers", "lite,uk", "--language", "en-GB"];
    firm("birch", &all).assert(0).says("mentorbook serve --firm birch");
    let yaml = desk.read("content/firms/birch/firm.yaml");
    assert!(
        yaml.contains("name: \"Birch & Cole: LLP\"\n")
            && yaml.contains("\nlayers: [lite, uk]\n")
            && yaml.contains("\nlanguage: en-GB\n"),
        "{yaml}"
    );
    desk.run(&["build"]).assert(0);
    assert!(desk.read("public/birch/index.html").contains("Birch &amp; Cole: LLP"));

    // Each refusal says what there is, and leaves nothing behind.
    firm("cole", &["--layers", "uk,us"])
        .assert(2)
        .says("there is no layer `us`; content/layers has lite, uk");
    firm("cole", &["--language", "English"]).assert(2).says("`English` is no language tag");
    assert!(!desk.path("content/firms/cole").exists());

    // Names that YAML would take for something else.
    for (id, name) in [("a", "null"), ("b", "x: y"), ("c", "\"q\""), ("d", "12"), ("e", "True")] {
        firm(id, &["--name", name]).assert(0);
        desk.run(&["build", "--firm", id]).assert(0);
        let page = desk.read(&format!("public/{id}/index.html"));
        assert!(page.contains(&name.replace('"', "&quot;")) || page.contains(name), "{name}");
    }
}

#[test]
fn a_new_firm_lists_what_is_required() {
    let desk = Folder::with(
        r"
        //- handbook.yaml
        title: T
        variables:
          a: {required: true, description: The first}
          b: {type: list, default: [x, y]}
          c: {required: true, type: number, default: 3}
        //- base/index.md
        {{ a }} {{ b }} {{ c }}
        ",
    );

    desk.run(&["new", "firm", "acme"]).assert(0);
    let yaml = desk.read("content/firms/acme/firm.yaml");
    assert!(
        yaml.ends_with(
            "variables:\n  # The first\n  a:\n  c:  # such as 3\n  # b: [\"x\", \"y\"]\n"
        ),
        "{yaml}"
    );
    desk.run(&["build"]).assert(1).says("Acme does not set `a`");
    desk.put(
        "content/firms/acme/firm.yaml",
        yaml.replace("  a:", "  a: tea").replace("  c:", "  c: 4").replace("# b", "b"),
    );
    desk.run(&["build", "--strict"]).assert(0);
}

#[test]
fn a_new_firm_has_a_name_that_can_be_a_folder() {
    let desk = started();
    desk.run(&["new", "firm", "Birch & Cole"])
        .assert(2)
        .says("`Birch & Cole` cannot be a firm's folder")
        .says("try `birch-cole`");
    for id in ["base", "../x", "", "-a", "a/b", "ä"] {
        desk.run(&["new", "firm", "--", id]).assert(2);
    }
    desk.run(&["new", "firm", "con"]).assert(2).says("try `con-1`");
    desk.run(&["new", "firm", "LPT1"]).assert(2).says("try `lpt1-1`");
    desk.run(&["new", "firm", "example"])
        .assert(2)
        .says("there is a firm `example` already; nothing was written");
    assert_eq!(fs::read_dir(desk.path("content/firms")).unwrap().count(), 1);
}

#[test]
fn a_new_page_builds() {
    let desk = started();
    desk.run(&["new", "page", "ground-rules/how-to-set-them"])
        .assert(0)
        .says("content/base/ground-rules/how-to-set-them.md");
    assert!(desk.read("content/base/ground-rules/how-to-set-them.md").contains("How to set them"));
    desk.run(&["new", "page", "own.md", "--firm", "example"])
        .assert(0)
        .says("content/firms/example/own.md");
    desk.run(&["build", "--strict"]).assert(0);
    assert!(!desk.path("public/base/ground-rules").exists(), "it is a draft");
    desk.run(&["build", "--strict", "--drafts"]).assert(0);
    assert!(
        desk.read("public/base/ground-rules/how-to-set-them/index.html")
            .contains("How to set them")
    );
    assert!(
        desk.path("public/example/own/index.html").exists()
            && !desk.path("public/base/own").exists()
    );
}

#[test]
fn a_new_page_may_have_any_name_that_a_file_can_have() {
    let desk = started();
    for name in ["[draft]", "#1 rule", "@home", "null", "!star", "- dash", "a # b", "it's"] {
        desk.run(&["new", "page", "--", &format!("x/{name}")]).assert(0);
    }
    desk.run(&["build", "--drafts"]).assert(0);
    assert!(desk.read("public/base/x/index.html").contains("#1 rule"));
}

#[test]
fn a_new_page_over_one_of_the_base_builds() {
    let desk = started();
    desk.run(&["new", "page", "program/index", "--firm", "example"]).assert(0);
    assert!(desk.read("content/firms/example/program/index.md").contains("override: sections"));
    desk.run(&["build"]).assert(0);
}

#[test]
fn commands_are_printed_as_a_shell_takes_them() {
    let desk = Folder::empty();
    desk.run(&["init", "my book"])
        .assert(0)
        .says("A new handbook is in my book (")
        .says("mentorbook serve --open --root 'my book'")
        .says("mentorbook build --root 'my book'");
    desk.run(&["init", "it's $5"]).assert(0).says(r"--root 'it'\''s $5'");
}

#[test]
fn a_new_page_is_no_second_one_of_its_folder() {
    let desk = started();
    let same = "is the page of that folder already, and would have the same address";
    for (arguments, file) in [
        (["new", "page", "program"].as_slice(), "content/base/program/index.md"),
        (&["new", "page", "program/README"], "content/base/program/index.md"),
        (&["new", "page", "program", "--firm", "example"], "content/base/program/index.md"),
    ] {
        desk.run(arguments).assert(2).says(&format!("{file} {same}; nothing was written"));
    }
    desk.run(&["new", "page", "alone"]).assert(0);
    desk.run(&["new", "page", "alone/index"])
        .assert(2)
        .says(&format!("content/base/alone.md {same}"));
}

#[test]
#[cfg(unix)]
fn no_edition_is_called_gone_while_the_firms_cannot_be_read() {
    let desk = started();
    desk.run(&["build"]).assert(0);
    let (firms, moved) = (desk.path("content/firms"), desk.path("moved"));
    std::fs::rename(&firms, &moved).expect("moved");
    let done = desk.run(&["build"]).assert(0);
    assert!(done.stderr.contains("is of a firm or edition that is no more"), "{}", done.stderr);
    std::os::unix::fs::symlink("../moved", &firms).expect("a link");
    let done = desk.run(&["build"]).assert(1);
    assert!(!done.stderr.contains("no more"), "{}", done.stderr);
}

#[test]
fn a_new_page_has_a_path_inside_its_layer() {
    let desk = started();
    for path in ["../x", "/", "a//b", "a/../b", ".hidden", "a\\b", "c:x"] {
        desk.run(&["new", "page", "--", path]).assert(2).says("cannot be the path of a page");
    }
    for (path, right) in [
        ("con", "con-1"),
        ("aux/a:b", "aux-1/a-b"),
        ("rules/nul.md", "rules/nul-1"),
        ("trail./x", "trail/x"),
        ("a/what?", "a/what-"),
    ] {
        desk.run(&["new", "page", path])
            .assert(2)
            .says(&format!("cannot be the path of a page; write it like `{right}`"));
    }
    desk.run(&["new", "page", "index"])
        .assert(2)
        .says("content/base/index.md exists already; nothing was written");
    desk.run(&["new", "page", "x", "--firm", "nobody"])
        .assert(2)
        .says("there is no firm `nobody`; make it with `mentorbook new firm nobody`");
    assert_eq!(traces(&desk.path("content")).len(), traces(&started().path("content")).len());
}

#[cfg(unix)]
#[test]
fn nothing_new_is_written_through_a_link() {
    use std::os::unix::fs::symlink;

    let outside = Folder::empty();
    for (link, arguments) in [
        ("content/base/lnk", ["new", "page", "lnk/p"].as_slice()),
        ("content/base/a/lnk", &["new", "page", "a/lnk/b/p"]),
        ("content/base/gone", &["new", "page", "gone/p"]),
        ("content/firms/example", &["new", "page", "p", "--firm", "example"]),
        ("content/firms/example/lnk", &["new", "page", "lnk/p", "--firm", "example"]),
        ("content/firms", &["new", "firm", "acme"]),
    ] {
        let desk = started();
        let path = desk.path(link);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        let target = if link.ends_with("gone") { outside.path("gone") } else { outside.path(".") };
        symlink(target, &path).unwrap();
        desk.run(arguments)
            .assert(2)
            .says(&format!("{link} is a symbolic link, and nothing behind one is read"))
            .says("help: put a folder in its place");
        assert!(outside.is_empty(), "{link}");
    }
}

#[test]
fn a_folder_inside_a_handbook_is_no_handbook() {
    let desk = started();
    for root in ["content", "content/base", "content/firms/example"] {
        for what in [["page", "x"], ["firm", "acme"]] {
            desk.run(&["new", what[0], what[1], "--root", root])
                .assert(2)
                .says("no handbook found: there is no `content/handbook.yaml` in ")
                .says("name it with `--root DIR`");
        }
    }
    desk.run(&["new", "page", "x", "--root", "content/.."]).assert(0);
    assert!(desk.path("content/base/x.md").exists());
    // What `init` wrote: `handbook.yaml`, the base, the firms and the schemas.
    assert_eq!(fs::read_dir(desk.path("content")).unwrap().count(), 4);
}

#[test]
fn new_needs_a_handbook() {
    let desk = Folder::empty();
    desk.run(&["new", "firm", "acme"]).assert(2).says("no handbook found");
    desk.run(&["new", "page", "a"]).assert(2).says("no handbook found");
    desk.run(&["new", "firm", "acme", "--root", "."]).assert(2).says("no handbook found");
    assert!(desk.is_empty());
}

// Exit statuses

#[test]
fn problems_in_the_content_give_1() {
    let desk = Folder::with(
        r"
        //- base/index.md
        [x](nowhere.md)
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/index.md
        ---
        override: page
        ---
        Fine
        ",
    );

    let done = desk
        .run(&["build"])
        .assert(1)
        .says("error[broken-link]: no page `nowhere.md`")
        .says("\n --> content/base/index.md:1:5\n");

    assert!(
        done.stderr.contains("  base: not published; what was there before stays\n  acme: "),
        "{}",
        done.stderr
    );
    assert_eq!(editions(&desk, "public"), ["acme"], "the other edition is published");
    desk.run(&["check"]).assert(1);
}

#[test]
fn errors_leave_the_published_edition_as_it_was() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build"]).assert(0);
    let before = traces(&desk.path("public/acme"));
    desk.put("content/firms/acme/own.md", "[x](nowhere.md)\n");
    desk.run(&["build"]).assert(1).says("error[broken-link]");
    assert_eq!(traces(&desk.path("public/acme")), before);
    desk.put("content/firms/acme/own.md", "# Mended\n");
    desk.run(&["build"]).assert(0);
    assert!(desk.read("public/acme/own/index.html").contains("Mended"));
}

#[test]
fn warnings_give_1_only_if_strict() {
    let desk = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/unused.txt
        Text
        ",
    );
    desk.run(&["check"]).assert(0).says("warning[unused-asset]").says("1 warning: ");
    desk.run(&["check", "--strict"]).assert(1);
    desk.run(&["build", "--strict"]).assert(1).says("base: not published");
    desk.run(&["build"]).assert(0);
    assert!(desk.path("public/base/unused.txt").exists());
}

#[test]
fn a_build_that_changes_nothing_still_tells_its_warnings() {
    let desk = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/unused.txt
        Text
        ",
    );
    desk.run(&["build"]).assert(0).says("warning[unused-asset]");
    desk.run(&["build"]).assert(0).says("warning[unused-asset]");
    desk.run(&["build", "--strict"]).assert(1).says("warning[unused-asset]");
}

#[test]
fn wrong_words_give_2() {
    let desk = Folder::with(HANDBOOK);
    for arguments in [
        &[] as &[&str],
        &["bild"],
        &["build", "--nope"],
        &["build", "--jobs", "0"],
        &["build", "--jobs", "many"],
        &["build", "--format", "xml"],
        &["build", "--firm"],
        &["check", "--out", "x"],
        &["new"],
        &["init"],
        &["completions", "cmd.exe"],
    ] {
        desk.run(arguments).assert(2);
    }

    desk.run(&["build", "--firm", "acne"])
        .assert(2)
        .says("there is no firm `acne`")
        .says("acme, birch");
    desk.run(&["explain", "broken-lnk"]).assert(2).says("did you mean `broken-link`?");
    assert!(!desk.path("public").exists());
}

#[test]
fn no_handbook_gives_2_and_says_what_to_do() {
    let desk = Folder::empty();
    let done = desk.run(&["build"]).assert(2);
    let begin = "error: no handbook found: there is no `content/handbook.yaml` in /";
    assert!(
        done.stderr.starts_with(begin) && done.stderr.contains(" or in any folder above it\n"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("`mentorbook init DIR`") && done.stderr.contains("--root DIR"),
        "{}",
        done.stderr
    );
    desk.run(&["build", "--root", "."]).assert(2).says("there is no `content/handbook.yaml` in ");
    desk.run(&["build", "--root", "nowhere"]).assert(2).says("no handbook found");
    assert!(desk.is_empty());
}

#[test]
fn a_broken_handbook_yaml_gives_2() {
    let desk = Folder::with(
        r"
        //- handbook.yaml
        title: [
        //- base/index.md
        ",
    );
    desk.run(&["build"])
        .assert(2)
        .says("error[yaml-syntax]")
        .says("content/handbook.yaml must be mended before anything can be built");
}

#[test]
fn a_folder_that_is_no_output_gives_2() {
    let desk = Folder::with(HANDBOOK);
    desk.put("full/mine.txt", "mine");
    for out in ["content", ".", "content/base", "themes", "full", "/"] {
        desk.run(&["build", "--out", out]).assert(2).says("error: ");
    }
    assert_eq!(desk.read("full/mine.txt"), "mine");
}

#[test]
fn an_empty_handbook_gives_1_and_says_what_is_missing() {
    let desk = Folder::with(
        r"
        //- handbook.yaml
        title: Empty
        ",
    );
    desk.run(&["build"])
        .assert(1)
        .says("error[empty-handbook]: the base has not one page")
        .says("put a file `index.md` there");
    assert!(!desk.path("public/base").exists());
    desk.put("content/base/index.md", "A line of text\n");
    desk.run(&["build"]).assert(0);
}

// Flags

#[test]
fn firm_selects_editions() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build", "--firm", "acme"]).assert(0).says("1 edition published");
    assert_eq!(editions(&desk, "public"), ["acme"]);
    desk.run(&["build", "--firm", "birch", "--firm", "base"]).assert(0);
    assert_eq!(editions(&desk, "public"), ["acme", "base", "birch"]);
}

#[test]
fn out_names_the_output_folder() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build", "--out", "sites/now"]).assert(0).says("published to sites/now");
    assert_eq!(editions(&desk, "sites/now"), ["acme", "base", "birch"]);
    assert!(!desk.path("public").exists());
}

#[test]
fn root_is_found_upwards_or_named() {
    let desk = Folder::with(HANDBOOK);
    desk.run_in("content/firms/acme", &["check"], &[]).assert(0).says("3 editions looked at");
    desk.run_in("content", &["build"], &[]).assert(0);
    assert_eq!(
        editions(&desk, "public"),
        ["acme", "base", "birch"],
        "beside content, wherever it is run"
    );
    fs::create_dir(desk.path("elsewhere")).unwrap();
    desk.run_in("elsewhere", &["check", "--root", ".."], &[]).assert(0);
    desk.run_in("elsewhere", &["build", "--root", "..", "--out", "here"], &[]).assert(0);
    assert!(
        desk.path("elsewhere/here/acme/index.html").exists(),
        "--out is seen from where it is run"
    );
}

#[test]
fn drafts_are_shown_on_request() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build"]).assert(0);
    assert!(!desk.path("public/acme/draft").exists());
    desk.run(&["build", "--drafts"]).assert(0);
    assert!(desk.path("public/acme/draft/index.html").exists());
    desk.run(&["build"]).assert(0);
    assert!(!desk.path("public/acme/draft").exists());
}

#[test]
fn jobs_do_not_change_a_byte() {
    let desk = started();
    desk.run(&["build", "--jobs", "1", "--out", "one"]).assert(0);
    desk.run(&["build", "--jobs", "8", "--out", "eight"]).assert(0);
    for edition in ["base", "example"] {
        let one = contents(&desk.path(&format!("one/{edition}")));
        assert!(one.len() > 8);
        assert_eq!(one, contents(&desk.path(&format!("eight/{edition}"))));
    }
}

#[test]
fn json_goes_to_standard_output() {
    let desk = Folder::with(
        r"
        //- base/index.md
        [x](nowhere.md) [y](no.pdf)
        ",
    );

    let done = desk.run(&["check", "--format", "json"]).assert(1);
    let lines: Vec<serde_json::Value> =
        done.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();

    assert_eq!(lines.len(), 2);
    assert_eq!(
        (lines[0]["check"].as_str(), lines[0]["place"]["line"].as_u64()),
        (Some("broken-link"), Some(1))
    );
    assert!(!done.stderr.contains("nowhere.md"), "{}", done.stderr);

    // Also where handbook.yaml itself is at fault.
    desk.put("content/handbook.yaml", "titel: x\n");
    let done = desk.run(&["check", "--format", "json"]).assert(2);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&done.stdout).expect("JSON")["check"],
        "unknown-key"
    );
}

#[test]
fn github_goes_to_standard_output() {
    let desk = Folder::with(
        r"
        //- base/index.md
        [x](nowhere.md)
        ",
    );

    let done = desk.run(&["build", "--format", "github"]).assert(1);
    assert!(
        done.stdout.starts_with(
            "::error file=content/base/index.md,line=1,col=5,title=broken-link::no \
                 page `nowhere.md`%0A"
        ),
        "{}",
        done.stdout
    );
}

#[test]
fn timings_name_the_stages() {
    let desk = Folder::with(HANDBOOK);
    let done = desk.run(&["build", "--timings"]).assert(0);
    for stage in
        ["load", "parse", "editions", "overlay", "link", "check", "render", "outputs", "publish"]
    {
        assert!(
            done.stderr.lines().any(|line| line.trim_start().starts_with(stage)),
            "{stage}\n{}",
            done.stderr
        );
    }
    assert!(!desk.run(&["build"]).assert(0).stderr.contains("overlay"));
    desk.run(&["check", "--timings"]).assert(0).says("overlay");
}

// What is printed

#[test]
fn piped_output_is_quiet_and_plain() {
    let desk = Folder::with(HANDBOOK);
    let done = desk.run(&["build"]).assert(0);
    assert_eq!(done.stdout, "");
    assert_eq!(
        done.stderr.lines().count(),
        4,
        "one line, and one for each edition: {}",
        done.stderr
    );
    assert!(!done.stderr.contains(['\r', '\u{1b}']), "{:?}", done.stderr);
    desk.put("content/base/index.md", "[x](nowhere.md)\n");
    let done = desk.run(&["build"]).assert(1);
    assert!(!done.stderr.contains(['\r', '\u{1b}']), "{:?}", done.stderr);
}

#[test]
fn no_color_is_respected() {
    let desk = Folder::with(
        r"
        //- base/index.md
        [x](nowhere.md)
        ",
    );
    let forced = desk.run_in("", &["check"], &[("CLICOLOR_FORCE", "1")]).assert(1);
    assert!(forced.stderr.contains("\u{1b}["), "colours can be had: {:?}", forced.stderr);
    let plain =
        desk.run_in("", &["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).assert(1);
    assert!(!plain.stderr.contains('\u{1b}'), "{:?}", plain.stderr);
}

#[test]
fn explain_lists_and_explains_checks() {
    let desk = Folder::empty();
    let list = desk.run(&["explain"]).assert(0);
    assert_eq!(list.stdout.lines().count(), mentorbook::checks::CHECKS.len());
    for (line, check) in list.stdout.lines().zip(mentorbook::checks::CHECKS) {
        assert!(line.starts_with(check.name) && line.ends_with('.'), "{line}");
    }
    let one = desk
        .run(&["explain", "broken-link"])
        .assert(0)
        .prints("broken-link (error unless handbook.yaml says otherwise)");
    let check = mentorbook::checks::find("broken-link").unwrap();
    assert!(
        one.stdout.contains(&check.explanation().text)
            && one.stdout.contains("    [Leave](hr/leaves.md)\n"),
        "{}",
        one.stdout
    );
}

#[test]
fn completions_for_every_shell() {
    let desk = Folder::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        desk.run(&["completions", shell])
            .assert(0)
            .prints("mentorbook")
            .prints("timings")
            .prints("schema");
    }
}

#[test]
fn help_and_version() {
    let desk = Folder::empty();
    let help = desk.run(&["--help"]).assert(0);
    for command in ["build", "check", "init", "new", "explain", "schema", "completions"] {
        assert!(
            help.stdout.lines().any(|line| line.trim_start().starts_with(command)),
            "{}",
            help.stdout
        );
    }
    desk.run(&["--version"]).assert(0).prints(concat!("mentorbook ", env!("CARGO_PKG_VERSION")));
    desk.run(&["build", "--help"]).assert(0).prints("--strict").prints("--drafts").prints("--jobs");
}

// What is touched

#[test]
fn check_writes_nothing() {
    let desk = Folder::with(HANDBOOK);
    let before = traces(&desk.path(""));
    desk.run(&["check"]).assert(0).says("All is well: 3 editions looked at");
    assert_eq!(traces(&desk.path("")), before);
}

#[test]
fn a_second_build_touches_nothing() {
    let desk = started();
    desk.run(&["build"]).assert(0);
    let before = traces(&desk.path("public"));
    desk.run(&["build"])
        .assert(0)
        .says("All is well: 0 editions published to ")
        .says(", 2 up to date in ");
    let after = traces(&desk.path("public"));
    let editions = |all: BTreeMap<PathBuf, _>| -> Vec<_> {
        all.into_iter().filter(|(path, _)| !path.starts_with(".mentorbook")).collect()
    };
    assert_eq!(editions(after), editions(before));
}

#[test]
fn a_change_exchanges_only_its_edition() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build"]).assert(0);
    let (acme, birch, base) = (
        traces(&desk.path("public/acme")),
        traces(&desk.path("public/birch")),
        traces(&desk.path("public/base")),
    );
    desk.put("content/firms/acme/own.md", "# Own, changed\n");
    desk.run(&["build"]).assert(0).says("1 edition published to ").says(", 2 up to date in ");
    assert_eq!(
        (traces(&desk.path("public/birch")), traces(&desk.path("public/base"))),
        (birch, base)
    );
    assert!(desk.read("public/acme/own/index.html").contains("Own, changed"));

    // Its other files are the same files as before.
    let after = traces(&desk.path("public/acme"));
    assert!(acme[Path::new("robots.txt")].is_same_file(&after[Path::new("robots.txt")]));
    assert!(!acme[Path::new("own/index.html")].is_same_file(&after[Path::new("own/index.html")]));
}

#[test]
fn a_change_of_the_base_reaches_every_edition() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build"]).assert(0);
    desk.put("content/base/index.md", "# New home\n");
    desk.run(&["build"]).assert(0).says("3 editions published to ");
    for edition in ["acme", "base", "birch"] {
        assert!(desk.read(&format!("public/{edition}/index.html")).contains("New home"));
    }
}

#[test]
fn a_page_that_goes_takes_its_file_along() {
    let desk = Folder::with(HANDBOOK);
    desk.run(&["build"]).assert(0);
    fs::remove_file(desk.path("content/firms/acme/own.md")).unwrap();
    desk.run(&["build"]).assert(0).says("removed");
    assert!(!desk.path("public/acme/own").exists());
}

#[test]
fn an_edition_of_a_firm_that_is_no_more_is_told() {
    let desk = Folder::with(
        r"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/birch/firm.yaml
        name: Birch
        ",
    );

    let first = desk.run(&["build"]);
    assert!(!first.stderr.contains("no more"), "{}", first.stderr);
    std::fs::remove_dir_all(desk.path("content/firms/birch")).expect("removed");

    // Nor is it told where only some firms are built.
    let one = desk.run(&["build", "--firm", "acme"]);
    assert!(!one.stderr.contains("no more"), "{}", one.stderr);
    let all = desk.run(&["build"]);
    assert!(all.stderr.contains("birch is of a firm or edition that is no more"), "{}", all.stderr);
    assert!(!all.stderr.contains("acme is of"), "{}", all.stderr);
    assert!(desk.path("public/birch/index.html").exists(), "and left for people to delete");
    std::fs::remove_dir_all(desk.path("public/birch")).expect("removed");
    let then = desk.run(&["build"]);
    assert!(!then.stderr.contains("no more"), "{}", then.stderr);
}
