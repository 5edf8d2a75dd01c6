//! `overrides.lock`: what is written into it, when, and what becomes of an override afterwards.

use std::collections::BTreeMap;

use mentorbook::{DriftState, Engine, Origin, Selection};

use crate::harness::{Done, Files, Folder, files, program};

const BASE: &str = "
    //- base/index.md
    # Home
    //- base/hr.md
    ---
    title: HR
    ---
    Welcome.

    ## Leave {#leave}

    Ask a week before.

    ## Notice {#notice}

    A month.
    //- firms/acme/firm.yaml
    name: Acme
    //- firms/acme/hr.md
    ---
    override: sections
    title: Staff
    ---
    ## Leave {#leave replace}

    Ask Ada.

    ## More {#notice append}

    In writing.

    ## Pay {#pay after=leave}

    On Friday.
";

fn folder() -> Folder {
    Folder::with(BASE)
}

fn build(folder: &Folder) -> Done {
    folder.run(&["build"])
}

/// The state of each override of a handbook on the disk, by what it overrides.
fn states(folder: &Folder) -> BTreeMap<String, DriftState> {
    let origin = Origin::Disk(folder.root().to_path_buf());
    let engine = Engine::load(origin, Selection::default()).expect("a handbook");
    let known = engine.overrides().overrides.into_iter();
    known.map(|status| (format!("{} {}", status.layer, status.subject), status.state)).collect()
}

fn state(folder: &Folder, subject: &str) -> DriftState {
    states(folder).remove(&format!("acme {subject}")).expect("an override")
}

const LOCK: &str = "content/firms/acme/overrides.lock";

#[test]
fn a_build_writes_what_each_override_was_written_against_and_says_so() {
    let folder = folder();
    assert_eq!(state(&folder, "hr.md#leave"), DriftState::New);
    build(&folder).assert(0).says(
        "note: 4 overrides of acme had no entry in content/firms/acme/overrides.lock, and now \
         count as written against today's base; if the lock was lost, restore it first",
    );

    let lock = folder.read(LOCK);
    assert!(lock.contains(
        "- page: hr.md\n  section: leave\n  operation: replace\n  digest: \"a7be7b5e9ad4b4f167322b41ee804fe3\"\n  \
         text: |\n    ## Leave {#leave}\n\n    Ask a week before.\n"
    ), "{lock}");
    assert!(lock.contains("- page: hr.md\n  key: title\n"), "{lock}");
    assert!(lock.contains("  section: pay\n  operation: after\n  beside: leave\n"), "{lock}");
    assert!(states(&folder).values().all(|state| *state == DriftState::Current));
}

#[test]
fn a_lock_is_not_written_again_and_its_writing_makes_no_edition_old() {
    let folder = folder();
    build(&folder).assert(0);
    let before = std::fs::metadata(folder.path(LOCK)).expect("a lock").modified().expect("a time");
    build(&folder).assert(0).says("2 up to date");
    let after = std::fs::metadata(folder.path(LOCK)).expect("a lock").modified().expect("a time");
    assert_eq!(before, after);
}

#[test]
fn neither_check_nor_locked_writes() {
    let folder = folder();
    folder.run(&["check"]).assert(0);
    folder.run(&["build", "--locked"]).assert(1).says("error[unlocked-override]");
    assert!(!folder.path(LOCK).exists());
    build(&folder).assert(0);
    folder.run(&["build", "--locked"]).assert(0);
}

#[test]
fn white_space_line_ends_and_the_form_of_letters_are_no_drift() {
    let folder = folder();
    build(&folder).assert(0);
    let text = folder.read("content/base/hr.md");
    let other = text.replace("Ask a week", "Ask   a\nweek").replace('\n', "\r\n");
    folder.put("content/base/hr.md", &other);
    build(&folder).assert(0);
    assert_eq!(state(&folder, "hr.md#leave"), DriftState::Current);
}

