//! `manifest.json`: which files an edition has, for whoever wants to know, and the second proof that
//! they are ours where the first is lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::PublishError;
use super::layout;
use crate::digest::Digest;

/// How each manifest begins. One that is cut off still does, if anything is left of it.
const BEGIN: &[u8] = b"{\n  \"tool\": \"";

/// The bytes of `manifest.json`: the same for the same edition, wherever and whenever it is built.
///
/// # Errors
/// [`PublishErrorKind::Internal`](super::PublishErrorKind::Internal), which nobody has met.
pub fn manifest<'a>(
    files: impl Iterator<Item = (&'a str, Digest)>,
    tool: &str,
) -> Result<Vec<u8>, PublishError> {
    #[derive(Serialize)]
    struct Manifest<'a> {
        tool: &'a str,
        files: BTreeMap<&'a str, Digest>,
    }

    serde_json::to_vec_pretty(&Manifest { tool, files: files.collect() })
        .map_err(|error| PublishError::internal(format!("the manifest cannot be written: {error}")))
}

/// What a published `manifest.json` turns out to be.
pub(super) enum FoundManifest {
    /// Ours: the digest of each file.
    Listing(BTreeMap<String, Digest>),
    /// Ours, but only a part of it reached the disk.
    Torn,
    /// Somebody else's: other tools call their files so, too.
    Foreign,
}

impl FoundManifest {
    pub(super) fn read(bytes: &[u8]) -> FoundManifest {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct StoredManifest {
            #[serde(rename = "tool")]
            _tool: String,
            files: BTreeMap<String, Digest>,
        }

        match serde_json::from_slice::<StoredManifest>(bytes) {
            // Its paths are about to be opened, and it lies where anybody may have written it.
            Ok(found) if found.files.keys().all(|path| layout::check_path(path).is_ok()) => {
                FoundManifest::Listing(found.files)
            }
            Err(_) if is_torn(bytes) => FoundManifest::Torn,
            _ => FoundManifest::Foreign,
        }
    }
}

/// Whether this may be what a power cut leaves of a manifest: the beginning of one, or nothing, or
/// zeros, which no text has.
fn is_torn(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(BEGIN.len())];
    bytes.contains(&0) || BEGIN.starts_with(begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_of_a_manifest_is_torn_and_nothing_else_is() {
        let files = [("a", Digest::of(b"a")), ("b/c", Digest::of(b"c"))];
        let whole = manifest(files.into_iter(), "1").unwrap();
        let FoundManifest::Listing(listing) = FoundManifest::read(&whole) else {
            panic!("it is whole");
        };
        assert_eq!(listing["b/c"], files[1].1);

        for end in 0..whole.len() {
            let mut part = whole[..end].to_vec();
            assert!(matches!(FoundManifest::read(&part), FoundManifest::Torn), "{end}");
            part.resize(whole.len(), 0);
            assert!(matches!(FoundManifest::read(&part), FoundManifest::Torn), "{end}");
        }
        for foreign in [&b"{\"name\": \"an app\"}"[..], b"{}", b"hello", b"{\n  \"tools\": 1}"] {
            assert!(matches!(FoundManifest::read(foreign), FoundManifest::Foreign), "{foreign:?}");
        }
    }

    #[test]
    fn a_manifest_that_names_paths_outside_is_nobodys_proof() {
        let paths = ["../birch/index.html", "/etc/passwd", "a//b"];
        for path in paths {
            let forged = manifest([(path, Digest::of(b"a"))].into_iter(), "1").unwrap();
            assert!(matches!(FoundManifest::read(&forged), FoundManifest::Foreign), "{path}");
        }
    }
}
