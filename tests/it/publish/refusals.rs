//! Output folders and names that are refused, with nothing changed.

use super::*;

/// The refusal's text, after a look that nothing was made or changed.
fn refused(desk: &Desk, out: &str) -> String {
    let before = traces(desk.root());
    let error = desk.open_at(out).expect_err(out);
    assert_eq!(traces(desk.root()), before, "{out}");
    assert_eq!(error.kind(), PublishErrorKind::Config, "{error}");
    error.to_string()
}

#[test]
fn a_folder_that_touches_the_sources_is_refused() {
    let desk = Desk::new();
    for out in
        ["content", "content/", "content/base", "content/new/deep", "themes/x", "content/../themes"]
    {
        let text = refused(&desk, out);
        assert!(text.contains("it would mix with the sources in"), "{text}");
        assert!(text.contains("Choose a new or empty folder"), "{text}");
    }
    for out in ["", ".", "..", "content/..", "/"] {
        let text = refused(&desk, out);
        assert!(text.contains("the handbook itself is in it"), "{text}");
    }
    assert!(refused(&desk, "new/../content").contains("there is no folder"));
}

#[test]
fn a_folder_that_holds_a_source_from_elsewhere_is_refused() {
    let desk = Desk::new();
    let themes = desk.root().join("shared/themes");
    fs::create_dir_all(&themes).unwrap();
    let shared = desk.root().join("shared");
    let error = OutDir::open(&shared, desk.root(), &[themes], Durability::Unsynced).unwrap_err();
    assert!(error.to_string().contains("it would mix with the sources"), "{error}");
    assert!(!desk.root().join("shared/.mentorbook").exists());
}

#[test]
fn a_source_behind_a_link_is_still_a_source() {
    let desk = Desk::new();
    symlink(desk.root().join("content"), desk.root().join("elsewhere")).unwrap();
    refused(&desk, "elsewhere");
    refused(&desk, "elsewhere/new");
}

#[test]
fn a_folder_with_files_of_others_is_refused() {
    let desk = Desk::new();
    for (folder, file) in [("home", "letter.txt"), ("repo", ".git"), ("fake", ".mentorbook")] {
        fs::create_dir(desk.root().join(folder)).unwrap();
        fs::write(desk.root().join(folder).join(file), "mine").unwrap();
        let text = refused(&desk, folder);
        assert!(text.contains("it has files in it that mentorbook did not write"), "{text}");
    }
}

#[test]
fn a_mark_behind_a_link_does_not_count() {
    let desk = Desk::published();
    let other = desk.root().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter.txt"), "mine").unwrap();
    symlink(desk.out(".mentorbook"), other.join(".mentorbook")).unwrap();
    refused(&desk, "other");
}

#[test]
fn a_link_or_a_file_is_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.root().join("empty")).unwrap();
    symlink(desk.root().join("empty"), desk.root().join("link")).unwrap();
    symlink(desk.root().join("nothing"), desk.root().join("dangling")).unwrap();
    fs::write(desk.root().join("file"), "mine").unwrap();
    for out in ["link", "link/", "link/.", "dangling"] {
        assert!(refused(&desk, out).contains("it is a link"));
    }
    assert!(refused(&desk, "file").contains("it is a file"));
}

#[test]
fn a_new_an_empty_and_a_half_claimed_folder_are_taken() {
    let desk = Desk::new();
    fs::create_dir_all(desk.root().join("empty")).unwrap();
    fs::create_dir_all(desk.root().join("half/.mentorbook")).unwrap();
    fs::write(desk.root().join("half/.mentorbook/about.txt"), "").unwrap();
    for out in ["new", "deep/er/new", "empty", "half"] {
        drop(desk.open_at(out).expect(out));
        let marker = desk.root().join(out).join(".mentorbook/about.txt");
        assert!(
            fs::read_to_string(marker).unwrap().starts_with("This folder belongs to mentorbook")
        );
        fs::write(desk.root().join(out).join("letter.txt"), "mine").unwrap();
        drop(desk.open_at(out).expect("it is ours by now"));
    }
}

