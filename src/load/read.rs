//! Reading one file: its limits, and what is said when they are passed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::classify::Slot;
use super::firm_asset::{is_harmless, is_svg, svg_problem};
use super::{AssetSource, HANDBOOK, LayerId, LoadError, Origin, PageSource, TextFile};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::Digest;
use crate::io_error;

/// A Markdown file larger than this is no page, in bytes.
pub const MAX_PAGE_BYTES: u64 = 4 << 20;
/// A template larger than this is refused, in bytes.
pub const MAX_TEMPLATE_BYTES: u64 = 256 << 10;
/// Read whole so that too large a configuration is told by the YAML door, with its own limit.
const MAX_CONFIG_BYTES: u64 = 2 << 20;
/// An asset larger than this is refused, in bytes: no web server should be asked for it.
const MAX_ASSET_BYTES: u64 = 2 << 30;

/// What a file turned out to hold.
#[derive(Clone)]
pub(super) enum Contents {
    Page(PageSource),
    Asset(AssetSource),
    Text(TextFile),
}

/// `content/handbook.yaml`.
///
/// # Errors
/// [`LoadError::Handbook`] where it cannot be read.
pub(super) fn handbook(origin: &Origin) -> Result<TextFile, LoadError> {
    text(origin, HANDBOOK, MAX_CONFIG_BYTES)
        .map_err(|diagnostic| LoadError::Handbook(Box::new(diagnostic)))
}

fn misnamed(file: &str, right: &str) -> Diagnostic {
    Diagnostic::new(&checks::SKIPPED_FILE, "this file is not read under this name")
        .at(Place::file(&file.into()))
        .help(format!("rename it to `{right}`"))
}

/// Reads a file for its slot.
pub(super) fn contents(
    origin: &Origin,
    slot: Slot,
    file: String,
) -> (Slot, Result<Contents, Diagnostic>) {
    let contents = match &slot {
        Slot::Page(_, path) => page(origin, path, &file).map(Contents::Page),
        Slot::Asset(LayerId::Firm(_), path) => firm_asset(origin, path, &file).map(Contents::Asset),
        Slot::Asset(_, path) | Slot::Static(_, path) => {
            asset(origin, path, &file).map(Contents::Asset)
        }
        Slot::LayerConfig(_) | Slot::ThemeConfig(_) => {
            text(origin, &file, MAX_CONFIG_BYTES).map(Contents::Text)
        }
        Slot::Template(..) => text(origin, &file, MAX_TEMPLATE_BYTES).map(Contents::Text),
        Slot::Misnamed(_, right) => Err(misnamed(&file, right)),
        Slot::BadLayerName(_) => asset(origin, &"".into(), &file).map(Contents::Asset),
    };
    (slot, contents)
}

/// A text file, refused when too large, not UTF-8, or with a NUL in it.
fn text(origin: &Origin, file: &str, limit: u64) -> Result<TextFile, Diagnostic> {
    let name: Arc<str> = file.into();
    let text = utf8(origin, &name, limit)?;
    Ok(TextFile { digest: Digest::of(text.as_bytes()), text: text.into(), file: name })
}

fn page(origin: &Origin, path: &Arc<str>, file: &str) -> Result<PageSource, Diagnostic> {
    let file: Arc<str> = file.into();
    let text = utf8(origin, &file, MAX_PAGE_BYTES)?;
    Ok(PageSource {
        path: path.clone(),
        digest: Digest::of(text.as_bytes()),
        text: text.into(),
        file,
    })
}

