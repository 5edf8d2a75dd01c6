//! A firm's handbook with all that is meant for anybody, before any page of it is made.

use std::sync::Arc;

use super::{Counts, Engine};
use crate::diagnostic::Place;
use crate::drift::{self, OverrideStatus, SourceTexts};
use crate::link::{SiteMap, link};
use crate::overlay::Handbook;
use crate::project::{EditionKind, Firm, Project, spelling_of};
use crate::render::made_files;
use crate::spelling::List;

/// What a firm's layers come to.
pub(crate) struct FirmHandbook {
    pub(crate) project: Arc<Project>,
    /// The handbook itself where it is the base's own.
    pub(crate) firm: Arc<Firm>,
    /// All pages and passages, for whomever they are.
    pub(crate) handbook: Handbook,
    pub(crate) map: SiteMap,
    /// What became of the overrides of all its layers.
    pub(crate) overrides: Vec<OverrideStatus>,
    /// The list by which its texts are spelled, and where a layer says so; none where they stay as
    /// they were written.
    pub(crate) spelled_by: Option<(List, Place)>,
}

impl Engine {
    /// The handbook of the first firm selected; none where nothing is.
    pub(crate) fn firm_handbook(mut self) -> Option<FirmHandbook> {
        let plan = self.plans().into_iter().next()?;
        let compiled = self.compile(std::slice::from_ref(&plan), &Counts::default());
        let project = self.project.clone();

        let handbook = self.handbook(&compiled, &plan, &EditionKind::default()).value;
        let map = link(&handbook.outline, made_files(&project)).value;

        let texts = SourceTexts::new(&self.origin);
        let stack = compiled.locked_stack(&plan);
        let overrides = drift::overrides(&handbook, &stack, &texts, false).value;
        let firm = self.firm(&plan).clone();
        let spelling = spelling_of(stack.iter().map(|locked| &locked.layer.config().spelling));
        let spelled_by = spelling.map(|(spelling, place)| (spelling.list(), place.clone()));
        Some(FirmHandbook { project, firm, handbook, map, overrides, spelled_by })
    }
}
