//! A folder that is held open, and what lies beneath it, reached through no link.
//!
//! A path that was looked at may lead elsewhere by the time it is opened: who may write in a folder
//! can put a link in the place of any other one on the way, and the system follows it. A check
//! beforehand comes too early by as much. So the folder is opened once, everything else from there,
//! and the system is asked to follow no link: in one call where it can, else folder by folder.
//!
//! All paths are given in full, as messages name them; only the part beneath the folder is walked.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

mod walk;
mod write;

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::OpenFolder;
#[cfg(target_os = "linux")]
pub(crate) use linux::OpenFolder;
pub(crate) use walk::{Entry, Kind, WalkError};
