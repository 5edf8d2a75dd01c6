//! Which of a firm's files may be published: none that could run script in a reader's browser.

/// Endings of files that browsers show, play or save, but never run.
const HARMLESS: [&str; 41] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp", "woff", "woff2", "ttf", "otf",
    "pdf", "txt", "csv", "ics", "vtt", "srt", "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac",
    "mp4", "m4v", "webm", "ogv", "mov", "docx", "dotx", "xlsx", "pptx", "potx", "odt", "ods",
    "odp", "rtf", "epub", "vcf",
];

/// Whether an ending alone decides that a file may be published.
pub(super) fn is_harmless(path: &str) -> bool {
    ending(path).is_some_and(|ending| HARMLESS.contains(&ending.as_str()))
}

/// Whether a file is an SVG image, whose content decides.
pub(super) fn is_svg(path: &str) -> bool {
    ending(path).is_some_and(|ending| ending == "svg")
}

fn ending(path: &str) -> Option<String> {
    path.rsplit('/').next()?.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}
