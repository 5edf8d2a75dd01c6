//! Numbers of a document's parts, a type for each kind of part.

/// Declares numbers into a document's lists.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(u32);

        impl $name {
            /// The number of what is added to a list of so many.
            pub(crate) fn new(index: usize) -> Self {
                Self(index as u32)
            }

            /// Adds a part to the list of its kind.
            pub(crate) fn of_added<T>(part: T, list: &mut Vec<T>) -> Self {
                list.push(part);
                Self::new(list.len() - 1)
            }

            /// The place in the list.
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A [`Link`](super::Link).
    LinkId
    /// An [`Image`](super::Image).
    ImageId
    /// An [`AddressAttribute`](super::AddressAttribute).
    AttributeId
    /// A [`Footnote`](super::Footnote).
    NoteId
    /// An [`InnerHeading`](super::InnerHeading).
    InnerId
    /// A [`Condition`](super::passage::Condition) of `:::only`.
    ConditionId
    /// A [`Widget`](super::widget::Widget).
    WidgetId
}
