//! Training modules as packages for learning systems, and their questions as a bank.
//!
//! ```text
//!  Renderer ──► Packages ──► Package::members ──► Package::packed
//!               one a module  the page, its files,  a ZIP archive,
//!               and format    the manifest          the same bytes everywhere
//! ```
//!
//! A package is one page of an edition with all it needs, and a manifest that a learning system
//! reads. What it reports is the affair of its scripts (`record-scorm.js`, `record-cmi5.js` of the
//! theme). Sources: SCORM 1.2 and SCORM 2004 3rd Edition, *Content Aggregation Model* (ADL); cmi5,
//! *Quartz* (AICC/ADL).

mod archive;
mod bank;
mod cmi5;
mod identity;
mod listing;
mod readme;
mod scorm;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::Module;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::edition::Shell;
use crate::load::AssetSource;
use crate::overlay::Page;
use crate::project::{PackageLinks, Reporting};
use crate::render::{Content, INDEX, Output, PackageMarks, PackagedPage, PackagedText, Renderer};
use identity::Identity;

pub(crate) use archive::PackedFiles;
pub(crate) use listing::ListedPackage;
pub use listing::{KnownPackages, LISTING};

/// Where the handbook lies in a package that carries it.
const CARRIED: &str = "handbook/";

/// A single digit or small letter names an option in SCORM 1.2.
const MOST_OPTIONS: usize = 36;

/// What a learning system takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackageFormat {
    /// SCORM 1.2.
    Scorm12,
    /// SCORM 2004, 3rd edition.
    Scorm2004,
    /// cmi5.
    Cmi5,
    /// Graded questions as GIFT.
    Gift,
    /// Graded questions as Moodle XML.
    MoodleXml,
}

/// All of them by name, as `--format` takes them.
pub const PACKAGE_FORMATS: [(&str, PackageFormat); 5] = [
    ("scorm12", PackageFormat::Scorm12),
    ("scorm2004", PackageFormat::Scorm2004),
    ("cmi5", PackageFormat::Cmi5),
    ("gift", PackageFormat::Gift),
    ("moodle-xml", PackageFormat::MoodleXml),
];

impl PackageFormat {
    /// Its name.
    pub fn name(self) -> &'static str {
        let mut known = PACKAGE_FORMATS.iter();
        known.find(|(_, format)| *format == self).map_or("scorm12", |(name, _)| name)
    }

    /// Whether it is a package of a module, not a bank of the questions of all.
    fn is_package(self) -> bool {
        matches!(self, Self::Scorm12 | Self::Scorm2004 | Self::Cmi5)
    }
}

/// What is to be packed.
#[derive(Debug, Clone, Default)]
pub struct PackageRequest {
    /// In which forms.
    pub formats: BTreeSet<PackageFormat>,
    /// Modules by the paths of their pages; none for all that learners take by themselves.
    pub modules: Vec<String>,
    /// Whether modules may get other identities than they had, or none.
    pub new_ids: bool,
    /// What the last export made, by edition.
    pub known: BTreeMap<String, KnownPackages>,
}

impl PackageRequest {
    /// The digest of what is asked for beside these inputs.
    pub(crate) fn digest(&self, inputs: Digest) -> Digest {
        let mut digest = DigestBuilder::default();
        digest.digest(inputs).part(&[u8::from(self.new_ids)]);
        self.formats.iter().for_each(|format| _ = digest.part(format.name().as_bytes()));
        self.modules.iter().for_each(|module| _ = digest.part(module.as_bytes()));
        digest.finish()
    }
}

/// The packages of an edition, yet to be made.
pub(crate) struct Packages<'r> {
    renderer: &'r Renderer,
    request: &'r PackageRequest,
    /// The edition's folder.
    edition: String,
    /// Where the handbook is published that links lead to; none where it lies in each package.
    site: Option<String>,
    modules: Vec<Identity<'r>>,
}

/// A module as it is in all its packages.
pub(crate) struct PackagedModule<'p> {
    packages: &'p Packages<'p>,
    identity: &'p Identity<'p>,
    page: PackagedPage<'p>,
    text: PackagedText,
}

/// A module in one format.
pub(crate) struct Package<'p> {
    module: &'p PackagedModule<'p>,
    format: PackageFormat,
}

/// What is in a package, the manifest first.
pub(crate) struct Members {
    files: Vec<Output>,
    about: ListedPackage,
}