#[test]
fn a_second_build_is_refused_while_the_first_one_runs() {
    let desk = Desk::new();
    let staging = desk.begin();
    staging.put("index.html", b"home").unwrap();
    let error = desk.open_at("public").unwrap_err();
    assert_eq!(error.kind(), PublishErrorKind::Config);
    assert!(error.to_string().contains("another build is writing to"), "{error}");
    commit(staging, record("inputs"), "mentorbook 1").expect("not disturbed");
    desk.open();
}

#[test]
fn an_edition_folder_that_is_not_ours_is_refused() {
    let desk = Desk::new();
    let out = desk.open();
    for folder in ["full", "empty"] {
        fs::create_dir(desk.out(folder)).unwrap();
    }
    fs::write(desk.out("full/letter.txt"), "mine").unwrap();
    fs::write(desk.out("file"), "mine").unwrap();
    symlink(desk.root().join("content"), desk.out("link")).unwrap();
    for name in ["full", "file", "link"] {
        let error = out.edition(name).expect_err(name);
        assert_eq!(error.kind(), PublishErrorKind::Config);
        assert!(error.to_string().contains("Nothing was changed."), "{error}");
        assert!(error.to_string().contains("ove it elsewhere"), "{error}");
    }
    let staging = out.edition("empty").unwrap();
    staging.put("index.html", b"home").unwrap();
    commit(staging, record("inputs"), "mentorbook 1").unwrap();
    assert!(desk.out("empty/index.html").exists());
}

#[test]
fn an_edition_that_was_moved_behind_a_link_is_refused() {
    let desk = Desk::published();
    fs::rename(desk.out("acme"), desk.root().join("elsewhere")).unwrap();
    symlink(desk.root().join("elsewhere"), desk.out("acme")).unwrap();
    let error = desk.open().edition("acme").unwrap_err();
    assert!(error.to_string().contains("is a file or a link"), "{error}");
}

#[test]
fn an_edition_that_nothing_proves_ours_is_refused() {
    let desk = Desk::published();
    fs::remove_dir_all(desk.out(".mentorbook/state")).unwrap();
    fs::write(desk.acme("manifest.json"), "{\"name\": \"an app of theirs\"}").unwrap();
    let error = desk.open().edition("acme").unwrap_err();
    assert!(error.to_string().contains("there is no record that mentorbook wrote them"), "{error}");
    fs::remove_dir_all(desk.out("acme")).unwrap();
    desk.build(&PAGES);
}

#[test]
fn a_foreign_folder_is_not_taken_for_the_edition_that_was_there_before() {
    let desk = Desk::published();
    fs::remove_dir_all(desk.out("acme")).unwrap();
    fs::create_dir(desk.out("acme")).unwrap();
    fs::write(desk.acme("index.html"), "mine").unwrap();
    desk.open().edition("acme").unwrap_err();
}

#[test]
fn two_editions_never_share_a_folder() {
    let desk = Desk::new();
    let out = desk.open();
    let first = out.edition("acme").unwrap();
    for name in ["acme", "ACME"] {
        let error = out.edition(name).unwrap_err();
        assert!(error.to_string().contains("two editions would be published"), "{error}");
    }
    drop(first);
    out.edition("acme").expect_err("the folder is taken as long as the build runs");
    out.edition("acme.facilitators").unwrap();
}

#[test]
fn a_name_that_is_no_folder_name_is_refused() {
    let desk = Desk::new();
    let out = desk.open();
    let names =
        ["", ".", "..", ".mentorbook", "a/b", "../a", "a\\b", "a.", "-a", "a b", "é", "a\0"];
    for name in names {
        let error = out.edition(name).expect_err(name);
        assert_eq!(error.kind(), PublishErrorKind::Config, "{name}");
    }
}
