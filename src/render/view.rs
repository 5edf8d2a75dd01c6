//! What templates see: one documented view of the page and the site.
//!
//! Everything here is at hand when a page is rendered; a template can ask for nothing that costs
//! more the more pages there are. `themes/README.md` lists the names for theme authors.

use tera::{Context, Map, Value};

use super::Frame;
use super::body::{Body, Listed};
use crate::catalog::Module;
use crate::diagnostic::Spanned;
use crate::edition::Shell;
use crate::link::{ItemId, NavEntry, PageId};
use crate::parse::front_matter::Minutes;
use crate::url;
use crate::yaml;

/// A map of names and values.
pub(super) fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let mut map = Map::with_capacity(N);
    for (name, value) in entries {
        map.insert(name.into(), value);
    }
    Value::from(map)
}

fn text(text: &str) -> Value {
    Value::normal_string(text)
}

fn optional<T: AsRef<str>>(value: Option<T>) -> Value {
    value.map_or_else(Value::none, |value| text(value.as_ref()))
}

fn texts(list: &[String]) -> Value {
    Value::from(list.iter().map(|item| text(item)).collect::<Vec<_>>())
}

/// What a template sees of a page: `page`, `breadcrumbs`, `previous`, `next`, `children`, `nav`,
/// `root`, `site`.
pub(super) fn page(frame: &Frame, id: PageId, body: &Body, nav: &str) -> Context {
    let shell = &*frame.shell;
    let facts = shell.map.facts(id);
    let mut context = Context::new();
    context.insert_value("site", frame.site.clone());
    context.insert_value("root", text(&url::to_root(&facts.url)));
    context.insert_value("nav", Value::safe_string(nav));
    context.insert_value("page", page_view(shell, id, body));
    context.insert_value("breadcrumbs", breadcrumbs(shell, id));
    context.insert_value("previous", neighbour(shell, id, facts.previous));
    context.insert_value("next", neighbour(shell, id, facts.next));
    context.insert_value(
        "children",
        Value::from(
            children(shell, id)
                .into_iter()
                .map(|child| child_view(shell, id, child))
                .collect::<Vec<_>>(),
        ),
    );
    context
}

fn page_view(shell: &Shell, id: PageId, body: &Body) -> Value {
    let facts = shell.map.facts(id);
    let front = facts.front();
    map([
        ("title", text(&facts.title)),
        ("heading", Value::safe_string(&body.heading)),
        ("description", text(&facts.description)),
        ("url", text(&facts.url)),
        ("kind", text(front.kind().name())),
        ("tags", texts(front.tags.as_deref().unwrap_or_default())),
        ("audience", texts(front.audience())),
        ("weight", front.weight.map_or_else(Value::none, Value::from)),
        ("draft", Value::from(front.draft == Some(true))),
        ("search", Value::from(front.search != Some(false))),
        ("updated", optional(front.updated.as_ref())),
        ("reviewed", optional(front.reviewed.as_ref())),
        ("review_every", optional(front.review_every.as_ref())),
        ("owner", optional(front.owner.as_ref())),
        ("extra", front.extra.as_ref().map_or_else(|| Value::from(Map::new()), free)),
        ("audience_labels", labels(shell, front.audience())),
        ("reading_minutes", Value::from(u64::from(shell.minutes(id, body.words)))),
        (
            "module",
            shell.catalog.module(id).map_or_else(Value::none, |module| module_view(shell, module)),
        ),
        ("is_home", Value::from(id == shell.map.home)),
        ("is_chapter", Value::from(facts.is_landing)),
        ("source", text(facts.path())),
        ("body", Value::safe_string(&body.html)),
        ("contents", contents(&body.contents)),
    ])
}

/// What readers call the audiences that this edition has.
fn labels(shell: &Shell, audiences: &[String]) -> Value {
    let here = audiences.iter().filter(|name| shell.kind().shows(std::slice::from_ref(*name)));
    Value::from(here.map(|name| text(shell.catalog.label(name))).collect::<Vec<_>>())
}

