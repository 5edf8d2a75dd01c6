//! Checks of front matter and configuration, whatever they are about.

use super::{Check, Level};

pub(crate) static DUPLICATE_KEY: Check = Check {
    name: "duplicate-key",
    level: Level::Error,
    explanation: "A key is set twice in one group. Only the first counts; keep one.",
    fails: r"//- base/index.md
---
title: One
title: Two
---
Text
",
    passes: r"//- base/index.md
---
title: One
---
Text
",
};

pub(crate) static UNKNOWN_CHECK: Check = Check {
    name: "unknown-check",
    level: Level::Error,
    explanation: "`checks:` in handbook.yaml sets the level of a check that does not exist.",
    fails: r"//- handbook.yaml
title: T
checks: {broken-links: warning}
//- base/index.md
Text
",
    passes: r"//- handbook.yaml
title: T
checks: {broken-link: warning}
//- base/index.md
Text
",
};

pub(crate) static UNKNOWN_KEY: Check = Check {
    name: "unknown-key",
    level: Level::Error,
    explanation: "A key, a heading's word in braces or a container's attribute is not one that \
                  mentorbook knows. Data of your own for the theme goes under `extra:`.",
    fails: r"//- base/index.md
---
titel: Home
---
Text
",
    passes: r"//- base/index.md
---
title: Home
extra: {titel: Home}
---
Text
",
};

pub(crate) static WRONG_TYPE: Check = Check {
    name: "wrong-type",
    level: Level::Error,
    explanation: "A key holds something else than it takes, such as text where a number belongs.",
    fails: r"//- base/index.md
---
weight: first
---
Text
",
    passes: r"//- base/index.md
---
weight: 1
---
Text
",
};

pub(crate) static YAML_SYNTAX: Check = Check {
    name: "yaml-syntax",
    level: Level::Error,
    explanation: "Front matter or a configuration file is not valid YAML, is too large or too \
                  deep, or uses anchors, aliases or tags, which are refused.",
    fails: r#"//- base/index.md
---
title: "One
---
Text
"#,
    passes: r#"//- base/index.md
---
title: "One: two"
---
Text
"#,
};
