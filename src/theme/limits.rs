//! What keeps a template from running for ever.
//!
//! Tera has no limit of its own. So a call is woven into each loop and component (see
//! [`weave`](super::weave)) that counts the steps of the page being rendered, and the writer counts
//! its bytes. Counting, not a clock: the same page fails or passes on every machine.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Loop rounds and component calls of one page.
const MAX_STEPS: u32 = 200_000;
/// Components inside each other.
const MAX_NESTING: u32 = 32;
/// Bytes of one page.
const MAX_BYTES: usize = 16 << 20;

thread_local! {
    static STEPS: Cell<u32> = const { Cell::new(0) };
    static NESTING: Cell<u32> = const { Cell::new(0) };
}

/// Makes the woven-in calls known.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function("mb_step", |_: Kwargs, _: &State| step());
    tera.register_function("mb_enter", |_: Kwargs, _: &State| enter());
    tera.register_function("mb_leave", |_: Kwargs, _: &State| {
        NESTING.set(NESTING.get().saturating_sub(1));
        ""
    });
    tera.register_function("mb_size", |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
        let value: &Value = kwargs.must_get("v")?;
        let items = || value.as_array().map(<[Value]>::len);
        limit(value.as_str().map(str::len).or_else(items).unwrap_or(0))?;
        Ok("")
    });

    // Takes the place of Tera's own, which could make a page of any length in one call.
    tera.register_filter(
        "replace",
        |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let (from, to): (&str, &str) = (kwargs.must_get("from")?, kwargs.must_get("to")?);
            limit(text.matches(from).count().saturating_mul(to.len()))?;
            Ok(text.replace(from, to))
        },
    );
}

fn limit(size: usize) -> TeraResult<()> {
    if size > MAX_BYTES {
        return Err(Error::message(format!("a value grows beyond {} MiB", MAX_BYTES >> 20)));
    }
    Ok(())
}

fn enter() -> TeraResult<&'static str> {
    NESTING.set(NESTING.get() + 1);
    if NESTING.get() > MAX_NESTING {
        let message =
            format!("components are nested more than {MAX_NESTING} deep; does one call itself?");
        return Err(Error::message(message));
    }
    step()
}

fn step() -> TeraResult<&'static str> {
    STEPS.set(STEPS.get() + 1);
    if STEPS.get() > MAX_STEPS {
        let message = format!("this template loops more than {MAX_STEPS} times on one page");
        return Err(Error::message(message));
    }
    Ok("")
}

/// Collects a page and refuses to let it grow without end.
pub(super) struct LimitedBuffer {
    pub(super) bytes: Vec<u8>,
}

impl LimitedBuffer {
    /// Begins a page on this thread.
    pub(super) fn begin(expected: usize) -> Self {
        // The page before may have failed inside a component, which then was never left.
        STEPS.set(0);
        NESTING.set(0);
        Self { bytes: Vec::with_capacity(expected) }
    }
}

impl Write for LimitedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_BYTES {
            return Err(io::Error::other(format!("the page grows beyond {} MiB", MAX_BYTES >> 20)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
