//! Every check that there is, declared once: its name, its usual level, what it means, and a handbook that
//! fails and one that passes it.
//!
//! They stand on the ground floor, since any stage may report one: a misspelt check does not compile. Those
//! that examine a whole edition have their code in `check/`, a file each.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A named examination of the content.
#[derive(Debug)]
pub struct Check {
    /// As it stands in brackets after `error` or `warning`, and in `handbook.yaml`.
    pub name: &'static str,
    /// The level where `handbook.yaml` sets none.
    pub level: Level,
    /// What it means and what to do, for `mentorbook explain`.
    pub explanation: &'static str,
    /// A handbook that fails it: files in one text, each after a line `//- path`, paths from `content/`.
    pub fails: &'static str,
    /// A handbook that passes it.
    pub passes: &'static str,
}

/// What becomes of a check's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not mentioned.
    Off,
    /// Told after a build, and no problem.
    Notice,
    /// Mentioned.
    Warning,
    /// Keeps the edition from being published.
    Error,
}

/// The check of a name.
pub fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.name == name)
}

// A check is its name.

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Check {}

impl PartialOrd for Check {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Check {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for Check {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// Reads a check by its name, from the report of an earlier build.
pub(super) fn by_name<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Check, D::Error> {
    let name = String::deserialize(from)?;
    let known = CHECKS.iter().copied().chain([&INTERNAL]).find(|check| check.name == name);
    known.ok_or_else(|| serde::de::Error::custom(format!("no check `{name}`")))
}

/// Every check, by name.
pub static CHECKS: [&Check; 41] = [
    &AMBIGUOUS_OVERRIDE,
    &BROKEN_LINK,
    &CHANGED_RULE,
    &COLLECTION_KIND,
    &CONTAINER_SYNTAX,
    &DUPLICATE_ID,
    &DUPLICATE_KEY,
    &DUPLICATE_URL,
    &EMPTY_HANDBOOK,
    &EXTERNAL_IMAGE,
    &FIXED_RULE,
    &GLOSSARY_TERM,
    &HEADING_ORDER,
    &LOCKED_SECTION,
    &LOW_CONTRAST,
    &MISSING_ALT,
    &MISSING_ASSET,
    &MISSING_FIRM_FILE,
    &MISSING_VARIABLE,
    &MODULE_PLAN,
    &MOVED_DATE,
    &OVERDUE_REVIEW,
    &QUESTION,
    &RAW_HTML,
    &REQUIRED_SECTION,
    &SKIPPED_FILE,
    &STALE_FACT,
    &TEMPLATE_ERROR,
    &TIMELINE_DATE,
    &UNKNOWN_CHECK,
    &UNKNOWN_KEY,
    &UNKNOWN_TARGET,
    &UNKNOWN_VARIABLE,
    &UNREACHABLE_PAGE,
    &UNSAFE_ASSET,
    &UNSAFE_URL,
    &UNTRUSTED_THEME,
    &UNUSED_ASSET,
    &WORKSHEET_FIELD,
    &WRONG_TYPE,
    &YAML_SYNTAX,
];

/// A mistake of ours, which no handbook is to blame for: none of [`CHECKS`], since nobody sets its level.
pub static INTERNAL: Check = Check {
    name: "internal",
    level: Level::Error,
    explanation: "mentorbook failed where it should not have. Please report it.",
    fails: "",
    passes: "",
};

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

pub(crate) static BROKEN_LINK: Check = Check {
    name: "broken-link",
    level: Level::Error,
    explanation: "A link leads to a page or section that is not in this edition. Links are paths \
                  to Markdown files, seen from the file they stand in, with `#section-id` if \
                  wanted: `[leave](../hr/leave.md#carry-over)`. Links of the base to a page or \
                  section that a firm hides or removes become plain text, without complaint.",
    fails: r"//- base/index.md
[Leave](hr/leaves.md)
//- base/hr/leave.md
# Leave
",
    passes: r"//- base/index.md
[Leave](hr/leave.md#leave)
//- base/hr/leave.md
# Leave
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

pub(crate) static COLLECTION_KIND: Check = Check {
    name: "collection-kind",
    level: Level::Error,
    explanation: "A collection shows rules as clauses, wallet cards or a worksheet, or only \
                  those that are fixed, but its page has no `kind: rules`; or `:::timeline` \
                  names a page that is no timeline.",
    fails: r"//- base/index.md
:::collection {from=a.md as=wallet}
:::
//- base/a.md
## One
Text
",
    passes: r"//- base/index.md
:::collection {from=a.md as=wallet}
:::
//- base/a.md
---
kind: rules
---
## One
Text
",
};

pub(crate) static CONTAINER_SYNTAX: Check = Check {
    name: "container-syntax",
    level: Level::Error,
    explanation: "A container (`:::name {attributes}` … `:::`) has an unknown name, is not \
                  closed, closes nothing, or lacks what it needs.",
    fails: r"//- base/index.md
:::detail
Text
:::
",
    passes: r#"//- base/index.md
:::details {summary="More"}
Text
:::
"#,
};

pub(crate) static DUPLICATE_ID: Check = Check {
    name: "duplicate-id",
    level: Level::Error,
    explanation: "Two sections of one page have the same `{#id}`, so links and overrides cannot \
                  tell them apart.",
    fails: r"//- base/index.md
## One {#rule}
## Two {#rule}
",
    passes: r"//- base/index.md
## One {#rule-1}
## Two {#rule-2}
",
};

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

pub(crate) static DUPLICATE_URL: Check = Check {
    name: "duplicate-url",
    level: Level::Error,
    explanation: "Two pages would be published at the same address: their names differ only in \
                  case, accents or punctuation, or one has the `slug` or an alias of the other.",
    fails: r"//- base/Leave.md
Text
//- base/leave.md
Text
",
    passes: r"//- base/leave.md
Text
//- base/holidays.md
Text
",
};

pub(crate) static EMPTY_HANDBOOK: Check = Check {
    name: "empty-handbook",
    level: Level::Error,
    explanation: "The base has not one page that can be read. Publishing an edition without it \
                  would empty what is there.",
    fails: r"//- base/note.txt
Text
",
    passes: r"//- base/index.md
Text
",
};

pub(crate) static EXTERNAL_IMAGE: Check = Check {
    name: "external-image",
    level: Level::Warning,
    explanation: "An image lies on another host. An edition asks no other host for anything, so \
                  that nobody outside learns who reads it; the image's text is shown instead. \
                  Put a copy of the image beside the page.",
    fails: r"//- base/index.md
![A badge](https://example.com/badge.svg)
",
    passes: r"//- base/index.md
[A badge](https://example.com/badge.svg)
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

pub(crate) static GLOSSARY_TERM: Check = Check {
    name: "glossary-term",
    level: Level::Error,
    explanation: "Two terms of the glossary claim the same name or alias, so a word could mean \
                  either; or `see=` names a term that is not there.",
    fails: r"//- base/g.md
---
kind: glossary
---
## Pair {#pair aliases=two}
Text
## Couple {#couple aliases=two}
Text
",
    passes: r"//- base/g.md
---
kind: glossary
---
## Pair {#pair aliases=two see=couple}
Text
## Couple {#couple}
Text
",
};

pub(crate) static HEADING_ORDER: Check = Check {
    name: "heading-order",
    level: Level::Warning,
    explanation: "A heading is more than one level below the one before it, such as `####` after \
                  `##`. People who read with a screen reader move by headings and take the gap \
                  for missing text.",
    fails: r"//- base/index.md
## Rules
#### Detail
",
    passes: r"//- base/index.md
## Rules
### Detail
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

pub(crate) static MISSING_ALT: Check = Check {
    name: "missing-alt",
    level: Level::Warning,
    explanation: "An image has no text in its square brackets. Readers who do not see it are \
                  told nothing. Say in a few words what the image shows: `![The two roles, \
                  flipped](roles.svg)`.",
    fails: r"//- base/index.md
![](a.svg)
//- base/a.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
    passes: r"//- base/index.md
![Two people](a.svg)
//- base/a.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
};

pub(crate) static MISSING_ASSET: Check = Check {
    name: "missing-asset",
    level: Level::Error,
    explanation: "An image, document or logo is named that is not in any layer of the firm. \
                  Paths are seen from the file they stand in; in firm.yaml, from the firm's \
                  folder.",
    fails: r"//- base/index.md
![A diagram](diagram.svg)
//- base/diagramm.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
    passes: r"//- base/index.md
![A diagram](diagram.svg)
//- base/diagram.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
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

pub(crate) static MODULE_PLAN: Check = Check {
    name: "module-plan",
    level: Level::Error,
    explanation: "A training module cannot be taken as planned: it needs one that is hidden, \
                  that does not exist or that needs it in turn; or its parts do not add up to \
                  the minutes it is said to take.",
    fails: r"//- base/m.md
---
kind: module
minutes: {self: 20}
---
## One {#one minutes=5}
Text
",
    passes: r"//- base/m.md
---
kind: module
minutes: {self: 5}
---
## One {#one minutes=5}
Text
",
};

pub(crate) static MOVED_DATE: Check = Check {
    name: "moved-date",
    level: Level::Notice,
    explanation: "Dates of a timeline fell on a holiday or into a period in which nothing takes \
                  place, and were moved. Each is told with the reason. Nothing need be done.",
    fails: r#"//- handbook.yaml
variables:
  cohort.start: {type: date, default: 2027-05-03}
  calendar.holidays: {type: list, default: ["2027-05-03: May Day"]}
//- base/t.md
---
kind: timeline
---
## Launch {#launch at=0w}
Text
"#,
    passes: r#"//- handbook.yaml
variables:
  cohort.start: {type: date, default: 2027-05-04}
  calendar.holidays: {type: list, default: ["2027-05-03: May Day"]}
//- base/t.md
---
kind: timeline
---
## Launch {#launch at=0w}
Text
"#,
};

pub(crate) static OVERDUE_REVIEW: Check = Check {
    name: "overdue-review",
    level: Level::Warning,
    explanation: "A page has not been looked at since its `reviewed:` date for longer than its \
                  `review_every:` allows. Read it, mend it, and write today's date.",
    fails: r"//- base/index.md
---
reviewed: 2000-01-31
review_every: 6 months
---
Text
",
    passes: r"//- base/index.md
---
reviewed: 2000-01-31
review_every: 900 years
---
Text
",
};

pub(crate) static QUESTION: Check = Check {
    name: "question",
    level: Level::Error,
    explanation: "A question of a knowledge check cannot be answered: no option is right, two \
                  are where one is asked for, a matching table has the same left side twice, or \
                  there is nothing to choose from. Right options begin with `- [x]`.",
    fails: r"//- base/m.md
---
kind: module
---
## Who? {#q1 question=single}
- [ ] Me
- [ ] You
",
    passes: r"//- base/m.md
---
kind: module
---
## Who? {#q1 question=single}
- [x] Me
- [ ] You
",
};

pub(crate) static RAW_HTML: Check = Check {
    name: "raw-html",
    level: Level::Warning,
    explanation: "A firm's page holds HTML that could run script, load something from elsewhere \
                  or break the page's layout. That part is left out.",
    fails: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.md
<script>alert(1)</script>
",
    passes: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.md
Press <kbd>Esc</kbd>.
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

pub(crate) static SKIPPED_FILE: Check = Check {
    name: "skipped-file",
    level: Level::Error,
    explanation: "A file was not read: it is no regular file, not UTF-8 text, too large, or its \
                  name is not allowed. It stops the editions that would miss it.",
    fails: r"//- base/index.md
Text
//- base/latin.md hex
63 61 66 e9
",
    passes: r"//- base/index.md
Text
//- base/latin.md hex
63 61 66 c3 a9
",
};

pub(crate) static STALE_FACT: Check = Check {
    name: "stale-fact",
    level: Level::Warning,
    explanation: "The day has passed by which somebody was to look whether a dated fact still \
                  holds. Look at its source; then change the fact, or give `:::fact` a new \
                  `review_by=`.",
    fails: r#"//- base/index.md
:::fact {as_of=1999 review_by=2000-01-31 source="A poll"}
Most firms.
:::
"#,
    passes: r#"//- base/index.md
:::fact {as_of=1999 review_by=9999-01-31 source="A poll"}
Most firms.
:::
"#,
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

pub(crate) static TIMELINE_DATE: Check = Check {
    name: "timeline-date",
    level: Level::Error,
    explanation: "A date of a timeline cannot be worked out: there is no first day, a distance \
                  or a period is not written as `at=-8w` or `2027-01-15 to 2027-03-31: Busy \
                  season`, or no free week is left.",
    fails: r"//- handbook.yaml
variables:
  cohort.start: {type: date, default: 2027-05-03}
//- base/t.md
---
kind: timeline
---
## Launch {#launch at=soon}
Text
",
    passes: r"//- handbook.yaml
variables:
  cohort.start: {type: date, default: 2027-05-03}
//- base/t.md
---
kind: timeline
---
## Launch {#launch at=0w}
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

pub(crate) static UNREACHABLE_PAGE: Check = Check {
    name: "unreachable-page",
    level: Level::Warning,
    explanation: "A page is not in the navigation (`hidden: true`, or a `hide:` under `nav:`) \
                  and no other page links to it. Link to it, put it into the navigation, or hide \
                  it altogether.",
    fails: r"//- base/index.md
Text
//- base/secret.md
---
hidden: true
---
Text
",
    passes: r"//- base/index.md
[A link](secret.md)
//- base/secret.md
---
hidden: true
---
Text
",
};

pub(crate) static UNSAFE_ASSET: Check = Check {
    name: "unsafe-asset",
    level: Level::Error,
    explanation: "A firm's file could run script in its readers' browsers: HTML, scripts, and \
                  SVG images with more than drawing in them. The file is left out. Images, \
                  fonts, documents, sound and film are welcome.",
    fails: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.js
alert(1)
",
    passes: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.md
[A list](a.txt)
//- firms/acme/a.txt
Text
",
};

pub(crate) static UNSAFE_URL: Check = Check {
    name: "unsafe-url",
    level: Level::Error,
    explanation: "Links and images may lead to files of the handbook and to addresses that begin \
                  with https://, http://, mailto: or tel:. Everything else, `javascript:` above \
                  all, is refused.",
    fails: r"//- base/index.md
[Click](javascript:alert(1))
",
    passes: r"//- base/index.md
[Write](mailto:mentoring@example.com)
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

pub(crate) static UNUSED_ASSET: Check = Check {
    name: "unused-asset",
    level: Level::Warning,
    explanation: "A file lies in a layer, but no page shows it or links to it. It is published \
                  all the same, under its own name. Delete it, or link to it. Files that only \
                  raw HTML names look unused, too.",
    fails: r"//- base/index.md
Text
//- base/old.pdf
%PDF
",
    passes: r"//- base/index.md
[Form](form.pdf)
//- base/form.pdf
%PDF
",
};

pub(crate) static WORKSHEET_FIELD: Check = Check {
    name: "worksheet-field",
    level: Level::Error,
    explanation: "A field of a form has no label or an unknown kind, a form is to be repeated a \
                  number of times that is no number, or a statement of a self-check counts for a \
                  section that the page does not have.",
    fails: r"//- base/log.md
:::form
- {date}
:::
",
    passes: r"//- base/log.md
:::form
- Date {date}
:::
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
