//! An edition from overlay to check: everything but its files.

use std::sync::Arc;

use super::compiled::Compiled;
use super::plan::Plan;
use super::{Engine, Observer, timed};
use crate::budget::{Account, Budget, Overdrawn};
use crate::catalog::catalog;
use crate::check;
use crate::diagnostic::{Checked, Diagnostic, Place, Severity, checks};
use crate::drift::{self, OverrideStatus, SourceTexts};
use crate::edition::{Edition, Shell};
use crate::link::{SiteMap, link};
use crate::overlay::{Handbook, Layer};
use crate::project::Project;
use crate::render::made_files;
use crate::theme::tokens;

/// An edition, and what was met while it was put together.
pub(crate) struct Analysis {
    /// The edition; none where its theme cannot be read.
    pub edition: Option<Arc<Edition>>,
    /// What became of the overrides of its layers.
    pub overrides: Vec<OverrideStatus>,
    /// In any order; not yet what [`check::check`] finds.
    diagnostics: Vec<Diagnostic>,
    /// None where its texts are more than an edition may hold.
    linked: Option<Checked<Arc<SiteMap>>>,
}

/// Puts an edition together. Where what link reads is as it was in the analysis `before`, its site
/// map is taken over; where everything but texts is, its shell.
pub(super) fn analyze(
    engine: &Engine,
    compiled: &Compiled,
    plan: &Plan,
    texts: &SourceTexts<'_>,
    before: Option<&Analysis>,
    observer: &dyn Observer,
) -> Analysis {
    let mut diagnostics = known_diagnostics(engine, compiled, plan);
    let project = &engine.project;
    let firm = engine.firm(plan);
    let stack = compiled.stack(plan);

    let handbook = timed(observer, "overlay", || engine.handbook(compiled, plan, &plan.kind));
    let handbook = handbook.into(&mut diagnostics);

    let overrides = timed(observer, "drift", || {
        let stack = compiled.locked_stack(plan);
        drift::overrides(&handbook, &stack, texts, engine.selection.locked)
    });
    let overrides = overrides.into(&mut diagnostics);

    let budget = budget(&stack, project);
    if let Err(diagnostic) = hold_texts(&handbook, budget) {
        diagnostics.push(*diagnostic);
        return Analysis { edition: None, overrides, diagnostics, linked: None };
    }

    let linked = timed(observer, "link", || {
        let known = before.and_then(|before| before.linked.as_ref());
        let made = made_files(project);
        match known.filter(|known| known.value.is_of(&handbook.outline, &made)) {
            Some(known) => known.clone(),
            None => {
                let Checked { value, diagnostics } = link(&handbook.outline, made);
                Checked::new(Arc::new(value), diagnostics)
            }
        }
    });
    let map = linked.clone().into(&mut diagnostics);

    let catalog = timed(observer, "catalog", || catalog(&handbook, &map, project, firm));
    let catalog = Arc::new(catalog.into(&mut diagnostics));

    // Without a theme nothing can be rendered, but all that was found so far is told.
    let theme = compiled.theme(plan).and_then(|built| built.theme.clone());
    let edition = theme.map(|theme| {
        let colors = tokens::colored(&theme.design, &firm.brand, firm.file.as_ref());
        let colors = colors.into(&mut diagnostics);
        let (firm, project) = (firm.clone(), project.clone());
        let behind = drift::behind(&overrides, &stack, &project.language);
        let spelling = plan.spelling.clone();
        let shell = Shell { firm, project, map, catalog, theme, colors, budget, behind, spelling };
        let known = before.and_then(|before| Some(&before.edition.as_ref()?.shell));
        Arc::new(Edition {
            shell: match known {
                Some(known) if **known == shell => known.clone(),
                _ => Arc::new(shell),
            },
            handbook,
            base: compiled.base_index(plan),
            is_base: plan.firm.is_none(),
            today: engine.selection.today.clone(),
        })
    });
    Analysis { edition, overrides, diagnostics, linked: Some(linked) }
}

/// What an edition of these layers may take.
fn budget(stack: &[&Layer], project: &Project) -> Budget {
    let pages = stack.iter().map(|layer| layer.documents.len()).sum();
    let assets = stack.iter().flat_map(|layer| &layer.assets).map(|asset| asset.bytes).sum();
    Budget::new(pages, assets, &project.limits)
}

/// Longest title of a page, in bytes: the pages around it repeat it.
const MAX_TITLE: usize = 1_000;
/// Longest description of a page, in bytes.
const MAX_DESCRIPTION: usize = 10_000;

/// Counts the titles and descriptions that an edition holds as long as it is made. A variable makes
/// them longer than what is written, and as often as it is used.
///
/// # Errors
/// `too-large`, at a page for which one is too long, or with which they are too much.
fn hold_texts(handbook: &Handbook, budget: Budget) -> Result<(), Box<Diagnostic>> {
    let values = &handbook.outline.values;
    let held = Account::new(budget.held);
    for page in handbook.pages() {
        let headings = page.segments.iter().filter_map(|segment| page.shown_heading(segment));
        let headings: usize = headings.map(|heading| heading.text.filled_len(values)).sum();
        let description = page.front.description.as_ref();
        let description = description.map_or(0, |description| description.filled_len(values));
        let title = page.title().filled_len(values);

        let drawn = held.draw((title + description + headings) as u64);
        let problem = if title > MAX_TITLE {
            format!("the title of this page has {title} bytes; the limit is {MAX_TITLE}")
        } else if description > MAX_DESCRIPTION {
            let limit = MAX_DESCRIPTION;
            format!("the description of this page has {description} bytes; the limit is {limit}")
        } else if let Err(Overdrawn { limit }) = drawn {
            format!(
                "the titles and descriptions of this edition take more than {} MiB",
                limit >> 20
            )
        } else {
            continue;
        };
        let diagnostic = Diagnostic::new(&checks::TOO_LARGE, problem)
            .at(Place::file(&page.top().file))
            .help("shorten it, or the variables in it");
        return Err(Box::new(diagnostic));
    }
    Ok(())
}

impl Analysis {
    /// What keeps it from being shown at all, where there is no edition.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Everything found in the edition, but for what rendering finds: with severities, sorted, no
    /// two the same.
    pub(super) fn check(&self, engine: &Engine, observer: &dyn Observer) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.clone();
        if let Some(edition) = &self.edition {
            diagnostics.extend(timed(observer, "check", || check::check(edition)));
        }

        settle(&mut diagnostics, engine);
        diagnostics
    }
}

/// Severities, order, no two the same.
pub(super) fn settle(diagnostics: &mut Vec<Diagnostic>, engine: &Engine) {
    check::levels(diagnostics, &engine.project);
    diagnostics.sort();
    diagnostics.dedup();
}

/// What is known of an edition's layers before they are laid over each other.
fn known_diagnostics(engine: &Engine, compiled: &Compiled, plan: &Plan) -> Vec<Diagnostic> {
    let stack = compiled.stack(plan);
    let heads = stack.iter().flat_map(|layer| &layer.head.diagnostics);
    let documents = stack.iter().flat_map(|layer| &layer.documents);
    let documents = documents.flat_map(|document| &document.diagnostics);
    let theme = compiled.theme(plan).into_iter().flat_map(|theme| &theme.diagnostics);

    let own = engine.project_diagnostics.iter().chain(&plan.diagnostics);
    own.chain(heads).chain(documents).chain(theme).cloned().collect()
}
