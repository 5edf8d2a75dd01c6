//! `:::pages`: a list of links to pages, each with its reading time. A page that an edition does
//! not have drops out of the list.

use super::{Container, Opened};
use crate::parse::compile::{Apart, Compiler, Events, ListItem};
use crate::parse::ids::{LinkId, WidgetId};
use crate::parse::widget::Widget;

pub(super) const PAGES: Container =
    Container { list: Some(read), ..Container::new("pages", &[], |_, _, _| Opened::Nothing) };

fn read(compiler: &mut Compiler<'_>, events: &mut Events<'_>, _: Option<WidgetId>) {
    let items = compiler.items(events, Apart::Nothing);
    let items = items.iter().map(|item| (item.whole(), first_link(item))).collect();
    compiler.put_widget(Widget::Pages(items));
}

fn first_link(item: &ListItem) -> Option<LinkId> {
    Some(item.links.start).filter(|_| !item.links.is_empty())
}
