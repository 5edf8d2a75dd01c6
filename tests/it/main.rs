//! The test suite. One binary, so that it links once; each file is a subject of its own.

mod checks;
mod harness;
mod publish;