/// What a template sees of a training module.
fn module_view(shell: &Shell, module: &Module) -> Value {
    let number = |number: u32| Value::from(u64::from(number));
    let minutes = |take: fn(&Minutes) -> Option<u32>| {
        module.minutes.as_ref().and_then(take).map_or_else(Value::none, number)
    };
    let needed =
        module.prerequisites.iter().map(|needed| neighbour(shell, module.page, Some(*needed)));
    let outline = module.outline.iter().map(|part| {
        map([
            ("id", text(&part.id)),
            ("title", text(&part.title)),
            ("minutes", number(part.minutes)),
        ])
    });

    map([
        ("self", minutes(|minutes| minutes.alone)),
        ("live", minutes(|minutes| minutes.live)),
        ("together", minutes(|minutes| minutes.together)),
        ("total", number(module.total())),
        ("pass_mark", number(u32::from(module.pass_mark))),
        ("questions", Value::from(module.questions as u64)),
        ("required_for", labels(shell, &module.required_for)),
        ("prerequisites", Value::from(needed.collect::<Vec<_>>())),
        ("outline", Value::from(outline.collect::<Vec<_>>())),
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
        yaml::Value::List(items) => {
            Value::from(items.iter().map(|item| free(&item.value)).collect::<Vec<_>>())
        }
        yaml::Value::Map(entries) => {
            let mut map = Map::new();
            for entry in entries {
                map.insert(entry.key.clone().into(), free(&entry.value.value));
            }
            Value::from(map)
        }
    }
}

/// Headings of level 2 with those of level 3 under them.
fn contents(listed: &[Listed]) -> Value {
    let entry = |heading: &Listed, children: Vec<Value>| {
        map([
            ("id", text(&heading.id)),
            ("title", text(&heading.title)),
            ("level", Value::from(u64::from(heading.level))),
            ("children", Value::from(children)),
        ])
    };

    let mut contents = Vec::new();
    let mut at = 0;
    while at < listed.len() {
        let heading = &listed[at];
        let below =
            listed[at + 1..].iter().take_while(|below| heading.level <= 2 && below.level > 2);
        let below: Vec<&Listed> = below.collect();
        at += 1 + below.len();

        if heading.level <= 3 {
            let children = below
                .into_iter()
                .filter(|below| below.level == 3)
                .map(|below| entry(below, Vec::new()));
            contents.push(entry(heading, children.collect()));
        }
    }
    Value::from(contents)
}

fn breadcrumbs(shell: &Shell, id: PageId) -> Value {
    let map_ = &shell.map;
    let mut trail = Vec::new();
    let mut above = map_.facts(id).parent;
    while let Some(page) = above {
        trail.push(neighbour(shell, id, Some(page)));
        above = map_.facts(page).parent;
    }
    trail.reverse();
    Value::from(trail)
}

/// A page as another one links to it.
fn neighbour(shell: &Shell, from: PageId, to: Option<PageId>) -> Value {
    let Some(to) = to else { return Value::none() };
    let facts = shell.map.facts(to);
    map([
        ("title", text(&facts.nav_title)),
        ("href", text(&url::relative(&shell.map.facts(from).url, &facts.url))),
    ])
}

/// The pages of a folder as the navigation has them; those of one that is not in it, as the files
/// are.
fn children(shell: &Shell, id: PageId) -> Vec<PageId> {
    let map = &shell.map;
    let page = |item: &ItemId| match map.nav.entry(*item) {
        NavEntry::Page(page) => Some(*page),
        NavEntry::Link { .. } => None,
    };
    match map.nav.of(id) {
        Some(item) => map.nav.entries(item).iter().filter_map(page).collect(),
        None => map.facts(id).children.clone(),
    }
}

fn child_view(shell: &Shell, from: PageId, to: PageId) -> Value {
    let facts = shell.map.facts(to);
    map([
        ("title", text(&facts.nav_title)),
        ("href", text(&url::relative(&shell.map.facts(from).url, &facts.url))),
        ("description", text(&facts.description)),
        ("kind", text(facts.kind().name())),
    ])
}

/// What templates see of an edition as a whole.
pub(super) fn site(shell: &Shell, tokens_url: &str) -> Value {
    let (firm, project) = (&shell.firm, &shell.project);
    let asset = |path: &Option<Spanned<String>>| {
        optional(path.as_ref().and_then(|path| shell.brand_asset(&path.value)))
    };
    let mut assets = Map::new();
    for (path, file) in &shell.theme.statics {
        assets.insert(path.to_string().into(), text(&file.url));
    }
    let mut values = Map::new();
    for (id, declaration) in project.variables.iter() {
        values.insert(declaration.name.to_string().into(), text(shell.values().text(id)));
    }
    let links = firm
        .footer
        .links
        .iter()
        .map(|link| map([("title", text(&link.title)), ("url", text(&link.url))]));
    let footer =
        map([("text", text(&firm.footer.text)), ("links", Value::from(links.collect::<Vec<_>>()))]);
    let home = shell.map.facts(shell.map.home);

    map([
        ("title", text(&project.title)),
        ("description", text(&project.description)),
        ("language", text(shell.language())),
        ("firm", map([("id", text(&firm.id)), ("name", text(&firm.name))])),
        ("edition", text(&shell.kind().name)),
        ("logo", asset(&firm.brand.logo)),
        ("logo_dark", asset(&firm.brand.logo_dark)),
        (
            "logo_alt",
            text(if firm.brand.logo_alt.is_empty() { &firm.name } else { &firm.brand.logo_alt }),
        ),
        ("favicon", asset(&firm.brand.favicon)),
        ("footer", footer),
        ("noindex", Value::from(!firm.index)),
        ("assets", Value::from(assets)),
        ("tokens", text(tokens_url)),
        ("vars", Value::from(values)),
        ("home", map([("title", text(&home.title)), ("url", text(&home.url))])),
    ])
}
