//! Containers: `:::name {attributes}` … `:::`.
//!
//! Each is a file of its own and a line in [`CONTAINERS`].

mod cards;
mod collection;
mod computed;
mod details;
mod fact;
mod form;
mod include;
mod only;
mod pages;
mod self_check;
mod tabs;

use super::compile::Compiler;
use super::target::Target;
use crate::diagnostic::{Diagnostic, Place, Span, checks};

pub use collection::{Collection, Shape};
pub use include::Include;
pub use only::{Condition, Subject, Test};

/// A kind of container.
pub(super) struct Container {
    /// What stands after the colons.
    pub(super) name: &'static str,
    /// The attributes it knows; an empty list means any.
    pub(super) attributes: &'static [&'static str],
    /// Writes what comes before its content.
    pub(super) open: fn(&mut Compiler<'_>, &Opening),
    /// Writes what comes after its content.
    pub(super) close: fn(&mut Compiler<'_>),
}

/// All containers. `content/README.md` explains each.
pub(super) static CONTAINERS: [Container; 15] = [
    details::DETAILS,
    tabs::TABS,
    tabs::TAB,
    cards::CARDS,
    cards::CARD,
    only::ONLY,
    include::INCLUDE,
    collection::COLLECTION,
    pages::PAGES,
    fact::FACT,
    form::FORM,
    self_check::SELF_CHECK,
    computed::CURRICULUM,
    computed::TIMELINE,
    computed::ANSWER_KEY,
];

/// Containers may be nested this deep.
pub(super) const MAX_DEPTH: usize = 32;

/// The line that opens a container.
pub(super) struct Opening {
    pub(super) attributes: Vec<(String, String)>,
    pub(super) span: Span,
}

impl Opening {
    /// An attribute's value.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// The container of a name.
pub(super) fn find(name: &str) -> Option<&'static Container> {
    CONTAINERS.iter().find(|container| container.name == name)
}

/// The complaint about a name that no container has.
pub(super) fn unknown(name: &str, place: Place) -> Diagnostic {
    let names = CONTAINERS.iter().map(|container| container.name);
    let known: Vec<&str> = names.clone().collect();
    Diagnostic::new(&checks::CONTAINER_SYNTAX, format!("there is no container `:::{name}`"))
        .at(place)
        .nearest(name, names)
        .note(format!("there are: {}", known.join(", ")))
}

/// The `from` of a container that shows another page's sections.
fn source(compiler: &mut Compiler<'_>, opening: &Opening) -> Option<Target> {
    let place = compiler.place(opening.span);
    let Some(from) = opening.get("from") else {
        let help = "name the page: `{from=../shared/note.md#section}`";
        compiler.report(
            Diagnostic::new(&checks::CONTAINER_SYNTAX, "this container does not say `from` where")
                .at(place)
                .help(help),
        );
        return None;
    };
    Some(Target::of(from, compiler.path()))
}

/// The complaint about an `as=` that a container does not know.
fn unknown_shape(
    compiler: &mut Compiler<'_>,
    opening: &Opening,
    what: &str,
    word: &str,
    known: &[&str],
) {
    let place = compiler.place(opening.span);
    compiler.report(
        Diagnostic::new(&checks::CONTAINER_SYNTAX, format!("{what} cannot be shown as `{word}`"))
            .at(place)
            .nearest(word, known.iter().copied())
            .note(format!("it can be shown as: {}", known.join(", "))),
    );
}
