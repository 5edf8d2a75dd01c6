//! What passes the door, read a second time by libyaml: the same values, and no anchor, alias or
//! tag among them.

use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};

use super::{MAX_FRONT_MATTER_BYTES, Node, Value, YamlEntry, parse};

const DOCUMENTS: usize = 20_000;

/// What somebody might write for a value, with `¦` between.
const WORDS: &str = "a¦key¦é x¦x.y¦R&D¦it's¦12¦012¦-7¦1e3¦1.10¦0x1F¦.inf¦~¦null¦True¦yes¦\
    2026-11-30¦12:30¦Notes, *new* ones¦a*b¦why!¦a #b¦[a, b]¦{a: 1}¦{a, b: }¦a\u{A0}b¦\u{2003}";

/// What means something to one reader or the other, or looks as if it did. The line ends of Unicode
/// are missing: YAML 1.2, which is read here, takes them for letters.
const PIECES: &str = "&a¦*a¦&a.b ¦*a:¦&é¦*a,¦&a,b¦*¦&¦!¦!tag ¦!!str ¦!<x> ¦! ¦'¦\"¦''¦\\¦\\\"¦\
    \\x41¦#¦ #¦&b¦ # &a *a !t¦: ¦:¦ : ¦- ¦-¦? ¦?¦[¦]¦{¦}¦,¦, ¦[&a 1, *a]¦|¦>¦|-¦>+¦|2¦|\n  *a\n¦\
    >\n  &b c\n¦\n¦\n\n¦\n  ¦\n    ¦\n- ¦\n  - ¦\r\n¦\r¦\0¦\u{7}¦\u{7F}¦\u{FEFF}¦\u{3000}¦%¦\
    \n%a\n¦%YAML 1.2\n---\n¦%TAG ! !x\n---\n¦?12¦:&a.b ¦---¦\n---\n¦...¦\n...\n¦\t¦@¦`¦<<: ¦=¦  ¦ ";

/// Where libyaml keeps to YAML 1.1, or to less: what it then says of a text that is read here.
const STRICTER_THERE: [&str; 8] = [
    "did not find expected node content",
    "did not find expected key",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "found a tab character where an indentation space is expected",
    "found a tab character that violates indentation",
    "found character that cannot start any token",
    "found unexpected ':'",
];

/// Documents by chance, the same ones each time.
struct Chance {
    state: u64,
    words: Vec<&'static str>,
    pieces: Vec<&'static str>,
}

impl Chance {
    fn new() -> Self {
        let [words, pieces] = [WORDS, PIECES].map(|all| all.split('¦').collect());
        Self { state: 0x9E37_79B9_7F4A_7C15, words, pieces }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % limit
    }

    fn piece(&mut self) -> &'static str {
        let at = self.below(1 << 16);
        match self.below(3) {
            0 => self.pieces[at % self.pieces.len()],
            _ => self.words[at % self.words.len()],
        }
    }

    /// Pieces, one behind the other: hardly ever YAML.
    fn soup(&mut self, most: usize) -> String {
        (0..=self.below(most)).map(|_| self.piece()).collect()
    }

    /// Keys or items as somebody would write them.
    fn group(&mut self, indent: usize, text: &mut String) {
        let is_list = self.below(4) == 0;
        for at in 0..=self.below(3) {
            text.push_str(&" ".repeat(indent));
            if is_list {
                text.push('-');
            } else {
                let key = ["k", "Key ", "ö", "2026-", "*", "&a, "][self.below(6)];
                let quote = if key.starts_with(['*', '&']) { "'" } else { "" };
                text.push_str(&format!("{quote}{key}{at}{quote}:"));
            }

            if indent < 6 && self.below(6) == 0 {
                text.push('\n');
                self.group(indent + 2, text);
            } else {
                self.value(indent, text);
                text.push('\n');
            }
        }
    }

    fn value(&mut self, indent: usize, text: &mut String) {
        let margin = " ".repeat(indent);
        let written = match self.below(7) {
            0 => write!(text, " \"{}\"", self.soup(3).replace(['"', '\\'], "\\\\")),
            1 => write!(text, " '{}'", self.soup(3).replace('\'', "''")),
            2 => write!(text, " |\n{margin}  {}", self.soup(3)),
            3 => write!(text, " >-\n{margin}  {}\n{margin}  {}", self.soup(2), self.soup(2)),
            4 => write!(text, " [{}, {}]", self.piece(), self.piece()),
            5 => write!(text, " {{k: {}}} # {}", self.piece(), self.piece()),
            _ => write!(text, " {}", self.soup(2)),
        };
        written.expect("a text takes whatever is written");
    }

    fn document(&mut self) -> String {
        if self.below(8) == 0 {
            return self.soup(12);
        }
        let mut text = String::new();
        self.group(0, &mut text);

        // Something where nobody thought of it.
        for _ in 0..self.below(3) {
            let at = text.floor_char_boundary(self.below(text.len()));
            text.insert_str(at, self.piece());
        }
        text
    }
}

