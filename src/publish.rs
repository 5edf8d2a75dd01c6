//! Publishes editions. The only stage that writes output.
//!
//! ```text
//! OutDir::open ──► OutDir::edition ──► Staging::put … ──► Staging::commit
//! proven ours,     what the last       compared, and       exchanged
//! locked           build left there    staged if changed   in one call
//! ```
//!
//! An edition is never seen half written. Its changed files go to a staging folder, its unchanged ones
//! are linked beside them, and the finished folder takes the place of the old one in one call. A
//! process that ends anywhere on the way (an error, a panic, `kill -9`) leaves the old edition or the
//! new one; what it left behind under `.mentorbook/` is put right by the next [`OutDir::open`].
//!
//! Invariant: nothing is deleted that this stage cannot prove it wrote. The proof is the state that
//! each build leaves beside the editions: the digest, size and time of each file. What somebody added
//! to a published edition is carried into the next one; what somebody edited there is set aside under
//! `.mentorbook/kept/` before it is replaced.
//!
//! Not here: which editions to build, what their files hold, and how errors are printed. Power cuts
//! are not covered: nothing waits for the disk, so after one an edition may have to be built again.

mod aside;
mod commit;
mod error;
mod exchange;
mod existing;
mod files;
mod layout;
mod names;
mod out_dir;
mod place;
mod recycle;
mod reuse;
mod staging;
mod state;
mod survey;
mod tree;

pub use commit::{Published, manifest};
pub use error::{PublishError, PublishErrorKind};
pub use out_dir::OutDir;
pub use staging::Staging;
pub use state::Record;
