//! The test suite. One binary, so that it links once; each file is a subject of its own.
//!
//! `tests/README.md` says what stands where, how a fixture is written and how expectations are
//! rewritten.

mod harness;

/// What each stage makes of the files.
mod pipeline {
    mod brought;
    mod fragments;
    mod front_matter;
    mod grounds;
    mod links;
    mod load;
    mod markdown;
    mod nearly;
    mod notices;
    mod overlay;
    mod raw_addresses;
    mod raw_html;
    mod renames;
    mod spelling;
    mod structure;
    mod themes;
}

/// The kinds of page that are more than text.
mod kinds {
    mod audiences;
    mod bad_input;
    mod costs;
    mod glossary;
    mod home;
    mod messages;
    mod modules;
    mod questions;
    mod rules;
    mod scenarios;
    mod timeline;
    mod words;
    mod worksheets;
}

/// What a firm changed, and what becomes of it when the base changes.
mod drift {
    mod chance;
    mod commands;
    mod customize;
    mod life;
    mod lock;
    mod merge;
    mod source;
    mod translation;
    mod upgrades;
    mod words;
}

/// Asking the handbook.
mod search {
    mod files;
    mod index;
    mod letters;
    mod questions;
}

/// What is said when something is wrong.
mod diagnostics {
    mod checks;
    mod messages;
}

/// What hostile files and requests cannot do.
mod security {
    mod hostile;
    mod leaks;
    mod preview;
    mod safety;
    mod uploads;
}

/// What holds for any handbook, tried on many that are made by chance.
mod properties {
    mod complexity;
    mod growth;
    mod incremental;
    mod isolation;
    mod rebuilds;
}

mod changes;
mod cli;
mod docs;
mod explain;
mod export;
mod import;
mod preview;
mod publish;
mod report;
mod schema;
mod shipped;
mod tidy;
