//! Who may use a file or a folder: what an administrator sets on a published edition, and what the
//! next one has again.

use std::fs::{File, Metadata, Permissions};
use std::io;

/// Its permissions, and where there is such a thing its owner and group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Access {
    permissions: Permissions,
    #[cfg(unix)]
    owner: u32,
    #[cfg(unix)]
    group: u32,
}

impl Access {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Access {
        use std::os::unix::fs::MetadataExt;
        let (owner, group) = (metadata.uid(), metadata.gid());
        Access { permissions: metadata.permissions(), owner, group }
    }

    #[cfg(not(unix))]
    pub(super) fn of(metadata: &Metadata) -> Access {
        Access { permissions: metadata.permissions() }
    }

    /// Gives it to a file or a folder that has another perhaps.
    pub(super) fn give(&self, file: &File) -> io::Result<()> {
        let found = Access::of(&file.metadata()?);
        if found == *self {
            return Ok(());
        }

        // Before the permissions, of which a change of the owner takes some away.
        self.give_owner(file);
        file.set_permissions(self.permissions.clone())
    }

    /// As far as the system lets us: only root gives files away, and only who is in a group gives
    /// them to it.
    #[cfg(unix)]
    fn give_owner(&self, file: &File) {
        use rustix::fs::{Gid, Uid, fchown};
        let group = Some(Gid::from_raw(self.group));
        if fchown(file, Some(Uid::from_raw(self.owner)), group).is_err() {
            // Where this fails, too, the file stays ours, with the permissions that are wanted.
            let _ = fchown(file, None, group);
        }
    }

    #[cfg(not(unix))]
    fn give_owner(&self, _: &File) {}
}
