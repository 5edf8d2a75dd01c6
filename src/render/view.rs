//! What templates see: one documented view of the page and the site.
//!
//! Everything here is at hand when a page is rendered; a template can ask for nothing that costs
//! more the more pages there are. `themes/README.md` lists the names for theme authors.

use std::collections::BTreeMap;

use tera::value::Key;
use tera::{Context, Map, Value};

use super::body::{Body, Listed};
use super::outputs::recent;
use super::{Frame, home};
use crate::catalog::{Feedback, Module, Notice};
use crate::edition::Shell;
use crate::link::{NavEntry, PageId, PublishedAsset};
use crate::mail;
use crate::search::{HEAD, LETTERS};
use crate::url;
use crate::words::{self, Word};
use crate::yaml;

/// A map of names and values, in this order.
pub(super) fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    // Tera copies any map into one of its own, so one that hashes would do it twice.
    let entries = entries.into_iter().enumerate();
    let keyed = entries.map(|(at, (name, value))| (MapKey { at, name }, value));
    Value::from(keyed.collect::<BTreeMap<_, _>>())
}

/// A name by its place in a [`map`].
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct MapKey {
    at: usize,
    name: &'static str,
}

impl From<MapKey> for Key<'static> {
    fn from(key: MapKey) -> Self {
        Key::Str(key.name)
    }
}

pub(super) fn text(text: &str) -> Value {
    Value::normal_string(text)
}

pub(super) fn list(items: impl Iterator<Item = Value>) -> Value {
    Value::from(items.collect::<Vec<_>>())
}

fn texts(texts: &[String]) -> Value {
    list(texts.iter().map(|item| text(item)))
}

/// What a template sees of a page: `page`, `breadcrumbs`, `previous`, `next`, `children`, `nav`,
/// `root`, `site`.
pub(super) fn page(frame: &Frame, id: PageId, body: &Body, nav: &str) -> Context {
    let shell = &*frame.shell;
    let facts = shell.map.facts(id);
    let mut context = frame.context();
    context.insert_value("root", text(&url::to_root(&facts.url)));
    context.insert_value("nav", Value::safe_string(nav));
    context.insert_value("page", page_view(shell, id, body));
    context.insert_value("breadcrumbs", breadcrumbs(shell, id));
    context.insert_value("previous", facts.previous.map(|page| linked(shell, id, page)).into());
    context.insert_value("next", facts.next.map(|page| linked(shell, id, page)).into());

    let children = children(shell, id);
    let left = children.iter().filter(|child| !body.led_to.contains(child));
    let left = list(left.map(|child| linked(shell, id, *child)));
    let children = list(children.iter().map(|child| linked(shell, id, *child)));
    context.insert_value("children", children);
    context.insert_value("children_left", left);
    if id == shell.map.home {
        home::extend(&mut context, shell);
    }
    context
}

fn page_view(shell: &Shell, id: PageId, body: &Body) -> Value {
    let facts = shell.map.facts(id);
    let front = facts.front();
    let module = shell.catalog.module(id);

    map([
        ("title", text(&facts.title)),
        ("heading", Value::safe_string(&body.heading)),
        ("description", text(&facts.description)),
        ("url", text(&facts.url)),
        ("kind", text(front.kind().name())),
        ("tags", texts(front.tags.as_deref().unwrap_or_default())),
        ("audience", texts(front.audience())),
        ("weight", front.weight.into()),
        ("draft", Value::from(front.draft == Some(true))),
        ("search", Value::from(front.search != Some(false))),
        ("updated", front.updated.as_deref().into()),
        ("reviewed", front.reviewed.as_deref().into()),
        ("review_every", review_every(shell, front.review_every.as_deref()).into()),
        ("owner", front.owner.as_deref().into()),
        ("extra", front.extra.as_ref().map_or_else(|| Value::from(Map::new()), free)),
        ("audience_labels", labels(shell, front.audience())),
        ("reading_minutes", Value::from(shell.minutes(id, body.words))),
        ("module", module.map(|module| module_view(shell, module)).into()),
        ("is_home", Value::from(id == shell.map.home)),
        ("is_chapter", Value::from(facts.is_landing)),
        ("is_behind", Value::from(shell.behind.contains(facts.path()))),
        ("source", text(facts.path())),
        ("feedback", shell.catalog.feedback.as_ref().map(|to| feedback(shell, id, to)).into()),
        ("digests", text(&body.digests)),
        ("body", Value::safe_string(&body.html)),
        ("contents", contents(&body.contents)),
    ])
}

