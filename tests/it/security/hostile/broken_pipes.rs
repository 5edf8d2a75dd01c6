//! Readers that are gone, and files that may not be read.

use super::*;

#[test]
fn closed_streams_are_no_failure_of_ours() {
    let book = Book::published();
    let program = program();
    book.write(&format!("{BIRCH}/p.md"), each(2_000, |at| format!("[x](nowhere-{at}.md)\n\n")));
    let lines = [
        ("build --format json | head -c 10", 1),
        ("build --format github | true", 1),
        ("build --format json >&-", 1),
        ("build 2>&-", 1),
        ("build >&- 2>&-", 1),
        ("build --format json >/dev/full", 1),
        ("check --format json | true", 1),
        ("completions bash | true", 0),
        ("completions zsh >/dev/full", 0),
        ("explain | true", 0),
        ("explain broken-link >/dev/full", 0),
    ];

    for (line, expected) in lines {
        let (command, rest) = line.split_at(line.find(['|', '>', '2']).unwrap());
        let script = format!("(\"$0\" {command}; echo \"status $?\" >\"$1\") {rest}");
        let status = book.path("status");
        let _ = fs::remove_file(&status);
        let mut shell = Command::new("timeout");
        shell
            .args(["-s", "KILL", PATIENCE, "sh", "-c", &script])
            .arg(program.get_program())
            .arg(&status)
            .current_dir(book.path("book"));
        let ran = run(shell, &book.path(""));
        let status = fs::read_to_string(&status).unwrap_or_default();
        assert!(!ran.text.contains("panicked"), "{line}: {}", ran.text);
        assert_eq!(status.trim(), format!("status {expected}"), "{line}: {}", ran.text);
    }
}

#[test]
fn what_may_not_be_read_is_told() {
    let book = Book::published();

    // Root may read everything, so the program runs as nobody there.
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let copy = book.path("mentorbook");
    fs::copy(program().get_program(), &copy).unwrap();
    if root {
        fs::set_permissions(book.path(""), fs::Permissions::from_mode(0o755)).unwrap();
        let owned =
            Command::new("chown").args(["-R", "65534:65534"]).arg(book.path("book")).status();
        if !owned.is_ok_and(|status| status.success()) {
            println!("SKIPPED: the files cannot be given to nobody");
            return;
        }
    }
    let build = |book: &Book| {
        let mut command = limited(&copy);
        command.args(["build", "--jobs", "2"]).current_dir(book.path("book"));
        if root {
            use std::os::unix::process::CommandExt;
            command.uid(65534).gid(65534);
        }
        run(command, &book.path(""))
    };
    let ran = build(&book);
    assert_eq!(ran.code(), 0, "{}", ran.text);
    let all = ["public/base", "public/acme", "public/birch", "public/cole"];
    for (path, closed, published) in [
        ("content/firms/birch/own.md", 0o000, 3),
        ("content/firms/birch", 0o000, 3),
        ("content/firms/birch", 0o600, 3),
        ("content/firms", 0o000, 1),
        ("content/base/rules", 0o000, 0),
        ("content/base", 0o000, 0),
        ("content/handbook.yaml", 0o000, 0),
    ] {
        let before = all.map(|edition| book.traces(edition));
        let stamp = format!("# Home\n\nEdition without {path} {closed}\n");
        fs::write(book.at("content/base/index.md"), &stamp).unwrap();
        let open = fs::metadata(book.at(path)).unwrap().permissions();
        fs::set_permissions(book.at(path), fs::Permissions::from_mode(closed)).unwrap();
        let ran = build(&book);
        fs::set_permissions(book.at(path), open).unwrap();
        assert_ne!(ran.code(), 0, "{path}: {}", ran.text);
        ran.says(&[path, "permission"]);
        let touched = all
            .iter()
            .zip(before)
            .filter(|(edition, before)| book.traces(edition) != *before)
            .count();
        assert_eq!(touched, published, "{path}: {}", ran.text);
    }

    fs::set_permissions(book.at("public"), fs::Permissions::from_mode(0o555)).unwrap();
    fs::write(book.at("content/base/index.md"), "# Home\n\nLast edition\n").unwrap();
    let ran = build(&book);
    fs::set_permissions(book.at("public"), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(ran.code(), 1 | 2), "{}", ran.text);
    ran.says(&["permission"]);
}
