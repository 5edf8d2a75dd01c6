//! Links and pipes where mentorbook keeps its own files: none is followed, none is removed, and what
//! lies behind it stays as it is.

use super::*;
use crate::harness::contents;

/// Puts something where it does not belong.
type Make = fn(&Book, &Path);

/// What may stand in the place of a folder or a file of ours.
const INTRUDERS: [(&str, Make); 6] = [
    ("a link to a folder outside", |book, place| {
        symlink(book.path("outside"), place).unwrap();
    }),
    ("a link to a file outside", |book, place| {
        symlink(book.path("outside/1.json"), place).unwrap();
    }),
    ("a link to itself", |_, place| symlink(place, place).unwrap()),
    ("a link to where nothing is", |book, place| {
        symlink(book.path("outside/nothing"), place).unwrap();
    }),
    ("a link to the processes", |_, place| symlink("/proc/self", place).unwrap()),
    ("a pipe", |_, place| fifo(place)),
];

/// Puts one of them in a place where something of ours may be.
fn put(book: &Book, make: Make, place: &str) {
    let place = book.at(place);
    if place.is_dir() {
        fs::remove_dir_all(&place).unwrap();
    } else {
        let _ = fs::remove_file(&place);
    }
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    make(book, &place);
}

/// A published handbook with a folder beside it that is none of its business, and a new text.
fn book_and_outside() -> Book {
    let book = Book::published();
    // Names that ours have: whoever follows a link takes them for leftovers.
    for path in ["1.json", "acme/1.json", "birch/1.json", "birch/index.html", "birch/1/kept.txt"] {
        let path = book.path(&format!("outside/{path}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "theirs").unwrap();
    }
    book.write("content/base/index.md", "# Home\n\nSecond edition of {{ firm.name }}\n");
    book
}

#[test]
fn a_link_in_a_place_of_one_edition_is_refused_and_the_others_are_published() {
    for (name, make) in INTRUDERS {
        for place in ["state/birch", "spare/birch", "kept/birch", "staging/birch", "old/birch"] {
            let place = format!("public/.mentorbook/{place}");
            // What a build leaves that was cut off is cleared away, and so is a pipe among it.
            let is_cleared =
                name == "a pipe" && (place.contains("staging") || place.contains("old"));
            if is_cleared {
                continue;
            }

            let book = book_and_outside();
            put(&book, make, &place);
            let outside = book.path("outside");
            let before = (traces(&outside), contents(&outside), book.traces("public/birch"));
            let link = fs::symlink_metadata(book.at(&place)).unwrap().ino();

            let ran = book.build(&[]);
            assert_ne!(ran.code(), 0, "{place}: {name}: {}", ran.text);
            ran.says(&["birch", &place, "Nothing was changed"]).helps();
            let after = (traces(&outside), contents(&outside), book.traces("public/birch"));
            assert!(after == before, "{place}: {name}: something was touched\n{}", ran.text);
            assert_eq!(fs::symlink_metadata(book.at(&place)).unwrap().ino(), link, "{place}");
            for edition in ["base", "acme", "cole"] {
                assert!(book.shows(edition, "Second edition"), "{place}: {name}: {}", ran.text);
            }

            // Without it, all is as if it had never been there.
            fs::remove_file(book.at(&place)).unwrap();
            assert_eq!(book.build(&[]).code(), 0, "{place}: {name}");
            assert!(book.shows("birch", "Second edition"), "{place}: {name}");
        }
    }
}

#[test]
fn a_link_in_a_place_of_all_editions_is_refused_before_anything_is_published() {
    for (name, make) in INTRUDERS {
        for place in ["", "/state", "/spare", "/kept", "/staging", "/old", "/about.txt", "/lock"] {
            // A pipe is one of others' files, in a folder that does not bear our mark.
            if name == "a pipe" && place.is_empty() {
                continue;
            }

            let place = format!("public/.mentorbook{place}");
            let book = book_and_outside();
            put(&book, make, &place);
            let outside = book.path("outside");
            let before = (traces(&outside), contents(&outside), book.traces("public"));

            let ran = book.build(&[]);
            assert_ne!(ran.code(), 0, "{place}: {name}: {}", ran.text);
            ran.says(&[&place, "Nothing was changed"]).helps();
            let after = (traces(&outside), contents(&outside), book.traces("public"));
            assert!(after == before, "{place}: {name}: something was touched\n{}", ran.text);
        }
    }
}

#[test]
fn the_folders_of_a_new_output_folder_are_not_made_through_links() {
    for (name, make) in INTRUDERS {
        for place in ["public", "public/.mentorbook", "public/.mentorbook/about.txt"] {
            let book = Book::unpublished();
            fs::create_dir(book.path("outside")).unwrap();
            put(&book, make, place);
            let ran = book.build(&[]);
            assert_ne!(ran.code(), 0, "{place}: {name}: {}", ran.text);
            ran.says(&["public"]).helps();
            assert_eq!(fs::read_dir(book.path("outside")).unwrap().count(), 0, "{place}: {name}");
        }
    }
}

/// What somebody put in an edition is carried over as what it is, and never looked behind.
#[test]
fn a_link_inside_an_edition_is_not_followed() {
    for (name, make) in INTRUDERS {
        // New beside ours, and in the place of ours.
        for place in ["public/birch/more", "public/birch/rules", "public/birch/rules/index.html"] {
            let book = book_and_outside();
            put(&book, make, place);
            let outside = book.path("outside");
            let before = (traces(&outside), contents(&outside));

            let ran = book.build(&[]);
            ran.code();
            assert!((traces(&outside), contents(&outside)) == before, "{place}: {name}");
            for edition in ["base", "acme", "cole"] {
                assert!(book.shows(edition, "Second edition"), "{place}: {name}: {}", ran.text);
            }
            if ran.code() != 0 {
                ran.says(&["birch"]).helps();
            }
        }
    }
}

/// A build while a folder that it reads, or one that it writes in, is now itself, now a link.
#[test]
fn a_folder_that_is_exchanged_meanwhile_leads_nowhere() {
    for place in ["content/firms/birch/part", "public/.mentorbook/state/birch", "public/birch"] {
        let book = book_and_outside();
        book.write("content/firms/birch/part/page.md", "# Page\n");
        let (folder, away) = (book.at(place), book.path("away"));
        let outside = book.path("outside");
        let before = (traces(&outside), contents(&outside));

        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    // A build may exchange it, too: then there is nothing to do for a moment.
                    let is_away = fs::rename(&folder, &away).is_ok();
                    let linked = symlink(&outside, &folder);
                    std::thread::sleep(Duration::from_micros(300));
                    if linked.is_ok() && folder.is_symlink() {
                        let _ = fs::remove_file(&folder);
                    }
                    if is_away {
                        let _ = fs::rename(&away, &folder);
                    }
                    std::thread::sleep(Duration::from_micros(300));
                }
            });

            for edition in 0..5 {
                let text = format!("# Home\n\nEdition {edition} of {{{{ firm.name }}}}\n");
                book.write("content/base/index.md", text);
                book.build(&[]);
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        assert!((traces(&outside), contents(&outside)) == before, "{place}");
    }
}
