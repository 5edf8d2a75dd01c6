//! Scenarios: conversations that readers lead, as the page tells them once all layers are in place.

use std::ops::Range;
use std::sync::Arc;

use super::{Page, Segment};
use crate::parse::Document;
use crate::parse::widget::{Branch, SCENARIO, Widget};

/// The class of a scene that is the best of the ends.
pub(crate) const RIGHT_END: &str = "right";

/// A section with `question=scenario`. It is the first scene; the sections below it are the others.
#[derive(Debug)]
pub(crate) struct Scenario<'p> {
    /// Its scenes, in the order of the page.
    pub scenes: Vec<Scene<'p>>,
    /// What of the page's segments belongs to it.
    pub segments: Range<usize>,
    /// Whether it is an activity, which does not count towards the pass mark.
    is_activity: bool,
}

/// What is told until readers choose.
#[derive(Debug)]
pub(crate) struct Scene<'p> {
    /// The id of its section.
    pub id: &'p Arc<str>,
    /// Where that begins, by index into the page's segments.
    pub segment: usize,
    /// What can be chosen; nothing at an end.
    pub branches: Vec<SceneBranch<'p>>,
    /// Whether it is the best of the ends, or one of those.
    pub is_right: bool,
}

/// What can be chosen, and the document that says it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SceneBranch<'p> {
    pub document: &'p Arc<Document>,
    pub branch: &'p Branch,
}

impl<'p> Scenario<'p> {
    /// The one that a segment belongs to, of those of a page.
    pub(crate) fn at(scenarios: &[Self], segment: usize) -> Option<&Self> {
        let next = scenarios.partition_point(|it| it.segments.end <= segment);
        scenarios.get(next).filter(|it| it.segments.contains(&segment))
    }

    /// The scene that a segment begins, and its number.
    pub(crate) fn begun(&self, segment: usize) -> Option<(&Scene<'p>, usize)> {
        let place = self.scenes.binary_search_by_key(&segment, |scene| scene.segment).ok()?;
        Some((&self.scenes[place], place + 1))
    }

    /// Whether it counts towards the pass mark, as a question that is right once the best end is
    /// reached.
    pub(crate) fn counts(&self) -> bool {
        !self.is_activity && self.has_right_end()
    }

    pub(crate) fn has_right_end(&self) -> bool {
        self.scenes.iter().any(|scene| scene.is_right)
    }
}

impl Page {
    /// The scenarios that it shows, in order.
    pub(crate) fn scenarios(&self) -> Vec<Scenario<'_>> {
        let mut scenarios = Vec::new();
        if !self.documents.iter().any(|document| document.has_scenarios) {
            return scenarios;
        }

        let mut at = 0;
        while let Some(segment) = self.segments.get(at) {
            let segments = self.extent(at);
            if self.attribute(segment, "question") == Some(SCENARIO) {
                at = segments.end;
                scenarios.push(self.scenario(segments));
            } else {
                at += 1;
            }
        }
        scenarios
    }

    fn scenario(&self, segments: Range<usize>) -> Scenario<'_> {
        let mut scenes: Vec<Scene<'_>> = Vec::new();
        for at in segments.clone() {
            let segment = &self.segments[at];
            if let (Some(id), Some(_)) = (&segment.id, segment.level()) {
                let is_right = self.has_class(segment, RIGHT_END);
                scenes.push(Scene { id, segment: at, branches: Vec::new(), is_right });
            }
            // What was added to a scene leads on from it as well.
            if let Some(scene) = scenes.last_mut() {
                scene.branches.extend(self.branches(segment));
            }
        }

        let is_activity = self.has_class(&self.segments[segments.start], "activity");
        Scenario { scenes, segments, is_activity }
    }

    /// Whether the heading that stands over a section has a class.
    fn has_class(&self, segment: &Segment, name: &str) -> bool {
        let heading = self.section(segment).heading.as_ref();
        heading.is_some_and(|heading| heading.attributes().has_class(name))
    }

    /// What can be chosen in a segment.
    pub(crate) fn branches<'p>(
        &'p self,
        segment: &'p Segment,
    ) -> impl Iterator<Item = SceneBranch<'p>> {
        self.widgets_of(segment).flat_map(|(document, widget)| {
            let branches = match widget {
                Widget::Branches(branches) => branches.as_slice(),
                _ => &[],
            };
            branches.iter().map(move |branch| SceneBranch { document, branch })
        })
    }
}
