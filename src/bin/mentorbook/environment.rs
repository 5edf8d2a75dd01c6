//! The clock, the processors and the program's own file: what only the binary may look at.

use std::env;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use mentorbook::Digest;

/// Deep templates and nested HTML take stack.
const STACK_BYTES: usize = 16 << 20;

/// Makes the threads that pages are parsed and rendered on: as many as there are processors, where
/// no number is asked for.
pub(crate) fn start_threads(jobs: Option<u16>) {
    // Fails only where they exist already.
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .stack_size(STACK_BYTES)
        .build_global();
}

/// The day of the run, in UTC. `SOURCE_DATE_EPOCH` sets it, for builds that can be repeated
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(crate) fn today() -> String {
    let set = env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    let seconds = set.unwrap_or_else(seconds_since_epoch);
    let now = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    // The machine's own zone must not change what is published.
    now.to_zoned(TimeZone::UTC).date().to_string()
}

fn seconds_since_epoch() -> i64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(time.as_secs()).unwrap_or(0)
}

/// Tells one build of mentorbook from another, by length and time of its file.
pub(crate) fn build_id() -> Digest {
    // The version's number alone is the same for all builds made while the code changes.
    let file = env::current_exe().and_then(fs::metadata);
    let modified = file.as_ref().ok().and_then(|file| file.modified().ok());
    Digest::of(format!("{:?} {modified:?}", file.map(|file| file.len()).ok()).as_bytes())
}
