//! `:::pages`: a list of links to pages, each with its reading time. A page that an edition does not
//! have drops out of the list.

use super::Container;

pub(super) const PAGES: Container =
    Container { name: "pages", attributes: &[], open: |_, _| {}, close: |_| {} };
