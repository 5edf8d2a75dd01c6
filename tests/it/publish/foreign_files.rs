//! What people added to or changed in a published edition is never lost.

use super::*;

#[test]
fn what_somebody_added_is_carried_over() {
    let desk = Desk::published();
    let secret = desk.root().join("secret.txt");
    fs::write(&secret, "secret").unwrap();
    fs::write(desk.acme("web.config"), "IIS").unwrap();
    fs::create_dir_all(desk.acme("rules/more/notes")).unwrap();
    fs::write(desk.acme("rules/more/notes/todo.txt"), "todo").unwrap();
    symlink(&secret, desk.acme("link")).unwrap();

    for text in ["second", "third"] {
        let done = desk.build(&[("index.html", text)]);
        assert_eq!(done.carried, ["link", "rules/more/notes/todo.txt", "web.config"]);
        assert!(done.backups.is_empty());
    }
    let published = published(&desk);
    assert_eq!(published["web.config"], "IIS");
    assert_eq!(published["rules/more/notes/todo.txt"], "todo");
    assert_eq!(published["link"], format!("-> {}", secret.display()));
    assert_eq!(published.len(), 4);
    assert_eq!(fs::read_to_string(secret).unwrap(), "secret");
}

#[test]
fn what_somebody_added_in_the_place_of_a_new_page_is_kept_aside() {
    let desk = Desk::published();
    fs::write(desk.acme("new.html"), "theirs").unwrap();
    fs::write(desk.acme("chapter"), "their file").unwrap();
    fs::create_dir(desk.acme("page")).unwrap();
    fs::write(desk.acme("page/inner"), "their folder").unwrap();
    let next = [("new.html", "ours"), ("chapter/index.html", "ours"), ("page", "ours")];
    let done = desk.build(&next);
    assert_eq!(published(&desk), pages(&next));
    assert_eq!(kept(&desk, &done), ["their file", "theirs", "their folder"]);
    assert!(done.carried.is_empty());
}

#[test]
fn what_somebody_edited_is_kept_aside() {
    let desk = Desk::published();
    fs::write(desk.acme("index.html"), "edited").unwrap();
    fs::write(desk.acme("rules/index.html"), "RULES").unwrap();
    let done = desk.build(&[PAGES[0], PAGES[2]]);
    assert_eq!(published(&desk), pages(&[PAGES[0], PAGES[2]]));
    assert_eq!(kept(&desk, &done), ["edited", "RULES"]);
    assert_eq!(done.backups[0], ".mentorbook/kept/acme/1/index.html");

    fs::write(desk.acme("index.html"), "edited again").unwrap();
    let done = desk.build(&[PAGES[0], PAGES[2]]);
    assert_eq!(done.backups, [".mentorbook/kept/acme/2/index.html"]);
    assert_eq!(kept(&desk, &done), ["edited again"]);
    assert_eq!(
        fs::read_to_string(desk.out(".mentorbook/kept/acme/1/index.html")).unwrap(),
        "edited"
    );
}

#[test]
fn an_edited_manifest_is_kept_aside_and_written_anew() {
    let desk = Desk::published();
    let manifest = fs::read(desk.acme("manifest.json")).unwrap();
    fs::write(desk.acme("manifest.json"), "{}").unwrap();
    let done = desk.build(&PAGES);
    assert_eq!((done.written, done.kept), (0, 3));
    assert_eq!(kept(&desk, &done), ["{}"]);
    assert_eq!(fs::read(desk.acme("manifest.json")).unwrap(), manifest);
}

#[test]
fn a_link_in_the_place_of_a_folder_is_never_followed() {
    let desk = Desk::published();
    let elsewhere = desk.root().join("elsewhere");
    fs::rename(desk.acme("rules"), &elsewhere).unwrap();
    symlink(&elsewhere, desk.acme("rules")).unwrap();
    let before = traces(&elsewhere);

    assert_eq!(desk.begin().recorded(), None);
    let done = desk.build(&PAGES);
    assert_eq!((done.written, done.kept), (2, 1));
    assert_eq!(done.backups, [".mentorbook/kept/acme/1/rules"]);
    assert_eq!(published(&desk), pages(&PAGES));
    assert!(fs::symlink_metadata(desk.acme("rules")).unwrap().is_dir());
    desk.build(&PAGES[..1]);
    assert_eq!(traces(&elsewhere), before);
}

#[test]
fn a_link_in_the_place_of_a_page_is_never_followed() {
    let desk = Desk::new();
    let secret = desk.root().join("secret.txt");
    // As long as the path to it, so that not even the size of the link gives it away.
    let text = "x".repeat(secret.as_os_str().len());
    desk.build(&[("index.html", &text)]);
    fs::write(&secret, &text).unwrap();
    fs::remove_file(desk.acme("index.html")).unwrap();
    symlink(&secret, desk.acme("index.html")).unwrap();
    for text in [&text, "new home"] {
        desk.build(&[("index.html", text)]);
        assert_eq!(published(&desk)["index.html"], text);
    }
    assert_eq!(fs::read_to_string(&secret).unwrap(), text);
}
