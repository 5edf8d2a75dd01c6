//! The test suite. One binary, so that it links once; each file is a subject of its own.

mod checks;
mod cli;
mod front_matter;
mod growth;
mod harness;
mod hostile;
mod links;
mod markdown;
mod messages;
mod overlay;
mod publish;
mod safety;
mod themes;
mod tidy;
mod twin;
