//! Front matter keys of other tools, and what they are here.
//!
//! Source: the tools' documentation on front matter, read in November 2026.

use crate::diagnostic::{Diagnostic, checks};

/// A key of another tool.
struct ForeignKey {
    /// As it is written there.
    name: &'static str,
    /// The tool.
    tool: &'static str,
    /// What to write instead.
    here: &'static str,
}

const ADDRESS: &str = "the address follows from the names of file and folders; `slug` changes its \
                       last part, and earlier addresses go under `aliases`";
const FOLDERS: &str =
    "take it out: chapters are folders, and a folder's own page is its `index.md`";
const FILE_NAME: &str = "take it out: a page is known by the path of its file";
const HISTORY: &str =
    "take it out: `updated` is the day of the last change that readers should see";
const LAYOUT: &str =
    "take it out: `kind` says what sort of page it is, and the theme does the rest";
const NAVIGATION: &str = "take it out: the navigation follows the folders, by `weight`; `hidden: true` leaves a page out";
const THEME: &str = "take it out: the theme decides this for all pages; what it needs to know of one \
                     goes under `extra`";
const VERSIONS: &str = "take it out: what firms have of their own are layers";

/// A key that is another one here.
const fn is(name: &'static str, tool: &'static str, here: &'static str) -> ForeignKey {
    ForeignKey { name, tool, here }
}

/// What is said of a key, if it is one of another tool.
pub(super) fn told(key: &str) -> Option<Diagnostic> {
    let known = FOREIGN.iter().find(|known| known.name == key)?;
    let message = format!("`{key}` is a key of {}", known.tool);
    Some(Diagnostic::new(&checks::FOREIGN_KEY, message).help(known.here))
}

