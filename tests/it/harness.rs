//! What the tests stand on: a handbook in one string, built in memory or lying in a folder, the
//! program run on it, and the preview asked about it.

mod clock;
mod expect;
mod fixture;
mod folder;
mod preview;
mod program;
mod random;
mod site;
mod valid;

pub(crate) use clock::{in_one_thread, processor_time};
pub(crate) use expect::assert_text;
pub(crate) use fixture::{Files, bare_files, files, flush, folder, shipped};
pub(crate) use folder::{Folder, Traces, contents, traces};
pub(crate) use preview::{Answer, Preview, SOON, wait};
pub(crate) use program::{Done, program};
pub(crate) use random::Random;
pub(crate) use site::{Site, build, site, try_build};
pub(crate) use valid::{against_schemas, faults, schema};
