//! What our files may hold, told to editors as JSON Schema, and to people as tables of keys.
//!
//! Both are made of the declarations that the files are read by. The schemas keep to the words that
//! mean the same in draft 7, which editors' YAML servers read best, and in all drafts since. They
//! name no draft, since its name is an address of the web, and no other file: nothing is fetched.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::parse::front_matter::KINDS;
use crate::parse::front_matter::keys::{FRONT_MATTER, MODULE, TIMELINE};
use crate::project::keys::{FIRM_OWN, HANDBOOK, LAYER, LAYER_OWN};
use crate::yaml::{Key, Keys, Takes};

/// A sort of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// `handbook.yaml`.
    Handbook,
    /// `firm.yaml`.
    Firm,
    /// `layer.yaml`.
    Layer,
    /// What stands between the `---` lines of a page.
    FrontMatter,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Handbook, Self::Firm, Self::Layer, Self::FrontMatter];

    /// The folder in which a handbook keeps them, from its root. It is hidden, so no input.
    pub const FOLDER: &str = "content/.schema";

    /// How it is asked for, and called in its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handbook => "handbook",
            Self::Firm => "firm",
            Self::Layer => "layer",
            Self::FrontMatter => "front-matter",
        }
    }

    /// The one of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|schema| schema.name() == name)
    }

    /// Its file, from the root of a handbook.
    pub fn file(self) -> String {
        format!("{}/{}.json", Self::FOLDER, self.name())
    }

    /// The line by which a YAML file of this sort leads editors to its schema.
    pub fn line(self) -> String {
        let up = if self == Self::Handbook { "" } else { "../../" };
        format!("# yaml-language-server: $schema={up}.schema/{}.json\n", self.name())
    }

    /// The schema.
    pub fn text(self) -> String {
        let keys: Vec<&Key> = self.keys().into_iter().flat_map(|(_, keys)| keys).copied().collect();
        let mut schema = or_nothing(group(&keys));
        schema.insert("title".to_owned(), self.title().into());

        // In the papers these stand in the chapter of their kind; here, among all others.
        for (kind, keys) in self.keys().into_iter().filter(|(table, _)| is_kind(table)) {
            for key in keys {
                let doc = format!("on pages of `kind: {kind}`: {}", plain(key.doc));
                schema["properties"][key.name]["description"] = doc.into();
            }
        }
        format!("{:#}\n", Value::Object(schema))
    }

    fn title(self) -> &'static str {
        match self {
            Self::Handbook => "handbook.yaml",
            Self::Firm => "firm.yaml",
            Self::Layer => "layer.yaml",
            Self::FrontMatter => "The front matter of a page",
        }
    }

    /// Its keys, each list under the name of its table.
    fn keys(self) -> Vec<(&'static str, &'static Keys)> {
        match self {
            Self::Handbook => vec![("handbook", HANDBOOK)],
            Self::Firm => vec![("firm", FIRM_OWN), ("shared", LAYER)],
            Self::Layer => vec![("layer", LAYER_OWN), ("shared", LAYER)],
            Self::FrontMatter => {
                vec![("front-matter", FRONT_MATTER), ("module", MODULE), ("timeline", TIMELINE)]
            }
        }
    }
}

fn is_kind(table: &str) -> bool {
    KINDS.iter().any(|(kind, _)| *kind == table)
}

/// A group of keys, of which there are no others.
fn group(keys: &Keys) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys {
        let mut property = or_nothing(shape(&key.takes));
        property.insert("description".to_owned(), plain(key.doc).into());
        if let Some(usual) = key.usual {
            let usual = serde_json::from_str(usual).unwrap_or_else(|_| usual.into());
            property.insert("default".to_owned(), usual);
        }
        properties.insert(key.name.to_owned(), property.into());
    }

    let mut group = object(json!({"type": "object", "additionalProperties": false}));
    group.insert("properties".to_owned(), properties.into());
    let needed: Vec<&str> = keys.iter().filter(|key| key.is_needed).map(|key| key.name).collect();
    if !needed.is_empty() {
        group.insert("required".to_owned(), needed.into());
    }
    group
}

/// What a value may be.
fn shape(takes: &Takes) -> Map<String, Value> {
    object(match takes {
        Takes::Text => json!({"type": ["string", "number", "boolean"]}),
        Takes::Name => json!({"type": "string"}),
        Takes::Truth => json!({"type": "boolean"}),
        Takes::Whole => json!({"type": "integer"}),
        Takes::Between(least, most) => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Takes::Number => json!({"type": "number"}),
        Takes::Day => json!({"type": "string", "format": "date"}),
        // By this format, editors show the colour and offer others.
        Takes::Color => json!({"type": "string", "format": "color-hex"}),
        Takes::Words(words) => json!({"enum": words}),
        Takes::Off => json!({"enum": ["off", false]}),
        Takes::Nothing => json!({"type": "null"}),
        Takes::List(item) => json!({"type": "array", "items": shape(item)}),
        Takes::Group(keys) => return group(keys),
        Takes::Named(value) => json!({"type": "object", "additionalProperties": shape(value)}),
        // Editors complete properties, but not what `propertyNames` lists.
        Takes::Listed(names, value) => {
            let names: Map<String, Value> =
                names().into_iter().map(|name| (name.to_owned(), shape(value).into())).collect();
            json!({"type": "object", "additionalProperties": false, "properties": names})
        }
        Takes::Either(several) => {
            let several: Vec<Value> = several.iter().map(|one| shape(one).into()).collect();
            match words_of_all(&several) {
                Some(words) => json!({"enum": words}),
                None => json!({"anyOf": several}),
            }
        }
        Takes::Anything => json!({}),
    })
}

