//! What a page says in the layers below, as a digest and as Markdown.

use std::sync::Arc;

use mentorbook::{Digest, EditionKind, Project};
use mentorbook::{Handbook, Layer, LayerHead, Page, Showing, Words, base_pages, overlay, parse};
use mentorbook::{LayerId, Origin, PageSource, load};
use mentorbook::{SourceTexts, front_value, page_markdown, section_markdown};

use crate::harness::{Files, assert_text, files, shipped};

/// A handbook by the stages of the library.
struct Stages {
    origin: Origin,
    project: Project,
    layers: Vec<Layer>,
}

impl Stages {
    fn of(files: Files) -> Self {
        let origin = Origin::memory(files);
        let sources = load(origin.clone(), &|_| true).expect("a handbook");
        let project = Project::read(&sources.handbook).value;
        let layer = |files: &Arc<_>| {
            let head = Arc::new(LayerHead::read(files, &project));
            let pages = files.pages.iter();
            let documents = pages.map(|page| Arc::new(parse(page, &files.id, &project)));
            Layer::new(files, head, documents.collect())
        };
        let layers = sources.layers.iter().map(layer).collect();
        Self { origin, project, layers }
    }

    /// What the layers of a firm come to; without a firm, the base.
    fn handbook(&self, firm: &Layer) -> Handbook {
        let below = firm.head.firm.iter().flat_map(|firm| &firm.layers);
        let named = below.map(|layer| LayerId::Shared(layer.value.as_str().into()));
        let ids: Vec<LayerId> = [LayerId::Base].into_iter().chain(named).collect();
        let stack = ids.iter().filter_map(|id| self.layers.iter().find(|layer| layer.id == *id));
        let stack: Vec<&Layer> = stack.chain([firm]).collect();
        let (kind, words) = (EditionKind::default(), Words::default());
        let showing = Showing { kind: &kind, drafts: true, words: &words };
        overlay(&base_pages(&self.layers[0], None), &stack, &showing, &self.project).value
    }

    /// A page of Markdown alone.
    fn page(&self, text: &str) -> Page {
        let source = PageSource {
            path: "page.md".into(),
            file: "content/base/page.md".into(),
            text: text.into(),
            digest: Digest::of(text.as_bytes()),
        };
        Page::new(&Arc::new(parse(&source, &LayerId::Base, &self.project)))
    }
}

fn ids(page: &Page) -> impl Iterator<Item = &Arc<str>> {
    page.sections().map(|(_, id)| id)
}

/// The digest of a section of a page that has this body.
fn digest(stages: &Stages, body: &str, id: &str) -> Digest {
    let page = stages.page(body);
    let at = page.find(id).unwrap_or_else(|| panic!("no {id} in {body}"));
    page.source(&page.segments[page.extent(at)])
}

const BODY: &str = "\
# Rules

Lead.

## One *thing* {#one .fixed audience=\"mentor, mentee\"}

What is said here *stays* here, in the café.

### Detail {#detail}

Fine print.

## Two {#two}

Second.
";

#[test]
fn what_makes_no_difference_to_a_section() {
    let stages = Stages::of(files("//- base/index.md\n# Home\n"));
    let before = digest(&stages, BODY, "one");

    for (written, instead) in [
        ("What is said here *stays*", "What is\nsaid  here\n*stays*"),
        ("\n", "\r\n"),
        ("café", "cafe\u{301}"),
        ("## One *thing* {#one", "##   One  *thing*   {#one"),
        ("## One *thing* {#one .fixed audience=\"mentor, mentee\"}", "One *thing* {#one}\n---"),
        ("One *thing* {#one .fixed audience=\"mentor, mentee\"}", "One *thing* {#one locked}"),
        ("### Detail {#detail", "### Detail {#detail formerly=small-print"),
        ("### Detail {#detail", "### Detail {#detail search=\"small print\""),
        ("Lead.", "Another lead."),
        ("Second.", "Another second."),
    ] {
        let changed = BODY.replace(written, instead);
        assert_ne!(changed, BODY);
        assert_eq!(digest(&stages, &changed, "one"), before, "{instead}");
    }

    let renamed = BODY.replace("{#one ", "{#first ");
    assert_eq!(digest(&stages, &renamed, "first"), before);
    let deeper = BODY.replace("### Detail", "#### Detail").replace("## One", "### One");
    assert_eq!(digest(&stages, &deeper, "one"), before);
}

#[test]
fn what_makes_a_difference_to_a_section() {
    let stages = Stages::of(files("//- base/index.md\n# Home\n"));
    let before = digest(&stages, BODY, "one");

    for (written, instead) in [
        ("stays", "remains"),
        ("*stays*", "stays"),
        ("One *thing*", "One thing"),
        ("Fine print.", "Fine print.\n\n### More\n\nText."),
        ("### Detail {#detail}", "### Detail {#details}"),
        ("### Detail {#detail}", "#### Detail {#detail}"),
        ("### Detail {#detail}", "### Detail {#detail audience=mentor}"),
        ("### Detail {#detail}", "### Detail {#detail .optional}"),
        ("### Detail {#detail}", "### Detail {#detail required}"),
        ("### Detail {#detail}", "### Detail {#detail locked=\"The law.\"}"),
        ("### Detail {#detail}\n\nFine print.\n", ""),
        ("### Detail {#detail}\n\nFine", "### Detail Fine {#detail}\n\n"),
    ] {
        let changed = BODY.replace(written, instead);
        assert_ne!(changed, BODY);
        assert_ne!(digest(&stages, &changed, "one"), before, "{instead}");
    }
}

