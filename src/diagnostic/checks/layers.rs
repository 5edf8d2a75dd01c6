//! Checks of what layers do: overrides, locks, variables, a firm's look.

use super::{Check, Level};

pub(crate) static AMBIGUOUS_OVERRIDE: Check = Check {
    name: "ambiguous-override",
    level: Level::Error,
    explanation: "A file of a layer has the path of a page below, but does not say what it does \
                  to it; or two of its operations change the same section. Add `override: page` \
                  or `override: sections` to the front matter, and one operation to each \
                  heading: `## Heading {#id replace}`.",
    fails: r"//- base/hr.md
# HR
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
# Our HR
",
    passes: r"//- base/hr.md
# HR
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
---
override: page
---
# Our HR
",
};

pub(crate) static CHANGED_RULE: Check = Check {
    name: "changed-rule",
    level: Level::Notice,
    explanation: "A layer rewords or removes a rule that is fixed, and gives a reason. It is \
                  told so that whoever answers for the rules knows of it. Nothing need be done.",
    fails: r#"//- base/rules.md
---
kind: rules
---
## Quiet {#gr-05 .fixed}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/rules.md
---
override: sections
---
## Quiet {#gr-05 replace reason="Law"}
Ours
"#,
    passes: r"//- base/rules.md
---
kind: rules
---
## Quiet {#gr-05}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/rules.md
---
override: sections
---
## Quiet {#gr-05 replace}
Ours
",
};

pub(crate) static FIXED_RULE: Check = Check {
    name: "fixed-rule",
    level: Level::Error,
    explanation: "A rule is marked `.fixed`, and a layer rewords or removes it without saying \
                  why. Give the reason in the heading that does it: `{#gr-05 replace \
                  reason=\"Required by our regulator\"}`.",
    fails: r"//- base/rules.md
---
kind: rules
---
## Quiet {#gr-05 .fixed}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/rules.md
---
override: sections
---
## Quiet {#gr-05 remove}
",
    passes: r"//- base/rules.md
---
kind: rules
---
## Quiet {#gr-05}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/rules.md
---
override: sections
---
## Quiet {#gr-05 remove}
",
};

pub(crate) static LOCKED_SECTION: Check = Check {
    name: "locked-section",
    level: Level::Error,
    explanation: "The base locks a section (`{#id locked=\"reason\"}`, or `locked:` in its front \
                  matter), so no layer may replace, remove or add to it.",
    fails: r#"//- base/about.md
## Licence {#licence locked="The licence asks for it."}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/about.md
---
override: sections
---
## Licence {#licence remove}
"#,
    passes: r"//- base/about.md
## Licence {#licence}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/about.md
---
override: sections
---
## Licence {#licence remove}
",
};

pub(crate) static LOW_CONTRAST: Check = Check {
    name: "low-contrast",
    level: Level::Warning,
    explanation: "A colour of the brand is too near to the one behind or in front of it, by the \
                  measure of WCAG 2.2: 4.5:1 for text, 3:1 for large text and controls. The \
                  message names the nearest colour that will do.",
    fails: r##"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
brand:
  colors: {accent: "#dddd00"}
"##,
    passes: r##"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
brand:
  colors: {accent: "#0b5d4e"}
"##,
};

pub(crate) static MISSING_FIRM_FILE: Check = Check {
    name: "missing-firm-file",
    level: Level::Error,
    explanation: "A folder in content/firms has no firm.yaml, or the file has no `name`.",
    fails: r"//- base/index.md
Text
//- firms/acme/hr.md
Text
",
    passes: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
Text
",
};

pub(crate) static MISSING_VARIABLE: Check = Check {
    name: "missing-variable",
    level: Level::Error,
    explanation: "handbook.yaml declares a variable as `required: true`, and the firm does not \
                  set it.",
    fails: r"//- handbook.yaml
title: T
variables:
  contact.email: {type: email, required: true}
//- base/index.md
{{ contact.email }}
//- firms/acme/firm.yaml
name: Acme
",
    passes: r"//- handbook.yaml
title: T
variables:
  contact.email: {type: email, required: true}
//- base/index.md
{{ contact.email }}
//- firms/acme/firm.yaml
name: Acme
variables:
  contact.email: a@acme.example
",
};

pub(crate) static REQUIRED_SECTION: Check = Check {
    name: "required-section",
    level: Level::Error,
    explanation: "The base marks a section `{#id required}`: its text is only a stand-in, and \
                  each firm must put its own there with `override: sections` and a heading `{#id \
                  replace}`.",
    fails: r"//- base/who.md
## Call {#call required}
Somebody.
//- firms/acme/firm.yaml
name: Acme
",
    passes: r"//- base/who.md
## Call {#call required}
Somebody.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/who.md
---
override: sections
---
## Call {#call replace}
Amara, 555 0100.
",
};

pub(crate) static TEMPLATE_ERROR: Check = Check {
    name: "template-error",
    level: Level::Error,
    explanation: "A template of the theme cannot be read, or fails while a page is rendered with \
                  it.",
    fails: r"//- base/index.md
---
template: poster.html
---
Text
",
    passes: r"//- base/index.md
---
template: page.html
---
Text
",
};

pub(crate) static UNKNOWN_TARGET: Check = Check {
    name: "unknown-target",
    level: Level::Error,
    explanation: "An override, a hidden page or a change to the navigation names a page or \
                  section that the layers below do not have; perhaps it was renamed.",
    fails: r"//- base/hr.md
## Leave {#leave}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
---
override: sections
---
## Leave {#leaves replace}
Text
",
    passes: r"//- base/hr.md
## Leave {#leave}
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
---
override: sections
---
## Leave {#leave replace}
Text
",
};

pub(crate) static UNKNOWN_VARIABLE: Check = Check {
    name: "unknown-variable",
    level: Level::Error,
    explanation: "`{{ name }}` names a variable that handbook.yaml does not declare. To show the \
                  braces themselves, write `\\{{`.",
    fails: r"//- base/index.md
Ask {{ contact.name }}.
",
    passes: r"//- base/index.md
Ask {{ firm.name }}, or write \{{ contact.name }}.
",
};

pub(crate) static UNTRUSTED_THEME: Check = Check {
    name: "untrusted-theme",
    level: Level::Error,
    explanation: "A firm's folder holds a `theme/` of its own. Templates and scripts can do \
                  anything in a reader's browser, so they are used only for firms that \
                  handbook.yaml lists under `trusted_themes:`.",
    fails: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/theme/static/own.css
body {}
",
    passes: r"//- handbook.yaml
title: T
trusted_themes: [acme]
//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/theme/static/own.css
body {}
",
};
