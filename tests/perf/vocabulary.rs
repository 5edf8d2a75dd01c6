//! The words, sentences and names that the generated handbooks are made of.
//!
//! In [`SENTENCES`] and [`CODE`], `{v}` and the like stand for a word of one of the lists below;
//! see `Prose::fill` for which.

/// `{v}`
pub(crate) const VERBS: &[&str] = &[
    "agree", "prepare", "plan", "review", "discuss", "outline", "record", "share", "revisit",
    "rehearse", "clarify", "compare", "confirm", "describe", "document", "draft", "estimate",
    "explore", "frame", "gather", "identify", "map", "measure", "name", "note", "observe", "open",
    "organise", "pace", "practise", "prioritise", "question", "read", "reflect", "refine", "repeat",
    "report", "resolve", "scope", "shape", "sketch", "stretch", "summarise", "support", "test",
    "trace", "track", "translate", "unpack", "validate", "weigh", "write",
];

/// `{o}`
pub(crate) const OBJECTS: &[&str] = &[
    "the first meeting", "a growth plan", "the working agreement", "the feedback note",
    "a career story", "the quarterly goals", "a shadowing day", "the reading list",
    "a difficult conversation", "the calendar", "a code review", "the design walkthrough",
    "a promotion case", "the onboarding checklist", "a retrospective", "the skills matrix",
    "an introduction", "the mentor handover", "a practice interview", "the expectations sheet",
    "a client debrief", "the pairing session", "an incident timeline", "the learning journal",
    "a stakeholder map", "the delegation ladder", "a decision record", "the budget request",
    "a conference talk", "the team charter", "a side project", "the confidentiality note",
    "an escalation path", "the sponsor update", "a trust exercise", "the workload forecast",
    "a closing letter", "the peer circle", "an observation form", "the programme survey",
];

/// Ends of page titles.
pub(crate) const CONTEXTS: &[&str] = &[
    "in the first week", "before the kickoff", "with a remote mentee", "across time zones",
    "for new managers", "after a setback", "at the half-year mark", "with the programme office",
    "in a small firm", "for returning parents", "during a reorganisation", "between two teams",
    "with a senior mentee", "for graduates", "before a promotion round", "on a client site",
    "when goals change", "with limited time", "in a group setting", "at the end of the programme",
    "under a new sponsor", "for part-time staff", "with a first-time mentor", "in a regulated team",
];

/// `{p}`, and `{P}` with a capital letter.
pub(crate) const PEOPLE: &[&str] = &[
    "the mentor", "the mentee", "the programme lead", "a sponsor", "the line manager",
    "a peer mentor", "the people partner", "each pair", "the coordinator", "a senior engineer",
    "the cohort", "a new joiner", "the steering group", "the facilitator", "an alumni mentor",
    "the practice lead",
];

/// `{n}`
pub(crate) const NOUNS: &[&str] = &[
    "trust", "context", "evidence", "feedback", "momentum", "curiosity", "ownership", "judgement",
    "progress", "confidence", "workload", "ambition", "boundaries", "expectations", "strengths",
    "habits", "priorities", "outcomes", "tradeoffs", "risk", "clarity", "rhythm", "scope",
    "patience", "honesty", "direction", "stamina", "influence", "craft", "autonomy", "visibility",
    "preparation", "resilience", "alignment", "candour", "structure", "accountability",
    "perspective",
];

/// `{a}`
pub(crate) const ADJECTIVES: &[&str] = &[
    "specific", "honest", "short", "regular", "written", "shared", "early", "private", "useful",
    "concrete", "quiet", "steady", "small", "difficult", "practical", "visible", "recent",
    "careful", "timely", "balanced", "open", "modest", "structured", "informal", "realistic",
    "weekly", "joint", "generous", "direct", "thoughtful",
];

/// `{d}`
pub(crate) const ADVERBS: &[&str] = &[
    "usually", "rarely", "often", "gently", "openly", "briefly", "deliberately", "clearly", "early",
    "together", "first", "again", "quietly", "carefully", "directly",
];

/// `{t}`
pub(crate) const TIMES: &[&str] = &[
    "once a month", "every second week", "within five working days", "at the start of a quarter",
    "after each session", "before the next meeting", "on the last Friday",
    "in the second half of the year", "by the end of week three", "when the pair first meets",
    "over a single lunch", "during the ninety-day review",
];

/// `{l}`
pub(crate) const PLACES: &[&str] = &[
    "a video call", "a walk around the block", "the shared notebook", "a quiet room",
    "the office kitchen", "the programme channel", "a client workshop", "the weekly clinic",
    "a coffee corner", "the pair's calendar hold",
];

/// The first half of `{F}`, a person's name.
pub(crate) const FIRST_NAMES: &[&str] = &[
    "Amara", "Bruno", "Chen", "Daria", "Elif", "Farid", "Greta", "Hana", "Ines", "Jonas", "Kofi",
    "Leila", "Marek", "Noor", "Oskar", "Priya", "Quinn", "Rosa", "Sven", "Tariq", "Uma", "Viktor",
    "Wanda", "Ximena", "Yusuf", "Zofia", "Anders", "Beatriz", "Callum", "Devika",
];

