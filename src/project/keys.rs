//! The keys of `handbook.yaml`, `layer.yaml` and `firm.yaml`.

use super::{lms, variables};
use crate::diagnostic::checks;
use crate::yaml::Takes::{
    Anything, Color, Day, Either, Group, List, Listed, Named, Nothing, Off, Text, Truth, Words,
};
use crate::yaml::{Key, TEXTS, keys, words};

keys! {
    /// The keys of `handbook.yaml`.
    HANDBOOK:
    TITLE = Key::new("title", Text, "the handbook's name").usually("Handbook");
    DESCRIPTION = Key::new("description", Text, "one sentence on it");
    LANGUAGE = Key::new("language", Text, "a language tag, such as `de` or `en-GB`").usually("en");
    THEME = Key::new("theme", Text, "a folder in [`themes/`](../themes/README.md)")
        .usually("default");
    DECLARED = Key::new(
        "variables",
        Named(&Either(&[Group(VARIABLE), Text, Nothing])),
        "the words that firms may set: see [Variables](#variables)",
    );
    AUDIENCES = Key::new(
        "audiences",
        Either(&[List(&Text), Text, Named(&Either(&[Group(AUDIENCE), Text, Nothing]))]),
        "whom pages may be for, with what readers call one of them and several; a single text \
         serves for both, and so do their names alone, `[mentor, mentee]`",
    );
    EDITIONS = Key::new(
        "editions",
        Named(&Either(&[Group(EDITION), Nothing])),
        "what is published for each firm: see [Editions by audience](#editions-by-audience)",
    );
    CHECKS = Key::new(
        "checks",
        Listed(check_names, &Either(&[Words(&["error", "warning", "notice"]), Off])),
        "how strict a [check](#checks) is, by name",
    );
    LIMITS = Key::new(
        "limits",
        Group(LIMIT),
        "for very large handbooks: what an edition may take beyond the \
         [usual](#what-a-page-may-take), such as `{size: 2 GiB, memory: 512 MiB}`",
    );
    SHARED_MY_PAGE = Key::new(
        "my_page",
        Truth,
        "`false`: [the home page](#home) does not ask readers who they are; a firm may say \
         otherwise",
    )
    .usually("true");
    LEAK_SCAN = Key::new(
        "leak_scan",
        Either(&[Group(SCAN), Off]),
        "`off`, or what the [leak scan](../.github/SECURITY.md#the-leak-scan) passes over",
    );
    SHARED_SEARCH = Key::new(
        "search",
        Truth,
        "`false`: editions have no search and no A–Z page, unless a firm says `search: true`",
    )
    .usually("true");
    SHARED_FEEDBACK = Key::new(
        "feedback",
        Either(&[Text, Off]),
        "where readers say that something is wrong: an e-mail address, or one of the web with \
         `{path}` for the file of the page; `off`, or nothing: nowhere. It may use variables, and \
         a firm may [name another place](firms/README.md#the-firms-own-file)",
    );
    TRUSTED_THEMES = Key::new(
        "trusted_themes",
        TEXTS,
        "the firms that may bring [templates of their own]\
         (firms/README.md#what-a-firm-may-not-do), such as `[acme]`",
    );
}

fn check_names() -> Vec<&'static str> {
    checks::CHECKS.iter().map(|check| check.name).collect()
}

/// The types of variables by name.
const VARIABLE_KINDS: &[&str] = &words(&variables::KINDS);

keys! {
    /// The keys of a variable that is declared.
    VARIABLE:
    TYPE = Key::new("type", Words(VARIABLE_KINDS), "what it may hold").usually("text");
    ABOUT = Key::new("description", Text, "what it is for, for those who set it");
    REQUIRED = Key::new("required", Truth, "`true`: each firm has to set it").usually("false");
    DEFAULT = Key::new(
        "default",
        Either(&[Text, List(&Text)]),
        "its value where nobody sets it",
    );
}

keys! {
    /// The keys of what readers call an audience.
    AUDIENCE:
    ONE = Key::new("one", Text, "one of them");
    MANY = Key::new("many", Text, "several of them; as for one, if left out");
}

keys! {
    /// The keys of one of the editions that every firm gets.
    EDITION:
    SHOWN = Key::new("audiences", TEXTS, "whose pages and passages it shows");
}