/// How long a review holds, in the edition's language: `6 months`.
fn review_every(shell: &Shell, written: Option<&str>) -> Option<String> {
    let (count, unit) = written?.split_once(char::is_whitespace)?;
    let word = match unit.trim().trim_end_matches('s') {
        "day" => Word::Days,
        "week" => Word::Weeks,
        "month" => Word::Months,
        _ => Word::Years,
    };
    Some(shell.words().with(word, &[("count", count)]))
}

/// The address at which readers say what is wrong with a page.
fn feedback(shell: &Shell, id: PageId, to: &Feedback) -> Value {
    let facts = shell.map.facts(id);
    match to {
        Feedback::Mail(to) => {
            let subject = format!("{}: {}", shell.project.title, facts.title);
            // A script adds where on the page its reader is.
            let body = format!("{}\n{}\n", facts.title, facts.url);
            text(&mail::letter(to, &subject, &body))
        }
        Feedback::Web(address) => {
            let file = &facts.outline.top().file;
            text(&address.replace("{path}", &url::encoded_path(file)))
        }
    }
}

/// What readers call the people of the audiences that this edition has.
pub(super) fn labels(shell: &Shell, audiences: &[String]) -> Value {
    let here = audiences.iter().filter(|name| shell.kind().shows_one(name));
    list(here.map(|name| text(shell.catalog.plural(name))))
}

/// What a template sees of a training module.
fn module_view(shell: &Shell, module: &Module) -> Value {
    let needed = module.prerequisites.iter();
    let needed = needed.map(|needed| linked(shell, module.page, *needed));
    let minutes = module.minutes.as_ref();
    let outline = module.outline.iter().map(|part| {
        map([
            ("id", text(&part.id)),
            ("title", text(&part.title)),
            ("minutes", Value::from(part.minutes)),
        ])
    });

    map([
        ("self", minutes.and_then(|minutes| minutes.alone).into()),
        ("live", minutes.and_then(|minutes| minutes.live).into()),
        ("together", minutes.and_then(|minutes| minutes.together).into()),
        ("total", Value::from(module.total())),
        ("pass_mark", Value::from(module.pass_mark)),
        ("questions", Value::from(module.questions)),
        ("required_for", labels(shell, &module.required_for)),
        ("prerequisites", list(needed)),
        ("outline", list(outline)),
    ])
}

/// Front matter's free data.
fn free(value: &yaml::Value) -> Value {
    match value {
        yaml::Value::Null => Value::none(),
        yaml::Value::Bool(value) => Value::from(*value),
        yaml::Value::Integer(value, _) => Value::from(*value),
        yaml::Value::Float(value, _) => Value::from(value.0),
        yaml::Value::Text(value) => text(value),
        yaml::Value::List(items) => list(items.iter().map(|item| free(&item.value))),
        yaml::Value::Map(entries) => {
            let entries = entries.iter();
            let map = entries.map(|entry| (entry.key.clone().into(), free(&entry.value.value)));
            Value::from(map.collect::<Map>())
        }
    }
}

/// Headings of level 2 with those of level 3 under them.
fn contents(listed: &[Listed]) -> Value {
    let mut entries: Vec<(&Listed, Vec<Value>)> = Vec::new();
    // What is deeper would only make the list long.
    for heading in listed.iter().filter(|heading| heading.level <= 3) {
        match entries.last_mut() {
            Some((above, children)) if above.level <= 2 && heading.level == 3 => {
                children.push(entry(heading, Vec::new()));
            }
            // One of level 3 with none of level 2 above it stands by itself: no heading is lost.
            _ => entries.push((heading, Vec::new())),
        }
    }
    list(entries.into_iter().map(|(heading, children)| entry(heading, children)))
}

fn entry(heading: &Listed, children: Vec<Value>) -> Value {
    map([
        ("id", text(&heading.id)),
        ("title", text(&heading.title)),
        ("level", Value::from(heading.level)),
        ("children", children.into()),
    ])
}

fn breadcrumbs(shell: &Shell, id: PageId) -> Value {
    list(shell.map.trail(id).into_iter().map(|page| linked(shell, id, page)))
}

/// The pages of a folder as the navigation has them; those of one that is not in it, as the files
/// are.
fn children(shell: &Shell, id: PageId) -> Vec<PageId> {
    let map = &shell.map;
    let Some(item) = map.nav.of(id) else { return map.facts(id).children.clone() };
    let pages = map.nav.entries(item).iter().filter_map(|item| match map.nav.entry(*item) {
        NavEntry::Page(page) => Some(*page),
        NavEntry::Link { .. } => None,
    });
    pages.collect()
}

