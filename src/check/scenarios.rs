//! `question`: what of a scenario can only be seen with all layers in place. Every scene can be
//! reached, every choice leads to one, and from every scene an end can be reached.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::overlay::{Page, Scenario, Scene, SceneBranch};

/// Scenes that are named where one is missing.
const MOST_LISTED: usize = 12;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for page in edition.pages() {
        let scenarios = page.scenarios();
        for scenario in &scenarios {
            Inspection::new(page, scenario).run(diagnostics);
        }
        strays(page, &scenarios, diagnostics);
    }
}

/// Choices that stand in no scenario: the first on a page is told.
fn strays(page: &Page, scenarios: &[Scenario<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let segments = page.segments.iter().enumerate();
    let strays = segments.filter(|(at, _)| Scenario::at(scenarios, *at).is_none());
    if let Some(first) = strays.flat_map(|(_, segment)| page.branches(segment)).next() {
        let message = "these choices lead to scenes, and stand in no scenario";
        let help = "write `question=scenario` into the heading that it begins with: all \
                    sections below that one are its scenes";
        diagnostics.push(problem(message, place(first)).help(help));
    }
}

/// A scenario that is looked at.
struct Inspection<'a, 'p> {
    page: &'p Page,
    scenes: &'a [Scene<'p>],
    /// By id, the place among them.
    places: HashMap<&'a str, usize>,
}

impl<'a, 'p> Inspection<'a, 'p> {
    fn new(page: &'p Page, scenario: &'a Scenario<'p>) -> Self {
        let scenes = &*scenario.scenes;
        let places = scenes.iter().map(|scene| &**scene.id).zip(0..).collect();
        Self { page, scenes, places }
    }

    /// The scene of an id, or of one that it had before.
    fn find(&self, id: &str) -> Option<usize> {
        let renamed = || self.places.get(&**self.page.renamed(id)?);
        self.places.get(id).or_else(renamed).copied()
    }

    /// By scene, the scenes that can be chosen there.
    fn ways(&self) -> Vec<Vec<usize>> {
        let ways = |scene: &Scene<'_>| {
            let branches = scene.branches.iter();
            branches.filter_map(|choice| self.find(&choice.branch.to)).collect()
        };
        self.scenes.iter().map(ways).collect()
    }

    fn run(&self, diagnostics: &mut Vec<Diagnostic>) {
        let Some(first) = self.scenes.first() else { return };
        if first.branches.is_empty() {
            let help = "end its text with a list of choices, each with the scene it leads to: \
                        `- You wait. {to=late}`, and below it `#### It is late {#late}`";
            let message = "this scenario has nothing to choose from";
            diagnostics.push(problem(message, self.place(first)).help(help));
            return;
        }

        let before = diagnostics.len();
        self.nested(diagnostics);
        self.led_nowhere(diagnostics);
        self.said_twice(diagnostics);
        // What leads nowhere by mistake would leave all behind it without a way there.
        if diagnostics.len() == before {
            let ways = self.ways();
            self.never_reached(&ways, diagnostics);
            self.without_end(&ways, diagnostics);
        }
    }

    fn nested(&self, diagnostics: &mut Vec<Diagnostic>) {
        for scene in &self.scenes[1..] {
            let segment = &self.page.segments[scene.segment];
            if let Some(kind) = self.page.attribute(segment, "question") {
                let message = format!("this scene of a scenario is a question itself: `{kind}`");
                let help = "give its heading the level of the scenario's, or take `question=` away";
                diagnostics.push(problem(message, self.place(scene)).help(help));
            }
        }
    }

    fn led_nowhere(&self, diagnostics: &mut Vec<Diagnostic>) {
        let known = || self.scenes.iter().map(|scene| &**scene.id);
        let listed: Vec<&str> = known().take(MOST_LISTED).collect();
        for choice in self.scenes.iter().flat_map(|scene| &scene.branches) {
            let to = &choice.branch.to;
            // Without an id it was told where it was read.
            if to.is_empty() || self.find(to).is_some() {
                continue;
            }

            let message = format!("this scenario has no scene `{to}`");
            let missing = problem(message, place(*choice));
            diagnostics.push(if self.page.outline().is_removed(to) {
                missing.help("it is taken away here: let this choice go as well, or replace it")
            } else {
                let near = missing.nearest_after(diagnostics.len(), to, known());
                near.note(format!("its scenes: {}", listed.join(", ")))
            });
        }
    }

    fn said_twice(&self, diagnostics: &mut Vec<Diagnostic>) {
        for scene in self.scenes {
            let mut texts: HashMap<String, SceneBranch<'_>> = HashMap::new();
            for choice in &scene.branches {
                let text = choice.document.extras.text[choice.branch.text.text()].to_owned();
                if let Some(first) = texts.insert(text, *choice) {
                    let message = "this choice is there twice";
                    let wrong = problem(message, place(*choice)).label(place(first), "first here");
                    diagnostics.push(wrong.help("reword one of the two, or take it away"));
                }
            }
        }
    }

    fn never_reached(&self, ways: &[Vec<usize>], diagnostics: &mut Vec<Diagnostic>) {
        let reached = from(ways, vec![0]);
        for (scene, _) in self.scenes.iter().zip(reached).filter(|(_, is_reached)| !is_reached) {
            let help = format!("let a choice lead to it, `{{to={}}}`, or take it away", scene.id);
            let message = "no choice leads to this scene";
            diagnostics.push(problem(message, self.place(scene)).help(help));
        }
    }

    fn without_end(&self, ways: &[Vec<usize>], diagnostics: &mut Vec<Diagnostic>) {
        let ends = (0..self.scenes.len()).filter(|at| self.scenes[*at].branches.is_empty());
        let led_out = from(&backwards(ways), ends.collect());
        let stuck = self.scenes.iter().zip(led_out).find(|(_, is_led_out)| !is_led_out);
        if let Some((scene, _)) = stuck {
            let help = "an end is a scene without choices: let one of the choices from here on \
                        lead to one";
            let message = "whoever comes to this scene goes round for ever";
            diagnostics.push(problem(message, self.place(scene)).help(help));
        }
    }

    fn place(&self, scene: &Scene<'_>) -> Place {
        self.page.place(&self.page.segments[scene.segment])
    }
}

/// Which scenes can be reached from some.
fn from(ways: &[Vec<usize>], mut waiting: Vec<usize>) -> Vec<bool> {
    let mut reached = vec![false; ways.len()];
    while let Some(at) = waiting.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            waiting.extend(&ways[at]);
        }
    }
    reached
}

fn backwards(ways: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut back = vec![Vec::new(); ways.len()];
    for (from, ways) in ways.iter().enumerate() {
        for to in ways {
            back[*to].push(from);
        }
    }
    back
}

fn place(choice: SceneBranch<'_>) -> Place {
    Place::at(&choice.document.file, choice.branch.span)
}

fn problem(message: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic::new(&checks::QUESTION, message).at(place)
}