/// The words of several shapes, where all of them are words.
fn words_of_all(shapes: &[Value]) -> Option<Vec<Value>> {
    let words = shapes.iter().map(|shape| shape.get("enum").and_then(Value::as_array));
    words.collect::<Option<Vec<_>>>().map(|words| words.into_iter().flatten().cloned().collect())
}

/// The same, or nothing after the colon: a line to be filled in.
fn or_nothing(mut shape: Map<String, Value>) -> Map<String, Value> {
    if let Some(kind) = shape.get_mut("type") {
        let kinds = match kind.take() {
            Value::Array(kinds) => kinds,
            one => vec![one],
        };
        *kind = kinds.into_iter().chain(["null".into()]).collect();
    }
    for list in ["enum", "anyOf"] {
        if let Some(Value::Array(values)) = shape.get_mut(list) {
            values.push(if list == "enum" { Value::Null } else { json!({"type": "null"}) });
        }
    }
    shape
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// A text with the words of its links in the place of these, since editors are elsewhere.
fn plain(markdown: &str) -> String {
    let (mut plain, mut rest) = (String::new(), markdown);
    // Brackets in code are no links, and none of our links has a bracket in its words.
    while let Some((before, after)) = rest.split_once("](")
        && let Some((before, words)) = before.rsplit_once('[')
        && let Some((_, after)) = after.split_once(')')
    {
        plain.push_str(before);
        plain.push_str(words);
        rest = after;
    }
    plain + rest
}

const TABLE_HEAD: &str =
    "| Key | Takes | If left out | What it says |\n| --- | --- | --- | --- |\n";

/// The tables of keys in the papers, each with its name.
pub fn key_tables() -> Vec<(&'static str, String)> {
    let mut tables: Vec<(&str, String)> = Vec::new();
    for (name, keys) in Schema::ALL.into_iter().flat_map(Schema::keys) {
        // Firms and layers share one.
        if tables.iter().all(|(known, _)| *known != name) {
            let mut table = TABLE_HEAD.to_owned();
            push_rows(&mut table, "", keys);
            tables.push((name, table));
        }
    }
    tables
}

fn push_rows(table: &mut String, above: &str, keys: &Keys) {
    for key in keys {
        let name = format!("{above}{}", key.name);
        let usual = match key.usual {
            Some(usual) => format!("`{usual}`"),
            None if key.is_needed => "it is needed".to_owned(),
            None => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{name}` | {} | {usual} | {} |", told(&key.takes), key.doc);

        let inner =
            if has_names(&key.takes) { format!("{name}.NAME.") } else { format!("{name}.") };
        push_rows(table, &inner, key.takes.group());
    }
}

/// Whether the keys of a value stand under names of the writer's own.
fn has_names(takes: &Takes) -> bool {
    match takes {
        Takes::Named(_) => true,
        Takes::Either(several) => several.iter().any(has_names),
        _ => false,
    }
}

/// What a value may be, in words.
fn told(takes: &Takes) -> String {
    match takes {
        Takes::Text => "text".to_owned(),
        Takes::Name => "a name".to_owned(),
        Takes::Truth => "`true` or `false`".to_owned(),
        Takes::Whole => "a whole number".to_owned(),
        Takes::Between(least, most) => format!("a whole number from {least} to {most}"),
        Takes::Number => "a number".to_owned(),
        Takes::Day => "a date".to_owned(),
        Takes::Color => "a colour".to_owned(),
        Takes::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            words.join(", ")
        }
        Takes::Off => "`off`".to_owned(),
        Takes::Nothing => "nothing".to_owned(),
        Takes::List(_) => "a list".to_owned(),
        Takes::Group(_) => "a group".to_owned(),
        Takes::Named(value) | Takes::Listed(_, value) => {
            format!("names, each with {}", told(value))
        }
        Takes::Either(several) => {
            let several = several.iter().filter(|takes| !matches!(takes, Takes::Nothing));
            several.map(told).collect::<Vec<_>>().join(" or ")
        }
        Takes::Anything => "anything".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_their_words() {
        for (markdown, expected) in [
            ("see [Kinds](#kinds), or [`themes/`](../themes/README.md)", "see Kinds, or `themes/`"),
            ("`[mentor, mentee]`", "`[mentor, mentee]`"),
            ("`[a]`, [b](c)", "`[a]`, b"),
        ] {
            assert_eq!(plain(markdown), expected);
        }
    }
}
