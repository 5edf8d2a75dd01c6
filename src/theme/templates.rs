//! The templates of a stack in one Tera instance: a firm's first, then the theme's, then its
//! parents'.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::limits;
use super::weave::Woven;
use crate::diagnostic::{Diagnostic, Place, Span, checks};
use crate::load::ThemeFiles;
use crate::words::{self, Words};

/// Templates that every theme must have, on its own or from a parent.
const REQUIRED: [&str; 4] = ["page.html", "404.html", "nav.html", "redirect.html"];

/// The template of headings and terms by letter, which a theme need not have.
pub(crate) const BY_LETTER: &str = "a-z.html";

/// The template of what was changed lately, which a theme need not have.
pub(crate) const RECENT: &str = "recent.html";

/// Gives templates the function `word(name="…")`: a word of the interface by its name, with what
/// stands in its braces. A function, since components see no variables but their parameters. Most
/// calls are gone before Tera sees them: see [`weave`](super::weave).
fn register_words(tera: &mut Tera, words: &Arc<Words>) {
    let known = words.clone();
    tera.register_function("word", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let name = kwargs.must_get::<&str>("name")?;
        let phrase = known.named(name);
        let phrase =
            phrase.ok_or_else(|| tera::Error::message(format!("there is no word `{name}`")))?;

        // Any of its forms may be the one.
        let blanks = phrase.texts().flat_map(words::blanks);
        let blanks: BTreeSet<&str> = blanks.chain(phrase.has_forms().then_some("count")).collect();
        let values = blanks
            .into_iter()
            .map(|blank| Ok((blank, kwargs.must_get::<Value>(blank)?.to_string())));
        let filled = known.filled(phrase, &values.collect::<TeraResult<Vec<_>>>()?);
        Ok(Value::normal_string(&filled))
    });

    let known = words.clone();
    tera.register_filter("written", move |date: &str, _: Kwargs, _: &State| {
        crate::date::written(date, &known)
    });
}

/// The templates of a theme.
pub(crate) struct Templates {
    tera: Tera,
    /// What stands before a template's name, the topmost of the stack first.
    prefixes: Vec<String>,
    /// By the name Tera knows them under.
    files: HashMap<String, Woven>,
}

impl Templates {
    /// Puts the templates of a stack together, the topmost first.
    pub(super) fn build(
        stack: &[(&str, &ThemeFiles)],
        words: &Arc<Words>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mut tera = Tera::default();
        // Tera looks functions and filters up when it is given a template, so they come first.
        limits::register(&mut tera);
        tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| crate::url::slug(text));
        tera.register_filter("fragment", |id: &str, _: Kwargs, _: &State| {
            crate::url::fragment(id).into_owned()
        });
        register_words(&mut tera, words);

        let prefixes: Vec<String> = stack.iter().map(|(name, _)| format!("{name}/")).collect();
        let mut files = HashMap::new();
        for (name, theme) in stack {
            for (path, text) in &theme.templates {
                files.insert(format!("{name}/{path}"), Woven::of(text, words));
            }
        }

        let mut templates = Self { tera, prefixes, files };
        // In an order of our own, so that of several mistakes the same one is told each time.
        let mut sources: Vec<(&String, &String)> =
            templates.files.iter().map(|(name, file)| (name, &file.text)).collect();
        sources.sort();

        let built = templates
            .tera
            // Tera refuses prefixes once it has a template.
            .set_fallback_prefixes(templates.prefixes.clone())
            .and_then(|()| templates.tera.add_raw_templates(sources));
        if let Err(error) = built {
            diagnostics.push(templates.diagnostic(&error, "a template"));
            return None;
        }

        for name in REQUIRED.iter().filter(|name| !templates.has(name)) {
            // The lowest theme is blamed, since those above may rely on it.
            let (theme, _) = stack.last()?;
            let file: Arc<str> = format!("themes/{theme}/templates/{name}").into();
            let message = format!("the theme has no template `{name}`");
            let missing = Diagnostic::new(&checks::TEMPLATE_ERROR, message).at(Place::file(&file));
            let help = "write it, or name a theme that has it as `parent:` in theme.yaml";
            diagnostics.push(missing.help(help));
        }
        Some(templates)
    }

    /// Whether there is a template of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// The names of the templates, without whose they are.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        let names = self.tera.get_template_names();
        names.filter_map(|name| Some(name.split_once('/')?.1)).collect()
    }

    /// Renders a template. `expected` is a guess at the length of the result, in bytes.
    ///
    /// # Errors
    /// `template-error`, with the place in the template.
    pub(crate) fn render(
        &self,
        name: &str,
        context: &Context,
        expected: usize,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut page = limits::LimitedBuffer::begin(expected);
        match self.tera.render_to(name, context, &mut page) {
            Ok(()) => Ok(page.bytes),
            Err(error) => Err(Box::new(self.diagnostic(&error, name))),
        }
    }

    /// Tera's error with the place in the file as it was written.
    fn diagnostic(&self, error: &tera::Error, name: &str) -> Diagnostic {
        let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind()
        else {
            let cause = std::error::Error::source(error)
                .map_or_else(|| error.to_string(), ToString::to_string);
            let diagnostic = Diagnostic::new(&checks::TEMPLATE_ERROR, format!("`{name}`: {cause}"));
            let said = error.to_string();
            if let Some(diagnostic) = self.drawn(&said) {
                return diagnostic;
            }

            // The file that Tera names first is the one it failed in.
            let named = self.files.iter().filter_map(|(known, file)| {
                Some((said.find(known.as_str())?, known, &file.source.file))
            });
            let topmost =
                self.prefixes.iter().find_map(|prefix| self.files.get(&format!("{prefix}{name}")));
            return match named
                .min()
                .map(|(_, _, file)| file)
                .or(topmost.map(|file| &file.source.file))
            {
                Some(file) => diagnostic.at(Place::file(file)),
                None => diagnostic,
            };
        };

        let diagnostic = Diagnostic::new(&checks::TEMPLATE_ERROR, report.message());
        let Some(template) = self.files.get(report.filename()) else {
            return diagnostic;
        };
        diagnostic.at(template.place(report.span().range.clone().into()))
    }

    /// Some of Tera's errors come drawn: `error: MESSAGE`, and `--> FILE:LINE:COLUMN` below.
    fn drawn(&self, said: &str) -> Option<Diagnostic> {
        let message = said.lines().find_map(|line| line.trim().strip_prefix("error: "))?;
        let at = said.lines().find_map(|line| line.trim().strip_prefix("--> "))?;
        // From the right, as a file's name may hold colons.
        let mut parts = at.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let template = self.files.get(parts.next()?)?;
        // It counts from 1 there, and from 0 elsewhere.
        let column = column.saturating_sub(1);

        let marks = said.lines().map(|line| line.matches('^').count()).find(|marks| *marks > 0);
        let start = template.byte_at(line, column);
        let end = marks.map_or(template.text.len(), |marks| template.byte_at(line, column + marks));
        let place = template.place(Span { start, end });
        Some(Diagnostic::new(&checks::TEMPLATE_ERROR, message).at(place))
    }
}
