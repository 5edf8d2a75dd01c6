//! Links that open a file at a line in the text editor of whoever looks at the preview.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::diagnostic::report::Position;

/// What does not stand for itself in an address: all but letters, digits and what is plain in
/// paths. What opens the address may be a shell, to which many other characters mean something.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Editors by name, and the addresses that they open: the schemes that their makers document.
const KNOWN: [(&str, &str); 7] = [
    ("vscode", "vscode://file{file}:{line}:{column}"),
    ("vscodium", "vscodium://file{file}:{line}:{column}"),
    ("cursor", "cursor://file{file}:{line}:{column}"),
    ("zed", "zed://file{file}:{line}:{column}"),
    ("idea", "idea://open?file={file}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{file}&line={line}&column={column}"),
    ("none", ""),
];

/// An editor's address with `{file}`, `{line}` and `{column}` in it; none where files are not to be
/// opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Editor(Option<String>);

impl Editor {
    /// No editor.
    pub const NONE: Self = Self(None);

    /// The names of those that are known.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(name, _)| *name)
    }

    /// The address for a place in a file.
    pub fn open(&self, root: &std::path::Path, file: &str, at: Position) -> Option<String> {
        let template = self.0.as_ref()?;
        let path = root.join(file).to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        // A path that begins with a drive needs the slash that the editors' addresses count on.
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        let (drive, path) = path.split_at(drive_end(&path));
        let path = format!("{drive}{}", utf8_percent_encode(path, ESCAPED));

        // Braces in the path are escaped by now, so nothing in it is taken for a mark.
        let address = template
            .replace("{file}", &path)
            .replace("{line}", &at.line.to_string())
            .replace("{column}", &at.column.to_string());
        Some(address)
    }
}

/// Where the drive of a path such as `/C:/handbook` ends; its colon is part of no name.
fn drive_end(path: &str) -> usize {
    match path.as_bytes() {
        [b'/', letter, b':', b'/', ..] if cfg!(windows) && letter.is_ascii_alphabetic() => 3,
        _ => 0,
    }
}

impl std::str::FromStr for Editor {
    type Err = String;

    /// Reads an editor's name, or an address of one's own.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, template)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Self(Some((*template).to_owned()).filter(|template| !template.is_empty())));
        }

        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        let is_scheme = !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        // Those that run what stands in them open no file.
        if is_scheme
            && text.contains("{file}")
            && !["javascript", "data", "vbscript"].contains(&scheme.as_str())
        {
            return Ok(Self(Some(text.to_owned())));
        }

        let names: Vec<&str> = Self::names().collect();
        Err(format!(
            "take one of {}, or an address with {{file}} in it, \
             such as `myeditor://open?file={{file}}&line={{line}}`",
            names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_a_name_or_an_address() {
        let at = Position { line: 14, column: 3 };
        let open = |editor: &str| {
            editor
                .parse::<Editor>()
                .map(|editor| editor.open(std::path::Path::new("/home/a b"), "content/x#1.md", at))
        };
        assert_eq!(
            open("vscode"),
            Ok(Some("vscode://file/home/a%20b/content/x%231.md:14:3".to_owned()))
        );
        assert_eq!(open("none"), Ok(None));
        assert_eq!(
            open("my://{file}?{line}"),
            Ok(Some("my:///home/a%20b/content/x%231.md?14".to_owned()))
        );
        let file = "content/a&calc;'$(x)|`y`:1!*[b]\\c.md";
        let address =
            "vscode".parse::<Editor>().unwrap().open(std::path::Path::new("/h"), file, at);
        let escaped = "a%26calc%3B%27%24%28x%29%7C%60y%60%3A1%21%2A%5Bb%5D%5Cc.md";
        assert_eq!(address, Some(format!("vscode://file/h/content/{escaped}:14:3")));
        assert!(open("emacs").is_err());
        assert!(open("javascript:alert('{file}')").is_err());
    }
}