fn utf8(origin: &Origin, file: &Arc<str>, limit: u64) -> Result<String, Diagnostic> {
    let bytes = origin.read(file, limit + 1).map_err(|error| skipped(file, &plain(&error)))?;
    if bytes.len() as u64 > limit {
        return Err(skipped(
            file,
            &format!(
                "it is larger than {} KiB, the most a text file may have; split it, or delete it",
                limit >> 10
            ),
        ));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        skipped(
            file,
            &format!("it is not UTF-8 text (first on line {line}); save it as UTF-8: in most editors `File > Save As…`, encoding `UTF-8`"),
        )
    })?;
    match text.find('\0') {
        Some(at) => {
            let line = 1 + text[..at].matches('\n').count();
            Err(skipped(
                file,
                &format!(
                    "it holds a NUL byte (on line {line}), so it is no text file; save it as plain text (UTF-8)"
                ),
            ))
        }
        None => Ok(text),
    }
}

/// A firm's asset, refused when it could run script.
fn firm_asset(origin: &Origin, path: &Arc<str>, file: &str) -> Result<AssetSource, Diagnostic> {
    let name: Arc<str> = file.into();
    let problem = if is_svg(path) {
        svg_problem(&utf8(origin, &name, MAX_PAGE_BYTES)?)
            .map(|problem| format!("this image holds more than drawing: {problem}"))
    } else {
        (!is_harmless(path)).then(|| "a firm may not publish files of this kind".to_owned())
    };
    match problem {
        None => asset(origin, path, file),
        Some(problem) => Err(Diagnostic::new(&checks::UNSAFE_ASSET, problem)
            .at(Place::file(&name))
            .help("use an image, font, document, sound or film; export SVG images as plain SVG, without scripts, styles and links")),
    }
}

fn asset(origin: &Origin, path: &Arc<str>, file: &str) -> Result<AssetSource, Diagnostic> {
    let file: Arc<str> = file.into();
    let digest_of = || -> io::Result<(Digest, u64)> {
        match origin.on_disk(&file) {
            Some(path) => digest_on_disk(&path),
            None => origin
                .read(&file, MAX_ASSET_BYTES)
                .map(|bytes| (Digest::of(&bytes), bytes.len() as u64)),
        }
    };
    let (digest, bytes) = digest_of().map_err(|error| skipped(&file, &plain(&error)))?;
    if bytes > MAX_ASSET_BYTES {
        return Err(skipped(&file, "it is larger than 2 GiB"));
    }
    Ok(AssetSource { path: path.clone(), file, digest, bytes })
}

fn digest_on_disk(path: &Path) -> io::Result<(Digest, u64)> {
    let mut file = open(path)?;
    let mut state = xxhash_rust::xxh3::Xxh3::new();
    let mut buffer = vec![0; 64 << 10];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 || bytes > MAX_ASSET_BYTES {
            return Ok((Digest(state.digest128()), bytes));
        }
        state.update(&buffer[..count]);
        bytes += count as u64;
    }
}

/// At most `limit` bytes of a regular file.
pub(super) fn bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let expected = file.metadata()?.len().min(limit);
    let mut bytes = Vec::with_capacity(expected as usize + 1);
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a regular file; a link or pipe put in its place since the listing is refused, not followed
/// and not waited for.
///
/// # Errors
/// What the file system says, and what is no regular file.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(
            (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits() as i32
        );
    }
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    Ok(file)
}

/// The diagnostic of a file that was left out. What stands after `; ` in the reason is what to do.
pub(super) fn skipped(file: &Arc<str>, reason: &str) -> Diagnostic {
    let (reason, help) = reason
        .split_once("; ")
        .unwrap_or((reason, "put a regular text file in its place, or delete it"));
    Diagnostic::new(&checks::SKIPPED_FILE, format!("this file is left out: {reason}"))
        .at(Place::file(file))
        .help(help)
}

/// A file system's error in plain words.
pub(super) fn plain(error: &io::Error) -> String {
    let cause = io_error::cause(error);
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            format!("{cause} to read it; ask whoever owns it, or delete it")
        }
        // Opened with NOFOLLOW, so it is the file itself that is a link.
        _ if io_error::is_symlink(error) => format!("{cause}; put a copy of the file here"),
        _ => cause.into_owned(),
    }
}
