//! Containers: `:::name {attributes}` … `:::`.
//!
//! Each is a file of its own and a line in [`CONTAINERS`]. Adding one touches:
//!
//! | what the container does | files |
//! | --- | --- |
//! | puts tags around its content | its own, this one |
//! | shows what differs by firm | the same, `widget.rs`, `render/body.rs` and a file under it |
//! | reads the lists inside as something else | the same: `list` says how |

mod alert;
mod answer_key;
mod cards;
mod collection;
mod cost;
mod curriculum;
mod details;
mod fact;
mod form;
mod include;
mod only;
mod pages;
mod picker;
mod self_check;
mod tabs;
mod timeline;
mod voice;

use super::Compiler;
use super::context::Context;
use super::events::Events;
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::Image;
use crate::parse::html::Html;
use crate::parse::ids::WidgetId;
use crate::parse::mask::{ContainerSyntax, Opening};
use crate::parse::passage::Condition;
use crate::parse::target::Target;
use crate::parse::widget::{Form, Voice, Widget};

/// A kind of container.
pub(super) struct Container {
    /// What stands after the colons.
    pub(super) name: &'static str,
    /// The attributes it knows; none for any.
    pub(super) attributes: Option<&'static [&'static str]>,
    /// The attribute that may stand without its name: `:::details[More]`, `:::details More`.
    pub(super) title: Option<&'static str>,
    /// Writes what comes before its content, and tells what becomes of that.
    pub(super) open: Open,
    /// Reads a list directly inside, where that is more than a list.
    pub(super) list: Option<ReadList>,
    /// Whether the items of its lists may end in `{…}`.
    pub(super) item_braces: bool,
}

/// Opens a container of a kind.
type Open = fn(&mut Context<'_>, &Opening, &mut Html) -> Opened;

/// Reads a list, the start of which was just read, for the widget that its container is.
pub(super) type ReadList = fn(&mut Compiler<'_>, &mut Events<'_>, Option<WidgetId>);

impl Container {
    /// A container that leaves the lists inside alone.
    const fn new(name: &'static str, attributes: &'static [&'static str], open: Open) -> Self {
        let attributes = Some(attributes);
        Self { name, attributes, title: None, open, list: None, item_braces: false }
    }
}

/// All containers. `content/README.md` explains each.
pub(super) static CONTAINERS: [Container; 25] = [
    details::DETAILS,
    tabs::TABS,
    tabs::TAB,
    cards::CARDS,
    cards::CARD,
    only::ONLY,
    include::INCLUDE,
    collection::COLLECTION,
    pages::PAGES,
    picker::PICKER,
    fact::FACT,
    voice::VOICE,
    form::FORM,
    self_check::SELF_CHECK,
    cost::COST,
    curriculum::CURRICULUM,
    timeline::TIMELINE,
    answer_key::ANSWER_KEY,
    alert::NOTE,
    alert::TIP,
    alert::INFO,
    alert::IMPORTANT,
    alert::WARNING,
    alert::CAUTION,
    alert::DANGER,
];

/// What tests know of a container.
#[derive(Debug)]
pub struct KnownContainer {
    /// What stands after the colons.
    pub name: &'static str,
    /// What may stand before `=` in its braces.
    pub attributes: &'static [&'static str],
}

/// What tests know of all containers.
pub(in crate::parse) fn all() -> Vec<KnownContainer> {
    let known = CONTAINERS.iter().map(|container| KnownContainer {
        name: container.name,
        attributes: container.attributes.unwrap_or_default(),
    });
    known.collect()
}

/// Stands for a container of a name that none has.
pub(super) static UNKNOWN: Container =
    Container { attributes: None, ..Container::new("unknown", &[], |_, _, _| Opened::Nothing) };

/// What becomes of a container. Most leave the tags to each firm's page.
pub(super) enum Opened {
    /// Tags around its content, the first of which are written.
    Tags {
        /// What is shown at its foot.
        foot: Option<Widget>,
        /// What comes last.
        close: &'static str,
    },
    /// Its content, under a condition.
    Only(Condition),
    /// Its content, in a form.
    Form(Form),
    /// A widget, before its content.
    Widget(Widget),
    /// Its content as what somebody says.
    Voice {
        /// Of whoever speaks.
        portrait: Option<Image>,
        /// Who that is.
        voice: Voice,
    },
    /// Its content alone.
    Nothing,
}

/// The container of a name; a name that none has is reported.
pub(super) fn find(cx: &mut Context<'_>, opening: &Opening) -> &'static Container {
    let name = &opening.name;
    if let Some(container) = named(name) {
        return container;
    }
    if name.is_empty() {
        foreign(cx, opening);
        return &UNKNOWN;
    }

    let known = CONTAINERS.each_ref().map(|container| container.name);
    cx.report(
        Diagnostic::new(&checks::CONTAINER_SYNTAX, format!("there is no container `:::{name}`"))
            .at(cx.place(opening.span))
            .none_of(name, &known),
    );
    &UNKNOWN
}

/// The container of a name.
fn named(name: &str) -> Option<&'static Container> {
    CONTAINERS.iter().find(|container| container.name == name)
}

/// Reports a name in braces, as MyST writes them (`:::{tip}`) and Quarto (`::: {.callout-tip}`).
fn foreign(cx: &mut Context<'_>, opening: &Opening) {
    let (word, _) = opening.attributes.first().map_or(("", ""), |(word, to)| (word, to));
    let word = word.trim_start_matches('.').trim_start_matches("callout-");
    let name = if named(word).is_some() { word } else { "note" };

    cx.report(
        Diagnostic::new(
            &checks::FOREIGN_SYNTAX,
            "a container's name in braces is written for MyST \
                                                  or Quarto",
        )
        .at(cx.place(opening.span))
        .help(format!("here it is `:::{name}`, and its title may follow in square brackets")),
    );
}

/// How the container of a name is written.
pub(in crate::parse) fn syntax(name: &str) -> Option<ContainerSyntax> {
    let Container { item_braces, title, .. } = *named(name)?;
    Some(ContainerSyntax { item_braces, title })
}

/// Reports attributes that a container does not know.
pub(super) fn check_attributes(cx: &mut Context<'_>, container: &Container, opening: &Opening) {
    let Some(known) = container.attributes else { return };
    for (key, _) in opening.attributes.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
        let message = format!("`:::{}` has no attribute `{key}`", container.name);
        cx.report(
            Diagnostic::new(&checks::UNKNOWN_KEY, message)
                .at(cx.place(opening.span))
                .nearest(key, known.iter().copied()),
        );
    }
}

