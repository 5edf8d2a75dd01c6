//! Names that a file or folder can have on every system: handbooks and editions are copied to
//! Windows, where some mean a device and others cannot be written.

/// What keeps a name from being used on Windows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NameFault {
    /// It means a device, whatever ending it has.
    Device,
    /// It ends in a dot or a blank, or does so before its ending.
    LooseEnd,
    /// It has this character in it.
    Character(char),
}

/// Names of devices, with every ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Those that are counted.
const PORTS: [&str; 2] = ["com", "lpt"];

impl NameFault {
    /// What is wrong with a name, if anything is.
    pub(crate) fn of(name: &str) -> Option<Self> {
        if let Some(c) = name.chars().find(|c| is_forbidden(*c)) {
            return Some(Self::Character(c));
        }
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // `.` and `..` are no names at all, and are seen by whoever takes paths apart.
        if name.ends_with(['.', ' ']) || stem.ends_with(['.', ' ']) {
            return Some(Self::LooseEnd);
        }
        is_device(name).then_some(Self::Device)
    }

    /// The reason, to go after a colon.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Device => "the name means a device there".to_owned(),
            Self::LooseEnd => "it ends in a dot or a blank".to_owned(),
            Self::Character(c) => format!("`{}` is in it", c.escape_debug()),
        }
    }
}

/// A name like this one that every system takes; the same where they all take it.
pub(crate) fn portable(name: &str) -> String {
    if NameFault::of(name).is_none() {
        return name.to_owned();
    }

    let plain: String = name.chars().map(|c| if is_forbidden(c) { '-' } else { c }).collect();
    let whole = plain.trim_end_matches(['.', ' ']);
    let (stem, ending) = whole.rsplit_once('.').unwrap_or((whole, ""));
    let stem = stem.trim_end_matches(['.', ' ']);

    let dot = if ending.is_empty() { "" } else { "." };
    let stem = if stem.is_empty() { "file" } else { stem };
    let name = format!("{stem}{dot}{ending}");
    if !is_device(&name) {
        return name;
    }
    // The device is what stands before the first dot.
    let (device, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    format!("{}-1{rest}", device.trim_end())
}

fn is_forbidden(c: char) -> bool {
    "<>:\"|?*\\".contains(c) || c.is_control()
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    // Nearly all names are longer, or shorter.
    if !(3..=8).contains(&stem.len()) {
        return false;
    }
    let small = stem.to_ascii_lowercase();
    let number = PORTS.iter().find_map(|port| small.strip_prefix(port));
    DEVICES.contains(&small.as_str())
        || number.is_some_and(|number| {
            // Windows takes the small digits of Latin-1 for the others.
            matches!(number.as_bytes(), [b'1'..=b'9']) || ["¹", "²", "³"].contains(&number)
        })
}

#[cfg(test)]
mod tests {
    use super::{NameFault, portable};

    #[test]
    fn each_name_that_windows_refuses_has_one_near_it_that_works() {
        for (name, right) in [
            ("con", "con-1"),
            ("CON.md", "CON-1.md"),
            ("nul.tar.gz", "nul-1.tar.gz"),
            ("Aux .txt", "Aux-1.txt"),
            ("prn", "prn-1"),
            ("com1.html", "com1-1.html"),
            ("LPT9", "LPT9-1"),
            ("com\u{b9}.md", "com\u{b9}-1.md"),
            ("lpt\u{b3}", "lpt\u{b3}-1"),
            ("conin$.txt", "conin$-1.txt"),
            ("trail.", "trail"),
            ("trail. .", "trail"),
            ("blank ", "blank"),
            ("a .txt", "a.txt"),
            ("a..md", "a.md"),
            ("what?.md", "what-.md"),
            ("a:b|c*d<e>f\"g\\h.md", "a-b-c-d-e-f-g-h.md"),
            ("a\nb\u{7f}c.md", "a-b-c.md"),
            (" .md", "file.md"),
            ("?", "-"),
        ] {
            assert!(NameFault::of(name).is_some(), "{name:?}");
            let given = portable(name);
            assert_eq!(given, right, "{name:?}");
            assert_eq!(NameFault::of(&given), None, "{given:?}");
        }
    }

    #[test]
    fn other_names_are_left_alone() {
        for name in [
            "con-1.md",
            "contact.md",
            "auxiliary",
            "com0",
            "com10.md",
            "com.md",
            "lpt",
            "null.md",
            "prn_.txt",
            "a b.md",
            "a.b.md",
            ".hidden",
            "it's.md",
            "\u{65e5}\u{672c}.md",
            "com\u{b9}0",
        ] {
            assert_eq!(NameFault::of(name), None, "{name}");
            assert_eq!(portable(name), name);
        }
    }
}