#[test]
fn each_operation_drifts_in_its_own_way() {
    let folder = folder();
    build(&folder).assert(0);
    let text = folder.read("content/base/hr.md");
    let text = text.replace("a week", "two weeks").replace("A month", "A quarter");
    folder.put("content/base/hr.md", text.replace("title: HR", "title: People"));

    assert_eq!(state(&folder, "hr.md#leave"), DriftState::Drifted);
    assert_eq!(state(&folder, "hr.md#notice"), DriftState::ContextChanged);
    assert_eq!(state(&folder, "hr.md:title"), DriftState::Drifted);
    assert_eq!(state(&folder, "hr.md#pay"), DriftState::Current);
    // A build tells of it, and changes no entry.
    let lock = folder.read(LOCK);
    build(&folder).assert(0).says("warning[drifted-override]: the text below has changed since");
    assert_eq!(folder.read(LOCK), lock);

    folder.put("content/base/hr.md", text.replace("Ask two weeks before.", "Ask Ada."));
    assert_eq!(state(&folder, "hr.md#leave"), DriftState::Redundant);
}

#[test]
fn what_is_gone_is_an_orphan_and_the_likeliest_place_is_named() {
    let folder = folder();
    build(&folder).assert(0);
    let text = folder.read("content/base/hr.md");
    folder.put("content/base/hr.md", text.replace("## Leave {#leave}", "## Time off {#time-off}"));
    let done = build(&folder).assert(1);
    let done = done.says("error[orphaned-override]: `replace` of `leave` has nothing below it");
    done.says("its text may be `hr.md#time-off` by now");
    assert_eq!(state(&folder, "hr.md#pay"), DriftState::Orphaned);

    std::fs::remove_file(folder.path("content/base/hr.md")).expect("removed");
    folder.put("content/base/hr/index.md", &text);
    build(&folder).assert(1).says("its text may be `hr/index.md");
}

#[test]
fn a_lock_that_is_not_whole_is_told_and_never_written_over() {
    let folder = folder();
    build(&folder).assert(0);
    let lock = folder.read(LOCK);
    let broken = [
        (lock.replace("version: 1", "version: 2"), "a newer mentorbook wrote this file"),
        (lock[..lock.len() / 2].to_owned(), "overrides.lock cannot be used"),
        (lock.replace("...\n", ""), "the end of this file is missing"),
        (lock.replace("overrides:\n", "overrides:\n<<<<<<< HEAD\n"), "git left both sides"),
        (lock.replace("  operation: after\n", "  operation: beside\n"), "which override it is of"),
        (lock.replace("digest: \"", "digest: \"x"), "which override it is of, or has no digest"),
        ("\0".to_owned(), "overrides.lock cannot be used"),
    ];
    for (text, message) in broken {
        folder.put(LOCK, &text);
        build(&folder).assert(1).says("error[overrides-lock]").says(message);
        assert_eq!(folder.read(LOCK), text);
    }
}

#[cfg(unix)]
#[test]
fn a_lock_is_written_through_no_link() {
    let folder = folder();
    folder.put("elsewhere", "theirs");
    std::os::unix::fs::symlink(folder.path("elsewhere"), folder.path(LOCK)).expect("a link");
    build(&folder).assert(1).says("error[overrides-lock]").says("it is a symbolic link");
    assert_eq!(folder.read("elsewhere"), "theirs");
}

#[test]
fn an_entry_whose_override_is_gone_is_told() {
    let folder = folder();
    build(&folder).assert(0);
    let text = folder.read("content/firms/acme/hr.md");
    folder.put("content/firms/acme/hr.md", text.replace("title: Staff\n", ""));
    build(&folder).assert(0).says("this lock has an entry of hr.md:title, which nothing overrides");
    assert_eq!(state(&folder, "hr.md:title"), DriftState::Unused);
}

