//! Disks that fail: each edition is named, the old one stays, and the run is not called well.

use super::*;

/// A handbook of two firms that was published, with a change since.
fn changed() -> Desk {
    let desk = Desk::new();
    desk.write("handbook.yaml", "title: Handbook\n");
    desk.write("base/index.md", "# Home\n\nHello.\n");
    desk.write("firms/acme/firm.yaml", "name: Acme\n");
    desk.write("firms/birch/firm.yaml", "name: Birch\n");
    let done = Command::new(env!("CARGO_BIN_EXE_mentorbook"))
        .args(["build", "--no-sync"])
        .current_dir(desk.root())
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    desk.write("base/index.md", "# Home\n\nHello again.\n");
    desk
}

/// Builds while each of these calls of the system fails so.
fn build_with(desk: &Desk, calls: &str, error: &str) -> Option<(Option<i32>, String)> {
    let inject = format!("inject={calls}:error={error}");
    let done = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={calls}"))
        .args(["-e", &inject, env!("CARGO_BIN_EXE_mentorbook"), "build"])
        .env("NO_COLOR", "1")
        .current_dir(desk.root())
        .output()
        .ok()?;
    Some((done.status.code(), String::from_utf8(done.stderr).unwrap()))
}

#[test]
fn each_edition_that_the_disk_does_not_take_is_named_and_the_run_is_not_called_well() {
    for (calls, error, cause) in [
        ("syncfs", "EIO", "Input/output error"),
        ("syncfs", "ENOSPC", "the disk is full"),
        ("renameat,renameat2", "EROFS", "the disk is read-only"),
        ("renameat,renameat2", "EACCES", "you have no permission"),
        ("mkdir,mkdirat", "ENOSPC", "the disk is full"),
        ("fsync", "EIO", "Input/output error"),
    ] {
        let desk = changed();
        let before = files(&desk.out("acme"));
        let Some((status, said)) = build_with(&desk, calls, error) else {
            skip("there is no strace");
            return;
        };

        assert_eq!(status, Some(1), "{calls} {error}: {said}");
        for name in ["base", "acme", "birch"] {
            assert!(said.contains(&format!("error: {name} is not published: ")), "{said}");
        }
        assert!(said.contains(cause), "{said}");
        assert!(said.contains("3 editions could not be published: 0 editions published"), "{said}");
        assert!(!said.contains("All is well"), "{said}");
        // After the exchange nothing but its confirmation can fail.
        if calls != "fsync" {
            assert_eq!(files(&desk.out("acme")), before, "{calls} {error}");
        }

        let again = build_with(&desk, "swapoff", "EIO").unwrap();
        assert_eq!(again.0, Some(0), "{}", again.1);
        assert!(files(&desk.out("acme"))["index.html"].contains("Hello again"));
        assert!(again.1.contains("All is well"), "{}", again.1);
    }
}
