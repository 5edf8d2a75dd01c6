//! Checks that an earlier stage makes, where the file is at hand: their names, levels, meanings and
//! examples.

use super::Check;
use crate::project::Level;

pub(super) static AMBIGUOUS_OVERRIDE: Check = Check {
    name: "ambiguous-override",
    level: Level::Error,
    explanation: "A file of a layer has the path of a page below, but does not say what it does to it; or two of its \
                  operations change the same section. Add `override: page` or `override: sections` to the front matter, \
                  and one operation to each heading: `## Heading {#id replace}`.",
    fails: "//- base/hr.md\n# HR\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/hr.md\n# Our HR\n",
    passes: "//- base/hr.md\n# HR\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/hr.md\n---\noverride: page\n---\n# Our HR\n",
    run: None,
};

pub(super) static CONTAINER_SYNTAX: Check = Check {
    name: "container-syntax",
    level: Level::Error,
    explanation: "A container (`:::name {attributes}` … `:::`) has an unknown name, is not closed, closes nothing, or \
                  lacks what it needs.",
    fails: "//- base/index.md\n:::detail\nText\n:::\n",
    passes: "//- base/index.md\n:::details {summary=\"More\"}\nText\n:::\n",
    run: None,
};

pub(super) static DUPLICATE_ID: Check = Check {
    name: "duplicate-id",
    level: Level::Error,
    explanation: "Two sections of one page have the same `{#id}`, so links and overrides cannot tell them apart.",
    fails: "//- base/index.md\n## One {#rule}\n## Two {#rule}\n",
    passes: "//- base/index.md\n## One {#rule-1}\n## Two {#rule-2}\n",
    run: None,
};

pub(super) static DUPLICATE_KEY: Check = Check {
    name: "duplicate-key",
    level: Level::Error,
    explanation: "A key is set twice in one group. Only the first counts; keep one.",
    fails: "//- base/index.md\n---\ntitle: One\ntitle: Two\n---\nText\n",
    passes: "//- base/index.md\n---\ntitle: One\n---\nText\n",
    run: None,
};

pub(super) static DUPLICATE_URL: Check = Check {
    name: "duplicate-url",
    level: Level::Error,
    explanation: "Two pages would be published at the same address: their names differ only in case, accents or \
                  punctuation, or one has the `slug` or an alias of the other.",
    fails: "//- base/Leave.md\nText\n//- base/leave.md\nText\n",
    passes: "//- base/leave.md\nText\n//- base/holidays.md\nText\n",
    run: None,
};

pub(super) static EMPTY_HANDBOOK: Check = Check {
    name: "empty-handbook",
    level: Level::Error,
    explanation: "The base has not one page that can be read. Publishing an edition without it would empty what is there.",
    fails: "//- base/note.txt\nText\n",
    passes: "//- base/index.md\nText\n",
    run: None,
};

pub(super) static LOCKED_SECTION: Check = Check {
    name: "locked-section",
    level: Level::Error,
    explanation: "The base locks a section (`{#id locked=\"reason\"}`, or `locked:` in its front matter), so no layer may \
                  replace, remove or add to it.",
    fails: "//- base/about.md\n## Licence {#licence locked=\"The licence asks for it.\"}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
            //- firms/acme/about.md\n---\noverride: sections\n---\n## Licence {#licence remove}\n",
    passes: "//- base/about.md\n## Licence {#licence}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/about.md\n---\noverride: sections\n---\n## Licence {#licence remove}\n",
    run: None,
};

pub(super) static MISSING_FIRM_FILE: Check = Check {
    name: "missing-firm-file",
    level: Level::Error,
    explanation: "A folder in content/firms has no firm.yaml, or the file has no `name`.",
    fails: "//- base/index.md\nText\n//- firms/acme/hr.md\nText\n",
    passes: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/hr.md\nText\n",
    run: None,
};

pub(super) static MISSING_VARIABLE: Check = Check {
    name: "missing-variable",
    level: Level::Error,
    explanation: "handbook.yaml declares a variable as `required: true`, and the firm does not set it.",
    fails: "//- handbook.yaml\ntitle: T\nvariables:\n  contact.email: {type: email, required: true}\n//- base/index.md\n{{ contact.email }}\n\
            //- firms/acme/firm.yaml\nname: Acme\n",
    passes: "//- handbook.yaml\ntitle: T\nvariables:\n  contact.email: {type: email, required: true}\n//- base/index.md\n{{ contact.email }}\n\
             //- firms/acme/firm.yaml\nname: Acme\nvariables:\n  contact.email: a@acme.example\n",
    run: None,
};