/// A page as another one links to it.
pub(super) fn linked(shell: &Shell, from: PageId, to: PageId) -> Value {
    let facts = shell.map.facts(to);
    map([
        ("title", text(&facts.nav_title)),
        ("href", text(&url::relative(&shell.map.facts(from).url, &facts.url))),
        ("description", text(&facts.description)),
        ("kind", text(facts.kind().name())),
    ])
}

/// What stands at the head of each page for some days.
fn notice(notice: &Notice) -> Value {
    let link = notice.link.as_ref().map(|link| {
        map([
            ("title", text(&link.title)),
            ("url", text(&link.url)),
            ("is_outside", Value::from(link.is_outside)),
        ])
    });
    map([
        ("name", text(&notice.name)),
        ("text", text(&notice.text)),
        ("link", link.into()),
        ("from", notice.from.as_deref().into()),
        ("until", text(&notice.until)),
    ])
}

/// Width and height of a picture, where they are known.
fn size(asset: Option<&PublishedAsset>) -> Value {
    let size = asset.and_then(|asset| asset.source.size).map(|size| {
        map([("width", Value::from(size.width)), ("height", Value::from(size.height))])
    });
    size.into()
}

/// What templates see of an edition as a whole.
pub(super) fn site(shell: &Shell, tokens_url: &str) -> Value {
    let (firm, project) = (&shell.firm, &shell.project);
    let brand = &firm.brand;
    let [logo, logo_dark, favicon, touch_icon] =
        [&brand.logo, &brand.logo_dark, &brand.favicon, &brand.touch_icon]
            .map(|path| path.as_ref().and_then(|path| shell.brand_asset(&path.value)));
    let address = |asset: Option<&PublishedAsset>| asset.map(|asset| text(&asset.url)).into();
    let logo_alt = if brand.logo_alt.is_empty() { &firm.name } else { &brand.logo_alt };

    let assets = shell.theme.statics.iter();
    let assets = assets.map(|(path, file)| (path.to_string().into(), text(&file.url)));
    let values = project.variables.iter().map(|(id, declaration)| {
        (declaration.name.to_string().into(), text(shell.values().text(id)))
    });

    let colors = shell.colors.iter().map(|(name, shades)| {
        let shades = map([("light", text(&shades.light)), ("dark", text(&shades.dark))]);
        (name.clone().into(), shades)
    });
    // Whatever is shown of a page elsewhere needs whole addresses.
    let whole = shell.published_at();
    // Where readers may not say who they are, no page need know whom there is.
    let roles = if shell.has_my_page() { shell.roles() } else { Vec::new() };
    let links = firm.footer.links.iter();
    let links = links.map(|link| map([("title", text(&link.title)), ("url", text(&link.url))]));
    let footer = map([("text", text(&firm.footer.text)), ("links", list(links))]);
    let home = shell.map.facts(shell.map.home);
    let recent = recent::is_shown(shell).then(|| text(recent::ADDRESS)).into();

    map([
        ("title", text(&project.title)),
        ("description", text(&project.description)),
        ("language", text(shell.language())),
        ("dir", text(if words::is_right_to_left(shell.language()) { "rtl" } else { "ltr" })),
        ("firm", map([("id", text(&firm.id)), ("name", text(&firm.name))])),
        ("edition", text(&shell.kind().name)),
        ("logo", address(logo)),
        ("logo_size", size(logo)),
        ("logo_dark", address(logo_dark)),
        ("logo_dark_size", size(logo_dark)),
        ("logo_alt", text(logo_alt)),
        ("favicon", address(favicon)),
        ("touch_icon", address(touch_icon)),
        ("url", whole.as_deref().into()),
        ("footer", footer),
        ("announcement", shell.catalog.notice.as_ref().map(notice).into()),
        ("recent", recent),
        ("roles", list(roles.into_iter().map(text))),
        ("look", text(brand.look.as_ref().map_or("", |look| &look.value))),
        ("noindex", Value::from(!firm.index)),
        ("assets", Value::from(assets.collect::<Map>())),
        ("tokens", text(tokens_url)),
        ("colors", Value::from(colors.collect::<Map>())),
        ("search", shell.has_search().then(|| text(HEAD)).into()),
        ("a_z", shell.has_letters().then(|| text(LETTERS)).into()),
        ("vars", Value::from(values.collect::<Map>())),
        ("home", map([("title", text(&home.title)), ("url", text(&home.url))])),
    ])
}
