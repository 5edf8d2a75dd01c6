//! Our YAML held against our schemas: what builds, no editor complains of.

use std::sync::LazyLock;

use mentorbook::schema::Schema;
use serde_json::Value;

use super::fixture::Files;

/// What a value breaks of a schema, each with where it is. Knows the words that our schemas use, and
/// no other.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(schema, value, "", &mut found);
    found
}

fn look(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (word, wanted) in schema.as_object().expect("a schema") {
        let is_kept = match word.as_str() {
            "title" | "description" | "default" => true,
            "type" => match wanted {
                Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
                kind => is_of(kind, value),
            },
            "enum" => wanted.as_array().expect("values").contains(value),
            "anyOf" => {
                let mut several = wanted.as_array().expect("schemas").iter();
                several.any(|schema| faults(schema, value).is_empty())
            }
            "minimum" => {
                value.as_f64().is_none_or(|number| number >= wanted.as_f64().expect("one"))
            }
            "maximum" => {
                value.as_f64().is_none_or(|number| number <= wanted.as_f64().expect("one"))
            }
            "format" => value.as_str().is_none_or(|text| has_format(wanted, text)),
            "required" => {
                let mut names = wanted.as_array().expect("names").iter();
                let has = |name: &Value| value.get(name.as_str().expect("a name")).is_some();
                !value.is_object() || names.all(has)
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    look(wanted, item, &format!("{at}/{index}"), found);
                }
                true
            }
            "properties" => {
                for (name, schema) in wanted.as_object().expect("schemas") {
                    if let Some(inner) = value.get(name) {
                        look(schema, inner, &format!("{at}/{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema.get("properties");
                let is_known = |name: &str| known.is_some_and(|known| known.get(name).is_some());
                let entries = value.as_object().into_iter().flatten();
                for (name, inner) in entries.filter(|(name, _)| !is_known(name)) {
                    match wanted {
                        Value::Bool(false) => found.push(format!("{at}: there is no `{name}`")),
                        schema => look(schema, inner, &format!("{at}/{name}"), found),
                    }
                }
                true
            }
            other => panic!("our schemas do not use `{other}`"),
        };
        if !is_kept {
            found.push(format!("{at}: `{word}` is {wanted}, not {value}"));
        }
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("a name") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type `{other}`"),
    }
}

fn has_format(format: &Value, text: &str) -> bool {
    match format.as_str().expect("a name") {
        "date" => text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10,
        "color-hex" => text.strip_prefix('#').is_some_and(|digits| {
            [3, 6].contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }),
        other => panic!("our schemas do not use the format `{other}`"),
    }
}

/// The schema of a sort of file.
pub(crate) fn schema(of: Schema) -> &'static Value {
    static ALL: LazyLock<[Value; 4]> =
        LazyLock::new(|| Schema::ALL.map(|of| serde_json::from_str(&of.text()).expect("JSON")));
    &ALL[Schema::ALL.iter().position(|known| *known == of).expect("one of all")]
}

/// What of a handbook's files is against their schemas, each with its file. Front matter is only
/// looked at where it has no keys of other tools.
pub(crate) fn against_schemas(files: &Files, with_front_matter: bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in files {
        let Some((of, yaml)) = yaml_of(path, bytes) else { continue };
        if of == Schema::FrontMatter && !with_front_matter {
            continue;
        }
        let value: Value = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}"));
        found.extend(faults(schema(of), &value).iter().map(|fault| format!("{path}: {fault}")));
    }
    found
}

/// The YAML in a file, if it has a schema.
fn yaml_of(path: &str, bytes: &[u8]) -> Option<(Schema, String)> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{FEFF}').replace('\r', "");
    let parts: Vec<&str> = path.strip_prefix("content/")?.split('/').collect();
    let of = match *parts.as_slice() {
        ["handbook.yaml"] => Schema::Handbook,
        ["firms", _, "firm.yaml"] => Schema::Firm,
        ["layers", _, "layer.yaml"] => Schema::Layer,
        ["base", ..] | ["firms" | "layers", _, ..] if path.ends_with(".md") => {
            let (front, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
            return Some((Schema::FrontMatter, front.to_owned()));
        }
        _ => return None,
    };
    Some((of, text))
}