#[test]
fn a_lock_of_ten_megabytes_is_read() {
    let folder = folder();
    build(&folder).assert(0);
    let lock = folder.read(LOCK);
    let entry = |number: usize| {
        format!(
            "- page: gone-{number}.md\n  operation: page\n  digest: \"{number:032x}\"\n  text: |\n    {}\n",
            "word ".repeat(200)
        )
    };
    let entries: String = (0..10_000).map(entry).collect();
    folder.put(LOCK, lock.replace("...\n", &format!("{entries}...\n")));
    build(&folder).assert(0);
    assert_eq!(state(&folder, "hr.md#leave"), DriftState::Current);
}

#[test]
fn a_hidden_folder_is_one_override_and_new_pages_in_it_are_drift() {
    let mut all: Files = files(BASE);
    all.insert(
        "content/firms/acme/firm.yaml".into(),
        b"name: Acme\nhide: [talks, hr.md]\n".to_vec(),
    );
    all.remove("content/firms/acme/hr.md");
    all.insert("content/base/talks/one.md".into(), b"# One\n".to_vec());
    let folder = Folder::of(&all);
    build(&folder).assert(0).says("2 overrides of acme");
    folder.put("content/base/talks/one.md", "# Other words\n");
    assert_eq!(state(&folder, "talks"), DriftState::Current);
    folder.put("content/base/talks/two.md", "# Two\n");
    assert_eq!(state(&folder, "talks"), DriftState::Drifted);
    assert_eq!(state(&folder, "hr.md"), DriftState::Current);
}

#[test]
fn a_shared_layer_has_an_entry_for_each_stack_it_lies_in() {
    let all = files(
        "
        //- base/hr.md
        # HR

        ## Leave {#leave}

        Base.
        //- layers/group/hr.md
        ---
        override: sections
        ---
        ## Leave {#leave replace}

        Group.
        //- layers/uk/hr.md
        ---
        override: sections
        ---
        ## Leave {#leave replace}

        UK.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/birch/firm.yaml
        name: Birch
        layers: [group, uk]
        ",
    );
    let folder = Folder::of(&all);
    build(&folder).assert(0);
    assert!(folder.read("content/layers/uk/overrides.lock").contains("  above: [group]\n"));
    assert!(states(&folder).values().all(|state| *state == DriftState::Current));

    let text = folder.read("content/layers/group/hr.md");
    folder.put("content/layers/group/hr.md", text.replace("Group.", "All of us."));
    assert_eq!(states(&folder)["uk hr.md#leave"], DriftState::Drifted);
}

/// The state of each override, and the name under which its entry is kept where that is another.
fn kept_as(folder: &Folder) -> BTreeMap<String, (DriftState, Option<String>)> {
    let origin = Origin::Disk(folder.root().to_path_buf());
    let engine = Engine::load(origin, Selection::default()).expect("a handbook");
    let known = engine.overrides().overrides.into_iter();
    let told = known.map(|it| {
        (it.subject.to_string(), (it.state, it.kept_as.map(|kept_as| kept_as.to_string())))
    });
    told.collect()
}

