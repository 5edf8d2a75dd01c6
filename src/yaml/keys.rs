//! What keys a group may have. Each is declared once: for those who read it, for what is said of
//! the others, for editors and for the tables of the papers.

/// A key, and all that is known of it.
#[derive(Debug)]
pub(crate) struct Key {
    /// As it is written.
    pub(crate) name: &'static str,
    /// What may stand after it. Nothing at all may, too: that is a line to be filled in.
    pub(crate) takes: Takes,
    /// What holds where it is left out, as it would be written.
    pub(crate) usual: Option<&'static str>,
    /// Whether its group is of no use without it.
    pub(crate) is_needed: bool,
    /// What it says, in Markdown.
    pub(crate) doc: &'static str,
}

/// The keys of a group, in the order in which people are told of them.
pub(crate) type Keys = [&'static Key];

/// What may stand after a key, as far as that can be seen without knowing the handbook.
#[derive(Debug)]
pub(crate) enum Takes {
    /// A single value; numbers and truth values count as text.
    Text,
    /// A text that is none of the others: the name of something.
    Name,
    /// `true` or `false`.
    Truth,
    /// A whole number.
    Whole,
    /// A whole number from the first to the last of these.
    Between(i64, i64),
    /// A number.
    Number,
    /// A day of the calendar.
    Day,
    /// A colour, such as `#1f4e79`.
    Color,
    /// One of some words.
    Words(&'static [&'static str]),
    /// `off`, or `false`, which is what some readers make of that.
    Off,
    /// Nothing, where the value of a name may be left open.
    Nothing,
    /// A list of such values.
    List(&'static Takes),
    /// A group of keys.
    Group(&'static Keys),
    /// Names of the writer's own, each with such a value.
    Named(&'static Takes),
    /// Names out of a list, each with such a value.
    Listed(fn() -> Vec<&'static str>, &'static Takes),
    /// Any of these.
    Either(&'static [Takes]),
    /// Whatever is written.
    Anything,
}

/// A list of texts; a single text counts as a list of one.
pub(crate) const TEXTS: Takes = Takes::Either(&[Takes::List(&Takes::Text), Takes::Text]);

impl Key {
    pub(crate) const fn new(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { name, takes, usual: None, is_needed: false, doc }
    }

    /// The same key, of which this holds where it is left out.
    pub(crate) const fn usually(self, usual: &'static str) -> Self {
        Self { usual: Some(usual), ..self }
    }

    /// The same key, which must be there.
    pub(crate) const fn needed(self) -> Self {
        Self { is_needed: true, ..self }
    }
}

impl Takes {
    /// The keys of the groups in such a value, however deep in it; none where it has no groups.
    pub(crate) fn group(&self) -> &'static Keys {
        match self {
            Self::Group(keys) => keys,
            Self::List(inner) | Self::Named(inner) | Self::Listed(_, inner) => inner.group(),
            Self::Either(several) => {
                several.iter().map(Self::group).find(|keys| !keys.is_empty()).unwrap_or_default()
            }
            _ => &[],
        }
    }
}

/// The names in a table of words and what they mean.
pub(crate) const fn words<T, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    // Iterators cannot be used where constants are made.
    let mut at = 0;
    while at < N {
        names[at] = table[at].0;
        at += 1;
    }
    names
}

/// Declares the keys of a group: a name in the code for each, and the list of all of them, so that
/// none can be read that is not in it.
macro_rules! keys {
    ($(#[$doc:meta])* $list:ident: $($key:ident = $known:expr;)+) => {
        $(pub(crate) const $key: &$crate::yaml::Key = &$known;)+

        $(#[$doc])*
        pub(crate) const $list: &$crate::yaml::Keys = &[$($key),+];
    };
}

pub(crate) use keys;
