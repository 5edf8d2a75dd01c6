//! What becomes of the old edition after the exchange.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::aside::Aside;
use super::files;
use super::staging::NotedFiles;
use super::survey::Survey;

/// Makes the spare folder of the old edition: its folders, with those of its files that are also in
/// the new one, as links. The next build [reuses](super::reuse) them.
///
/// The new edition is published, so nothing here is an error any more: without a spare folder the
/// next build has more to do, that is all, and what cannot be removed it tries to remove again.
pub(super) fn recycle(
    old: &Path,
    spare: &Path,
    noted: &NotedFiles,
    survey: &Survey,
    aside: &mut Aside<'_>,
) {
    keep_late_comers(old, survey, aside);
    // Everything that goes here is ours, in the new edition, or kept aside.
    for path in survey.paths().into_iter().filter(|path| !is_shared(path, noted, survey)) {
        files::remove_with_folders(old, path);
    }
    let _ = spare.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(old, spare));
}

/// Sets aside what somebody put there between our last look and the exchange.
fn keep_late_comers(old: &Path, survey: &Survey, aside: &mut Aside<'_>) {
    let walk = WalkDir::new(old).follow_root_links(false).into_iter().flatten();
    for entry in walk.filter(|entry| !entry.file_type().is_dir()) {
        let path = entry.path().strip_prefix(old).unwrap_or(entry.path());
        if survey.get(path).is_none() && aside.keep(entry.path(), path).is_ok() {
            files::remove_with_folders(old, path);
        }
    }
}

/// Whether the new edition has the very same file.
fn is_shared(path: &Path, noted: &NotedFiles, survey: &Survey) -> bool {
    let next = path.to_str().and_then(|path| noted.get(path));
    survey.is_intact(path) && next.is_some_and(|next| !next.written)
}

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::*;

    #[test]
    fn what_nobody_had_seen_before_the_exchange_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::of(folder.path());
        let (old, spare) = (layout.staging("acme"), layout.spares("acme"));
        fs::create_dir_all(old.join("rules")).unwrap();
        fs::write(old.join("rules/late.txt"), "late").unwrap();
        let mut aside = Aside::of(&layout, "acme");
        recycle(&old, &spare, &NotedFiles::new(), &Survey::default(), &mut aside);
        assert_eq!(aside.into_list(), [".mentorbook/kept/acme/1/rules/late.txt"]);
        assert!(spare.exists() && !spare.join("rules").exists() && !old.exists());
    }
}
