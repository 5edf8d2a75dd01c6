//! Locks that a panic elsewhere does not spoil.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Locks what several threads share. Only for what is whole between any two of its changes, as
/// sets, maps and lists are: a thread that panicked with the lock in hand then leaves nothing half
/// done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The value that several threads share at this moment.
pub(crate) fn current<T>(shared: &RwLock<Arc<T>>) -> Arc<T> {
    shared.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Puts another value in the place of the one that is shared, and gives that one.
pub(crate) fn replace<T>(shared: &RwLock<Arc<T>>, new: Arc<T>) -> Arc<T> {
    std::mem::replace(&mut *shared.write().unwrap_or_else(PoisonError::into_inner), new)
}
