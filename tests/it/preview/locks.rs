//! The locks of layers in the preview: written without a sound, and what they tell.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::harness::{Folder, Preview, wait};

const BOOK: &str = "
    //- base/index.md
    # Home
    //- base/hr.md
    # HR

    ## Leave {#leave}

    Ask a week before.
    //- firms/acme/firm.yaml
    name: Acme
    //- firms/acme/hr.md
    ---
    override: sections
    ---
    ## Leave {#leave replace}

    Ask <b>Ada</b>.
";
const LOCK: &str = "firms/acme/overrides.lock";

fn version(preview: &Preview) -> u64 {
    preview.json("/_preview/summary")["work"]["version"].as_u64().expect("a number")
}

#[test]
fn what_is_missing_is_written_and_told_and_is_no_change_of_the_handbook() {
    let preview = Preview::start(Folder::with(BOOK), &[]);
    preview.wait_to_hear("1 override of acme had no entry in content/firms/acme/overrides.lock");
    assert!(
        std::fs::read_to_string(preview.path(LOCK)).expect("a lock").contains("section: leave")
    );

    // Longer than any change takes to be shown.
    sleep(Duration::from_millis(600));
    assert_eq!(version(&preview), 1);

    // Somebody else's change of the same file is one.
    let lock = std::fs::read_to_string(preview.path(LOCK)).expect("a lock");
    preview.put(LOCK, &lock.replace("a week", "two weeks"));
    wait("another version", || (version(&preview) > 1).then_some(()));
}

#[test]
fn with_locked_nothing_is_written() {
    let preview = Preview::start(Folder::with(BOOK), &["--locked"]);
    wait("a complaint", || {
        let problems = preview.problems("acme").to_string();
        problems.contains("unlocked-override").then_some(())
    });
    assert!(!preview.path(LOCK).exists());
}

#[test]
fn what_drifted_is_marked_and_shown_word_by_word() {
    let preview = Preview::start(Folder::with(BOOK), &[]);
    wait("a lock", || preview.path(LOCK).exists().then_some(()));
    preview.put("base/hr.md", "# HR\n\n## Leave {#leave}\n\nAsk two weeks before.\n");
    preview.wait_for("/base/hr/", "two weeks");

    let page = preview.json("/_preview/page?at=/acme/hr/");
    assert_eq!(page["drifted"], 1);
    assert_eq!(
        page["overrides"],
        json!([{
            "at": 0, "id": "leave", "title": "hr.md#leave", "layer": "acme", "state": "drifted",
        }])
    );

    let texts = preview.json("/_preview/drift?at=/acme/hr/&number=0&title=hr.md%23leave");
    assert_eq!(
        texts["below"],
        json!([
            ["kept", "## Leave {#leave}\n\nAsk"],
            ["deleted", " a week"],
            ["inserted", " two weeks"],
            ["kept", " before.\n"],
        ])
    );
    assert!(texts["own"].to_string().contains("<b>Ada</b>"), "{texts}");
    assert_eq!(
        texts["commands"],
        json!([
            "mentorbook drift merge acme hr.md#leave --write",
            "mentorbook drift accept acme hr.md#leave",
        ])
    );

    for wrong in ["number=7&title=hr.md%23leave", "number=0&title=other", "number=x&title=y", ""] {
        let answer = preview.get(&format!("/_preview/drift?at=/acme/hr/&{wrong}"));
        assert_eq!(answer.status, 404, "{wrong}");
    }
}