#[test]
fn an_entry_goes_with_what_the_base_calls_otherwise() {
    let folder = folder();
    build(&folder).assert(0);
    let lock = folder.read(LOCK);

    // The base gives a section another id, and the page another path.
    let text = folder.read("content/base/hr.md");
    let text = text.replace("{#leave}", "{#time-off formerly=leave}");
    std::fs::remove_file(folder.path("content/base/hr.md")).expect("removed");
    let text = text.replace("title: HR", "title: HR\naliases: [/hr/]");
    folder.put("content/base/people/index.md", &text);
    let all = kept_as(&folder);
    assert!(all.values().all(|state| *state == (DriftState::Current, None)), "{all:?}");

    // The firm calls them so, too: one after the other.
    let own = folder.read("content/firms/acme/hr.md");
    std::fs::remove_file(folder.path("content/firms/acme/hr.md")).expect("removed");
    folder.put("content/firms/acme/people/index.md", &own);
    let kept = |name: &str| Some((DriftState::Current, Some(name.to_owned())));
    assert_eq!(kept_as(&folder).remove("people/index.md#leave"), kept("hr.md#leave"));
    assert_eq!(kept_as(&folder).remove("people/index.md:title"), kept("hr.md:title"));

    let own = own.replace("#leave ", "#time-off ").replace("=leave", "=time-off");
    folder.put("content/firms/acme/people/index.md", &own);
    let all = kept_as(&folder);
    assert_eq!(all.get("people/index.md#time-off").cloned(), kept("hr.md#leave"));
    assert_eq!(all.get("people/index.md#pay").cloned(), kept("hr.md#pay"));
    assert_eq!(all.len(), 4, "{all:?}");

    // No build writes of it, but it is said what does.
    build(&folder)
        .assert(0)
        .says("this lock has people/index.md#time-off under its earlier name, hr.md#leave");
    assert_eq!(folder.read(LOCK), lock);
    folder.run(&["build", "--locked"]).assert(0);
    folder.run(&["drift", "accept", "acme"]).assert(0);
    assert!(kept_as(&folder).values().all(|state| *state == (DriftState::Current, None)));
    let lock = folder.read(LOCK);
    assert!(lock.contains("beside: time-off") && !lock.contains("hr.md"), "{lock}");
}

#[test]
fn a_hidden_page_or_folder_may_be_called_otherwise() {
    let mut all: Files = files(BASE);
    let config = b"name: Acme\nhide: [part, hr.md]\n".to_vec();
    all.insert("content/firms/acme/firm.yaml".into(), config);
    all.remove("content/firms/acme/hr.md");
    let landing = b"---\naliases: [/section/]\n---\n# Part\n".to_vec();
    all.insert("content/base/part/index.md".into(), landing);
    all.insert("content/base/part/one.md".into(), b"# One\n".to_vec());
    let folder = Folder::of(&all);
    build(&folder).assert(0).says("2 overrides of acme");

    std::fs::rename(folder.path("content/base/part"), folder.path("content/base/chapter"))
        .expect("renamed");
    folder.put("content/base/chapter/index.md", "---\naliases: [/section/, /part/]\n---\n# Part\n");
    let hr = folder.read("content/base/hr.md").replace("title: HR", "aliases: [/hr/]");
    std::fs::remove_file(folder.path("content/base/hr.md")).expect("removed");
    folder.put("content/base/staff.md", &hr);
    let current = |name: &str, kept_as: Option<&str>| {
        (name.to_owned(), (DriftState::Current, kept_as.map(str::to_owned)))
    };
    let expected = BTreeMap::from([current("part", None), current("hr.md", None)]);
    assert_eq!(kept_as(&folder), expected);

    for (folder_name, page) in [("section", "hr/index.md"), ("chapter", "staff.md")] {
        let config = format!("name: Acme\nhide: [{folder_name}, {page}]\n");
        folder.put("content/firms/acme/firm.yaml", config);
        let expected =
            BTreeMap::from([current(folder_name, Some("part")), current(page, Some("hr.md"))]);
        assert_eq!(kept_as(&folder), expected);
    }
    folder.put("content/base/chapter/two.md", "# Two\n");
    assert_eq!(kept_as(&folder)["chapter"].0, DriftState::Drifted);
}

#[test]
fn of_a_file_whose_page_is_gone_only_what_it_says_is_an_orphan() {
    let folder = folder();
    build(&folder).assert(0);
    let own = folder.read("content/firms/acme/hr.md");
    folder.put("content/firms/acme/hr.md", own.replace("title: Staff\n", ""));
    std::fs::remove_file(folder.path("content/base/hr.md")).expect("removed");
    assert_eq!(state(&folder, "hr.md:title"), DriftState::Unused);
    for orphan in ["hr.md#leave", "hr.md#notice", "hr.md#pay"] {
        assert_eq!(state(&folder, orphan), DriftState::Orphaned);
    }
}