pub(super) static RAW_HTML: Check = Check {
    name: "raw-html",
    level: Level::Warning,
    explanation: "A firm's page holds HTML that could run script, load something from elsewhere or break the page's \
                  layout. That part is left out.",
    fails: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/a.md\n<script>alert(1)</script>\n",
    passes: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/a.md\nPress <kbd>Esc</kbd>.\n",
    run: None,
};

pub(super) static SKIPPED_FILE: Check = Check {
    name: "skipped-file",
    level: Level::Error,
    explanation: "A file was not read: it is no regular file, not UTF-8 text, too large, or its name is not allowed. It \
                  stops the editions that would miss it.",
    fails: "//- base/index.md\nText\n//- base/latin.md hex\n63 61 66 e9\n",
    passes: "//- base/index.md\nText\n//- base/latin.md hex\n63 61 66 c3 a9\n",
    run: None,
};

pub(super) static TEMPLATE_ERROR: Check = Check {
    name: "template-error",
    level: Level::Error,
    explanation: "A template of the theme cannot be read, or fails while a page is rendered with it.",
    fails: "//- base/index.md\n---\ntemplate: poster.html\n---\nText\n",
    passes: "//- base/index.md\n---\ntemplate: page.html\n---\nText\n",
    run: None,
};

pub(super) static UNKNOWN_CHECK: Check = Check {
    name: "unknown-check",
    level: Level::Error,
    explanation: "`checks:` in handbook.yaml sets the level of a check that does not exist.",
    fails: "//- handbook.yaml\ntitle: T\nchecks: {broken-links: warning}\n//- base/index.md\nText\n",
    passes: "//- handbook.yaml\ntitle: T\nchecks: {broken-link: warning}\n//- base/index.md\nText\n",
    run: None,
};

pub(super) static UNKNOWN_KEY: Check = Check {
    name: "unknown-key",
    level: Level::Error,
    explanation: "A key, a heading's word in braces or a container's attribute is not one that mentorbook knows. Data of \
                  your own for the theme goes under `extra:`.",
    fails: "//- base/index.md\n---\ntitel: Home\n---\nText\n",
    passes: "//- base/index.md\n---\ntitle: Home\nextra: {titel: Home}\n---\nText\n",
    run: Some(super::misplaced_key::run),
};

pub(super) static UNKNOWN_TARGET: Check = Check {
    name: "unknown-target",
    level: Level::Error,
    explanation: "An override, a hidden page or a change to the navigation names a page or section that the layers below \
                  do not have; perhaps it was renamed.",
    fails: "//- base/hr.md\n## Leave {#leave}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
            //- firms/acme/hr.md\n---\noverride: sections\n---\n## Leave {#leaves replace}\nText\n",
    passes: "//- base/hr.md\n## Leave {#leave}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/hr.md\n---\noverride: sections\n---\n## Leave {#leave replace}\nText\n",
    run: None,
};

pub(super) static UNKNOWN_VARIABLE: Check = Check {
    name: "unknown-variable",
    level: Level::Error,
    explanation: "`{{ name }}` names a variable that handbook.yaml does not declare. To show the braces themselves, write \
                  `\\{{`.",
    fails: "//- base/index.md\nAsk {{ contact.name }}.\n",
    passes: "//- base/index.md\nAsk {{ firm.name }}, or write \\{{ contact.name }}.\n",
    run: None,
};

pub(super) static UNSAFE_ASSET: Check = Check {
    name: "unsafe-asset",
    level: Level::Error,
    explanation: "A firm's file could run script in its readers' browsers: HTML, scripts, and SVG images with more than \
                  drawing in them. The file is left out. Images, fonts, documents, sound and film are welcome.",
    fails: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/a.js\nalert(1)\n",
    passes: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/a.md\n[A list](a.txt)\n\
             //- firms/acme/a.txt\nText\n",
    run: None,
};

pub(super) static UNTRUSTED_THEME: Check = Check {
    name: "untrusted-theme",
    level: Level::Error,
    explanation: "A firm's folder holds a `theme/` of its own. Templates and scripts can do anything in a reader's \
                  browser, so they are used only for firms that handbook.yaml lists under `trusted_themes:`.",
    fails: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/theme/static/own.css\nbody {}\n",
    passes: "//- handbook.yaml\ntitle: T\ntrusted_themes: [acme]\n//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/theme/static/own.css\nbody {}\n",
    run: None,
};

pub(super) static WRONG_TYPE: Check = Check {
    name: "wrong-type",
    level: Level::Error,
    explanation: "A key holds something else than it takes, such as text where a number belongs.",
    fails: "//- base/index.md\n---\nweight: first\n---\nText\n",
    passes: "//- base/index.md\n---\nweight: 1\n---\nText\n",
    run: None,
};