impl<'r> Packages<'r> {
    /// What is asked for of an edition; none where the modules that are named are for the readers
    /// of other editions.
    ///
    /// # Errors
    /// `module-plan` where a module that is named is not there, has no name that can be one, or
    /// another had it, or had another; `question` where no system could tell the options apart.
    pub(crate) fn new(
        renderer: &'r Renderer,
        request: &'r PackageRequest,
        edition: &str,
    ) -> Result<Option<Self>, Box<Diagnostic>> {
        let whole = renderer.edition();
        let shell = &*whole.shell;
        request.modules.iter().try_for_each(|named| is_there(shell, named))?;
        let modules =
            shell.catalog.modules.iter().filter(|module| is_wanted(shell, module, request));
        let modules = identity::of_all(modules, whole, edition)?;
        if modules.is_empty() && !request.modules.is_empty() {
            return Ok(None);
        }
        if let (false, Some(known)) = (request.new_ids, request.known.get(edition)) {
            identity::keep(&modules, known, shell, !request.modules.is_empty())?;
        }
        for module in &modules {
            has_few_options(whole.page(module.module.page))?;
        }
        let site = site(shell);
        Ok(Some(Self { renderer, request, edition: edition.to_owned(), site, modules }))
    }

    /// The addresses of all files that there will be.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        let modules = self.modules.iter();
        let packages = modules
            .flat_map(|module| self.package_formats().map(|format| self.file_name(module, format)));
        let banks = self.bank_formats().map(|format| bank::file_name(format).to_owned());
        let papers = [LISTING, readme::FILE].map(str::to_owned);
        packages.chain(banks).chain(papers).collect()
    }
    /// Whether the packages hold the whole handbook.
    pub(crate) fn carries(&self) -> bool {
        self.site.is_none()
    }

    /// What lies beside the packages: banks of questions, the list, and what a coordinator reads.
    pub(crate) fn papers(&self, made: Vec<ListedPackage>) -> Vec<Output> {
        let mut papers: Vec<Output> =
            self.bank_formats().map(|format| bank::make(self, format)).collect();
        papers.push(text(readme::FILE, readme::text(self, &made)));
        papers.push(text(LISTING, listing::text(self, made)));
        papers
    }

    /// All modules; none where only banks of their questions are wanted.
    ///
    /// # Errors
    /// What is wrong with a module's page.
    pub(crate) fn modules(
        &self,
    ) -> impl Iterator<Item = Result<PackagedModule<'_>, Box<Diagnostic>>> {
        let is_wanted = self.package_formats().next().is_some();
        self.modules.iter().filter(move |_| is_wanted).map(|identity| {
            let page = self.page(identity);
            let text = page.text()?;
            Ok(PackagedModule { packages: self, identity, page, text })
        })
    }

    /// Packs the files of the handbook for all packages, where they carry it.
    pub(crate) fn carried(
        &self,
        files: Vec<Output>,
        read: &dyn Fn(&AssetSource) -> Vec<u8>,
    ) -> PackedFiles {
        PackedFiles::of(files, CARRIED, read)
    }

    fn package_formats(&self) -> impl Iterator<Item = PackageFormat> {
        self.request.formats.iter().copied().filter(|format| format.is_package())
    }

    fn bank_formats(&self) -> impl Iterator<Item = PackageFormat> {
        self.request.formats.iter().copied().filter(|format| !format.is_package())
    }

    fn file_name(&self, module: &Identity<'_>, format: PackageFormat) -> String {
        format!("{}.{}.{}.zip", module.id, self.edition, format.name())
    }

    fn shell(&self) -> &Shell {
        &self.renderer.edition().shell
    }

    fn report(&self) -> Reporting {
        self.shell().firm.lms.report
    }

    fn page(&self, module: &Identity<'_>) -> PackagedPage<'_> {
        let elsewhere = self.site.as_deref().unwrap_or(CARRIED);
        self.renderer.packaged(module.module.page, elsewhere)
    }
}

impl PackagedModule<'_> {
    /// The page that it is made from.
    pub(crate) fn source(&self) -> &Arc<str> {
        self.packages.shell().map.facts(self.identity.module.page).outline.file()
    }

    /// It in each format that is wanted.
    pub(crate) fn packages(&self) -> impl Iterator<Item = Package<'_>> {
        self.packages.package_formats().map(move |format| Package { module: self, format })
    }
}

