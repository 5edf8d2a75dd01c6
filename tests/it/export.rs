//! `mentorbook export`: modules as packages for learning systems.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use serde_json::Value;
use zip::{CompressionMethod, ZipArchive};

use crate::harness::{Done, Folder, contents};

/// Two firms and two modules, of which one is to be read only.
const HANDBOOK: &str = r##"
    //- handbook.yaml
    title: Handbook
    theme: mine
    audiences: [mentor, facilitator]
    editions:
      learners: {audiences: [mentor]}
      facilitators: {audiences: [mentor, facilitator]}
    //- base/index.md
    # Home
    //- base/training/index.md
    # Training
    //- base/training/m1.md
    ---
    title: First
    kind: module
    minutes: 10
    ---
    # The first module of {{ firm.name }}

    [Home](../index.md), [below](#check), [away](https://example.com/a).

    ## Check {#check}

    ### Which {#q1 question=single}

    - [ ] One `~=#{}:\`
    - [x] Two \<b>
    - [ ] Three

    ### Several {#q2 question=multiple}

    - [x] A
    - [x] B
    - [ ] C

    ### In order {#q3 question=ordering}

    1. First
    2. Second
    //- base/training/2-read.md
    ---
    kind: module
    ---
    # Read & "think" <ü>
    //- base/training/lead.md
    ---
    kind: module
    audience: facilitator
    ---
    # Lead
    //- firms/acme/firm.yaml
    name: Acme
    //- firms/birch/firm.yaml
    name: Birch
    url: https://birch.example/handbook
    //- themes/mine/theme.yaml
    name: Mine
    parent: default
"##;

fn export(folder: &Folder, arguments: &[&str]) -> Done {
    folder.run(&[&["export"], arguments].concat())
}

fn exported(text: &str) -> Folder {
    let folder = Folder::with(text);
    export(&folder, &[]).assert(0);
    folder
}

/// The files of a package by path, the first of them by itself.
fn package(folder: &Folder, path: &str) -> (String, BTreeMap<String, Vec<u8>>) {
    let bytes = std::fs::read(folder.path(&format!("packages/{path}"))).expect("a package");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let first = archive.by_index(0).expect("a file").name().to_owned();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("whole");
        files.insert(file.name().to_owned(), bytes);
    }
    (first, files)
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[path].clone()).expect("UTF-8")
}

fn names(folder: &Folder, edition: &str) -> Vec<String> {
    let files = contents(&folder.path(&format!("packages/{edition}")));
    files.into_keys().filter(|path| path.ends_with(".zip")).collect()
}

/// The values of an attribute in a manifest.
fn values<'t>(xml: &'t str, attribute: &str) -> Vec<&'t str> {
    let begin = format!("{attribute}=\"");
    let parts = xml.split(begin.as_str()).skip(1);
    parts.map(|part| part.split('"').next().unwrap_or_default()).collect()
}

#[test]
fn each_module_that_learners_take_is_a_package() {
    let folder = exported(HANDBOOK);
    assert_eq!(names(&folder, "acme"), ["2-read.acme.scorm12.zip", "m1.acme.scorm12.zip"]);
    // Who leads others packs for them what they take, not what they lead by.
    assert_eq!(
        names(&folder, "acme.facilitators"),
        ["2-read.acme.facilitators.scorm12.zip", "m1.acme.facilitators.scorm12.zip"]
    );

    let named = ["--firm", "acme", "--module", "training/lead.md", "--format", "scorm2004,cmi5"];
    export(&folder, &named).assert(0);
    assert_eq!(
        names(&folder, "acme.facilitators"),
        ["lead.acme.facilitators.cmi5.zip", "lead.acme.facilitators.scorm2004.zip"]
    );
    // Those who do not have it are left as they were.
    assert_eq!(names(&folder, "acme").len(), 2);
}

#[test]
fn a_manifest_names_every_file_and_nothing_that_is_not_there() {
    let folder = Folder::with(HANDBOOK);
    export(&folder, &["--format", "scorm12,scorm2004"]).assert(0);
    for format in ["scorm12", "scorm2004"] {
        for edition in ["acme", "birch"] {
            let (first, files) = package(&folder, &format!("{edition}/m1.{edition}.{format}.zip"));
            assert_eq!(first, "imsmanifest.xml");
            let manifest = text(&files, &first);
            let listed: BTreeSet<&str> = values(&manifest, "<file href").into_iter().collect();
            let there: BTreeSet<&str> =
                files.keys().map(String::as_str).filter(|name| *name != first).collect();
            assert_eq!(listed, there);

            assert_eq!(values(&manifest, "identifierref"), ["m1.sco"]);
            assert!(values(&manifest, "identifier").contains(&"m1.sco"), "{manifest}");
            assert!(manifest.contains("<title>The first module of "), "{manifest}");
            assert!(!manifest.to_lowercase().contains("mastery"), "{manifest}");
        }
    }
}

#[test]
fn what_no_system_takes_is_in_no_archive() {
    let folder = exported(HANDBOOK);
    for (path, bytes) in contents(&folder.path("packages")) {
        if !path.ends_with(".zip") {
            continue;
        }
        let size = bytes.len();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut unpacked = 0;
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).expect("a file");
            let method = file.compression();
            assert!(matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated));
            assert!(file.is_file() && !file.name().contains('\\'), "{}", file.name());
            let ending = file.name().rsplit('.').next().unwrap_or_default();
            let refused = ["py", "rb", "pl", "php", "sh", "exe", "bat", "jsp", "asp"];
            assert!(!refused.contains(&ending), "{}", file.name());
            unpacked += file.size();
        }
        assert!(unpacked / (size as u64) < 200);
    }
}

#[test]
fn links_lead_to_the_site_or_to_the_handbook_that_is_carried() {
    let folder = exported(HANDBOOK);
    let (_, files) = package(&folder, "birch/m1.birch.scorm12.zip");
    let page = text(&files, "index.html");
    assert!(page.contains("href=\"https://birch.example/handbook/index.html\""), "{page}");
    assert!(page.contains("href=\"#check\""), "{page}");
    assert!(!files.keys().any(|path| path.starts_with("handbook/")));

    let (_, files) = package(&folder, "acme/m1.acme.scorm12.zip");
    let page = text(&files, "index.html");
    assert!(page.contains("href=\"handbook/index.html\""), "{page}");
    assert!(files.contains_key("handbook/index.html"));
    assert!(files.contains_key("handbook/training/index.html"));
}

#[test]
fn what_a_script_loads_later_lies_in_the_package_too() {
    let (_, files) = package(&exported(HANDBOOK), "birch/m1.birch.scorm12.zip");
    let page = text(&files, "index.html");
    let later = values(&page, "data-completion");
    assert!(!later.is_empty() && later.iter().all(|path| files.contains_key(*path)), "{later:?}");
}

#[test]
fn only_packages_have_the_scripts_that_report_and_a_firm_may_have_its_own() {
    let own = "    //- firms/acme/theme/static/package/record-scorm.js\n    // Acme's own.\n";
    let folder = exported(
        &HANDBOOK
            .replace("theme: mine\n", "theme: mine\n    trusted_themes: [acme]\n")
            .replace("    //- firms/birch", &format!("{own}    //- firms/birch")),
    );
    let script = |path: &str| {
        let (_, files) = package(&folder, path);
        assert!(files.keys().any(|path| path.starts_with("_assets/package/package.")));
        let mut paths = files.keys();
        let path = paths.find(|path| path.starts_with("_assets/package/record-scorm."));
        text(&files, path.expect("a script"))
    };
    assert_eq!(script("acme/m1.acme.scorm12.zip"), "// Acme's own.\n");
    assert!(script("birch/m1.birch.scorm12.zip").contains("handbook.recordBy("));

    folder.run(&["build"]).assert(0);
    let published = contents(&folder.path("public"));
    assert!(published.keys().any(|path| path.starts_with("acme/_assets/record.")));
    let for_packages = published.keys().filter(|path| path.contains("_assets/package/"));
    assert_eq!(for_packages.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_firm_says_where_links_lead() {
    let carried = HANDBOOK.replace("/handbook\n", "/handbook\n    lms: {links: carry}\n");
    let (_, files) = package(&exported(&carried), "birch/m1.birch.scorm12.zip");
    assert!(files.contains_key("handbook/index.html"));
}

#[test]
fn the_page_tells_its_scripts_what_to_report() {
    let scored = HANDBOOK.replace("name: Acme", "name: Acme\n    lms: {report: answers}");
    let folder = exported(&scored);
    let (_, files) = package(&folder, "acme/m1.acme.scorm12.zip");
    let page = text(&files, "index.html");
    assert!(page.contains(" data-package=\"scorm12\" data-report=\"answers\""), "{page}");
    let (_, files) = package(&folder, "birch/m1.birch.scorm12.zip");
    assert!(text(&files, "index.html").contains(" data-report=\"completion\""));
}

#[test]
fn the_same_handbook_gives_the_same_bytes() {
    let all = ["--format", "scorm12,scorm2004,cmi5,gift,moodle-xml"];
    let (one, other) = (Folder::with(HANDBOOK), Folder::with(HANDBOOK));
    export(&one, &[&all[..], &["--jobs", "1"]].concat()).assert(0);
    let elsewhere = [("TZ", "Pacific/Auckland")];
    let arguments = [&["export", "--jobs", "8"], &all[..]].concat();
    other.run_in("", &arguments, &elsewhere).assert(0);

    let packages = |folder: &Folder| {
        let mut files = contents(&folder.path("packages"));
        files.retain(|path, _| !path.starts_with(".mentorbook/"));
        files
    };
    assert_eq!(packages(&one), packages(&other));

    // Alone as among all.
    let alone = Folder::with(HANDBOOK);
    export(&alone, &[&all[..], &["--firm", "acme"]].concat()).assert(0);
    for (path, bytes) in packages(&alone) {
        assert_eq!(bytes, packages(&one)[&path], "{path}");
    }
}

#[test]
fn what_has_not_changed_is_not_packed_again() {
    let folder = exported(HANDBOOK);
    let again = export(&folder, &[]).assert(0);
    assert!(again.stderr.contains("6 up to date"), "{}", again.stderr);
    // Another format is something else.
    export(&folder, &["--format", "cmi5"]).assert(0);
    assert_eq!(names(&folder, "acme"), ["2-read.acme.cmi5.zip", "m1.acme.cmi5.zip"]);
}

#[test]
fn a_module_keeps_its_name_or_export_refuses() {
    let folder = exported(HANDBOOK);
    let page = folder.read("content/base/training/m1.md");
    std::fs::remove_file(folder.path("content/base/training/m1.md")).expect("removed");
    folder.put("content/base/training/start.md", &page);
    let done = export(&folder, &["--firm", "acme"]).assert(1);
    let said = "the module `m1` (training/m1.md) was packed before, and would be no more";
    assert!(done.stderr.contains(said), "{}", done.stderr);
    assert!(done.stderr.contains("write `module_id: m1` into it"), "{}", done.stderr);
    // What learners have is still what the folder holds.
    assert!(names(&folder, "acme").contains(&"m1.acme.scorm12.zip".to_owned()));

    let kept = page.replace("kind: module", "kind: module\nmodule_id: m1");
    folder.put("content/base/training/start.md", kept);
    export(&folder, &["--firm", "acme"]).assert(0);
    assert!(names(&folder, "acme").contains(&"m1.acme.scorm12.zip".to_owned()));

    let other = page.replace("kind: module", "kind: module\nmodule_id: m9");
    folder.put("content/base/training/start.md", other);
    let done = export(&folder, &["--firm", "acme"]).assert(1);
    assert!(
        done.stderr.contains("know this module as `m1`; it would become `m9`"),
        "{}",
        done.stderr
    );
    export(&folder, &["--firm", "acme", "--new-ids"]).assert(0);
    assert!(names(&folder, "acme").contains(&"m9.acme.scorm12.zip".to_owned()));
    // From now on that is its name.
    export(&folder, &["--firm", "acme"]).assert(0);
}

#[test]
fn a_module_that_was_not_asked_for_keeps_its_name_too() {
    let folder = exported(HANDBOOK);
    export(&folder, &["--firm", "acme", "--module", "training/2-read.md"]).assert(0);
    let page = folder.read("content/base/training/m1.md");
    let other = page.replace("kind: module", "kind: module\nmodule_id: m9");
    folder.put("content/base/training/m1.md", other);
    let done = export(&folder, &["--firm", "acme"]).assert(1);
    assert!(done.stderr.contains("would become `m9`"), "{}", done.stderr);
}

#[test]
fn a_list_that_is_lost_stops_the_export() {
    let folder = exported(HANDBOOK);
    folder.put("packages/acme/packages.json", "{");
    let done = export(&folder, &[]).assert(2);
    assert!(done.stderr.contains("get it back from a copy"), "{}", done.stderr);
    export(&folder, &["--new-ids"]).assert(0);
}

#[test]
fn a_name_that_can_be_none_is_told() {
    for (id, says) in [
        ("Über", "`module_id: Über` cannot be the name of a module"),
        ("../x", "`module_id: ../x` cannot be the name of a module"),
        ("-a", "`module_id: -a` cannot be the name of a module"),
    ] {
        let wrong = HANDBOOK.replacen("minutes: 10", &format!("module_id: {id}"), 1);
        let done = export(&Folder::with(&wrong), &[]);
        assert!(done.stderr.contains(says), "{}", done.stderr);
    }

    let folder = Folder::with(&HANDBOOK.replace("training/m1.md", "training/größe.md"));
    let done = export(&folder, &[]).assert(1);
    let says = "`größe` cannot be the name by which learning systems know this module";
    assert!(done.stderr.contains(says), "{}", done.stderr);

    let twice = HANDBOOK.replacen("minutes: 10", "module_id: 2-read", 1);
    let done = export(&Folder::with(&twice), &[]).assert(1);
    let says = "learning systems would know this module by the same name as training/";
    assert!(done.stderr.contains(says), "{}", done.stderr);
}

#[test]
fn a_module_that_is_not_there_is_told_and_nothing_is_taken_away() {
    let folder = exported(HANDBOOK);
    let done = export(&folder, &["--firm", "acme", "--module", "training/m2.md"]).assert(1);
    let says = "there is no training module `training/m2.md`";
    assert!(done.stderr.contains(says), "{}", done.stderr);
    assert!(done.stderr.contains("did you mean `training/m1.md`?"), "{}", done.stderr);
    assert_eq!(names(&folder, "acme").len(), 2);
}

#[test]
fn a_question_has_no_more_options_than_a_system_can_tell_apart() {
    let options: String = (1..=35).map(|at| format!("    - [ ] Another, {at}\n")).collect();
    let many = HANDBOOK.replace("    - [ ] Three\n", &options);
    let done = export(&Folder::with(&many), &["--firm", "acme"]).assert(1);
    let says = "this question has 37 options, and learning systems tell 36 apart";
    assert!(done.stderr.contains(says), "{}", done.stderr);
    assert!(done.stderr.contains("training/m1.md:"), "{}", done.stderr);
}

#[test]
fn identifiers_are_such_as_xml_takes() {
    let folder = Folder::with(HANDBOOK);
    export(&folder, &["--format", "scorm12,cmi5"]).assert(0);
    let (_, files) = package(&folder, "acme/2-read.acme.scorm12.zip");
    let manifest = text(&files, "imsmanifest.xml");
    assert!(manifest.contains("identifier=\"m-2-read.acme\""), "{manifest}");
    assert!(manifest.contains("<title>Read &amp; “think” &lt;ü&gt;</title>"), "{manifest}");

    let (first, files) = package(&folder, "acme/2-read.acme.cmi5.zip");
    assert_eq!(first, "cmi5.xml");
    let course = text(&files, &first);
    assert!(course.contains("moveOn=\"Completed\""), "{course}");
    assert!(course.contains("<au id=\"urn:uuid:"), "{course}");
    let (_, files) = package(&folder, "acme/m1.acme.cmi5.zip");
    let course = text(&files, "cmi5.xml");
    assert!(course.contains("moveOn=\"CompletedAndPassed\" masteryScore=\"0.8\""), "{course}");
}

#[test]
fn identities_never_follow_from_the_address_of_the_site() {
    let ids = |text: &str| {
        let folder = Folder::with(text);
        export(&folder, &["--format", "cmi5"]).assert(0);
        let (_, files) = package(&folder, "birch/m1.birch.cmi5.zip");
        values(&self::text(&files, "cmi5.xml"), " id").join(" ")
    };
    let usual = ids(HANDBOOK);
    assert_eq!(usual, ids(&HANDBOOK.replace("birch.example", "intranet.birch.example")));

    let named = "url: https://x.example\n    lms: {id: \"https://birch.example/t/\"}";
    let own = ids(&HANDBOOK.replace("url: https://birch.example/handbook", named));
    assert_eq!(
        own,
        "https://birch.example/t/birch/m1/course https://birch.example/t/birch/m1/unit"
    );
}

#[test]
fn what_lms_cannot_mean_is_told() {
    for (lms, says) in [
        ("{report: all}", "`report` takes `completion` or `score` or `answers`, not `all`"),
        ("{links: away}", "`links` takes `site` or `carry`, not `away`"),
        ("{id: birch}", "`birch` cannot begin the identities of modules"),
        ("{id: \"https://a b\"}", "`https://a b` cannot begin the identities of modules"),
        ("{reprot: score}", "`reprot`"),
    ] {
        let wrong = HANDBOOK.replace("name: Acme", &format!("name: Acme\n    lms: {lms}"));
        let done = export(&Folder::with(&wrong), &["--firm", "acme"]).assert(1);
        assert!(done.stderr.contains(says), "{}", done.stderr);
    }
}

