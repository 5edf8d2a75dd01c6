//! Lists and groups of keys as scripts write them: JSON, and what JavaScript allows beyond it.
//! Nothing is run: what is more than a literal is not read.

use super::data::{entry, list};
use crate::yaml::{Real, Value};

/// Lists and groups inside each other; nobody nests this deep.
const MAX_DEPTH: usize = 48;

/// Reads the literal that a script exports, or that a file of JSON is; none where there is more in
/// it than literals.
pub(super) fn read(script: &str) -> Option<Value> {
    let script = without_remarks(script);
    let start = match script.trim_start().starts_with(['{', '[']) {
        true => 0,
        // The first thing that is given a value is the list; what it is called does not matter.
        false => script.find("= {").or_else(|| script.find("= ["))?.checked_add(1)?,
    };
    Reader { rest: &script[start..] }.value(0)
}

/// Reads the literal that stands after a key anywhere in a script: `title: 'Mentors'`.
pub(super) fn after_key(script: &str, key: &str) -> Option<Value> {
    let script = without_remarks(script);
    let mut at = 0;
    while let Some(found) = script[at..].find(key).map(|found| at + found) {
        at = found + key.len();
        let is_whole = !script[..found].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let after = script[at..].trim_start_matches(['"', '\'']).trim_start();
        if let Some(rest) = after.strip_prefix(':').filter(|_| is_whole)
            && let Some(value) = (Reader { rest }).value(0)
        {
            return Some(value);
        }
    }
    None
}

/// A script without its remarks, whose marks within quotes are none.
fn without_remarks(script: &str) -> String {
    let mut plain = String::with_capacity(script.len());
    let mut rest = script;
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match quote {
            Some(open) => {
                if c == '\\' {
                    length += rest[length..].chars().next().map_or(0, char::len_utf8);
                } else if c == open {
                    quote = None;
                }
            }
            None if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            None if rest.starts_with("/*") => {
                rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
                continue;
            }
            None if ['"', '\'', '`'].contains(&c) => quote = Some(c),
            None => {}
        }
        plain.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    plain
}

/// Reads literals from the beginning of a text.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '{' => self.group(depth),
            '[' => self.list(depth),
            '"' | '\'' | '`' => self.quoted().map(Value::Text),
            _ => self.word(),
        }
    }

    /// Takes a mark, if it is the next thing.
    fn takes(&mut self, mark: char) -> bool {
        self.rest = self.rest.trim_start();
        let after = self.rest.strip_prefix(mark);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn group(&mut self, depth: usize) -> Option<Value> {
        let mut entries = Vec::new();
        self.takes('{');
        while !self.takes('}') {
            let key = match self.rest.chars().next()? {
                '"' | '\'' => self.quoted()?,
                _ => self.name()?,
            };
            if !self.takes(':') {
                return None;
            }
            entries.push(entry(key, self.value(depth + 1)?));
            self.takes(',');
        }
        Some(Value::Map(entries))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let mut values = Vec::new();
        self.takes('[');
        while !self.takes(']') {
            values.push(self.value(depth + 1)?);
            self.takes(',');
        }
        Some(list(values))
    }

    fn quoted(&mut self) -> Option<String> {
        let mut chars = self.rest.char_indices();
        let (_, quote) = chars.next()?;
        let mut text = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    other => text.push(other),
                },
                '$' if quote == '`' => return None,
                c if c == quote => {
                    self.rest = &self.rest[at + c.len_utf8()..];
                    return Some(text);
                }
                c => text.push(c),
            }
        }
        None
    }

    fn name(&mut self) -> Option<String> {
        let is_word = |c: char| c.is_alphanumeric() || "_$-.".contains(c);
        let end = self.rest.find(|c: char| !is_word(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn word(&mut self) -> Option<Value> {
        let word = self.name()?;
        Some(match word.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" | "undefined" => Value::Null,
            _ => match word.parse::<i64>() {
                Ok(whole) => Value::Integer(whole, word),
                Err(_) => Value::Float(Real(word.parse().ok()?), word),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{after_key, read};
    use crate::import::data::{at, items, text_at};

    #[test]
    fn literals_are_read_and_programs_are_not() {
        let script = "// a list\nmodule.exports = {docs: ['intro', {type: 'category', \
                      label: \"It's\", /* no */ items: [`a`, ],}], 'n': -1.5};";
        let value = read(script).unwrap();
        assert_eq!(items(at(&value, "docs").unwrap()).count(), 2);
        assert_eq!(text_at(&value, "n").unwrap(), "-1.5");
        for program in ["module.exports = {a: f(1)}", "export default make([1])", "= {a: `${b}`}"] {
            assert_eq!(read(program), None, "{program}");
        }
        assert_eq!(read(&format!("= {}", "[".repeat(5_000))), None);
    }

    #[test]
    fn a_key_is_found_anywhere() {
        let script = "const x = require('y'); f({subtitle: 'no', title: 'Mentors // all', a: b()})";
        assert_eq!(after_key(script, "title").unwrap().scalar().unwrap(), "Mentors // all");
        assert_eq!(after_key(script, "a"), None);
    }
}
