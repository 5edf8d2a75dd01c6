//! mentorbook: one mentoring handbook in Markdown, many firms' themed editions.
//!
//! The whole program is a pipeline. Each stage is a function that takes what the one before made
//! and gives a new type, so that nothing can be used before it is true:
//!
//! ```text
//!   once per file     |  once per edition
//!  load ──► parse ───►│ overlay ─► link ─► catalog ─► check ─► render ─► publish
//!  Sources  Document  │ Handbook   SiteMap Catalog             Output    on disk
//!                     │            └── Edition ──┘
//! ```
//!
//! 1. [`load`]: folders → `Sources`. The only reader of inputs.
//! 2. [`parse`]: a Markdown file → `Document`: HTML with holes, cut into sections of blocks.
//! 3. [`overlay`]: a stack of layers → [`Handbook`]: complete pages, each section with its origin.
//!    Beside it `drift`: what became of each override since it was written.
//! 4. [`link`]: → `SiteMap`: addresses, navigation, where links lead; no texts.
//! 5. `catalog`: → `Catalog`: what rules, modules, terms and dates are after all layers.
//! 6. `check`: an `Edition` → diagnostics, those that need all of it.
//!    `search`: the same → `SearchIndex`, what readers find in it.
//! 7. `render`: a page → `Output`: holes filled, then the template. A pure function.
//!    [`package`]: modules, each with all it needs, as learning systems take them.
//! 8. [`publish`]: outputs → an edition's folder, exchanged in one step. It alone writes editions.
//!
//! [`Engine`] runs them in this order, for a build once and, in `engine::host`, again and again for
//! the [`preview`], which watches the disk and shows pages as they are asked for. [`changes`]
//! compares what it makes with what is published, [`explain`] tells where a page comes from, and
//! [`overview`] how each layer fares. Beside them:
//! `project` reads `handbook.yaml` and `firm.yaml`, `theme` makes templates and tokens ready,
//! [`schema`] tells editors and people which keys these have,
//! `diagnostic` says what is wrong, `scan` looks for other firms' texts in what leaves, [`scaffold`]
//! writes new handbooks, firms and pages, [`import`] brings those of other tools over, [`customize`]
//! writes what a layer wants to have for itself.
//! `main`, the program in `src/bin/mentorbook`, has a file for each command and alone knows the
//! terminal's arguments, the clock and the exit status. `src/README.md` tells the rest.
//!
//! Invariants, each held by a test in `tests/it/tidy.rs`:
//! - A stage uses only what stands before it in this list.
//! - No folder takes part in a circle of imports, and none holds more than two circles of files.
//! - Only `load`, `drift`, `publish`, `preview`, `scaffold`, `import` and `main` touch the file system.
//! - Only `diagnostic::print` and `main` print.
//! - Only `yaml` uses `granit_parser`.
//! - Only `main` reads the clock and the environment.
//! - Only `parse::html`, `parse::raw_html` and `import::markup` look for tags in HTML.

// In the order in which they may use each other: each only what stands before it.
mod words;

mod budget;
mod collation;
mod date;
mod digest;
mod file_name;
mod io_error;
mod letters;
mod path_set;
pub mod shell;
mod spelling;
mod sync;
mod text_digest;

mod diagnostic;
mod url;
mod yaml;

mod mail;

mod load;
mod project;

mod parse;

mod overlay;

mod drift;

mod link;

mod catalog;

mod theme;

mod edition;

mod check;

mod search;

mod render;

pub mod package;

pub mod publish;

mod scan;

mod engine;

pub mod changes;

pub mod customize;

pub mod explain;

pub mod overview;

pub mod preview;

pub mod schema;

pub mod scaffold;

pub mod import;

// What the program uses.
pub use diagnostic::{Diagnostic, Place, Severity, checks, nearest, print, report};
pub use digest::{Digest, DigestBuilder};
pub use engine::{
    EditionFiles, EditionResult, Engine, EngineError, KnownLayer, KnownOverrides, Observer,
    Outcome, Run, Selection,
};
pub use load::{LoadError, Origin, find_root};

pub use drift::merge::{Merge, MergePart, Sides, merge};
pub use drift::words::{WordRun, compare};
pub use drift::{
    Carry, DriftState, LockEntry, LockError, LockReport, Overridable, OverridePart, OverrideStatus,
    OverridesLock, Rewrite, SourceTexts, Subject, accept, carry, carry_over, front_value,
    override_texts, page_markdown, section_markdown,
};

// What tests look at in the middle of the pipeline.
pub use link::{MadeFiles, link};
pub use load::{LayerId, PageSource, TextFile, load};
pub use overlay::{
    Edited, Edits, Handbook, Layer, LayerHead, Lost, Page, SectionEdit, Segment, Showing,
    base_pages, overlay,
};
pub use parse::front_matter::{FrontMatter, Override, PageKind};
pub use parse::{Dialect, dialect, parse};
pub use project::{EditionKind, Project};
pub use search::search_words;
pub use theme::color::Color;
pub use words::Words;
pub use yaml::{Value, YamlEntry};
