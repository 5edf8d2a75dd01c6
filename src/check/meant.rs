//! What somebody may have meant by a path that leads nowhere.

use super::ShownReference;
use crate::url;

/// What to write, where the path is an address, or cannot be read for what it is called.
pub(super) fn instead_of(shown: &ShownReference<'_>, path: &str) -> Option<String> {
    let folder = url::folder_of(&shown.document.path);
    let written = path.strip_prefix(folder).map_or(path, |rest| rest.trim_start_matches('/'));
    if let Some(address) = url::mended(written) {
        let (lacking, kind) = match address.strip_suffix(written) {
            Some("mailto:") => ("mailto:", "mail"),
            _ => ("https://", "the web"),
        };
        return Some(format!("put `{lacking}` before an address of {kind}: `{address}`"));
    }
    if written.starts_with("@/") {
        return Some(
            "`@/` is the top in Zola; here a path from the top begins with `/`".to_owned(),
        );
    }
    let is_hidden = |part: &str| part.len() > 1 && part.starts_with('.');
    path.split('/').find(|part| is_hidden(part)).map(|part| {
        format!("what begins with a dot is not read: rename `{part}`, here and in the folder")
    })
}
