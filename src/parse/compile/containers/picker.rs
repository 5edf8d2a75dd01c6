//! `:::picker`: where the sections below are many, a field that shows those that one looks for
//! (`picker.js`). Without a script there is nothing but the text inside.

use super::{Container, Opened};

pub(super) const PICKER: Container = Container::new("picker", &[], |_, _, out| {
    out.push("<div class=\"picker\">\n");
    Opened::Tags { foot: None, close: "</div>\n" }
});
