//! Reading one file, within limits.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use super::classify::FileSlot;
use super::firm_asset::{Inspection, is_harmless, is_svg};
use super::picture::PictureSize;
use super::refusal::Refusal;
use super::{AssetNature, AssetSource, HANDBOOK, LayerId, Origin, PageSource, TextFile, svg};
use crate::digest::Digest;

/// A Markdown file larger than this is no page, in bytes.
pub(crate) const MAX_PAGE_BYTES: u64 = 4 << 20;
/// A template larger than this is refused, in bytes.
pub(crate) const MAX_TEMPLATE_BYTES: u64 = 256 << 10;
/// An `overrides.lock` larger than this is refused, in bytes.
pub(crate) const MAX_LOCK_BYTES: u64 = 32 << 20;
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

impl Contents {
    /// Whether the file holds nothing, yet or any more.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Page(page) => page.text.is_empty(),
            Self::Text(text) => text.text.is_empty(),
            Self::Asset(asset) => asset.bytes == 0,
        }
    }

    pub(super) fn digest(&self) -> Digest {
        match self {
            Self::Page(page) => page.digest,
            Self::Text(text) => text.digest,
            Self::Asset(asset) => asset.digest,
        }
    }
}

/// Reads a file for its slot.
pub(super) fn contents(origin: &Origin, slot: &FileSlot, file: &str) -> Result<Contents, Refusal> {
    Ok(match slot {
        FileSlot::Page(_, path) => Contents::Page(page(origin, path, file)?),
        FileSlot::Asset(LayerId::Firm(_), path) => Contents::Asset(firm_asset(origin, path, file)?),
        // A shared layer may hold anything, but nothing under a name that says something else.
        FileSlot::Asset(LayerId::Shared(_), path) => {
            Contents::Asset(asset(origin, path, file, Inspection::of(path))?)
        }
        // A firm's theme is used only where the handbook trusts it, so it may hold scripts.
        FileSlot::Asset(LayerId::Base, path) | FileSlot::Static(_, path) => {
            Contents::Asset(asset(origin, path, file, None)?)
        }
        FileSlot::Handbook
        | FileSlot::LayerConfig(_)
        | FileSlot::ThemeConfig(_)
        | FileSlot::Words(..) => Contents::Text(text(origin, file, MAX_CONFIG_BYTES)?),
        FileSlot::Lock(_) => Contents::Text(text(origin, file, MAX_LOCK_BYTES)?),
        FileSlot::Template(..) => Contents::Text(text(origin, file, MAX_TEMPLATE_BYTES)?),
        FileSlot::Unportable(_, path) => {
            return Err(Refusal::UnportableName { path: path.clone() });
        }
        FileSlot::ForeignPage(_, foreign) => {
            return Err(Refusal::ForeignPage(foreign.clone()));
        }
        FileSlot::Misnamed(_, right) => return Err(Refusal::Misnamed { right: right.clone() }),
        FileSlot::BadFolderName(folder) => {
            return Err(Refusal::BadFolderName { folder: folder.clone() });
        }
    })
}

/// `content/handbook.yaml`.
pub(super) fn handbook(origin: &Origin) -> Result<TextFile, Refusal> {
    text(origin, HANDBOOK, MAX_CONFIG_BYTES)
}

fn text(origin: &Origin, file: &str, limit: u64) -> Result<TextFile, Refusal> {
    let text = utf8(origin, file, limit)?;
    let digest = Digest::of(text.as_bytes());
    Ok(TextFile { file: file.into(), text: text.into(), digest })
}

fn page(origin: &Origin, path: &Arc<str>, file: &str) -> Result<PageSource, Refusal> {
    let text = utf8(origin, file, MAX_PAGE_BYTES)?;
    let digest = Digest::of(text.as_bytes());
    Ok(PageSource { path: path.clone(), file: file.into(), text: text.into(), digest })
}

/// A file's text; refused where it is too large, not UTF-8, or has a NUL in it.
fn utf8(origin: &Origin, file: &str, limit: u64) -> Result<String, Refusal> {
    // One more than may be, to tell a text that is just as long from one that goes on.
    let bytes = origin.read(file, limit + 1)?;
    if bytes.len() as u64 > limit {
        return Err(Refusal::TooLarge { limit });
    }

    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Refusal::NotUtf8 { line: line_at(error.as_bytes(), at) }
    })?;
    match text.find('\0') {
        Some(at) => Err(Refusal::NulByte { line: line_at(text.as_bytes(), at) }),
        // So did systems of the last century end lines. As long as before, so that nothing moves.
        None if text.contains('\r') && !text.contains('\n') => Ok(text.replace('\r', "\n")),
        None => Ok(text),
    }
}

/// The line, counted from 1, of a byte of a text.
fn line_at(text: &[u8], at: usize) -> usize {
    1 + text[..at].iter().filter(|byte| **byte == b'\n').count()
}

/// A firm's asset, refused when it could run script or is not what its name says.
fn firm_asset(origin: &Origin, path: &Arc<str>, file: &str) -> Result<AssetSource, Refusal> {
    if is_svg(path) {
        if let Some(problem) = svg::problem(&utf8(origin, file, MAX_PAGE_BYTES)?) {
            return Err(Refusal::UnsafeSvg(problem));
        }
    } else if !is_harmless(path) {
        return Err(Refusal::UnsafeKind);
    }
    asset(origin, path, file, Inspection::of(path))
}

fn asset(
    origin: &Origin,
    path: &Arc<str>,
    file: &str,
    mut look: Option<Inspection>,
) -> Result<AssetSource, Refusal> {
    let (digest, bytes) = match origin.open(file) {
        Some(opened) => digest_of(opened?, look.as_mut())?,
        None => {
            let bytes = origin.read(file, MAX_ASSET_BYTES)?;
            if let Some(look) = &mut look {
                look.see(&bytes);
            }
            (Digest::of(&bytes), bytes.len() as u64)
        }
    };
    if bytes > MAX_ASSET_BYTES {
        return Err(Refusal::AssetTooLarge);
    }
    if let Some(disguise) = look.and_then(|look| look.disguise()) {
        return Err(Refusal::Disguised(disguise));
    }
    let head = match AssetNature::told_by(file) {
        Some(limit) => origin.read(file, limit)?,
        None => Vec::new(),
    };
    let nature = AssetNature::of(file, &head, bytes);
    let size = PictureSize::of(file, &head);
    Ok(AssetSource { path: path.clone(), file: file.into(), digest, bytes, nature, size })
}

/// Digest and length of a file that need not fit into memory, with a look at it where one is
/// wanted.
fn digest_of(mut file: File, mut look: Option<&mut Inspection>) -> io::Result<(Digest, u64)> {
    let mut state = xxhash_rust::xxh3::Xxh3::new();
    let mut buffer = vec![0; 64 << 10];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer)?;
        // A file that is too large need not be read to its end to be refused.
        if count == 0 || bytes > MAX_ASSET_BYTES {
            return Ok((Digest(state.digest128()), bytes));
        }
        state.update(&buffer[..count]);
        if let Some(look) = &mut look {
            look.see(&buffer[..count]);
        }
        bytes += count as u64;
    }
}

/// At most `limit` bytes of a file.
pub(super) fn bytes(file: File, limit: u64) -> io::Result<Vec<u8>> {
    let expected = file.metadata()?.len().min(limit);
    // With a byte to spare the end is found without growing.
    let mut bytes = Vec::with_capacity(expected as usize + 1);
    // It may have grown since its length was asked for.
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
