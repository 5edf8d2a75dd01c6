//! One handbook, built in many ways: the digest over all that is published is the same.

use mentorbook::Digest;

use crate::Form;
use crate::harness::{Files, Folder, Random};
use crate::suite::properties::isolation::{SEED, digest, handbook};
use crate::trial::{Outcome, Trial, must};

/// Orders in which the files are made.
const ORDERS: u64 = 3;

const PLACES: [(&str, &str); 6] = [
    ("TZ", "Pacific/Kiritimati"),
    ("TZ", "America/Los_Angeles"),
    ("LC_ALL", "tr_TR.UTF-8"),
    ("LC_ALL", "C"),
    ("LANG", "ar_EG.UTF-8"),
    ("COLUMNS", "40"),
];

pub(crate) fn attempt(form: Form) -> Outcome {
    let mut files = handbook(SEED);
    let firms = form.of(5, 40);
    files.retain(|path, _| {
        let firm = path.strip_prefix("content/firms/firm-").and_then(|rest| rest.split_once('/'));
        firm.is_none_or(|(number, _)| number.parse::<usize>().is_ok_and(|number| number < firms))
    });

    let book = Folder::of(&files);
    let expected = digest(&book, &["--jobs", "1"], &[]);
    let mut trial = Trial::default();
    for jobs in ["1", "2", "8"] {
        let anew = digest(&Folder::of(&files), &["--jobs", jobs], &[]);
        compare(&mut trial, expected, anew, &format!("--jobs {jobs}"));
        let again = digest(&book, &["--jobs", jobs], &[]);
        compare(&mut trial, expected, again, &format!("--jobs {jobs} into the same folder"));
    }
    for place in PLACES {
        let abroad = digest(&Folder::of(&files), &[], &[place]);
        compare(&mut trial, expected, abroad, &format!("{} is {}", place.0, place.1));
    }
    for order in 1..=ORDERS {
        let folder = shuffled(&files, order);
        let found = digest(&folder, &[], &[]);
        compare(&mut trial, expected, found, &format!("another folder and order, seed {order}"));
    }
    trial.measured(format!("{firms} firms")).into()
}

fn compare(trial: &mut Trial, expected: Digest, found: Digest, what: &str) {
    trial.count(must(found == expected, || format!("{what}: {found} instead of {expected}")));
}

/// In a folder of another name, the files made in an order by chance.
fn shuffled(files: &Files, seed: u64) -> Folder {
    let mut order: Vec<(&String, &Vec<u8>)> = files.iter().collect();
    Random::new(seed).shuffle(&mut order);
    let folder = Folder::named("a folder with spaces/and more/é");
    for (path, bytes) in order {
        folder.put(path, bytes);
    }
    folder
}