/// A value as a line of text, to be compared.
#[derive(PartialEq, Debug)]
struct Told(String);

impl Told {
    fn of(node: &Node) -> Self {
        Self(match &node.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Integer(value, _) => value.to_string(),
            Value::Float(value, _) => format!("{:?}", value.0),
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => {
                let items: String = items.iter().map(|item| Self::of(item).0 + ",").collect();
                format!("[{items}]")
            }
            Value::Map(entries) => {
                format!("{{{}}}", entries.iter().map(Self::entry).collect::<String>())
            }
        })
    }

    fn entry(entry: &YamlEntry) -> String {
        format!("{:?}: {},", entry.key, Self::of(&entry.value).0)
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ToldVisitor)
    }
}

struct ToldVisitor;

impl<'de> Visitor<'de> for ToldVisitor {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Told, E> {
        Ok(Told("null".to_owned()))
    }

    fn visit_none<E>(self) -> Result<Told, E> {
        Ok(Told("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Told, E> {
        Ok(Told(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Told, E> {
        Ok(Told(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Told, E> {
        Ok(Told(
            i64::try_from(value)
                .map_or_else(|_| format!("{:?}", value as f64), |value| value.to_string()),
        ))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Told, E> {
        Ok(Told(format!("{value:?}")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Told, E> {
        Ok(Told(format!("{value:?}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Told, A::Error> {
        let mut told = "[".to_owned();
        while let Some(Told(item)) = items.next_element()? {
            told += &(item + ",");
        }
        Ok(Told(told + "]"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Told, A::Error> {
        let mut told = "{".to_owned();
        while let Some((key, Told(value))) = entries.next_entry::<String, Told>()? {
            told += &format!("{key:?}: {value},");
        }
        Ok(Told(told + "}"))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Told, A::Error> {
        Err(A::Error::custom("a tag"))
    }
}

/// What libyaml reads, in the form of [`Told`]; a text without anything in it is an empty group.
fn libyaml(text: &str) -> Result<Told, String> {
    let text = text.trim_start_matches('\u{FEFF}');
    let told: Told = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    Ok(if told.0 == "null" { Told("{}".to_owned()) } else { told })
}

fn ours(text: &str) -> Result<Told, String> {
    let node = parse(text, 0, &"a.yaml".into(), MAX_FRONT_MATTER_BYTES);
    node.map(|node| Told::of(&node)).map_err(|problem| problem.message)
}

/// What is wrong with how a text passed, if anything.
fn fault(text: &str, told: &Told, theirs: &Result<Told, String>) -> Option<String> {
    match theirs {
        // A text alone may be cut at another place; nobody takes a text alone for keys.
        Err(_) if told.0.starts_with('"') => {}
        Ok(theirs) if theirs != told => return Some(format!("libyaml reads {}", theirs.0)),
        Err(error) if !STRICTER_THERE.iter().any(|words| error.contains(words)) => {
            return Some(format!("libyaml says {error}"));
        }
        _ => {}
    }

    // Where they name no value and no type, these are letters like any other.
    let letters = ours(&text.replace(['&', '*', '!'], "q"));
    let is_same = letters.as_ref() == Ok(&Told(told.0.replace(['&', '*', '!'], "q")));
    (!is_same).then(|| format!("with letters it is {letters:?}"))
}

#[test]
fn what_passes_is_what_libyaml_reads() {
    let mut chance = Chance::new();
    let (mut passed, mut compared, mut faults) = (0, 0, Vec::new());
    for _ in 0..DOCUMENTS {
        let text = chance.document();
        let Ok(told) = ours(&text) else { continue };
        passed += 1;
        let theirs = libyaml(&text);
        compared += usize::from(theirs.is_ok());
        if let Some(fault) = fault(&text, &told, &theirs) {
            faults.push(format!("{text:?}\n  is {}\n  {fault}", told.0));
        }
    }

    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(compared > 6_000 && compared * 100 > passed * 95, "{compared} of {passed} compared");
}
