//! Time that does not depend on what else the machine has to do.

use std::time::Duration;

/// Does all of some work in one thread, with the stack that the program gives its threads.
pub(crate) fn in_one_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(16 << 20).build();
    pool.expect("a thread").install(work)
}

/// The processor time that this thread has had.
pub(crate) fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
