//! Scenarios. Without a script, and on paper, one is read like a book whose readers turn to the
//! number they chose; with it, the theme shows scene after scene.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::BodyWriter;
use crate::overlay::{Page, Scenario, Scene};
use crate::parse::Document;
use crate::parse::widget::Branch;
use crate::words::Word;

/// The numbers of scenes by their ids and earlier ones.
pub(super) type SceneNumbers = HashMap<Arc<str>, usize>;

/// The scenarios of a page whose segments are written one after the other.
pub(super) struct Staging<'p> {
    page: &'p Page,
    scenarios: Vec<Scenario<'p>>,
    /// What the numbers were outside of the scenario that is being written.
    outer: Option<SceneNumbers>,
}

impl<'p> Staging<'p> {
    pub(super) fn of(page: &'p Page) -> Self {
        Self { page, scenarios: page.scenarios(), outer: None }
    }

    /// Whether a segment belongs to a scenario, after its first scene's heading.
    pub(super) fn is_inside(&self, at: usize) -> bool {
        Scenario::at(&self.scenarios, at).is_some_and(|it| it.segments.start != at)
    }

    fn begun(&self, at: usize) -> Option<(&Scene<'p>, usize)> {
        Scenario::at(&self.scenarios, at)?.begun(at)
    }
}

impl BodyWriter<'_, '_> {
    /// Before a segment: ends what it does not belong to, and begins the scene that it begins.
    pub(super) fn scene_before(&mut self, staging: &mut Staging<'_>, at: usize) {
        if staging.outer.is_some() && !staging.is_inside(at) {
            self.out.push_str("</div>\n</div>\n");
            self.scenes = staging.outer.take().unwrap_or_default();
        }
        if staging.outer.is_none() {
            return;
        }
        if let Some((scene, number)) = staging.begun(at) {
            self.out.push_str("</div>\n");
            self.open_scene(scene, number);
        }
    }

    /// After its heading: the scenario that it begins, whose first scene has the same heading.
    pub(super) fn scene_after_heading(&mut self, staging: &mut Staging<'_>, at: usize) {
        let Some(scenario) = Scenario::at(&staging.scenarios, at) else { return };
        let Some((scene, 1)) = scenario.begun(at) else { return };
        self.out.push_str("<div class=\"question\" data-type=\"scenario\"");
        self.attribute("data-id", scene.id);
        if !scenario.counts() {
            self.out.push_str(" data-counts=\"no\"");
        }
        self.out.push_str(">\n");
        self.open_scene(scene, 1);

        let numbers = numbers(staging.page, scenario);
        staging.outer = Some(std::mem::replace(&mut self.scenes, numbers));
    }

    fn open_scene(&mut self, scene: &Scene<'_>, number: usize) {
        let _ = write!(self.out, "<div class=\"scene\" data-number=\"{number}\"");
        self.attribute("data-scene", scene.id);
        if scene.is_right {
            self.out.push_str(" data-right=\"yes\"");
        }
        let _ = writeln!(self.out, "><span class=\"number\">{number}</span>");
    }

    /// What leads on from a scene.
    pub(super) fn branches(&mut self, document: &Arc<Document>, branches: &[Branch]) {
        self.out.push_str("<ul class=\"branches\">\n");
        for branch in branches {
            let number = self.scenes.get(&branch.to).copied();
            let _ = write!(self.out, "<li data-to=\"{}\">", number.unwrap_or_default());
            self.extra(document, branch.text);
            // A scene that is shown alone, on another page, leads nowhere there.
            if let Some(number) = number {
                let address = self.section_address(self.home(document), &branch.to);
                let to = self.worded(Word::GoTo, &[("number", &number.to_string())]);
                self.out.push_str(" <span class=\"turn\">");
                self.link(&address, &to);
                self.out.push_str("</span>");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n");
    }

    /// The best ends of a scenario, for the answer key.
    pub(super) fn right_ends(&mut self, page: &Page, scenario: &Scenario<'_>) {
        let right = scenario.scenes.iter().zip(1..).filter(|(scene, _)| scene.is_right);
        for (at, (scene, number)) in right.enumerate() {
            let between = if at == 0 { "" } else { "<br>" };
            let _ = write!(self.out, "{between}{number}. ");
            self.heading_text(page, &page.segments[scene.segment]);
        }
    }
}

fn numbers(page: &Page, scenario: &Scenario<'_>) -> SceneNumbers {
    let mut numbers = SceneNumbers::new();
    for (scene, number) in scenario.scenes.iter().zip(1..) {
        let earlier = page.segments[scene.segment].earlier();
        for id in earlier.iter().chain([scene.id]) {
            numbers.insert(id.clone(), number);
        }
    }
    numbers
}
