//! Commands that are printed for people to type.

use std::borrow::Cow;

/// A word of a command as a shell takes it: in quotes where it would else be cut, or mean something
/// to the shell. Source: POSIX, "Shell Command Language", 2.2 Quoting; PowerShell takes the same
/// but for an apostrophe.
pub fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:@%+=,\\".contains(c);
    // Only where a word begins is a number sign a remark.
    let mut letters = word.chars();
    let begins = letters.next().is_some_and(|c| is_plain(c) && c != '=');
    if begins && letters.all(|c| is_plain(c) || c == '#') && (cfg!(windows) || !word.contains('\\'))
    {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_what_a_shell_would_cut_or_change_is_quoted() {
        for plain in ["my-book", "../größe/a.md#who-to-call", "acme:title", "/tmp/x@2"] {
            assert_eq!(quoted(plain), plain);
        }
        for (word, shown) in [
            ("my book", "'my book'"),
            ("", "''"),
            ("it's", r"'it'\''s'"),
            ("#x", "'#x'"),
            ("a$b", "'a$b'"),
            ("~x", "'~x'"),
            ("a;b", "'a;b'"),
            ("a*", "'a*'"),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }
}
