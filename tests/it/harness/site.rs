//! A handbook built in memory, and what is asked of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use mentorbook::Origin;
use mentorbook::Severity;
use mentorbook::report::{Lines, start};
use mentorbook::{Engine, EngineError, Run, Selection};

use super::fixture::{Files, files};
use super::valid::against_schemas;

/// A handbook, built.
pub(crate) struct Site {
    origin: Origin,
    pub(crate) run: Run,
    pub(crate) editions: BTreeMap<String, Files>,
}

/// Builds all editions of a handbook.
pub(crate) fn site(text: &str) -> Site {
    build(files(text), Selection::default())
}

/// Builds the selected editions of a handbook.
pub(crate) fn build(files: Files, selection: Selection) -> Site {
    try_build(files, selection).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Builds, or says why the run could not begin.
pub(crate) fn try_build(files: Files, selection: Selection) -> Result<Site, EngineError> {
    let origin = Origin::memory(files.clone());
    let looks_at_all = selection.firms.is_empty();
    let (run, editions) = Engine::load(origin.clone(), selection)?.build_in_memory();
    let site = Site { origin, run, editions };
    if looks_at_all && !may_be_wrong(&files) {
        site.assert_valid(&files);
    }
    Ok(site)
}

/// A handbook that is larger is made to be large, and its keys are those of any other.
const MOST_LOOKED_AT: usize = 256 << 10;

/// Whether a handbook may have errors of which it wants to hear nothing.
fn may_be_wrong(files: &Files) -> bool {
    let handbook = files.get("content/handbook.yaml").map_or(&[][..], Vec::as_slice);
    String::from_utf8_lossy(handbook).contains("checks:")
}

impl Site {
    /// A file of an edition as text: `page("acme", "hr/leave")` is `hr/leave/index.html`; the home
    /// page is the empty path.
    pub(crate) fn page(&self, edition: &str, path: &str) -> String {
        let address =
            if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
        self.file(edition, &address)
    }

    /// A file of an edition by its address.
    pub(crate) fn file(&self, edition: &str, address: &str) -> String {
        let files = self
            .editions
            .get(edition)
            .unwrap_or_else(|| panic!("no edition {edition}: {}", self.diagnostics()));
        let bytes = files
            .get(address)
            .unwrap_or_else(|| panic!("no {address} in {edition}: {:?}", files.keys()));
        String::from_utf8(bytes.clone()).expect("text")
    }

    /// Everything found, a line each: `error[broken-link] content/base/a.md:1:8 no page …`, and its
    /// help and notes indented below.
    pub(crate) fn diagnostics(&self) -> String {
        let mut out = String::new();
        for finding in &self.run.report.findings {
            let diagnostic = &finding.diagnostic;
            let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
            let place = diagnostic.place.as_ref().map_or_else(String::new, |place| {
                let lines = self.origin.text(&place.file).map(Lines::of);
                let at = start(place, lines.as_ref());
                format!(" {}:{}:{}", place.file, at.line, at.column)
            });
            let _ = writeln!(
                out,
                "{severity}[{}]{place} {}",
                diagnostic.check.name, diagnostic.message
            );
            for line in &diagnostic.help {
                let _ = writeln!(out, "  help: {line}");
            }
            for line in diagnostic.notes.iter().chain(&finding.where_met(self.run.report.editions))
            {
                let _ = writeln!(out, "  note: {line}");
            }
        }
        out
    }

    /// The text that the first diagnostic of a check points at.
    pub(crate) fn marked(&self, check: &str) -> String {
        let diagnostics = self.run.report.findings.iter().map(|finding| &finding.diagnostic);
        let place = diagnostics
            .filter(|found| found.check.name == check)
            .find_map(|found| found.place.clone())
            .expect("a place");
        let span = place.span.expect("a span");
        self.origin.text(&place.file).expect("text")[span.range()].to_owned()
    }

    /// Asserts that no editor complains of files in which the program finds no error.
    fn assert_valid(&self, files: &Files) {
        let is_small = files.values().map(Vec::len).sum::<usize>() <= MOST_LOOKED_AT;
        if self.run.report.count(Severity::Error) > 0 || !is_small {
            return;
        }
        let mut found = self.run.report.findings.iter();
        let is_ours = found.all(|finding| finding.diagnostic.check.name != "foreign-key");
        assert_eq!(against_schemas(files, is_ours), Vec::<String>::new());
    }

    /// Asserts that nothing was found.
    #[track_caller]
    pub(crate) fn assert_clean(&self) -> &Self {
        assert_eq!(self.diagnostics(), "");
        self
    }

    /// Asserts how many Markdown files were parsed.
    #[track_caller]
    pub(crate) fn assert_parsed(&self, count: usize) -> &Self {
        assert_eq!(self.run.counts.parsed.load(Ordering::Relaxed), count, "files parsed");
        self
    }

    /// Asserts how many pages were rendered.
    #[track_caller]
    pub(crate) fn assert_rendered(&self, count: usize) -> &Self {
        assert_eq!(self.run.counts.rendered.load(Ordering::Relaxed), count, "pages rendered");
        self
    }
}
