//! Build: what was made is checked like any handbook, and mended until it has no error.

use std::collections::BTreeMap;

use super::drafts::{DEAD_LINKS, Draft, DraftState, HandbookFile};
use super::notes::{Advice, LOOK, Notes};
use crate::diagnostic::{Diagnostic, Severity, checks};
use crate::engine::{Engine, Quiet, Selection};
use crate::load::Origin;

static DEAD: Advice = Advice {
    found: "Links that lead nowhere, as they did before",
    todo: "Write where they should lead, or take them out. Until then `checks:` in handbook.yaml \
           lets them pass; take its line out when none is left.",
};
static ANCHOR: Advice = Advice {
    found: "Links to sections that are not there",
    todo: "They lead to the top of their page. Write the name that stands behind the heading, or \
           take the part from `#` on away.",
};
static REMOTE: Advice = Advice {
    found: "Pictures and players that lie on other hosts",
    todo: "Readers would ask those hosts. Put a copy beside the page and show that, or link to it.",
};
static AS_CODE: Advice = Advice {
    found: "Pages that are shown as they are written",
    todo: "They cannot be shown as Markdown. The reason stands beside each: mend it in the page, \
           and take the fence (```) around it away.",
};
static ADDRESS: Advice = Advice {
    found: "Pages with another address than before",
    todo: "Their address is one that every handbook needs for itself, or another page's. Look at \
           `slug:` in their front matter.",
};
static OTHER: Advice = Advice {
    found: "What the checks have to say",
    todo: "Until it is mended, `checks:` in handbook.yaml lets it pass; `mentorbook explain` and \
           the name of the check say what it means.",
};

/// Rounds until what cannot be mended is given up; each has less in it than the one before.
const ROUNDS: usize = 5;

/// What a look at the handbook found.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Errors that are left; none but by a mistake of ours.
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

/// Checks what is to be written, and mends what keeps it from being published.
pub(super) fn check(
    handbook: &mut HandbookFile,
    drafts: &mut [Draft],
    assets: &BTreeMap<String, Vec<u8>>,
    notes: &mut Notes,
) -> Verdict {
    let mut verdict = Verdict::default();
    for _ in 0..ROUNDS {
        let found = look(handbook, drafts, assets);
        let count = |severity| found.iter().filter(|it| it.severity == severity).count();
        verdict = Verdict { errors: count(Severity::Error), warnings: count(Severity::Warning) };
        if verdict.errors == 0 {
            let mut mender = Mender::new(handbook, drafts, notes);
            found.iter().for_each(|warning| mender.tell(warning));
            break;
        }

        let errors = found.into_iter().filter(|it| it.severity == Severity::Error);
        let mut mender = Mender::new(handbook, drafts, notes);
        errors.for_each(|error| mender.mend(&error));
    }
    verdict
}

/// All that is wrong with the handbook.
fn look(
    handbook: &HandbookFile,
    drafts: &[Draft],
    assets: &BTreeMap<String, Vec<u8>>,
) -> Vec<Diagnostic> {
    let kept = assets.iter().filter(|(path, _)| handbook.keeps(path));
    let mut files: BTreeMap<String, Vec<u8>> =
        kept.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    files.extend(handbook.files().into_iter().map(|(path, text)| (path, text.into_bytes())));
    files.extend(drafts.iter().map(|draft| (draft.file(), draft.text().into_bytes())));

    match Engine::load(Origin::memory(files), Selection::default()) {
        Ok(engine) => {
            let run = engine.check(&Quiet);
            run.report.findings.into_iter().map(|finding| finding.diagnostic).collect()
        }
        // Of the file that we wrote ourselves.
        Err(_) => vec![Diagnostic::new(&checks::YAML_SYNTAX, "handbook.yaml cannot be read")],
    }
}

/// Mends one complaint after the other.
struct Mender<'m> {
    handbook: &'m mut HandbookFile,
    drafts: &'m mut [Draft],
    notes: &'m mut Notes,
    by_file: BTreeMap<String, usize>,
}

impl<'m> Mender<'m> {
    fn new(handbook: &'m mut HandbookFile, drafts: &'m mut [Draft], notes: &'m mut Notes) -> Self {
        let by_file = drafts.iter().enumerate().map(|(at, draft)| (draft.file(), at)).collect();
        Self { handbook, drafts, notes, by_file }
    }

    fn mend(&mut self, error: &Diagnostic) {
        let file = error.place.as_ref().map_or("", |place| &*place.file);
        if self.handbook.drops_look(file) {
            self.notes.look_at_file(&LOOK, "", &format!("{file}: {}", error.message));
            return;
        }
        let at = self.draft_of(error);
        match at {
            _ if DEAD_LINKS.contains(&error.check.name) => self.lower(error, at, &DEAD),
            Some(at) if error.check.is_fatal() || error.check == &checks::INTERNAL => {
                let draft = &mut self.drafts[at];
                draft.state = match draft.state {
                    DraftState::Whole => DraftState::AsCode,
                    DraftState::AsCode | DraftState::Stub => DraftState::Stub,
                };
                self.notes.look_at_file(&AS_CODE, &draft.from, &error.message);
            }
            Some(at) if error.check == &checks::DUPLICATE_URL => self.readdress(at),
            None if error.check == &checks::YAML_SYNTAX => {
                // Nothing but the title is sure to be right.
                self.handbook.description = None;
                self.handbook.language = None;
            }
            at => self.lower(error, at, &OTHER),
        }
    }

    /// Tells of a warning that a build has, too, and that nothing else tells of.
    fn tell(&mut self, warning: &Diagnostic) {
        let advice = match warning.check {
            check if check == &checks::BROKEN_ANCHOR => &ANCHOR,
            check if check == &checks::EXTERNAL_IMAGE || check == &checks::EXTERNAL_EMBED => {
                &REMOTE
            }
            _ => return,
        };
        self.look(warning, self.draft_of(warning), advice);
    }

    /// The page that a complaint is of.
    fn draft_of(&self, complaint: &Diagnostic) -> Option<usize> {
        complaint.place.as_ref().and_then(|place| self.by_file.get(&*place.file).copied())
    }

    /// Lets a complaint be a warning for now.
    fn lower(&mut self, error: &Diagnostic, at: Option<usize>, advice: &'static Advice) {
        *self.handbook.lowered.entry(error.check.name).or_default() += 1;
        self.look(error, at, advice);
    }

    /// Asks a person to look where a complaint is.
    fn look(&mut self, error: &Diagnostic, at: Option<usize>, advice: &'static Advice) {
        let Some(at) = at else { return };

        let draft = &self.drafts[at];
        let span = error.place.as_ref().and_then(|place| place.span);
        let message = match advice == &OTHER {
            true => format!("{} [{}]", error.message, error.check.name),
            false => error.message.clone(),
        };
        match span {
            Some(span) if !draft.from.is_empty() => {
                let line = draft.source_line(span.start);
                self.notes.look(advice, &draft.from, line, &message);
            }
            _ => self.notes.look_at_file(advice, &draft.from, &message),
        }
    }

    /// Takes earlier addresses away that are taken; where there are none, the page's own.
    fn readdress(&mut self, at: usize) {
        let draft = &mut self.drafts[at];
        if draft.front.has("aliases") {
            draft.front.remove("aliases");
            self.notes.left_out("Earlier addresses that are another page's now", &draft.from);
        } else if !draft.front.has("slug") {
            draft.rename();
            self.notes.look_at_file(&ADDRESS, &draft.from, "its address was taken");
        } else {
            *self.handbook.lowered.entry(checks::DUPLICATE_URL.name).or_default() += 1;
        }
    }
}