impl Package<'_> {
    /// What is in it, beside the `carried` files of the handbook.
    ///
    /// # Errors
    /// What is wrong with its page.
    pub(crate) fn members(
        &self,
        carried: Option<&PackedFiles>,
    ) -> Result<Members, Box<Diagnostic>> {
        let PackagedModule { packages, identity, page, text: said } = self.module;
        let marks = PackageMarks {
            format: self.format.name(),
            report: packages.report().name(),
            module: identity.id.as_str(),
        };
        let html = page.html(said, &marks)?;

        let mut files = page.files(&html)?;
        files.push(text(INDEX, html));
        files.sort_by(|a, b| a.path.cmp(&b.path));

        let paths = files.iter().map(|file| file.path.as_str());
        let paths: Vec<&str> = paths.chain(carried.iter().flat_map(|it| it.paths())).collect();
        let manifest = match self.format {
            PackageFormat::Cmi5 => text(cmi5::COURSE, cmi5::course(self)),
            PackageFormat::Scorm2004 => {
                text(scorm::MANIFEST, scorm::manifest(self, &scorm::SCORM_2004, &paths))
            }
            _ => text(scorm::MANIFEST, scorm::manifest(self, &scorm::SCORM_12, &paths)),
        };
        // Systems look for it at the top, and some read no further than they must.
        files.insert(0, manifest);
        Ok(Members { files, about: ListedPackage::new(self) })
    }

    /// The archive and what the list says of it; `read` gives the bytes of a file that is copied.
    pub(crate) fn packed(
        &self,
        members: Members,
        carried: Option<&PackedFiles>,
        read: &dyn Fn(&AssetSource) -> Vec<u8>,
    ) -> (Output, ListedPackage) {
        let Members { files, about } = members;
        let bytes = archive::archive(files, carried, read);
        let about = about.with(&bytes);
        (Output { path: self.file_name(), content: Content::Bytes(bytes) }, about)
    }

    fn file_name(&self) -> String {
        self.module.packages.file_name(self.module.identity, self.format)
    }
}

impl Members {
    /// All of them, for whoever looks at what leaves.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Output> {
        self.files.iter()
    }
}

/// Whether a module is to be packed: one that is named, else one that learners take by themselves.
fn is_wanted(shell: &Shell, module: &Module, request: &PackageRequest) -> bool {
    let facts = shell.map.facts(module.page);
    if !request.modules.is_empty() {
        return request.modules.iter().any(|named| is_named(named, facts.path()));
    }

    // What is for those of an edition of their own is what they lead others by.
    let audience = facts.front().audience();
    let first = shell.project.editions.first();
    audience.is_empty() || first.is_none_or(|first| first.shows(audience))
}

/// Whether somebody who writes this means the page of this path.
fn is_named(named: &str, path: &str) -> bool {
    let named = named.trim_start_matches("./").trim_start_matches("content/base/");
    named == path || path.strip_suffix(".md") == Some(named)
}

/// Refuses to pack a module that there is not: what was packed before would go. Pages that this
/// edition leaves out are no mistake, since others have them.
fn is_there(shell: &Shell, named: &str) -> Result<(), Box<Diagnostic>> {
    let modules = shell.catalog.modules.iter();
    let known: Vec<&str> = modules.map(|module| &**shell.map.facts(module.page).path()).collect();
    let left_out = shell.map.outline.excluded.keys().map(|path| &**path);
    if known.iter().copied().chain(left_out).any(|path| is_named(named, path)) {
        return Ok(());
    }

    let message = format!("there is no training module `{named}`");
    let missing = Diagnostic::new(&checks::MODULE_PLAN, message);
    let missing = missing.nearest(named, known.iter().copied());
    Err(Box::new(missing.help(format!("there are {}", known.join(", ")))))
}

/// Refuses questions with more options than there are signs for an answer: SCORM 1.2 has 36.
fn has_few_options(page: &Page) -> Result<(), Box<Diagnostic>> {
    let mut graded = page.questions().filter(|(.., question)| question.counts);
    let Some((_, document, question)) = graded.find(|(.., it)| it.options.len() > MOST_OPTIONS)
    else {
        return Ok(());
    };

    let message = format!(
        "this question has {} options, and learning systems tell {MOST_OPTIONS} apart",
        question.options.len()
    );
    let found = Diagnostic::new(&checks::QUESTION, message);
    let found = found.at(Place::at(&document.file, question.span));
    Err(Box::new(found.help("make two questions of it, or an activity that does not count")))
}

/// Where links of packages lead; none where the handbook lies in them.
fn site(shell: &Shell) -> Option<String> {
    let carries = shell.firm.lms.links == Some(PackageLinks::Carry);
    shell.published_at().filter(|_| !carries)
}

fn text(path: &str, text: String) -> Output {
    Output { path: path.to_owned(), content: Content::Bytes(text.into_bytes()) }
}

/// Something that keeps modules from being packed.
fn problem(message: String, place: Place) -> Diagnostic {
    Diagnostic::new(&checks::MODULE_PLAN, message).at(place)
}
