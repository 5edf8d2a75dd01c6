//! An edition whose manifest does not lead to its state: somebody edited the one, or a power cut
//! left a part of the other.
//!
//! Whatever of the two is left is asked which files are ours. What nothing proves is never deleted:
//! it is kept aside, and the edition is built anew.

use std::path::Path;

use super::files;
use super::manifest::FoundManifest;
use super::previous::{self, Previous};
use super::state_file::StateFile;
use crate::digest::Digest;
use crate::load::OpenFolder;

/// Finds the best proof that the edition in `folder` is ours: one of its `states`, or its manifest.
/// `None` if there is no sign that it ever was.
pub(super) fn heal(open: &OpenFolder, states: &Path, folder: &Path) -> Option<Previous> {
    let manifest = previous::manifest_of(open, folder);
    let found = manifest.as_deref().map(FoundManifest::read);
    let is_torn = matches!(found, Some(FoundManifest::Torn));

    let states = States::of(open, states);
    let has_traces = states.torn > 0 || (is_torn && !states.whole.is_empty());

    let inspected =
        states.whole.into_iter().map(|state| Previous::inspect(open, folder, state, None));
    let by_state = inspected.max_by_key(Previous::intact_files);
    let by_state = by_state.filter(|previous| previous.intact_files() > 0);

    let by_listing = match (manifest, found) {
        (Some(bytes), Some(FoundManifest::Listing(listing))) => {
            Some(Previous::listed(open, folder, listing, Digest::of(&bytes)))
        }
        _ => None,
    };

    match (by_state, by_listing) {
        // A manifest that somebody edited proves less than the state that it once named.
        (Some(state), Some(listing)) if listing.intact_files() > state.intact_files() => {
            Some(listing)
        }
        (Some(state), _) => Some(state),
        (None, Some(listing)) => Some(listing),
        (None, None) => has_traces.then(|| Previous::unproven(folder)),
    }
}

/// What builds recorded of one edition.
struct States {
    whole: Vec<StateFile>,
    /// How many there are of which only a part reached the disk.
    torn: usize,
}

impl States {
    fn of(open: &OpenFolder, folder: &Path) -> States {
        let mut states = States { whole: Vec::new(), torn: 0 };
        let paths = files::entries(open, folder).map(|entry| entry.path);
        for path in paths.filter(|path| path.extension() == Some("json".as_ref())) {
            match StateFile::load(open, &path) {
                Some(state) => states.whole.push(state),
                None => states.torn += 1,
            }
        }
        states
    }
}