#[test]
fn a_bank_has_each_graded_question_as_it_is_written() {
    let folder = Folder::with(HANDBOOK);
    export(&folder, &["--format", "gift,moodle-xml"]).assert(0);
    let gift = folder.read("packages/acme/questions.gift.txt");
    assert!(gift.contains("::m1/q1::[html]<p>Which</p>{\n"), "{gift}");
    assert!(gift.contains("\n~One <code>\\~\\=\\#\\{\\}\\:\\\\</code>\n"), "{gift}");
    assert!(gift.contains("\n=Two &lt;b>\n") || gift.contains("\n=Two &lt;b&gt;\n"), "{gift}");
    assert!(gift.contains("\n~%50%A\n~%50%B\n~%-100%C\n"), "{gift}");
    // Moodle has no questions about order.
    assert!(gift.contains("\n=1. -> First\n=2. -> Second\n"), "{gift}");

    let moodle = folder.read("packages/acme/questions.moodle.xml");
    assert_eq!(moodle.matches("<question type=").count(), 4, "three and a category");
    assert!(moodle.contains("<idnumber>m1/q2</idnumber>"), "{moodle}");
    assert!(moodle.contains("fraction=\"50\"") && moodle.contains("fraction=\"-100\""), "{moodle}");
}

#[test]
fn a_bank_says_true_and_false_in_its_own_words_unless_an_option_says_more() {
    let asked = "
    ### Is it {#q4 question=true-false}

    - [ ] Ja
      > It is `#1`.
    - [x] Nein
      > It is not.

    > All of it.

    ### Is it so {#q5 question=true-false}

    - [x] Yes
    - [ ] No, never
";
    let folder =
        Folder::with(&HANDBOOK.replace("    2. Second\n", &format!("    2. Second\n{asked}")));
    export(&folder, &["--format", "gift,moodle-xml"]).assert(0);

    let gift = folder.read("packages/acme/questions.gift.txt");
    let is_it = gift.split("::m1/q4::").nth(1).expect("the question");
    let answers = is_it.split_once("{\n").expect("answers").1.split_once("}\n").expect("an end").0;
    assert_eq!(
        answers,
        "FALSE#<p>It is <code>\\#1</code>.</p>#<p>It is not.</p>\n####<p>All of it.</p>\n"
    );
    assert!(gift.contains("\n=Yes\n~No, never\n"), "{gift}");

    let moodle = folder.read("packages/acme/questions.moodle.xml");
    assert_eq!(moodle.matches("<question type=\"truefalse\">").count(), 1, "{moodle}");
    let is_it = moodle.split("type=\"truefalse\"").nth(1).expect("the question");
    assert!(is_it.contains("fraction=\"0\" format=\"html\"><text>true</text>"), "{moodle}");
    assert!(is_it.contains("fraction=\"100\" format=\"html\"><text>false</text>"), "{moodle}");
}