/// The second half of `{F}`.
pub(crate) const LAST_NAMES: &[&str] = &[
    "Achebe", "Bergman", "Castillo", "Dufour", "Eriksen", "Fontaine", "Grabowski", "Haddad",
    "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov",
    "Quiroga", "Rahman", "Silva", "Tanaka", "Ueda", "Varga", "Weber", "Xu", "Yilmaz", "Zimmermann",
    "Abbott", "Brennan", "Costa", "Doyle",
];

/// `{k}`
pub(crate) const TOOLS: &[&str] = &[
    "agenda.md", "mentor-log", "goals.yaml", "pair_id", "handbook.toml", "1:1", "OKR",
    "retro-board", "skills.csv", "ROADMAP", "calendar-hold", "feedback-form",
];

/// What the prose is made of.
pub(crate) const SENTENCES: &[&str] = &[
    "{P} should {v} {o} {t}, because {n} and {n} grow from {a} practice.",
    "When {p} and {p} {v} {o}, they {d} find that {n} matters more than {n}.",
    "Start with {a} questions: what does {p} expect, and which {n} would {p} miss most?",
    "Keep {o} {a} and {a}; a page that nobody reads helps nobody.",
    "It is {d} better to {v} {o} in {l} than to leave it until {p} asks.",
    "{F} ran this with a cohort of twelve and reported that {n} improved {t}.",
    "If {n} is low, {v} {o} {t} and write down what changed.",
    "Nothing here replaces {a} judgement: {p} decides what to {v} and when to stop.",
    "Use {l} for {a} topics, and keep {n} out of the shared file unless {p} agrees.",
    "Many pairs {v} {o} {t}, then {v} the result with {p}.",
    "A {a} note in `{k}` is enough; three lines about {n} will do.",
    "{P} {d} forgets how much {n} it takes to {v} {o} for the first time.",
    "Ask {F} for an example if {o} feels too {a}.",
    "The point is **{n}**, not *{n}*: {v} {o} so that {p} can act on it.",
    "Where {p} works part time, {v} {o} {t} and agree on {a} limits.",
    "By then {p} can {v} {o} without help, and {p} can look at {n} instead.",
    "Good pairs treat {n} as something to {v}, not as something to admire.",
    "Expect {a} weeks; {n} returns once {p} and {p} {v} {o} in {l}.",
    "As {F} puts it, \"{n} is what is left when the {n} is gone\".",
    "Set aside twenty minutes {t} to {v} {o}, and end with one {a} next step.",
];

/// Headings of the second level.
pub(crate) const HEADINGS: &[&str] = &[
    "Why this matters", "Before you begin", "What to prepare", "Running the session",
    "Questions worth asking", "Common mistakes", "When it goes wrong", "Signs of progress",
    "Adapting the exercise", "Working remotely", "Roles and limits", "Keeping notes",
    "Following up", "A worked example", "For the mentor", "For the mentee",
    "For the programme office", "Timing and pace", "Confidentiality", "Measuring the outcome",
    "Closing the loop", "Further practice", "Templates to copy", "Who to ask",
    "Sharing what you learned", "Handling disagreement", "If time is short", "Group variant",
    "A longer variant", "Checklist in detail",
];

/// Headings of the third level.
pub(crate) const SUBHEADINGS: &[&str] = &[
    "First steps", "A short script", "Things to avoid", "In a large team", "In a small team",
    "With a new pair", "With an experienced pair", "What good looks like", "Notes for sponsors",
    "Evidence to collect",
];

/// Titles of the parts.
pub(crate) const PARTS: &[&str] = &[
    "Foundations", "First Ninety Days", "Running Sessions", "Growth And Goals", "Feedback",
    "Career Paths", "Difficult Moments", "Programme Office", "Sponsors And Leaders",
    "Remote Mentoring", "Group Mentoring", "Technical Craft", "Client Work", "Inclusion",
    "Wellbeing", "Measuring Impact", "Handover", "Alumni Network", "Tools And Templates",
    "Reference",
];

/// Titles of the sections of a part.
pub(crate) const SECTIONS: &[&str] = &[
    "Getting Started", "Meeting Rhythm", "VariableValue Goals", "Listening Well", "Giving Feedback",
    "Asking Questions", "Building Trust", "Preparing Reviews", "Shadowing", "Pairing",
    "Difficult Talks", "Coaching Moves", "Stretch Work", "Planning Ahead", "Keeping Records",
    "Working With Sponsors", "Peer Circles", "Role Changes", "Closing A Pair", "Case Studies",
    "Checklists", "Templates", "Facilitation", "Onboarding Mentors",
];

/// Code blocks: the language, and the lines.
pub(crate) const CODE: &[(&str, &str)] = &[
    (
        "yaml",
        r#"pair:
  mentor: {F}
  mentee: {F}
  cadence: fortnightly
  goals:
    - {n}
    - {n}
"#,
    ),
    (
        "bash",
        r#"# collect the notes of one pair
for f in notes/*.md; do
  grep -c '{n}' "$f" >> {n}.txt
done
sort -n {n}.txt | tail -5
"#,
    ),
    (
        "python",
        r#"from datetime import date, timedelta

def next_session(last: date, weeks: int = 2) -> date:
    """When {F} meets {F} again."""
    return last + timedelta(weeks=weeks)

print(next_session(date(2026, 3, 2)))
"#,
    ),
    (
        "json",
        r#"{
  "mentor": "{F}",
  "mentee": "{F}",
  "focus": ["{n}", "{n}"],
  "sessions": 6
}
"#,
    ),
];
