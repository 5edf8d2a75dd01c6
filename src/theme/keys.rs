//! The keys of `theme.yaml` and of files of words.

use super::tokens;
use crate::yaml::Takes::{Anything, Group, List, Named, Number, Text, Words};
use crate::yaml::{Key, keys, words};

keys! {
    /// The keys of `theme.yaml`.
    THEME:
    PARENT = Key::new("parent", Text, "the theme from which all comes that it does not have");
    // These two are for those who choose a theme.
    THEME_NAME = Key::new("name", Text, "its name");
    THEME_DESCRIPTION = Key::new("description", Text, "one sentence on it");
    TOKENS = Key::new("tokens", Named(&Group(GIVEN)), "named values that firms may set");
    LOOKS = Key::new("looks", Named(&Named(&Group(GIVEN))), "compositions to choose from");
    PAIRS = Key::new("pairs", List(&Group(PAIR)), "which colours meet, and how far they differ");
}

/// The kinds of tokens by name.
const TOKEN_KINDS: &[&str] = &words(&tokens::KINDS);

keys! {
    /// The keys of a token that has a value.
    GIVEN:
    TYPE = Key::new("type", Words(TOKEN_KINDS), "what it holds").usually("color");
    ABOUT = Key::new("description", Text, "what it is for");
    VALUE = Key::new("value", Text, "its value on light and on dark pages");
    LIGHT = Key::new("light", Text, "its value on light pages");
    DARK = Key::new("dark", Text, "its value on dark pages");
}

keys! {
    /// The keys of a colour that follows from another one.
    DERIVED:
    DERIVED_TYPE = Key::new("type", Words(&["color"]), "what it holds").usually("color");
    DERIVED_ABOUT = Key::new("description", Text, "what it is for");
    FROM = Key::new("from", Text, "the token that it is made from").needed();
    LIGHT_RECIPE = Key::new("light", Group(RECIPE), "how it is made on light pages").needed();
    DARK_RECIPE = Key::new("dark", Group(RECIPE), "how it is made on dark pages").needed();
    CONTRAST = Key::new("contrast", Number, "how far it must differ from all that it stands on");
}

keys! {
    /// The keys of how a colour is made.
    RECIPE:
    LIGHTNESS = Key::new("l", Number, "its lightness, from 0 to 1").needed();
    CHROMA = Key::new("c", Number, "its chroma at most").needed();
    HUE = Key::new("h", Number, "its hue in degrees; that of the other colour, if left out");
}

keys! {
    /// The keys of two tokens that meet.
    PAIR:
    IN_FRONT = Key::new("text", Text, "the token in front").needed();
    BEHIND = Key::new("on", Text, "the token behind it").needed();
    MINIMUM = Key::new("minimum", Number, "the contrast that they must reach").usually("4.5");
    USED = Key::new("where", Text, "where they meet, for the message");
}

keys! {
    /// The keys of a file of words.
    WORDS:
    OF_PAGES = Key::new("pages", Named(&Anything), "words that stand on pages");
    OF_SCRIPTS = Key::new("scripts", Named(&Anything), "words that scripts say");
}