#[test]
fn a_lock_that_a_person_has_touched_is_read_and_kept() {
    let folder = folder();
    build(&folder).assert(0);
    let own = folder.read("content/firms/acme/hr.md");
    let lock = folder.read(LOCK);

    // Remarks, other quotes, keys in another order, and the line ends of another system.
    let touched = lock
        .replace(
            "  section: leave\n  operation: replace\n",
            "  operation: 'replace'\n  section: leave\n",
        )
        .replace("- page: hr.md\n  key: title", "# Ours\n- key: title\n  page: \"hr.md\"");
    assert_ne!(touched, lock);
    for text in [&touched, &touched.replace('\n', "\r\n")] {
        folder.put(LOCK, text);
        folder.run(&["build", "--locked"]).assert(0);
        assert!(states(&folder).values().all(|state| *state == DriftState::Current));
        folder.run(&["drift", "accept", "acme", "hr.md#leave"]).assert(0);
        assert_eq!(folder.read(LOCK), *text);
    }

    // What is added is written with the line ends that are there.
    folder.put(
        "content/firms/acme/hr.md",
        own.replace("title: Staff", "title: Staff\ndescription: Us"),
    );
    build(&folder).assert(0).says("1 override of acme had no entry");
    let written = folder.read(LOCK);
    assert_eq!(written.matches('\n').count(), written.matches("\r\n").count(), "{written}");
    assert!(written.contains("key: description\r\n"), "{written}");
    assert!(states(&folder).values().all(|state| *state == DriftState::Current));
}

#[test]
fn a_lock_with_what_no_lock_has_is_told_and_kept() {
    let folder = folder();
    build(&folder).assert(0);
    let lock = folder.read(LOCK);
    let leave = "- page: hr.md\n  section: leave\n";
    let broken = [
        (lock.replace(leave, &format!("{leave}  colour: red\n")), "colour"),
        (lock.replace("version: 1\n", "version: 1\nauthor: Ada\n"), "author"),
        (lock.replace("version: 1", "version: one"), "version"),
        (lock.replace("overrides:\n", "overrides: all\nmore:\n"), "overrides"),
        (
            lock.replace("operation: append", "operation: replace")
                .replace("section: notice", "section: leave"),
            "two entries",
        ),
    ];
    for (text, message) in broken {
        folder.put(LOCK, &text);
        build(&folder).assert(1).says("error[overrides-lock]").says(message);
        let accept = folder.run(&["drift", "accept", "acme"]).assert(2);
        accept.says("cannot be told before its overrides.lock is mended");
        assert_eq!(folder.read(LOCK), text);
    }
}

#[test]
fn an_override_that_is_edited_by_hand_has_the_entry_of_its_name() {
    let folder = folder();
    build(&folder).assert(0);
    let own = folder.read("content/firms/acme/hr.md");
    // Other words are no other override; another operation is.
    let other = own.replace("Ask Ada.", "Ask Bea.").replace("#notice append", "#notice replace");
    folder.put("content/firms/acme/hr.md", &other);
    assert_eq!(state(&folder, "hr.md#leave"), DriftState::Current);
    let notices = |folder: &Folder| -> Vec<DriftState> {
        let origin = Origin::Disk(folder.root().to_path_buf());
        let known = Engine::load(origin, Selection::default()).expect("a handbook").overrides();
        let notices = known.overrides.into_iter();
        notices.filter(|it| it.subject.to_string() == "hr.md#notice").map(|it| it.state).collect()
    };
    assert_eq!(notices(&folder), [DriftState::New, DriftState::Unused]);
    folder.run(&["drift", "accept", "acme"]).assert(0);
    assert_eq!(notices(&folder), [DriftState::Current]);
}

