//! Editions whose record or manifest is lost, empty or cut off, as after a power cut.

use super::*;

/// What a power cut makes of a file.
const TORN: [fn(&Path); 4] = [
    |path| fs::write(path, "").unwrap(),
    |path| {
        let length = fs::metadata(path).unwrap().len() as usize;
        fs::write(path, vec![0; length]).unwrap();
    },
    |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    },
    |path| fs::remove_file(path).unwrap(),
];

/// The one record of the edition.
fn state(desk: &Desk) -> PathBuf {
    let mut states = fs::read_dir(desk.out(".mentorbook/state/acme")).unwrap();
    let state = states.next().unwrap().unwrap().path();
    assert!(states.next().is_none());
    state
}

/// That the next build is the last one that has anything to do.
#[track_caller]
fn assert_whole(desk: &Desk) {
    assert_eq!(published(desk), pages(&PAGES));
    assert_eq!(desk.begin().recorded(), Some(&record("inputs")));
    assert!(tidy(desk));
    let done = desk.build(&PAGES);
    assert_eq!(done, PublishSummary { kept: 3, ..PublishSummary::default() });
}

#[test]
fn a_torn_record_is_made_again_from_the_manifest() {
    for tear in TORN {
        let desk = Desk::published();
        let before = traces(&desk.out("acme"));
        tear(&state(&desk));
        assert_eq!(desk.open().recorded("acme", record("inputs").inputs), None);
        let done = desk.build(&PAGES);
        let healed = PublishSummary { kept: 3, healed: true, ..PublishSummary::default() };
        assert_eq!(done, healed);
        assert_eq!(traces(&desk.out("acme")), before, "nothing of the edition was touched");
        assert_whole(&desk);
    }
}

#[test]
fn what_the_manifest_does_not_prove_is_kept_and_built_anew() {
    for tear in TORN {
        let desk = Desk::published();
        tear(&state(&desk));
        tear(&desk.acme("rules/index.html"));
        fs::write(desk.acme("web.config"), "theirs").unwrap();
        let was_there = desk.acme("rules/index.html").exists();

        let done = desk.build(&PAGES);
        assert_eq!((done.written, done.kept, done.healed), (1, 2, true));
        assert_eq!(done.carried, ["web.config"], "what the manifest does not list is not ours");
        assert_eq!(kept(&desk, &done).len(), usize::from(was_there));
        fs::remove_file(desk.acme("web.config")).unwrap();
        assert_whole(&desk);
    }
}

#[test]
fn where_record_and_manifest_are_torn_all_is_kept() {
    for (tear, gone) in TORN.into_iter().zip([false, false, false, true]) {
        let desk = Desk::published();
        fs::write(desk.acme("web.config"), "theirs").unwrap();
        tear(&desk.acme("manifest.json"));
        // A record that is not there at all is no sign that there was one.
        TORN[0](&state(&desk));

        let done = desk.build(&PAGES);
        assert_eq!((done.written, done.healed), (3, true));
        let mut names: Vec<_> = done.backups.iter().map(|path| &path[24..]).collect();
        names.retain(|name| *name != "manifest.json");
        assert_eq!(
            names,
            ["index.html", "rules/index.html", "rules/more/index.html", "web.config"]
        );
        assert_eq!(done.backups.len(), if gone { 4 } else { 5 });
        assert_eq!(fs::read_to_string(desk.out(done.backups.last().unwrap())).unwrap(), "theirs");
        assert_whole(&desk);
    }
}

#[test]
fn where_every_page_and_the_manifest_are_empty_the_edition_is_built_anew() {
    let desk = Desk::published();
    for (path, _) in PAGES.iter().chain(&[("manifest.json", "")]) {
        fs::write(desk.acme(path), "").unwrap();
    }
    let done = desk.build(&PAGES);
    assert_eq!((done.written, done.backups.len(), done.healed), (3, 4, true));
    assert_whole(&desk);
}

#[test]
fn of_several_records_the_one_that_fits_best_is_believed() {
    let desk = Desk::published();
    let old = fs::read(state(&desk)).unwrap();
    desk.build(&[("index.html", "second"), PAGES[1], PAGES[2]]);
    // As a build leaves it that is killed before it clears up.
    fs::write(desk.out(".mentorbook/state/acme/0.json"), old).unwrap();
    fs::remove_file(desk.acme("manifest.json")).unwrap();
    let done = desk.build(&[("index.html", "second"), PAGES[1], PAGES[2]]);
    assert_eq!((done.written, done.kept), (0, 3));
    assert!(done.backups.is_empty() && tidy(&desk));
}

#[test]
fn a_manifest_proves_nothing_about_files_behind_a_link() {
    let desk = Desk::published();
    fs::remove_file(state(&desk)).unwrap();
    let elsewhere = desk.root().join("elsewhere");
    fs::rename(desk.acme("rules"), &elsewhere).unwrap();
    symlink(&elsewhere, desk.acme("rules")).unwrap();
    let before = traces(&elsewhere);
    desk.build(&PAGES);
    assert_eq!(published(&desk), pages(&PAGES));
    assert_eq!(traces(&elsewhere), before);
}

#[test]
fn a_folder_of_others_is_not_taken_for_a_torn_edition() {
    for manifest in [None, Some("{\"name\": \"an app\"}")] {
        let desk = Desk::published();
        fs::remove_dir_all(desk.out("acme")).unwrap();
        fs::create_dir(desk.out("acme")).unwrap();
        fs::write(desk.acme("index.html"), "mine").unwrap();
        if let Some(manifest) = manifest {
            fs::write(desk.acme("manifest.json"), manifest).unwrap();
        }
        let before = traces(&desk.out("acme"));
        desk.open().edition("acme").unwrap_err();
        assert_eq!(traces(&desk.out("acme")), before);
    }
}

#[test]
fn an_edition_without_a_promised_page_or_with_another_is_not_published() {
    let desk = Desk::published();
    for promised in [&["index.html", "gone.html"][..], &[], &["index.html"]] {
        let staging = desk.begin();
        put_all(&staging, &[("index.html", "new"), ("extra.html", "new")]);
        let promised = promised.iter().map(|path| (*path).to_owned()).collect();
        let error = staging.seal(&promised, record("inputs"), b"{}").unwrap_err();
        assert_eq!(error.kind(), PublishErrorKind::Internal);
        assert!(error.to_string().contains("its file `"), "{error}");
        assert_whole(&desk);
    }
}