/// The `from` of a container that shows another page's sections.
fn source(cx: &mut Context<'_>, opening: &Opening) -> Option<Target> {
    if let Some(from) = opening.get("from") {
        return Some(Target::of(from, cx.path()));
    }

    let help = "name the page: `{from=../shared/note.md#section}`";
    problem(cx, opening, "this container does not say `from` where", help);
    None
}

fn problem(cx: &mut Context<'_>, opening: &Opening, message: impl Into<String>, help: &str) {
    cx.problem(&checks::CONTAINER_SYNTAX, message, help, opening.span);
}

/// The shape that `as=` asks for, the first where it is not there or unknown, which is reported.
fn shape<T: Copy>(
    cx: &mut Context<'_>,
    opening: &Opening,
    what: &str,
    shapes: &[(&'static str, T)],
) -> T {
    let word = opening.get("as").unwrap_or(shapes[0].0);
    if let Some((_, shape)) = shapes.iter().find(|(name, _)| *name == word) {
        return *shape;
    }

    let known: Vec<&str> = shapes.iter().map(|(name, _)| *name).collect();
    cx.report(
        Diagnostic::new(&checks::CONTAINER_SYNTAX, format!("{what} cannot be shown as `{word}`"))
            .at(cx.place(opening.span))
            .nearest(word, known.iter().copied())
            .note(format!("it can be shown as: {}", known.join(", "))),
    );
    shapes[0].1
}

/// The one audience that `for=` names.
fn audience(cx: &mut Context<'_>, opening: &Opening) -> Option<String> {
    let name = opening.get("for")?;
    if let Some(diagnostic) = cx.project.unknown_audience(name, cx.place(opening.span)) {
        cx.report(diagnostic);
    }
    Some(name.to_owned())
}
