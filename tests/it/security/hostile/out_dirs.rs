//! Output folders that are refused, and a full disk.

use super::*;

#[test]
fn output_folders_that_are_refused_stay_as_they_are() {
    let book = Book::published();
    let home = book.path("home");
    for file in ["home/letters/love.txt", "home/.profile", "foreign/a/b.txt", "foreign/index.html"]
    {
        let path = book.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "mine").unwrap();
    }
    let snapshot = || {
        let mut traces = book.traces("..");
        traces.retain(|path, _| {
            path.file_name().is_none_or(|name| name != "printed") && !path.as_os_str().is_empty()
        });
        traces
    };
    let before = snapshot();
    let outs = [
        "content",
        "content/",
        "./content",
        "content/base",
        "content/firms",
        BIRCH,
        "content/firms/birch/theme",
        "content/new",
        "themes",
        ".",
        "",
        "..",
        "public/..",
        "$HOME",
        "$HOME/",
        "$HOME/letters",
        "../foreign",
        "/",
        "public/acme",
        "public/.mentorbook",
        "content/handbook.yaml",
        "/dev/null",
    ];

    for out in outs {
        let out = out.replace("$HOME", home.to_str().unwrap());
        let mut command = limited(program().get_program());
        command
            .args(["build", "--jobs", "2", "--out", &out])
            .env("HOME", &home)
            .current_dir(book.path("book"));
        let ran = run(command, &book.path(""));
        assert_eq!(ran.code(), 2, "--out {out:?}: {}", ran.text);
        ran.helps();
        assert!(snapshot() == before, "--out {out:?} changed something");
    }
}

#[test]
fn a_full_disk_leaves_what_is_published() {
    let desk = tempfile::tempdir().unwrap();
    let script = include_str!("full_disk.sh");
    fs::write(desk.path().join("full_disk.sh"), script).unwrap();
    let book = Book::unpublished();
    let mut command = Command::new("timeout");
    command
        .args(["-s", "KILL", PATIENCE, "unshare", "--user", "--map-root-user", "--mount", "sh"])
        .arg(desk.path().join("full_disk.sh"));
    command.arg(program().get_program()).arg(book.path("book")).arg(book.path("disk"));
    fs::create_dir(book.path("disk")).unwrap();
    if Command::new("unshare").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("SKIPPED: there is no `unshare` here, so no small disk can be mounted");
        return;
    }
    let ran = run(command, &book.path(""));
    if ran.text.contains("NO DISK") || ran.text.contains("unshare:") {
        println!("SKIPPED: no small disk can be mounted here: {}", ran.text);
        return;
    }
    assert!(ran.status.success(), "{}", ran.text);
    ran.says(&[
        "first build: 0",
        "second build: 1",
        "the disk is full",
        "Free some space",
        "SAME",
        "third build: 0",
    ]);
    assert!(!ran.text.contains("panicked") && !ran.text.contains("(os error"), "{}", ran.text);
}
