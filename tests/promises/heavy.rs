//! Pages that would keep everybody waiting: none takes long.

use std::time::Duration;

use mentorbook::{Engine, Origin, Selection};

use crate::Form;
use crate::harness::{Files, files, in_one_thread, processor_time};
use crate::suite::security::hostile::BOOK;
use crate::suite::security::hostile::limits::{HEAVY, HEAVY_FIRMS};
use crate::trial::{Outcome, Trial, must, safely};

const MOST: Duration = Duration::from_secs(10);

pub(crate) fn attempt(_: Form) -> Outcome {
    let mut trial = Trial::default();
    let mut longest = (Duration::ZERO, String::new());
    let mut look = |name: String, more: &[(String, String)]| {
        let mut took = Duration::ZERO;
        let built = safely(|| {
            took = build(more);
            must(took <= MOST, || format!("{name} takes {took:.1?}"))
        });
        longest = longest.clone().max((took, name));
        trial.count(built);
    };

    for (name, text) in HEAVY {
        for folder in ["content/base", "content/firms/birch"] {
            look(format!("{name} in {folder}"), &[(format!("{folder}/p.md"), text())]);
        }
    }
    for (name, files) in HEAVY_FIRMS {
        look(name.to_owned(), &files());
    }
    let (took, name) = longest;
    trial.measured(format!("at most {:.1} s ({name})", took.as_secs_f64())).into()
}

/// The processor time of a build with some more files.
fn build(more: &[(String, String)]) -> Duration {
    let mut book: Files = files(BOOK);
    // The theme of the program.
    book.retain(|path, _| !path.starts_with("themes/"));
    book.extend(more.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    in_one_thread(|| {
        let begun = processor_time();
        let engine = Engine::load(Origin::memory(book), Selection::default());
        drop(engine.map(Engine::build_in_memory));
        processor_time() - begun
    })
}