#[test]
fn the_list_tells_what_was_made() {
    let folder = exported(HANDBOOK);
    let list: Value =
        serde_json::from_str(&folder.read("packages/acme/packages.json")).expect("JSON");
    let first = &list["packages"][1];
    assert_eq!(first["file"], "m1.acme.scorm12.zip");
    assert_eq!((&first["questions"], &first["pass_mark"]), (&Value::from(3), &Value::from(80)));
    assert_eq!(first["report"], "completion");
    let size = std::fs::metadata(folder.path("packages/acme/m1.acme.scorm12.zip"));
    assert_eq!(first["bytes"], size.expect("a file").len());

    let readme = folder.read("packages/acme/README.txt");
    assert!(readme.contains("The first module of Acme\n"), "{readme}");
    assert!(readme.lines().all(|line| line.chars().count() <= 100), "{readme}");
}

#[test]
fn a_theme_without_a_template_for_packages_is_told_of() {
    let bare = HANDBOOK.replace("    theme: mine\n", "").replace("    parent: default\n", "");
    // The theme of tests has templates for pages alone.
    let bare = bare.split("    //- themes/mine").next().unwrap_or_default();
    let done = export(&Folder::with(bare), &[]).assert(1);
    assert!(done.stderr.contains("the theme has no template `package.html`"), "{}", done.stderr);
    assert!(done.stderr.contains("parent: default"), "{}", done.stderr);
}

#[test]
fn packages_go_into_no_folder_of_somebody_elses() {
    let folder = Folder::with(HANDBOOK);
    for (out, status) in [("content", 2), ("content/base", 2), ("mine", 2)] {
        folder.put("mine/letter.txt", "Dear");
        let out = folder.path(out);
        export(&folder, &["--out", out.to_str().expect("UTF-8")]).assert(status);
    }
    assert_eq!(folder.read("mine/letter.txt"), "Dear");
}