#[test]
fn a_firm_takes_its_lock_with_it() {
    let folder = folder();
    build(&folder).assert(0);
    let lock = folder.read(LOCK);
    std::fs::rename(folder.path("content/firms/acme"), folder.path("content/firms/birch"))
        .expect("renamed");
    folder.run(&["build", "--locked"]).assert(0);
    assert!(
        states(&folder)
            .iter()
            .all(|(name, state)| { name.starts_with("birch ") && *state == DriftState::Current })
    );
    assert_eq!(folder.read("content/firms/birch/overrides.lock"), lock);

    std::fs::remove_dir_all(folder.path("content/firms/birch")).expect("removed");
    build(&folder).assert(0);
    assert!(states(&folder).is_empty());
    assert!(!folder.path("content/firms/birch").exists());
}

#[test]
fn an_id_that_two_sections_have_is_told_and_one_of_them_is_overridden() {
    let folder = folder();
    build(&folder).assert(0);
    let text = folder.read("content/base/hr.md");
    folder.put("content/base/hr.md", text.clone() + "\n## Again {#leave}\n\nTwice.\n");
    build(&folder).assert(1).says("error[duplicate-id]");
    assert_eq!(state(&folder, "hr.md#leave"), DriftState::Current);

    // Twice in the firm's own file: one target, one entry.
    folder.put("content/base/hr.md", text);
    let own = folder.read("content/firms/acme/hr.md");
    let twice = own + "\n## Leave {#leave replace}\n\nAsk Bea.\n";
    folder.put("content/firms/acme/hr.md", twice);
    let lock = folder.read(LOCK);
    build(&folder).assert(1);
    assert_eq!(folder.read(LOCK), lock);
}

#[test]
fn a_lock_that_cannot_be_written_is_told_once_and_the_build_goes_on() {
    let mut all = files(BASE);
    for path in ["firm.yaml", "hr.md"] {
        let bytes = all[&format!("content/firms/acme/{path}")].clone();
        all.insert(format!("content/firms/birch/{path}"), bytes);
    }
    let folder = Folder::of(&all);
    // Not even who may do everything can write a file where a full folder lies.
    for firm in ["acme", "birch"] {
        folder.put(&format!("content/firms/{firm}/.overrides.lock.new/in-the-way"), "");
    }
    let done = build(&folder).assert(0).says("(nor of 1 layer more)");
    assert_eq!(done.stderr.matches("were not written").count(), 1, "{done:#?}");
    assert!(folder.path("public/acme/hr/index.html").exists());
    assert!(!folder.path(LOCK).exists());
    folder.run(&["drift", "accept", "acme"]).assert(1).says("cannot write");
}

/// Starts the program, and goes on.
fn start(folder: &Folder, arguments: &[&str]) -> std::process::Child {
    let mut command = program();
    let quiet = std::process::Stdio::null;
    command.args(arguments).current_dir(folder.root()).stdout(quiet()).stderr(quiet());
    command.spawn().expect("started")
}

#[test]
fn two_programs_at_once_lose_no_entry() {
    for round in 0..8 {
        let folder = folder();
        build(&folder).assert(0);
        let whole = folder.read(LOCK);
        if round % 2 == 0 {
            std::fs::remove_file(folder.path(LOCK)).expect("removed");
        }

        // The base has changed, and the firm says one thing more.
        let text = folder.read("content/base/hr.md");
        folder.put("content/base/hr.md", text.replace("A month", "A year"));
        let own = folder.read("content/firms/acme/hr.md");
        let own = own.replace("title: Staff", "title: Staff\ndescription: Us");
        folder.put("content/firms/acme/hr.md", own);

        let other: &[&str] = match round % 2 {
            0 => &["build", "--no-sync", "--out", "other"],
            _ => &["drift", "accept", "acme", "hr.md#notice"],
        };
        let running = [start(&folder, &["build", "--no-sync"]), start(&folder, other)];
        for mut one in running {
            assert!(one.wait().expect("ended").success(), "round {round}");
        }
        let lock = folder.read(LOCK);
        assert!(lock.contains("key: description\n") && lock.contains("A year."), "{lock}");
        assert_eq!(lock.matches("digest:").count(), whole.matches("digest:").count() + 1);
        assert!(states(&folder).values().all(|state| *state == DriftState::Current));
    }
}
