//! What files may hold, told to editors: `mentorbook schema`, and that it is true.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mentorbook::Selection;
use mentorbook::schema::Schema;
use serde_json::{Value, json};

use crate::harness::{
    Folder, against_schemas, contents, faults, files, schema, shipped, traces, try_build,
};

// What is printed and written

#[test]
fn a_schema_is_printed_and_fetches_nothing() {
    let desk = Folder::empty();
    for of in Schema::ALL {
        let done = desk.run(&["schema", of.name()]).assert(0);
        assert_eq!(done.stdout, of.text());
        let schema: Value = serde_json::from_str(&done.stdout).expect("JSON");
        assert_eq!(schema["additionalProperties"], false);
        for word in ["$schema", "$id", "$ref"] {
            assert!(!done.stdout.contains(&format!("\"{word}\"")), "{}: {word}", of.name());
        }
    }

    desk.run(&["schema"]).assert(2).says("<WHAT>");
    desk.run(&["schema", "page"]).assert(2).says("handbook, firm, layer, front-matter");
    desk.run(&["schema", "firm", "--write"]).assert(2).says("cannot be used with");
    desk.run(&["schema", "--write"]).assert(2).says("no handbook found");
}

#[test]
fn schemas_are_written_as_far_as_they_are_not_there() {
    let desk = Folder::with("//- base/index.md\n# Home\n");
    desk.run(&["schema", "--write"]).assert(0).says("Written into content/.schema: 4 files.");
    for of in Schema::ALL {
        assert_eq!(desk.read(&of.file()), of.text());
    }
    let before = traces(&desk.path(""));
    desk.run(&["schema", "--write"]).assert(0).says("Nothing to write");
    assert_eq!(traces(&desk.path("")), before);

    desk.put(&Schema::Firm.file(), format!("{} ", Schema::Firm.text()));
    fs::remove_file(desk.path(&Schema::Layer.file())).expect("gone");
    desk.run(&["schema", "--write"]).assert(0).says("Written into content/.schema: 2 files.");
    assert_eq!(desk.read(&Schema::Firm.file()), Schema::Firm.text());
    assert_eq!(contents(&desk.path("content/.schema")).len(), 4);

    // They are no input.
    desk.run(&["build", "--strict"]).assert(0);
    assert!(contents(&desk.path("public")).keys().all(|path| !path.contains("schema")));
}

#[cfg(unix)]
#[test]
fn no_schema_is_written_outside_of_the_handbook() {
    use std::os::unix::fs::symlink;

    let desk = Folder::with("//- base/index.md\n# Home\n");
    fs::create_dir(desk.path("elsewhere")).expect("a folder");
    symlink(desk.path("elsewhere"), desk.path("content/.schema")).expect("a link");
    for command in [&["schema", "--write"][..], &["new", "firm", "acme"]] {
        desk.run(command).assert(2).says("content/.schema is a symbolic link");
    }
    assert!(contents(&desk.path("elsewhere")).is_empty());
    assert!(!desk.path("content/firms/acme").exists());

    // A link in the place of a file gives way to the file.
    fs::remove_file(desk.path("content/.schema")).expect("gone");
    desk.put("elsewhere/firm.json", "mine");
    desk.put("content/.schema/layer.json", "");
    symlink(desk.path("elsewhere/firm.json"), desk.path(&Schema::Firm.file())).expect("a link");
    desk.run(&["schema", "--write"]).assert(0);
    assert_eq!(desk.read("elsewhere/firm.json"), "mine");
    assert_eq!(desk.read(&Schema::Firm.file()), Schema::Firm.text());
}

// Files lead to their schemas

/// The YAML files of a handbook that have a schema all lead to it, and it is there.
#[track_caller]
fn assert_led(root: &Path, least: usize) {
    let mut count = 0;
    for (path, bytes) in contents(&root.join("content")) {
        let of = match path.rsplit('/').next().expect("a name") {
            "handbook.yaml" => Schema::Handbook,
            "firm.yaml" => Schema::Firm,
            "layer.yaml" => Schema::Layer,
            _ => continue,
        };
        let text = String::from_utf8(bytes).expect("text");
        assert!(text.starts_with(&of.line()), "{path}: {text}");

        let target = of.line();
        let (_, target) = target.trim_end().split_once("$schema=").expect("a path");
        let file = root.join("content").join(&path).with_file_name(target);
        let schema = fs::read_to_string(&file).expect("a schema");
        assert!(schema == of.text(), "{path}: its schema is an old one; BLESS=1 writes ours anew");
        count += 1;
    }
    assert!(count >= least, "{count} files");
}

#[test]
fn what_the_program_writes_leads_editors_to_the_schemas() {
    let desk = Folder::empty();
    desk.run(&["init", "small"]).assert(0);
    desk.run(&["new", "firm", "acme", "--root", "small"]).assert(0);
    assert_led(&desk.path("small"), 3);
    desk.run(&["init", "ours", "--example"]).assert(0);
    assert_led(&desk.path("ours"), 7);

    desk.put("old/index.md", "# Old\n");
    desk.run(&["import", "old", "new"]).assert(0);
    assert_led(&desk.path("new"), 1);

    // What it writes, no editor complains of.
    for root in ["small", "ours", "new"] {
        let files = contents(&desk.path(root));
        assert_eq!(against_schemas(&files, true), Vec::<String>::new());
    }
}

