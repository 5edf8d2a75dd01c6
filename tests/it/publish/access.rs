//! What an administrator allows or forbids in a published edition holds for the next one.

use super::*;

fn set(desk: &Desk, path: &str, mode: u32) {
    fs::set_permissions(desk.acme(path), fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(desk: &Desk, path: &str) -> u32 {
    fs::metadata(desk.acme(path)).unwrap().mode() & 0o7777
}

/// [`PAGES`] with another home page and another page of rules.
fn build(desk: &Desk, text: &str) {
    desk.build(&[("index.html", text), ("rules/index.html", text), PAGES[2], ("new.html", "new")]);
}

#[test]
fn the_edition_keeps_the_permissions_that_it_was_given() {
    let desk = Desk::published();
    let usual = (mode(&desk, "rules"), mode(&desk, "index.html"));
    let given = [
        ("", 0o2750),
        ("rules", 0o2770),
        ("rules/more", 0o711),
        ("index.html", 0o640),
        ("rules/index.html", 0o600),
        ("rules/more/index.html", 0o444),
        ("manifest.json", 0o600),
    ];
    given.iter().for_each(|(path, mode)| set(&desk, path, *mode));
    for round in ["second", "third", "fourth"] {
        build(&desk, round);
        for (path, right) in given {
            assert_eq!(mode(&desk, path), right, "{round}: `{path}`");
        }
        assert_eq!(mode(&desk, "new.html"), usual.1, "nobody had said anything of it");
        assert!(tidy(&desk));
    }

    // And what is taken back stays taken back.
    set(&desk, "rules", usual.0);
    set(&desk, "rules/more", usual.0);
    for round in ["fifth", "sixth", "seventh"] {
        build(&desk, round);
        assert_eq!([mode(&desk, "rules"), mode(&desk, "rules/more")], [usual.0; 2], "{round}");
    }
}

#[test]
fn the_owner_and_the_group_are_kept_where_the_system_lets_us() {
    let desk = Desk::published();
    let [page, folder] = ["index.html", "rules"].map(|path| desk.acme(path));
    // Only root gives files away.
    if [&page, &folder].map(|path| std::os::unix::fs::chown(path, Some(7), Some(9)).is_ok())
        != [true; 2]
    {
        skip("only root gives files to others");
        return;
    }
    for round in ["second", "third"] {
        build(&desk, round);
        for path in [&page, &folder] {
            let found = fs::metadata(path).unwrap();
            assert_eq!((found.uid(), found.gid()), (7, 9), "{}", path.display());
        }
    }
}

#[test]
fn a_page_that_is_gone_does_not_come_back_with_its_folder() {
    let desk = Desk::published();
    for round in 0..4 {
        set(&desk, "rules", 0o555);
        let with: &[_] = if round % 2 == 0 { &PAGES } else { &[PAGES[0], PAGES[2]] };
        desk.build(with);
        assert_eq!(published(&desk), pages(with));
        assert_eq!(mode(&desk, "rules"), 0o555);
    }
}