pub(super) static YAML_SYNTAX: Check = Check {
    name: "yaml-syntax",
    level: Level::Error,
    explanation: "Front matter or a configuration file is not valid YAML, is too large or too deep, or uses anchors, \
                  aliases or tags, which are refused.",
    fails: "//- base/index.md\n---\ntitle: \"One\n---\nText\n",
    passes: "//- base/index.md\n---\ntitle: \"One: two\"\n---\nText\n",
    run: None,
};

pub(super) static CHANGED_RULE: Check = Check {
    name: "changed-rule",
    level: Level::Notice,
    explanation: "A layer rewords or removes a rule that is fixed, and gives a reason. It is told so that whoever \
                  answers for the rules knows of it. Nothing need be done.",
    fails: "//- base/rules.md\n---\nkind: rules\n---\n## Quiet {#gr-05 .fixed}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
            //- firms/acme/rules.md\n---\noverride: sections\n---\n## Quiet {#gr-05 replace reason=\"Law\"}\nOurs\n",
    passes: "//- base/rules.md\n---\nkind: rules\n---\n## Quiet {#gr-05}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/rules.md\n---\noverride: sections\n---\n## Quiet {#gr-05 replace}\nOurs\n",
    run: None,
};

pub(super) static FIXED_RULE: Check = Check {
    name: "fixed-rule",
    level: Level::Error,
    explanation: "A rule is marked `.fixed`, and a layer rewords or removes it without saying why. Give the reason in the \
                  heading that does it: `{#gr-05 replace reason=\"Required by our regulator\"}`.",
    fails: "//- base/rules.md\n---\nkind: rules\n---\n## Quiet {#gr-05 .fixed}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
            //- firms/acme/rules.md\n---\noverride: sections\n---\n## Quiet {#gr-05 remove}\n",
    passes: "//- base/rules.md\n---\nkind: rules\n---\n## Quiet {#gr-05}\nText\n//- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/rules.md\n---\noverride: sections\n---\n## Quiet {#gr-05 remove}\n",
    run: None,
};

pub(super) static GLOSSARY_TERM: Check = Check {
    name: "glossary-term",
    level: Level::Error,
    explanation: "Two terms of the glossary claim the same name or alias, so a word could mean either; or `see=` names a \
                  term that is not there.",
    fails: "//- base/g.md\n---\nkind: glossary\n---\n## Pair {#pair aliases=two}\nText\n## Couple {#couple aliases=two}\nText\n",
    passes: "//- base/g.md\n---\nkind: glossary\n---\n## Pair {#pair aliases=two see=couple}\nText\n## Couple {#couple}\nText\n",
    run: None,
};

pub(super) static MODULE_PLAN: Check = Check {
    name: "module-plan",
    level: Level::Error,
    explanation: "A training module cannot be taken as planned: it needs one that is hidden, that does not exist or that \
                  needs it in turn; or its parts do not add up to the minutes it is said to take.",
    fails: "//- base/m.md\n---\nkind: module\nminutes: {self: 20}\n---\n## One {#one minutes=5}\nText\n",
    passes: "//- base/m.md\n---\nkind: module\nminutes: {self: 5}\n---\n## One {#one minutes=5}\nText\n",
    run: None,
};

pub(super) static MOVED_DATE: Check = Check {
    name: "moved-date",
    level: Level::Notice,
    explanation: "Dates of a timeline fell on a holiday or into a period in which nothing takes place, and were moved. Each \
                  is told with the reason. Nothing need be done.",
    fails: "//- handbook.yaml\nvariables:\n  cohort.start: {type: date, default: 2027-05-03}\n  \
            calendar.holidays: {type: list, default: [\"2027-05-03: May Day\"]}\n\
            //- base/t.md\n---\nkind: timeline\n---\n## Launch {#launch at=0w}\nText\n",
    passes: "//- handbook.yaml\nvariables:\n  cohort.start: {type: date, default: 2027-05-04}\n  \
             calendar.holidays: {type: list, default: [\"2027-05-03: May Day\"]}\n\
             //- base/t.md\n---\nkind: timeline\n---\n## Launch {#launch at=0w}\nText\n",
    run: None,
};

pub(super) static TIMELINE_DATE: Check = Check {
    name: "timeline-date",
    level: Level::Error,
    explanation: "A date of a timeline cannot be worked out: there is no first day, a distance or a period is not written \
                  as `at=-8w` or `2027-01-15 to 2027-03-31: Busy season`, or no free week is left.",
    fails: "//- handbook.yaml\nvariables:\n  cohort.start: {type: date, default: 2027-05-03}\n\
            //- base/t.md\n---\nkind: timeline\n---\n## Launch {#launch at=soon}\nText\n",
    passes: "//- handbook.yaml\nvariables:\n  cohort.start: {type: date, default: 2027-05-03}\n\
             //- base/t.md\n---\nkind: timeline\n---\n## Launch {#launch at=0w}\nText\n",
    run: None,
};
