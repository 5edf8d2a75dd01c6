//! Files that are no pages: broken front matter, pipes, devices, links, sizes, encodings.

use std::os::unix::net::UnixListener;

use super::*;

const PAGES: [Trouble; 28] = [
    (
        "broken YAML on line 1",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\ntitle: [a\n---\nText\n"),
        &["p.md:", "yaml-syntax"],
    ),
    (
        "broken YAML in the middle",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                flush(
                    r"
                    ---
                    title: A
                    weight: 1
                      tags: x: y
                    owner: B
                    ---
                    Text
                    ",
                ),
            )
        },
        &["p.md:4", "yaml-syntax"],
    ),
    (
        "a fence never closed",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\ntitle: A\n\nText\n"),
        &["p.md:1", "never closed"],
    ),
    (
        "aliases of aliases",
        |book, layer| {
            let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
            for at in 1..1000 {
                let last = at - 1;
                yaml.push_str(&flush(&format!(
                    r"
                    a{at}: &a{at} [*a{last}, *a{last}, *a{last}, *a{last}, *a{last}, *a{last}, \
                    *a{last}]
                    "
                )));
            }
            yaml.truncate(60_000);
            book.write(
                &format!("{layer}/p.md"),
                format!("---\nextra:\n {}\n---\n", yaml.replace('\n', "\n ")),
            );
        },
        &["p.md:", "anchors"],
    ),
    (
        "70 KB of aliases",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\na: &a 1\nb: [{}]\n---\n", "*a, ".repeat(17_500)),
            )
        },
        &["p.md:", "yaml-syntax"],
    ),
    (
        "64 KB of brackets",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\nextra: {}\n---\n", "[".repeat(64_000)),
            )
        },
        &["p.md:2", "brackets"],
    ),
    (
        "64 KB of brackets behind a quote",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\ntitle: b\n  'c\nextra: {}\n---\n", "[".repeat(64_000)),
            )
        },
        &["p.md:", "yaml-syntax"],
    ),
    (
        "64 KB of brackets behind a quote in brackets",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\ntags: [b\n  'c, {}\n---\n", "[".repeat(64_000)),
            )
        },
        &["p.md:", "yaml-syntax"],
    ),
    (
        "64 KB of braces",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\nextra: {}\n---\n", "{a: ".repeat(16_000)),
            )
        },
        &["p.md:2"],
    ),
    (
        "64 KB of dashes",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\nextra:\n {}\n---\n", "- ".repeat(32_000)),
            )
        },
        &["p.md:3"],
    ),
    (
        "YAML indented a thousand times",
        |book, layer| {
            let lines: String = (0..350).map(|at| format!("{}a:\n", " ".repeat(at + 1))).collect();
            book.write(&format!("{layer}/p.md"), format!("---\nextra:\n{lines}---\n"));
        },
        &["p.md:"],
    ),
    (
        "70 KB of keys",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                format!("---\nextra:\n{}---\n", "  a: 1\n".repeat(10_000)),
            )
        },
        &["p.md:", "64 KiB"],
    ),
    (
        "a tag",
        |book, layer| {
            book.write(&format!("{layer}/p.md"), "---\nextra: !!python/object:os.system ls\n---\n")
        },
        &["p.md:"],
    ),
    ("a pipe", |book, layer| fifo(&book.at(&format!("{layer}/p.md"))), &["p.md", "pipe"]),
    (
        "a socket",
        |book, layer| drop(UnixListener::bind(book.at(&format!("{layer}/p.md"))).unwrap()),
        &["p.md", "pipe, socket or device"],
    ),
    (
        "a device",
        |book, layer| device(&book.at(&format!("{layer}/p.md"))),
        &["p.md", "pipe, socket or device"],
    ),
    (
        "a link to a device",
        |book, layer| symlink("/dev/zero", book.at(&format!("{layer}/p.md"))).unwrap(),
        &["p.md", "symbolic link"],
    ),
    (
        "a link to a secret",
        |book, layer| symlink("/etc/passwd", book.at(&format!("{layer}/p.md"))).unwrap(),
        &["p.md", "symbolic link"],
    ),
    (
        "a link to nothing",
        |book, layer| symlink("nowhere", book.at(&format!("{layer}/p.md"))).unwrap(),
        &["p.md", "symbolic link"],
    ),
    (
        "an image that is a link",
        |book, layer| symlink("/etc/passwd", book.at(&format!("{layer}/p.png"))).unwrap(),
        &["p.png", "symbolic link"],
    ),
    (
        "a folder that is a link to itself",
        |book, layer| symlink(".", book.at(&format!("{layer}/loop"))).unwrap(),
        &["loop", "symbolic link"],
    ),
    (
        "a folder that is a link upwards",
        |book, layer| symlink("../../..", book.at(&format!("{layer}/loop"))).unwrap(),
        &["loop", "symbolic link"],
    ),
    (
        "300 MB",
        |book, layer| {
            File::create(book.at(&format!("{layer}/p.md"))).unwrap().set_len(300 << 20).unwrap()
        },
        &["p.md", "larger than 4096 KiB"],
    ),
    (
        "Latin-1",
        |book, layer| book.write(&format!("{layer}/p.md"), b"# Caf\xe9\n"),
        &["p.md", "not UTF-8", "line 1"],
    ),
    (
        "UTF-16",
        |book, layer| book.write(&format!("{layer}/p.md"), b"\xff\xfe#\0 \0A\0"),
        &["p.md", "not UTF-8"],
    ),
    (
        "NUL",
        |book, layer| book.write(&format!("{layer}/p.md"), b"# A\n\nText\0\n"),
        &["p.md", "NUL", "line 3"],
    ),
    (
        "folders a hundred deep",
        |book, layer| book.write(&format!("{layer}/{}p.md", "d/".repeat(100)), "# Deep\n"),
        &["nested more than"],
    ),
    (
        "a name that is not UTF-8",
        |book, layer| {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
            fs::write(book.at(layer).join(name), "# A\n").unwrap();
        },
        &["caf", "not valid UTF-8"],
    ),
];

/// Where devices cannot be made, a pipe stands for one.
fn device(path: &Path) {
    let made = Command::new("mknod").arg(path).args(["c", "1", "5"]).stderr(Stdio::null()).status();
    if !made.is_ok_and(|status| status.success()) {
        fifo(path);
    }
}

#[test]
fn files_that_are_no_pages_in_a_firm() {
    all_of(&PAGES, |trouble| trouble.0, |trouble| drop(in_a_firm(trouble)));
}

#[test]
fn files_that_are_no_pages_in_the_base() {
    all_of(&PAGES, |trouble| trouble.0, in_the_base);
}