#[test]
fn the_heading_of_a_page_counts_for_the_page_alone() {
    let stages = Stages::of(files("//- base/index.md\n# Home\n"));
    let [before, after] =
        [BODY.to_owned(), BODY.replace("# Rules", "# Ground rules")].map(|text| stages.page(&text));
    assert_eq!(before.source(&before.segments), after.source(&after.segments));
    assert_ne!(before.whole_source(), after.whole_source());
}

/// A base, a shared layer that changes it in every way, and a firm above.
const LAYERED: &str = "\
//- base/rules.md
---
title: 'Rules'   # as they are
locked:
  law: The law.
  other: Too.
weight: 3
---
# Our rules {#rules}

Lead.

One
thing {#one}
---

First,
  indented.

### Detail {#detail .fixed audience=mentor}

    code

Two
===

Second.

# Law {#law locked}

Law.
//- layers/uk/rules.md
---
override: sections
weight: 4
---
## Text {#_lead append}

More lead.

## One {#one prepend}

Before.

### Within {#within}

Deeper.

## Detail {#detail replace reason=\"Because.\" data-x=\"1 2\"}

Ours.

## More {#two append}

- A list.
//- firms/acme/firm.yaml
name: Acme
layers: [uk]
";

#[test]
fn a_page_of_several_layers_is_written_as_one() {
    let stages = Stages::of(files(LAYERED));
    let handbook = stages.handbook(&stages.layers[2]);
    let page = handbook.pages().iter().find(|page| &*page.path == "rules.md").expect("a page");
    let texts = SourceTexts::new(&stages.origin);

    assert_text(
        page_markdown(page, &texts).expect("files as they were"),
        r#"
        ---
        title: 'Rules'
        locked:
          law: The law.
          other: Too.
        weight: 4
        ---

        # Our rules {#rules}

        Lead.

        More lead.

        ## One thing {#one}

        Before.

        ### Within {#within}

        Deeper.

        First,
          indented.

        ### Detail {#detail .fixed data-x="1 2" audience=mentor}

        Ours.

        # Two {#two}

        Second.

        - A list.

        # Law {#law locked}

        Law.
        "#,
    );
    assert_eq!(front_value(page, "title", &texts).as_deref(), Some("'Rules'"));
    assert_eq!(front_value(page, "weight", &texts).as_deref(), Some("4"));
    let locked = front_value(page, "locked", &texts);
    assert_eq!(locked.as_deref(), Some("law: The law.\nother: Too."));
    assert_eq!(front_value(page, "slug", &texts), None);
}

#[test]
fn what_was_written_since_is_not_taken_for_what_was_read() {
    let stages = Stages::of(files(LAYERED));
    let handbook = stages.handbook(&stages.layers[2]);
    let page = handbook.pages().iter().find(|page| &*page.path == "rules.md").expect("a page");

    let later = Origin::memory(files(&LAYERED.replace("'Rules'", "'Roles'")));
    let texts = SourceTexts::new(&later);
    assert_eq!(page_markdown(page, &texts), None);
    assert_eq!(front_value(page, "title", &texts), None);
    assert_eq!(front_value(page, "weight", &texts).as_deref(), Some("4"));

    let at = page.find("law").expect("a section");
    assert_eq!(section_markdown(page, page.extent(at), &texts), None);
    let own = page.find("within").expect("a section");
    assert!(section_markdown(page, own..own + 1, &texts).is_some());
}

/// Asserts that each section of a page, and the page itself, comes back with the same digest when
/// its Markdown is read. Gives how many sections there are.
fn assert_comes_back(stages: &Stages, page: &Page, texts: &SourceTexts<'_>) -> usize {
    // A folder's page that no file has.
    let Some(whole) = page_markdown(page, texts) else { return 0 };
    let again = stages.page(&whole);
    assert_eq!(page.whole_source(), again.whole_source(), "{}:\n{whole}", page.path);
    assert!(ids(page).eq(ids(&again)), "{}", page.path);

    for id in ids(page) {
        let extent = page.extent(page.find(id).expect("a section"));
        let text = section_markdown(page, extent.clone(), texts).expect("files as they were");
        let again = stages.page(&format!("Text.\n\n{text}"));
        let again = if **id == *"_lead" { stages.page(&text) } else { again };
        let found = again.find(id).unwrap_or_else(|| panic!("{}#{id} in:\n{text}", page.path));
        let found = again.source(&again.segments[again.extent(found)]);
        assert_eq!(page.source(&page.segments[extent]), found, "{}#{id}:\n{text}", page.path);
    }
    ids(page).count()
}

#[test]
fn what_is_written_has_the_digest_of_what_was_read() {
    let stages = Stages::of(files(LAYERED));
    let texts = SourceTexts::new(&stages.origin);
    for page in stages.handbook(&stages.layers[2]).pages() {
        assert_comes_back(&stages, page, &texts);
    }
}

#[test]
fn so_has_every_section_of_the_shipped_handbook_in_every_edition() {
    let stages = Stages::of(shipped());
    let texts = SourceTexts::new(&stages.origin);
    let editions = stages.layers.iter().map(|firm| stages.handbook(firm));
    let sections: usize = editions
        .map(|handbook| {
            let pages = handbook.pages().iter();
            pages.map(|page| assert_comes_back(&stages, page, &texts)).sum::<usize>()
        })
        .sum();
    assert!(sections > 2_000, "{sections}");
}
