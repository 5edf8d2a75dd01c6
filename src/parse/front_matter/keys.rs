//! The keys of front matter.

use super::{KINDS, OVERRIDES};
use crate::yaml::Takes::{
    Anything, Between, Day, Either, Group, Name, Named, Text, Truth, Whole, Words,
};
use crate::yaml::{Key, TEXTS, keys, words};

/// The kinds of pages by name.
const KIND_NAMES: &[&str] = &words(&KINDS);
/// What a page may do to the one below, by name.
const OVERRIDE_NAMES: &[&str] = &words(&OVERRIDES);

keys! {
    /// The keys that all pages may have.
    FRONT_MATTER:
    TITLE = Key::new(
        "title",
        Text,
        "the name in the navigation and the browser; without it, the `#` heading that opens the \
         page, else the file's name",
    );
    DESCRIPTION = Key::new(
        "description",
        Text,
        "one sentence, shown in lists of pages and by search engines",
    );
    KIND = Key::new(
        "kind",
        Words(KIND_NAMES),
        "what sort of page it is: see [Kinds of pages](#kinds-of-pages)",
    )
    .usually("guide");
    WEIGHT = Key::new(
        "weight",
        Whole,
        "its place among its neighbours: small ones first, pages without one last",
    );
    AUDIENCE = Key::new(
        "audience",
        TEXTS,
        "whom it is for; everybody if left out. The names are those in `handbook.yaml`",
    );
    TAGS = Key::new("tags", TEXTS, "words of your own");
    OWNER = Key::new("owner", Text, "who looks after it");
    UPDATED = Key::new("updated", Day, "when it was last changed");
    REVIEWED = Key::new("reviewed", Day, "when it was last looked at");
    REVIEW_EVERY = Key::new(
        "review_every",
        Text,
        "how long a review holds: `6 months`, `2 years`. When it is overdue, you are warned",
    );
    DRAFT = Key::new("draft", Truth, "`true`: not published yet; shown with `--drafts`")
        .usually("false");
    HIDDEN = Key::new("hidden", Truth, "`true`: published, but not in the navigation")
        .usually("false");
    SEARCH = Key::new(
        "search",
        Truth,
        "`false`: not found by [searching](#what-readers-find), and left out of the site map",
    )
    .usually("true");
    SLUG = Key::new("slug", Text, "the last part of the address, instead of the file's name");
    ALIASES = Key::new(
        "aliases",
        TEXTS,
        "earlier addresses, which lead here: `[/old/place/]`. What firms say about `old/place.md` \
         goes on to hold for this page",
    );
    TEMPLATE = Key::new("template", Text, "a template of the theme, by file name");
    OVERRIDE = Key::new(
        "override",
        Words(OVERRIDE_NAMES),
        "what it does to the page of the same path below: see \
         [Changing a page or a section](firms/README.md#changing-a-page-or-a-section)",
    );
    REASON = Key::new("reason", Text, "beside `override`: why it is there");
    UNTIL = Key::new(
        "until",
        Day,
        "beside `override`: [until when](firms/README.md#why-and-until-when)",
    );
    LOCKED = Key::new(
        "locked",
        Named(&Text),
        "sections that no firm may change, each with the reason: \
         `{attribution: Sources must be named.}`",
    );
    EXTRA = Key::new("extra", Anything, "data of your own, for the theme");
}

keys! {
    /// The keys that a training module has beside those of all pages.
    MODULE:
    MINUTES = Key::new(
        "minutes",
        Either(&[Between(1, 600), Group(LENGTH)]),
        "how long it takes; `minutes: 25` is short for `self` alone",
    );
    REQUIRED_FOR = Key::new(
        "required_for",
        TEXTS,
        "audiences that must take it (`audience` says who may); hours are counted from these",
    );
    PREREQUISITES = Key::new(
        "prerequisites",
        TEXTS,
        "modules needed first, as paths: `[m1-roles.md]`",
    );
    PASS_MARK = Key::new(
        "pass_mark",
        Either(&[Between(1, 100), Name]),
        "the percentage of questions that counts as a pass, or the name of a number variable",
    );
    MODULE_ID = Key::new(
        "module_id",
        Text,
        "the name by which a [learning system](firms/README.md#learning-systems) knows it: small \
         letters, digits and hyphens; the file's, if left out. Set it before the file is renamed: \
         another name is another module, without anybody's results",
    );
}

keys! {
    /// The keys under `minutes`.
    LENGTH:
    ALONE = Key::new("self", Between(1, 600), "alone");
    LIVE = Key::new("live", Between(1, 600), "with a facilitator instead");
    TOGETHER = Key::new("together", Between(1, 600), "as a pair, on top of `self`");
}

keys! {
    /// The keys that a timeline has beside those of all pages: names of variables.
    TIMELINE:
    START = Key::new("start", Name, "the day of the launch: a date variable, or a date");
    TIMEZONE = Key::new("timezone", Name, "the time zone: a text variable");
    BLACKOUTS = Key::new("blackouts", Name, "the closed weeks: a list variable");
    HOLIDAYS = Key::new("holidays", Name, "the holidays: a list variable");
}