keys! {
    /// The keys under `limits`.
    LIMIT:
    MEMORY = Key::new("memory", Text, "what an edition may hold, such as `512 MiB`");
    SIZE = Key::new("size", Text, "what an edition may write, such as `2 GiB`");
}

keys! {
    /// The keys under `leak_scan`.
    SCAN:
    ALLOW = Key::new("allow", TEXTS, "texts that may stand in any edition: `[The Golden Goose]`");
}

keys! {
    /// The keys that `layer.yaml` has beside those that a firm has, too.
    LAYER_OWN:
    LAYER_NAME = Key::new("name", Text, "the layer's name, for those who look after it");
    SPELLING_WORDS = Key::new(
        "spelling_words",
        Named(&Text),
        "pairs of words beside those of the list: `{program: programme}`",
    );
}

keys! {
    /// The keys that `layer.yaml` and `firm.yaml` share.
    LAYER:
    LAYER_LANGUAGE = Key::new(
        "language",
        Text,
        "the language of its texts, as a tag such as `en-GB`; as below, if left out",
    );
    SPELLING = Key::new(
        "spelling",
        Text,
        "how the texts are spelled: `en-GB`, or `as-written`; as below, if left out",
    );
    VALUES = Key::new(
        "variables",
        Named(&Anything),
        "values of the variables that `handbook.yaml` declares",
    );
    HIDE = Key::new(
        "hide",
        Either(&[List(&Either(&[Text, Group(HIDDEN)])), Text, Group(HIDDEN)]),
        "pages or whole folders that are not published: paths, or groups",
    );
    NAV = Key::new("nav", List(&Group(CHANGE)), "changes to the navigation, in order");
}

keys! {
    /// The keys of a page that is hidden, with why.
    HIDDEN:
    HIDDEN_PAGE = Key::new("page", Text, "its path").needed();
    REASON = Key::new("reason", Text, "why, for those who look after the handbook");
    UNTIL = Key::new("until", Day, "the last day; then you are reminded");
}

keys! {
    /// The keys of a change to the navigation.
    CHANGE:
    RENAME = Key::new("rename", Text, "a page or folder that gets another `title`");
    NEW_TITLE = Key::new("title", Text, "the title in the navigation");
    HIDE_IN_NAV = Key::new("hide", Text, "a page or folder that is published, but not listed");
    MOVE = Key::new("move", Text, "a page or folder that gets another place");
    INSERT = Key::new("insert", Group(INSERTED), "a link of your own");
    BEFORE = Key::new("before", Text, "the page or folder that comes next");
    AFTER = Key::new("after", Text, "the page or folder that comes just before");
    INTO = Key::new("into", Text, "the folder at whose end it comes");
}

keys! {
    /// The keys of a link in the navigation.
    INSERTED:
    INSERTED_TITLE = Key::new("title", Text, "what it says").needed();
    INSERTED_URL = Key::new("url", Text, "where it leads").needed();
}

/// What packages report, by name.
const REPORT_NAMES: &[&str] = &words(&lms::REPORTS);
/// Where links of packages lead, by name.
const LINK_NAMES: &[&str] = &words(&lms::LINKS);

keys! {
    /// The keys under `lms`.
    LEARNING_SYSTEM:
    REPORT = Key::new(
        "report",
        Words(REPORT_NAMES),
        "`completion`: who has passed; `score`: with the score; `answers`: with each answer, too",
    )
    .usually("completion");
    LMS_ID = Key::new(
        "id",
        Text,
        "an address of the firm's own, `https://…`, that begins the identities of its modules in \
         cmi5; never change it",
    );
    LMS_LINKS = Key::new(
        "links",
        Words(LINK_NAMES),
        "`site`: links lead to the published handbook, so `url` must be set; `carry`: the handbook \
         lies in each package. `site` where `url` is set, else `carry`, if left out",
    );
}

