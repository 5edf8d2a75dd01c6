//! Who gets which path of an edition.

use std::collections::HashSet;

/// The paths that are given away. Two files that want one path are found here, not by what a disk
/// makes of it.
#[derive(Default, Debug)]
pub(crate) struct PathSet {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl PathSet {
    /// Gives the path to a file. `false` if it is given away, or if one of the two is a folder in
    /// the path of the other.
    pub(crate) fn claim(&mut self, path: &str) -> bool {
        let is_folder = self.folders.contains(path);
        if is_folder
            || folders(path).any(|folder| self.files.contains(folder))
            || !self.files.insert(path.to_owned())
        {
            return false;
        }

        // Above a folder that is known, all are.
        let new = folders(path).take_while(|folder| !self.folders.contains(*folder));
        let new: Vec<String> = new.map(str::to_owned).collect();
        self.folders.extend(new);
        true
    }
}

/// The folders on the way to a path, from the innermost outwards.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}
