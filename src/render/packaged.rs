//! A page that stands alone: as it lies in a package for a learning system, with the files it needs
//! beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::body::{BankQuestion, Body, body, graded};
use super::texts::TrackedTexts;
use super::{Content, Frame, LazyOutput, Output, Renderer, outputs, view};
use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::edition::Shell;
use crate::link::PageId;
use crate::parse;
use crate::parse::target::Target;
use crate::theme::statics;

/// The template of pages in packages.
const TEMPLATE: &str = "package.html";
/// Where such a page lies.
pub(crate) const INDEX: &str = "index.html";

/// A page of an edition, at the top of a package.
pub(crate) struct PackagedPage<'r> {
    renderer: &'r Renderer,
    /// What stands around its text, its links seen from the package.
    frame: Frame,
    page: PageId,
}

/// What a page in a package tells its scripts.
pub(crate) struct PackageMarks<'a> {
    /// How it talks with the learning system: `scorm12`.
    pub format: &'a str,
    /// What it reports: `completion`.
    pub report: &'a str,
    /// The module's id.
    pub module: &'a str,
}

/// What a page in a package says, whatever it reports and how.
pub(crate) struct PackagedText {
    body: Body,
    /// Eight hexadecimal digits that change when the text does.
    pub revision: String,
}

impl Renderer {
    /// A page as it lies in a package, where all others begin with `elsewhere`: a folder beside it,
    /// or the address they are published at.
    pub(crate) fn packaged(&self, page: PageId, elsewhere: &str) -> PackagedPage<'_> {
        let map = Arc::new(self.edition.shell.map.packaged(page, elsewhere));
        let shell = Shell { map, ..(*self.edition.shell).clone() };
        PackagedPage { renderer: self, frame: Frame::new(Arc::new(shell)), page }
    }
}

impl PackagedPage<'_> {
    /// What the page says.
    ///
    /// # Errors
    /// `too-large` where what it shows grows beyond all bounds.
    pub(crate) fn text(&self) -> Result<PackagedText, Box<Diagnostic>> {
        let mut texts = TrackedTexts::new(&self.renderer.edition);
        let body = body(&self.frame.shell, self.page, &mut texts)?;
        // Of the text alone: another colour is no other training.
        let said = Digest::of(format!("{}\n{}", body.heading, body.html).as_bytes());
        let revision = said.short()[..8].to_owned();
        Ok(PackagedText { body, revision })
    }

    /// The page itself.
    ///
    /// # Errors
    /// `template-error`.
    pub(crate) fn html(
        &self,
        PackagedText { body, revision }: &PackagedText,
        marks: &PackageMarks<'_>,
    ) -> Result<String, Box<Diagnostic>> {
        let mut context = view::page(&self.frame, self.page, body, "");
        let package = view::map([
            ("format", view::text(marks.format)),
            ("report", view::text(marks.report)),
            ("module", view::text(marks.module)),
            ("revision", view::text(revision)),
        ]);
        context.insert_value("package", package);

        let templates = &self.frame.shell.theme.templates;
        if !templates.has(TEMPLATE) {
            let message =
                format!("the theme has no template `{TEMPLATE}`, which packages are made with");
            let help = "let it build on the default theme, with a line `parent: default` in its \
                        theme.yaml";
            return Err(Box::new(Diagnostic::new(&checks::TEMPLATE_ERROR, message).help(help)));
        }
        let bytes = templates.render(TEMPLATE, &context, body.html.len() + 6_000)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Its graded questions.
    pub(crate) fn questions(&self) -> Vec<BankQuestion> {
        let mut texts = TrackedTexts::new(&self.renderer.edition);
        graded(&self.frame.shell, self.page, &mut texts)
    }

    /// The files that the page asks for and those that their stylesheets ask for, by address.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(crate) fn files(&self, html: &str) -> Result<Vec<Output>, Box<Diagnostic>> {
        let listed = outputs::of_package(&self.frame, self.renderer.index());
        let mut listed: BTreeMap<String, LazyOutput<'_>> =
            listed.map(|output| (output.path().to_owned(), output)).collect();

        let mut wanted = parse::addresses(html);
        let mut files = Vec::new();
        while let Some(address) = wanted.pop() {
            let path = address.split(['#', '?']).next().unwrap_or_default();
            // Links to other pages are none of its files.
            let Some(output) = listed.remove(path) else { continue };
            let output = output.make()?;
            if let (true, Content::Bytes(bytes)) = (path.ends_with(".css"), &output.content) {
                let text = String::from_utf8_lossy(bytes);
                let named = statics::addresses(&text);
                wanted.extend(named.filter_map(|address| file_of(&text[address], path)));
            }
            files.push(output);
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

/// The path of the file that an address in a stylesheet means.
fn file_of(address: &str, stylesheet: &str) -> Option<String> {
    match Target::of(address, stylesheet) {
        Target::File(file) => Some(file.path),
        _ => None,
    }
}
