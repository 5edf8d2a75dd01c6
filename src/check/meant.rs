//! What somebody may have meant by a path that leads nowhere.

use super::ShownReference;
use crate::url;

/// What to write, where the path is an address, or cannot be read for what it is called.
pub(super) fn instead_of(shown: &ShownReference<'_>, path: &str) -> Option<String> {
    let folder = url::folder_of(&shown.document.path);
    let written = path.strip_prefix(folder).map_or(path, |rest| rest.trim_start_matches('/'));
    let (host, rest) =
        written.split_once('/').map_or((written, None), |(host, rest)| (host, Some(rest)));

    if host.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host)) {
        return Some(format!("put `mailto:` before an address of mail: `mailto:{written}`"));
    }
    if host.starts_with("www.") || (is_host(host) && rest.is_some()) {
        return Some(format!("put `https://` before an address of the web: `https://{written}`"));
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

/// Whether a name is that of a machine on the web: `github.com`, and not `v1.2`.
fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top = name.rsplit_once('.').map_or("", |(_, top)| top);
    name.split('.').all(is_label)
        && top.len() >= 2
        && top.chars().all(|c| c.is_ascii_lowercase())
        && !["md", "html"].contains(&top)
}