/// By tool; of those that several have, the one that is met most.
static FOREIGN: &[ForeignKey] = &[
    is(
        "custom_edit_url",
        "Docusaurus",
        "take it out: `feedback` in `firm.yaml` is for corrections",
    ),
    is("displayed_sidebar", "Docusaurus", NAVIGATION),
    is("hide_table_of_contents", "Docusaurus", THEME),
    is("hide_title", "Docusaurus", THEME),
    is("id", "Docusaurus", FILE_NAME),
    is("keywords", "Docusaurus", "further words to be found by are `{search=\"…\"}` at a heading"),
    is("last_update", "Docusaurus", "here it is `updated: 2026-11-30`"),
    is("pagination_label", "Docusaurus", "here it is `title`"),
    is("pagination_next", "Docusaurus", NAVIGATION),
    is("pagination_prev", "Docusaurus", NAVIGATION),
    is("sidebar_class_name", "Docusaurus", THEME),
    is("sidebar_label", "Docusaurus", "here it is `title`"),
    is("sidebar_position", "Docusaurus", "here it is `weight`"),
    is("toc_max_heading_level", "Docusaurus", THEME),
    is("toc_min_heading_level", "Docusaurus", THEME),
    is("unlisted", "Docusaurus", "here it is `hidden: true`"),
    is("banner", "Starlight", "an announcement goes under `announce` in `firm.yaml`"),
    is("editUrl", "Starlight", "take it out: `feedback` in `firm.yaml` is for corrections"),
    is("head", "Starlight", THEME),
    is("hero", "Starlight", "write it as text, on a page of `kind: home`"),
    is("lastUpdated", "Starlight", "here it is `updated: 2026-11-30`"),
    is("next", "Starlight", NAVIGATION),
    is("pagefind", "Starlight", "here it is `search: false`"),
    is("prev", "Starlight", NAVIGATION),
    is("sidebar", "Starlight", "its `order` is `weight` here, and its `label` is `title`"),
    is("tableOfContents", "Starlight", THEME),
    is("hide", "MkDocs Material", THEME),
    is("icon", "MkDocs Material", THEME),
    is("revision_date", "MkDocs", "here it is `updated: 2026-11-30`"),
    is("status", "MkDocs Material", THEME),
    is("subtitle", "MkDocs Material", "here it is `description`"),
    is("cover", "GitBook", THEME),
    is("coverY", "GitBook", THEME),
    is("metaLinks", "GitBook", ADDRESS),
    is("categories", "Hugo", "here they are `tags`"),
    is("cascade", "Hugo", "write what it hands down into each page"),
    is("date", "Hugo", HISTORY),
    is("expiryDate", "Hugo", HISTORY),
    is("featured_image", "Hugo", THEME),
    is("images", "Hugo", THEME),
    is("lastmod", "Hugo", "here it is `updated: 2026-11-30`"),
    is("linkTitle", "Hugo", "here it is `title`"),
    is("markup", "Hugo", "take it out: pages are Markdown"),
    is("menu", "Hugo", NAVIGATION),
    is("outputs", "Hugo", THEME),
    is("params", "Hugo", "here it is `extra`"),
    is("publishDate", "Hugo", HISTORY),
    is("summary", "Hugo", "here it is `description`"),
    is("toc", "Hugo", THEME),
    is("toc_hide", "Hugo", "here it is `hidden: true`"),
    is("translationKey", "Hugo", "take it out: a handbook has one language"),
    is("type", "Hugo", LAYOUT),
    is("url", "Hugo", ADDRESS),
    is("in_search_index", "Zola", "here it is `search: false`"),
    is("insert_anchor_links", "Zola", THEME),
    is("page_template", "Zola", THEME),
    is("paginate_by", "Zola", THEME),
    is("path", "Zola", ADDRESS),
    is("render", "Zola", "a page that is not to be shown is `draft: true`"),
    is("sort_by", "Zola", "pages are in the order of their `weight`, then of their titles"),
    is("taxonomies", "Zola", "its `tags` are `tags` here"),
    is("author", "Jekyll", "here it is `owner`: who answers for the page"),
    is("authors", "Jekyll", "here it is `owner`: who answers for the page"),
    is("category", "Jekyll", "here it is `tags`"),
    is("comments", "Jekyll", THEME),
    is("excerpt", "Jekyll", "here it is `description`"),
    is("grand_parent", "Jekyll", FOLDERS),
    is("has_children", "Jekyll", FOLDERS),
    is("has_toc", "Jekyll", THEME),
    is("image", "Jekyll", THEME),
    is("lang", "Jekyll", "take it out: `language` in `handbook.yaml` is that of all pages"),
    is("last_modified_at", "Jekyll", "here it is `updated: 2026-11-30`"),
    is("layout", "Jekyll", LAYOUT),
    is("nav_exclude", "Jekyll", "here it is `hidden: true`"),
    is("nav_order", "Jekyll", "here it is `weight`"),
    is("order", "Jekyll", "here it is `weight`"),
    is("parent", "Jekyll", FOLDERS),
    is("permalink", "Jekyll", ADDRESS),
    is("published", "Jekyll", "here it is `draft: true`"),
    is("redirect_from", "Jekyll", "here it is `aliases`"),
    is(
        "redirect_to",
        "Jekyll",
        "take the page out, and name its address under `aliases` of the other",
    ),
    is("ref", "Jekyll", FILE_NAME),
    is("search_exclude", "Jekyll", "here it is `search: false`"),
    is("sitemap", "Jekyll", "a page that is not to be found is `search: false`"),
    is("version", "Antora", VERSIONS),
    is("eleventyNavigation", "Eleventy", "its `order` is `weight` here, and its `key` is `title`"),
    is("last_reviewed_on", "GOV.UK Tech Docs", "here it is `reviewed`"),
    is("owner_slack", "GOV.UK Tech Docs", "here it is `owner`"),
    is("review_in", "GOV.UK Tech Docs", "here it is `review_every`"),
    is("orphan", "Sphinx", "here it is `hidden: true`"),
];
