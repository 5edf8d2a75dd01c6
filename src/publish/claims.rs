//! Who gets which path of an edition.

use std::collections::HashSet;

/// The paths that are given away. Two outputs that want one path are found here, not by what the
/// disk makes of it.
#[derive(Default, Debug)]
pub(super) struct Claims {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Claims {
    /// Gives the path to a file. `false` if it is given away, or if one of the two is a folder in
    /// the path of the other.
    pub(super) fn claim(&mut self, path: &str) -> bool {
        let is_folder = self.folders.contains(path);
        if is_folder || folders(path).any(|folder| self.files.contains(folder)) {
            return false;
        }
        if !self.files.insert(path.to_owned()) {
            return false;
        }
        // From the innermost outwards: above a folder that is known, all are.
        let _ = folders(path).all(|folder| self.folders.insert(folder.to_owned()));
        true
    }
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}