#[test]
fn a_new_firm_brings_the_schemas_along() {
    let desk = Folder::with("//- base/index.md\n# Home\n");
    desk.run(&["new", "firm", "acme"]).assert(0);
    assert_eq!(desk.read(&Schema::Firm.file()), Schema::Firm.text());
}

#[test]
fn the_schemas_of_the_shipped_handbook_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        mentorbook::scaffold::write_schemas(root).expect("written");
    }
    assert_led(root, 7);
    assert_eq!(against_schemas(&shipped(), true), Vec::<String>::new());
}

#[test]
fn the_handbooks_of_the_browser_suite_are_valid() {
    for name in ["handbook", "languages"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(name);
        let found = against_schemas(&contents(&root), true);
        assert_eq!(found, Vec::<String>::new());
    }
}

// What is true of the files is true of the schemas

/// Values of every type.
fn candidates() -> [Value; 8] {
    [
        json!("x"),
        json!(true),
        json!(7),
        json!(1.5),
        json!(["x"]),
        json!([["x"]]),
        json!({"x": "y"}),
        json!({"x": {"y": ["z"]}}),
    ]
}

/// A value that a schema takes, as small as can be.
fn sample(schema: &Value) -> Value {
    let day = [json!("2027-05-11"), json!("#123456")];
    let mut simple = candidates().into_iter().chain(day);
    simple.find(|value| faults(schema, value).is_empty()).unwrap_or_else(|| filled(schema))
}

/// A group with what it needs.
fn filled(schema: &Value) -> Value {
    let needed = schema["required"].as_array().into_iter().flatten();
    let names = needed.map(|name| name.as_str().expect("a name"));
    names.map(|name| (name.to_owned(), sample(&schema["properties"][name]))).collect()
}

/// Values that differ from what a schema takes, or do not, in one place alone, however deep.
fn tried(schema: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = candidates().into();
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        for value in tried(inner) {
            let mut group = filled(schema);
            group[name] = value;
            all.push(group);
        }
    }
    if schema["additionalProperties"].is_object() {
        let values = tried(&schema["additionalProperties"]);
        all.extend(values.into_iter().map(|value| json!({"n": value})));
    }
    if schema["items"].is_object() {
        all.extend(tried(&schema["items"]).into_iter().map(|value| json!([value])));
    }
    for branch in schema["anyOf"].as_array().into_iter().flatten() {
        all.extend(tried(branch).into_iter().filter(|value| value.is_object() || value.is_array()));
    }
    all
}

/// What the program says of a file.
fn said(of: Schema, value: &Value) -> String {
    let mut book = files("//- base/index.md\n# Home\n//- base/page.md\n# Page\n");
    let mut put = |path: &str, text: String| {
        book.insert(format!("content/{path}"), text.into());
    };
    match of {
        Schema::Handbook => put("handbook.yaml", value.to_string()),
        Schema::Firm => put("firms/acme/firm.yaml", value.to_string()),
        Schema::Layer => {
            put("firms/acme/firm.yaml", "{name: Acme, layers: [uk]}".to_owned());
            put("layers/uk/layer.yaml", value.to_string());
        }
        Schema::FrontMatter => {
            // In an override, the keys of all kinds say something, and so does why it is there.
            let mut value = value.clone();
            if let Some(front) = value.as_object_mut() {
                front.entry("override").or_insert("sections".into());
            }
            put("firms/acme/firm.yaml", "name: Acme".to_owned());
            put("firms/acme/page.md", format!("---\n{value}\n---\n"));
        }
    }

    match try_build(book, Selection::default()) {
        Ok(site) => site.diagnostics(),
        Err(error) => format!("{error:?}"),
    }
}

/// What the program says of values whose type is right, or right for another type of variable.
const OF_VALUES: [&str; 5] = [
    "`review_every` takes a number and",
    "`touch_icon` takes a PNG",
    "`feedback` takes an e-mail",
    "`n` takes a single value",
    "the name of a variable of type ",
];

/// Each key is given a value of each type, by what the schemas say of it. So a key that is read in
/// another way than it is declared is found here.
#[test]
fn a_schema_refuses_what_the_program_does() {
    for of in Schema::ALL {
        let (mut taken, mut refused) = (0, 0);
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        for value in tried(schema(of)) {
            // What one branch takes, another may, too.
            if !seen.insert(value.to_string()) {
                continue;
            }
            let said = said(of, &value);
            let faults = faults(schema(of), &value);
            if faults.is_empty() {
                taken += 1;
                let mut lines = said.lines();
                let is_of_type = |line: &str| {
                    let told = line.contains(" takes ") || line.contains(" has no value");
                    told && !OF_VALUES.iter().any(|known| line.contains(known))
                };
                if let Some(line) = lines.find(|line| is_of_type(line)) {
                    wrong.push(format!("no fault in {value}\n  but {line}"));
                }
            } else {
                refused += 1;
                if said.is_empty() {
                    wrong.push(format!("nothing said of {value}\n  but {faults:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}: {}:\n{}", of.name(), wrong.len(), wrong.join("\n"));
        assert!(taken > 40 && refused > 40, "{}: {taken} taken, {refused} refused", of.name());
    }
}
