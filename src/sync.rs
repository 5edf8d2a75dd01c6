//! What a panic elsewhere does not spoil: locks, and the work of others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Locks what several threads share. Only for what is whole between any two of its changes, as
/// sets, maps and lists are: a thread that panicked with the lock in hand then leaves nothing half
/// done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does some work whose panic is its own affair: what it leaves half done must go with it.
///
/// # Errors
/// What the panic said; nothing where it said nothing.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default().to_owned()
    })
}

/// The value that several threads share at this moment.
pub(crate) fn current<T>(shared: &RwLock<Arc<T>>) -> Arc<T> {
    shared.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Puts another value in the place of the one that is shared, and gives that one.
pub(crate) fn replace<T>(shared: &RwLock<Arc<T>>, new: Arc<T>) -> Arc<T> {
    std::mem::replace(&mut *shared.write().unwrap_or_else(PoisonError::into_inner), new)
}