keys! {
    /// The keys that `firm.yaml` has beside those of a layer.
    FIRM_OWN:
    NAME = Key::new("name", Text, "the firm's name as readers see it").needed();
    LAYERS = Key::new("layers", TEXTS, "[shared layers](#shared-layers) below it, lowest first");
    FIRM_THEME = Key::new("theme", Text, "a theme; the handbook's, if left out");
    URL = Key::new(
        "url",
        Text,
        "where the first edition will be published, if you know: `https://…`",
    );
    ROBOTS = Key::new("robots", Words(&["index", "noindex"]), "`index`: search engines are welcome")
        .usually("noindex");
    SEARCH = Key::new(
        "search",
        Truth,
        "`false`: no search and no A–Z page in this firm's editions; the handbook's, if left out",
    );
    MY_PAGE = Key::new(
        "my_page",
        Truth,
        "`false`: the home page does not ask readers who they are; the handbook's, if left out",
    );
    LMS = Key::new(
        "lms",
        Group(LEARNING_SYSTEM),
        "what packages for [learning systems](#learning-systems) report and hold",
    );
    CANARY = Key::new("canary", TEXTS, "texts that stand nowhere else: by them a leak is known");
    FEEDBACK = Key::new(
        "feedback",
        Either(&[Text, Off]),
        "where readers say what is wrong; the handbook's, if left out",
    );
    ANNOUNCE = Key::new("announce", Group(ANNOUNCEMENT), "what all readers see for some days");
    WORDS = Key::new(
        "words",
        Named(&Either(&[Text, Named(&Text), Nothing])),
        "words of the interface, your own way",
    );
    BRAND = Key::new("brand", Group(BRAND_KEYS), "how it looks; files are seen from its folder");
    FOOTER = Key::new("footer", Group(FOOTER_KEYS), "what stands at the foot of each page");
}

keys! {
    /// The keys of an announcement.
    ANNOUNCEMENT:
    ANNOUNCED = Key::new("text", Text, "what it says; may use variables").needed();
    LINK = Key::new("link", Group(NOTICE_LINK), "where there is more");
    FROM = Key::new("from", Day, "the first day; at once, if left out");
    LAST_DAY = Key::new("until", Day, "the last day").needed();
}

keys! {
    /// The keys of a link beside an announcement.
    NOTICE_LINK:
    LINK_TITLE = Key::new("title", Text, "what it says").needed();
    LINK_URL = Key::new("url", Text, "a page by its path, or an address of the web").needed();
}

keys! {
    /// The keys under `brand`.
    BRAND_KEYS:
    LOGO = Key::new("logo", Text, "a picture");
    LOGO_DARK = Key::new("logo_dark", Text, "the same for dark screens");
    LOGO_ALT = Key::new("logo_alt", Text, "what it says; the firm's name, if left out");
    FAVICON = Key::new("favicon", Text, "the icon on the browser's tab");
    TOUCH_ICON = Key::new("touch_icon", Text, "that on phones: a square PNG of 180 pixels");
    LOOK = Key::new("look", Text, "a look of the theme: `quiet`, `editorial` or `bold`");
    COLORS = Key::new("colors", Named(&Color), "colours by [token](../../themes/README.md#tokens)");
    COLORS_DARK = Key::new(
        "colors_dark",
        Named(&Color),
        "those on dark screens; made from the light ones, if left out",
    );
    FONTS = Key::new(
        "fonts",
        Named(&Either(&[Text, Group(FONT)])),
        "fonts by [token](../../themes/README.md#tokens): families, a file, or a file for each cut",
    );
}

keys! {
    /// The keys of a font with a file for each cut.
    FONT:
    REGULAR = Key::new("regular", Text, "upright, and all that has no file of its own").needed();
    BOLD = Key::new("bold", Text, "upright and bold");
    ITALIC = Key::new("italic", Text, "slanted");
    BOLD_ITALIC = Key::new("bold_italic", Text, "slanted and bold");
    FALLBACK = Key::new("fallback", Text, "families until the files are there");
}

keys! {
    /// The keys under `footer`.
    FOOTER_KEYS:
    FOOTER_TEXT = Key::new("text", Text, "a line of text");
    FOOTER_LINKS = Key::new("links", List(&Group(FOOTER_LINK)), "links, legal ones mostly");
}

keys! {
    /// The keys of a link in the footer.
    FOOTER_LINK:
    FOOTER_TITLE = Key::new("title", Text, "what it says");
    FOOTER_URL = Key::new("url", Text, "an address of the web");
}
