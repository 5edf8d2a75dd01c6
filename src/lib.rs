//! mentorbook: one mentoring handbook in Markdown, many firms' themed editions.
//!
//! The whole program is a pipeline. Each stage is a function that takes what the one before made and
//! gives a new type, so that nothing can be used before it is true:
//!
//! ```text
//!         once per file, for all firms              |  once per firm
//!  load ──────────► parse ─────────────────────────►│ overlay ─► link ─► catalog ─► check ─► render ─► publish
//!  Sources          Document                        │ Handbook   SiteMap  Catalog             Output    on disk
//! ```
//!
//! 1. [`load`]: folders → [`load::Sources`]. The only reader of inputs.
//! 2. [`parse`]: a Markdown file → [`parse::Document`]: HTML with holes, cut into sections.
//! 3. [`overlay`]: a stack of layers → [`overlay::Handbook`]: complete pages, each section with its origin.
//! 4. [`link`]: → [`link::SiteMap`]: addresses, navigation, where links lead.
//! 5. [`catalog`]: → [`catalog::Catalog`]: what rules, modules, terms and dates are after all layers.
//! 6. [`check`]: → diagnostics, by a table of checks.
//! 7. [`render`]: a page → [`render::Output`]: holes filled, then the template. A pure function.
//! 8. [`publish`]: outputs → an edition's folder, exchanged in one step. The only writer of editions.
//!
//! [`engine`] runs them in this order, for a build once and, in [`engine::workshop`], again and again for the
//! [`preview`], which watches the disk and shows pages as they are asked for. Beside them: [`project`] reads `handbook.yaml` and `firm.yaml`,
//! [`theme`] makes templates and tokens ready, [`diagnostic`] says what is wrong, [`scaffold`] writes
//! new handbooks, firms and pages. `main`, the program in `src/bin/mentorbook`, has a file for each
//! command and alone knows the terminal's arguments, the clock and the exit status.
//!
//! Invariants, each held by a test in `tests/it/tidy.rs`:
//! - A stage uses only what stands before it in this list.
//! - Only `load`, `publish`, `preview`, `scaffold` and `main` touch the file system.
//! - Only `diagnostic::print` and `main` print.
//! - Only `yaml` uses `serde_yaml`.
//! - Only `main` reads the clock and the environment.
//! - Only `parse::html` and `parse::raw_html` look for tags in HTML.

pub(crate) mod words;

pub mod date;
pub mod digest;
mod io_error;
mod path_set;
mod sync;

pub mod diagnostic;
pub mod url;
pub mod yaml;

pub mod load;
pub mod project;

pub mod parse;

pub mod overlay;

pub mod link;

pub mod catalog;

pub mod theme;

pub mod edition;

pub mod check;

pub mod render;

pub mod publish;

pub mod engine;

pub mod preview;

pub mod scaffold;
