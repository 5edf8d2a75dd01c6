//! Checks of what a page of a kind must be: rules, modules, questions, dates, terms, fields.

use super::{Check, Level};

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
