//! The test suite. One binary, so that it links once; each file is a subject of its own.

mod audiences;
mod cases;
mod checks;
mod cli;
mod front_matter;
mod glossary;
mod growth;
mod harness;
mod hostile;
mod kinds_bad_input;
mod links;
mod markdown;
mod messages;
mod modules;
mod overlay;
mod preview;
mod publish;
mod questions;
mod rules;
mod safety;
mod shipped;
mod themes;
mod tidy;
mod timeline;
mod twin;
mod worksheets;
