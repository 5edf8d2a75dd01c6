//! Numbers of a document's parts, a type for each kind of part.

/// Declares numbers into a document's lists.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(u32);

        impl $name {
            /// The number of what is added to a list of so many.
            pub(crate) fn new(index: usize) -> Self {
                Self(index as u32)
            }

            /// The place in the list.
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A [`Block`](super::blocks::Block).
    BlockId
    /// A [`Link`](super::Link).
    LinkId
    /// An [`Image`](super::Image).
    ImageId
    /// A [`Footnote`](super::Footnote).
    NoteId
    /// An [`InnerHeading`](super::InnerHeading).
    InnerId
    /// A [`Condition`](super::passage::Condition) of `:::only`.
    ConditionId
    /// A [`Widget`](super::widget::Widget).
    WidgetId
}
