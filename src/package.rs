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

use crate::catalog::Module;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::edition::Shell;
use crate::load::AssetSource;
use crate::overlay::Page;
use crate::project::{PackageLinks, Reporting};
use crate::render::{Content, INDEX, Output, PackageMarks, PackagedPage, Renderer};
use archive::PackedFiles;
use identity::Identity;

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
    /// Where pages that are in no package are looked for.
    elsewhere: String,
    modules: Vec<Identity<'r>>,
}

/// A module in one format.
pub(crate) struct Package<'p> {
    packages: &'p Packages<'p>,
    module: &'p Identity<'p>,
    format: PackageFormat,
}

/// The files of the handbook that each package carries.
pub(crate) struct Carried {
    packed: PackedFiles,
    /// Their paths in a package, in order.
    names: Vec<String>,
}

impl Carried {
    /// `read` gives the bytes of a file that is copied.
    pub(crate) fn new(files: Vec<Output>, read: &dyn Fn(&AssetSource) -> Vec<u8>) -> Self {
        let mut names: Vec<String> =
            files.iter().map(|file| format!("{CARRIED}{}", file.path)).collect();
        names.sort();
        Self { packed: PackedFiles::of(files, CARRIED, read), names }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
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
        let shell = &*renderer.edition().shell;
        request.modules.iter().try_for_each(|named| is_there(shell, named))?;
        let modules =
            shell.catalog.modules.iter().filter(|module| is_wanted(shell, module, request));
        let modules = identity::of_all(modules, shell, edition)?;
        if modules.is_empty() && !request.modules.is_empty() {
            return Ok(None);
        }
        if let (false, Some(known)) = (request.new_ids, request.known.get(edition)) {
            identity::keep(&modules, known, shell, !request.modules.is_empty())?;
        }
        for module in &modules {
            has_few_options(renderer.edition().page(module.module.page))?;
        }
        let elsewhere = elsewhere(shell);
        Ok(Some(Self { renderer, request, edition: edition.to_owned(), elsewhere, modules }))
    }

    /// The addresses of all files that there will be.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        let packages = self.all().map(|package| package.file_name());
        let banks = self.formats().filter(|format| !format.is_package()).map(bank::file_name);
        let papers = [LISTING, readme::FILE].map(str::to_owned);
        packages.chain(banks.map(str::to_owned)).chain(papers).collect()
    }

    /// All packages, module by module.
    pub(crate) fn all(&self) -> impl Iterator<Item = Package<'_>> {
        self.modules.iter().flat_map(move |module| {
            let formats = self.formats().filter(|format| format.is_package());
            formats.map(move |format| Package { packages: self, module, format })
        })
    }

    /// Whether the packages hold the whole handbook.
    pub(crate) fn carries(&self) -> bool {
        self.elsewhere == CARRIED
    }

    /// What lies beside the packages: banks of questions, the list, and what a coordinator reads.
    pub(crate) fn papers(&self, made: Vec<ListedPackage>) -> Vec<Output> {
        let banks = self.formats().filter(|format| !format.is_package());
        let mut papers: Vec<Output> = banks.map(|format| bank::make(self, format)).collect();
        papers.push(text(readme::FILE, readme::text(self, &made)));
        papers.push(text(LISTING, listing::text(self, made)));
        papers
    }

    fn formats(&self) -> impl Iterator<Item = PackageFormat> {
        self.request.formats.iter().copied()
    }

    fn shell(&self) -> &Shell {
        &self.renderer.edition().shell
    }

    fn report(&self) -> Reporting {
        self.shell().firm.lms.report
    }

    fn page(&self, module: &Identity<'_>) -> PackagedPage<'_> {
        self.renderer.packaged(module.module.page, &self.elsewhere)
    }
}

impl Package<'_> {
    /// The page that it is made from.
    pub(crate) fn source(&self) -> &std::sync::Arc<str> {
        self.packages.shell().map.facts(self.module.module.page).outline.file()
    }

    /// What is in it, beside the `carried` files of the handbook.
    ///
    /// # Errors
    /// What is wrong with its page.
    pub(crate) fn members(&self, carried: Option<&Carried>) -> Result<Members, Box<Diagnostic>> {
        let page = self.packages.page(self.module);
        let marks = PackageMarks {
            format: self.format.name(),
            report: self.packages.report().name(),
            module: self.module.id.as_str(),
        };
        let rendered = page.html(&marks)?;

        let mut files = page.files(&rendered.html)?;
        files.push(text(INDEX, rendered.html));
        files.sort_by(|a, b| a.path.cmp(&b.path));

        let names = files.iter().map(|file| file.path.as_str());
        let names: Vec<&str> = names.chain(carried.iter().flat_map(|it| it.names())).collect();
        let (name, manifest) = match self.format {
            PackageFormat::Scorm2004 => scorm::manifest_2004(self, &rendered.revision, &names),
            PackageFormat::Cmi5 => cmi5::course(self),
            _ => scorm::manifest_12(self, &rendered.revision, &names),
        };
        // Systems look for it at the top, and some read no further than they must.
        files.insert(0, text(name, manifest));
        let about = ListedPackage::new(self, rendered.revision);
        Ok(Members { files, about })
    }

    /// The archive and what the list says of it; `read` gives the bytes of a file that is copied.
    pub(crate) fn packed(
        &self,
        members: Members,
        carried: Option<&Carried>,
        read: &dyn Fn(&AssetSource) -> Vec<u8>,
    ) -> (Output, ListedPackage) {
        let Members { files, about } = members;
        let carried: Vec<&PackedFiles> = carried.iter().map(|carried| &carried.packed).collect();
        let bytes = archive::archive(files, &carried, read);
        let about = about.with(&bytes);
        (Output { path: self.file_name(), content: Content::Bytes(bytes) }, about)
    }

    /// What people know the module by.
    fn title(&self) -> String {
        self.packages.page(self.module).title()
    }

    fn file_name(&self) -> String {
        format!("{}.{}.{}.zip", self.module.id, self.packages.edition, self.format.name())
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

/// What the addresses of pages begin with that are in no package.
fn elsewhere(shell: &Shell) -> String {
    let site = shell.published_at();
    match (shell.firm.lms.links, site) {
        (Some(PackageLinks::Site) | None, Some(site)) => site,
        _ => CARRIED.to_owned(),
    }
}

fn text(path: &str, text: String) -> Output {
    Output { path: path.to_owned(), content: Content::Bytes(text.into_bytes()) }
}

/// Something that keeps modules from being packed.
fn problem(message: String, place: Place) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(&checks::MODULE_PLAN, message).at(place))
}
