//! What stands between `<` and `>` on a page: HTML, placeholders, remarks, and what never ends.

use crate::harness::{Preview, Site, assert_text, flush, site};

/// One text as a page of the base, of a shared layer and of a firm.
fn everywhere(page: &str) -> Site {
    site(&format!(
        r"//- handbook.yaml
title: Test
variables:
  contact: {{default: Robin}}
//- base/index.md
# Home
//- base/page.md
{page}
//- layers/uk/layer.yaml
name: UK
//- layers/uk/shared.md
{page}
//- firms/acme/firm.yaml
name: Acme
layers: [uk]
//- firms/acme/own.md
{page}
"
    ))
}

/// What is below a page's own heading.
fn body(site: &Site, path: &str) -> String {
    site.page("acme", path).split_once('\n').expect("a heading").1.trim_end().to_owned()
}

/// What was found in a file, without the hint that it is in one edition only.
fn told(site: &Site, file: &str) -> String {
    let all = site.diagnostics();
    let mut lines = all.lines().peekable();
    let mut told = String::new();
    while let Some(line) = lines.next() {
        let is_it = line.contains(file);
        let mut rest = vec![line];
        while let Some(more) = lines.next_if(|line| line.starts_with(' ')) {
            rest.push(more);
        }
        if is_it {
            let rest = rest.iter().filter(|line| !line.contains("editions:"));
            rest.for_each(|line| told.push_str(&format!("{line}\n")));
        }
    }
    told.replace(file, "FILE")
}

/// Asserts that a text becomes the same in every layer, and that the same is told of it.
#[track_caller]
fn becomes(page: &str, html: &str, problems: &str) {
    let site = everywhere(&flush(page));
    for (path, file) in [
        ("page", "content/base/page.md"),
        ("shared", "content/layers/uk/shared.md"),
        ("own", "content/firms/acme/own.md"),
    ] {
        assert_eq!(body(&site, path), flush(html).trim_end(), "{path}: {}", site.diagnostics());
        assert_eq!(told(&site, file), flush(problems), "{path}");
    }
}

fn page_of_base(page: &str) -> (String, String) {
    let site = site(&format!("//- base/page.md\n{page}\n"));
    let body =
        site.page("base", "page").split_once('\n').expect("a heading").1.trim_end().to_owned();
    (body, site.diagnostics())
}

#[test]
fn placeholders_are_shown_and_told() {
    becomes(
        "Dear <first name>, your mentor is <name>.",
        "<p>Dear &lt;first name&gt;, your mentor is &lt;name&gt;.</p>",
        "warning[raw-html] FILE:1:6 `<first name>` is no HTML element: it is shown as it is written
  help: write `&lt;first name&gt;`, or put it between backticks
warning[raw-html] FILE:1:35 `<name>` is no HTML element: it is shown as it is written
  help: write `&lt;name&gt;`, or put it between backticks
",
    );
}

#[test]
fn a_placeholder_on_a_line_of_its_own_begins_a_paragraph() {
    becomes(
        r"
        <Your name>
        <street> *and* {{ contact }}

        > <office>
        > of the firm

        - <topic>

        <role>
        ======
        ",
        r##"
        <p>&lt;Your name&gt;
        &lt;street&gt; <em>and</em> Robin</p>
        <blockquote>
        <p>&lt;office&gt;
        of the firm</p>
        </blockquote>
        <ul>
        <li>&lt;topic&gt;</li>
        </ul>
        <h1 id="role">&lt;role&gt;<a class="anchor" tabindex="-1" href="#role" \
        aria-label="Link to this section: &lt;role&gt;"></a></h1>"##,
        "warning[raw-html] FILE:1:1 `<Your name>` is no HTML element: it is shown as it is written
  help: write `&lt;Your name&gt;`, or put it between backticks
warning[raw-html] FILE:2:1 `<street>` is no HTML element: it is shown as it is written
  help: write `&lt;street&gt;`, or put it between backticks
warning[raw-html] FILE:4:3 `<office>` is no HTML element: it is shown as it is written
  help: write `&lt;office&gt;`, or put it between backticks
warning[raw-html] FILE:7:3 `<topic>` is no HTML element: it is shown as it is written
  help: write `&lt;topic&gt;`, or put it between backticks
warning[raw-html] FILE:9:1 `<role>` is no HTML element: it is shown as it is written
  help: write `&lt;role&gt;`, or put it between backticks
",
    );
}

#[test]
fn placeholders_are_shown_wherever_text_is() {
    for (page, shown) in [
        ("## For <name> {#h}", "<h2 id=\"h\">For &lt;name&gt;<a"),
        ("| <a-b> |\n|---|\n| <c> |", "<th scope=\"col\">&lt;a-b&gt;</th>"),
        ("[to <name>](page.md)", "\">to &lt;name&gt;</a>"),
        ("**<name>**", "<strong>&lt;name&gt;</strong>"),
        ("<div>\nDear <name>,\n</div>", "<div>\nDear &lt;name&gt;,\n</div>"),
        ("Enter <text> and <line/>", "Enter &lt;text&gt; and &lt;line/&gt;"),
        ("A </name> b", "A &lt;/name&gt; b"),
        ("<x-card a=\"1\">\n\nText\n\n</x-card>", "<p>&lt;x-card a=“1”&gt;</p>\n<p>Text</p>"),
        ("> Dear <first\n> name>", "<p>Dear &lt;first\nname&gt;</p>"),
        ("Term\n: <name>", "<dd>&lt;name&gt;</dd>"),
        ("Said.[^1]\n\n[^1]: By <name>.", "By &lt;name&gt;."),
        ("> [!TIP] Ask <name>\n> now", "Ask &lt;name&gt;"),
    ] {
        let (html, told) = page_of_base(page);
        assert!(html.contains(shown), "{page}\n{html}");
        assert!(told.contains("is no HTML element"), "{page}\n{told}");
    }
    let (html, _) = page_of_base("![Ask <name>](assets/a.png)\n//- base/assets/a.png\n\u{89}PNG");
    assert!(html.contains("alt=\"Ask &lt;name&gt;\""), "{html}");
}

#[test]
fn what_is_html_or_a_link_stays_so() {
    for page in [
        "A <span class=\"x\">b</span> <BR> <mark>c</mark>",
        "<figure>\n<img src=\"#\" alt=\"\">\n</figure>",
        "<svg viewBox=\"0 0 1 1\"><linearGradient id=\"a\"/><path d=\"M0 0\"/><text>t</text></svg>",
        "<math><mi>x</mi><annotation-xml>y</annotation-xml></math>",
        "<p>One\n<p>Two",
        "<ul>\n<li>One\n<li>Two\n</ul>",
        "<center>Old</center>",
    ] {
        let (html, told) = page_of_base(page);
        assert!(html.contains(page), "{page}\n{html}");
        assert_eq!(told, "", "{page}");
    }
    let (html, told) = page_of_base("<https://example.com/a?b=1> <a@b.example> `<name>`");
    assert_eq!(
        html,
        "<p><a href=\"https://example.com/a?b=1\" class=\"external\">https://example.com/a?b=1</a> \
         <a href=\"mailto:a@b.example\" class=\"external\">a@b.example</a> <code>&lt;name&gt;</code></p>"
    );
    assert_eq!(told, "");
}

#[test]
fn a_picture_may_be_cut_by_blank_lines() {
    let (html, told) = page_of_base("<svg>\n<g>\n\n<path d=\"M0\"/>\n</g>\n</svg>\n\n<path>");
    assert!(
        html.starts_with("<svg>\n<g>\n<path d=\"M0\"/>\n</g>\n</svg>\n<p>&lt;path&gt;</p>"),
        "{html}"
    );
    assert_eq!(told.matches("raw-html").count(), 1, "{told}");
}

#[test]
fn an_element_that_is_never_closed_is_told() {
    let (html, told) = page_of_base("Meet at <time> in <b>Leeds.");
    assert_eq!(html, "<p>Meet at <time> in <b>Leeds.</p>");
    assert_text(
        told,
        r"
        warning[raw-html] content/base/page.md:1:9 `<time>` is HTML, which readers do not see, and it is never closed
          help: put `</time>` at its end; to show the word itself, write `&lt;time&gt;`
        warning[raw-html] content/base/page.md:1:19 `<b>` is HTML, which readers do not see, and it is never closed
          help: put `</b>` at its end; to show the word itself, write `&lt;b&gt;`
        ",
    );
}

/// What the preview shows of texts that keep an edition from being published, in every layer, and
/// what is told of each by `build`.
struct Shown {
    preview: Preview,
    site: Site,
}

const LAYERS: [(&str, &str); 3] = [("base", "b"), ("layers/uk", "l"), ("firms/acme", "f")];

fn shown(pages: &[impl AsRef<str>]) -> Shown {
    let mut text = String::from(
        r"//- base/index.md
# Home
//- layers/uk/layer.yaml
name: UK
//- firms/acme/firm.yaml
name: Acme
layers: [uk]
",
    );
    for (number, page) in pages.iter().enumerate() {
        for (layer, letter) in LAYERS {
            text += &format!("//- {layer}/{letter}{number}.md\n{}\n", page.as_ref());
        }
    }
    Shown { preview: Preview::of(&text), site: site(&text) }
}

impl Shown {
    /// A page in each layer.
    fn of(&self, number: usize) -> [String; 3] {
        LAYERS.map(|(_, letter)| {
            let page = self.preview.get(&format!("/acme/{letter}{number}/")).text();
            let (_, body) = page.split_once("</h1>\n").expect("a heading");
            body.split("<script").next().unwrap_or_default().trim_end().to_owned()
        })
    }

    fn told(&self, number: usize) -> [String; 3] {
        LAYERS.map(|(layer, letter)| {
            told(&self.site, &format!("content/{layer}/{letter}{number}.md"))
        })
    }
}

#[test]
fn a_remark_that_is_never_closed_loses_nothing_but_itself() {
    let page = "One\n\n<!-- ask *Jo*\nTwo\n\n*Three*";
    let shown = shown(&[page]);
    for html in shown.of(0) {
        assert!(html.starts_with("<p>One</p>\n"), "{html}");
        assert!(html.contains("<p>Two</p>\n<p><em>Three</em></p>"), "{html}");
        assert!(!html.contains("Jo"), "{html}");
    }
    for told in shown.told(0) {
        assert_text(
            told,
            r"
            error[unclosed-html] FILE:3:1 this remark is never closed: it would go on to the end of the page
              help: put `-->` at its end; to show the signs themselves, write `&lt;!--`
            ",
        );
    }
}

#[test]
fn remarks_are_never_closed_in_many_places() {
    let pages = [
        "A <!-- TOKEN\n\nREST",
        "> <!-- TOKEN\n> b\n\nREST",
        "- a\n  <!-- TOKEN\n\nREST",
        "| a |\n|---|\n| <!-- TOKEN |\n\nREST",
        "<div>\n<!-- TOKEN\n</div>\n\nREST",
        ":::details {summary=S}\n<!-- TOKEN\n:::\n\nREST",
        "## H <!-- TOKEN\n\nREST",
        "<!-- TOKEN\n\nREST\n\n<!-- b -->",
        "<!-- TOKEN --\n\nREST",
        "<!-- TOKEN\n\n<!-- TOKEN\n\n<!-- TOKEN\n\nREST",
        "a[^1]\n\n[^1]: <!-- TOKEN\n\nREST",
    ];
    let shown = shown(&pages);
    for (number, page) in pages.iter().enumerate() {
        for (html, told) in shown.of(number).iter().zip(shown.told(number)) {
            assert!(html.contains("<p>REST</p>"), "{page}\n{html}");
            assert!(!html.contains("TOKEN"), "{page}\n{html}");
            assert!(told.starts_with("error[unclosed-html]"), "{page}\n{told}");
            assert!(!told.contains("container-syntax"), "{page}\n{told}");
        }
    }
}

#[test]
fn nothing_else_that_never_ends_takes_the_page_along() {
    let opened = [
        ("<![CDATA[ x", "&lt;![CDATA[ x"),
        ("<?php x", "&lt;?php x"),
        ("<!DOCTYPE html", "&lt;!DOCTYPE html"),
        ("<script>", "&lt;script&gt;"),
        ("<style media=print>", "&lt;style media=print&gt;"),
        ("<textarea>", "&lt;textarea&gt;"),
        ("<pre>", "&lt;pre&gt;"),
        ("<div class='a", "&lt;div class=’a"),
    ];
    let shown = shown(&opened.map(|(opened, _)| format!("One\n\n{opened}\n\nREST *of it*")));
    for (number, (opened, text)) in opened.iter().enumerate() {
        let expected = format!("<p>{text}</p>\n<p>REST <em>of it</em></p>");
        for (html, told) in shown.of(number).iter().zip(shown.told(number)) {
            assert!(html.contains(&expected), "{opened}\n{html}");
            assert!(told.starts_with("error[unclosed-html] FILE:3:1 `<"), "{opened}\n{told}");
            assert_eq!(told.lines().count(), 2, "{opened}\n{told}");
        }
    }
}

#[test]
fn elements_that_browsers_do_not_show_are_closed() {
    let opened = ["<title>", "<video src=\"#\">", "<iframe>", "<template>", "<xmp>", "<plaintext>"];
    let pages: Vec<String> = opened
        .iter()
        .flat_map(|opened| [format!("{opened}\n\nREST"), format!("One {opened} two\n\nREST")])
        .collect();
    let shown = shown(&pages);
    for (number, page) in pages.iter().enumerate() {
        // A firm may not write them at all: they are cut from its pages.
        let [base, layer, _] = shown.of(number);
        let [told_of_base, told_of_layer, _] = shown.told(number);
        for (html, told) in [(base, told_of_base), (layer, told_of_layer)] {
            assert!(html.contains(&format!("&lt;{}", &opened[number / 2][1..4])), "{page}\n{html}");
            assert!(html.contains("<p>REST</p>"), "{page}\n{html}");
            assert!(told.starts_with("error[unclosed-html] FILE:1:"), "{page}\n{told}");
        }
    }
}

#[test]
fn an_end_may_be_written_as_browsers_know_it() {
    for html in
        ["<SCRIPT>x</SCRIPT>", "<script>x</script >", "<STYLE>\n\nx</sTyLe>", "<pre>\n\n</PRE>"]
    {
        let (page, told) = page_of_base(&format!("{html}\n\nREST *of it*"));
        assert!(page.ends_with("<p>REST <em>of it</em></p>"), "{html}\n{page}");
        assert_eq!(told, "", "{html}");
    }
}

/// Pages with a remark, each with `X` where the remark holds the word that nobody may read.
const REMARKED: &[&str] = &[
    "<!-- X --> Text.",
    "Text <!-- X --> and <!-- X --> more <!-- X -->",
    "A <!-- X\nX --> b",
    "<!--\nX\n\nX\n-->\n\nText",
    "| a <!-- X --> | b |\n|---|---|\n| <!-- X --> | c <!-- X | X --> |",
    "- a <!-- X -->\n- <!-- X --> b\n\n  <!-- X -->",
    ":::details {summary=S}\nText <!-- X -->\n\n<!-- X -->\n:::",
    "<div>\n<!-- X --><p>Text</p><!-- X -->\n</div>\n<!-- X --> Text",
    "<!--> Text\n\n<!---> Text <!-- X --!> Text\n\nText",
    "<!-- X --!>\n\nText",
    "A <!-- X --!> b\n\nText",
    "Text <?php X ?> <!DOCTYPE X> <![CDATA[ X ]]>",
    "<?X?>\n\n<!DOCTYPE X>\n\n<![CDATA[\nX\n]]>\n\n<div><?X?><!X><![CDATA[X]]></div>",
    "## Heading <!-- X -->\n\nText\n\n### <!-- X --> Heading",
    "> Quote <!-- X -->\n> <!-- X -->",
    "> [!TIP] Title <!-- X -->\n> Text <!-- X -->",
    "Text[^1]\n\n[^1]: Note <!-- X -->\n    <!-- X -->",
    "Term <!-- X -->\n: Text <!-- X -->",
    "[Link <!-- X -->](index.md) *a <!-- X --> b*",
    "A <!-- X\n\nX\n\nX --> b",
    "<div>\n<!-- X\n\nX\n\n-->\n</div>",
    "<div>\n<!-- X\n\n:::details\n\n{{ nobody }} X\n\n-->\n</div>",
    ":::form\n- Name <!-- X -->\n- Other <!-- X --> {lines=3}\n:::",
    "<svg><!-- X --><text>a</text></svg>",
    "<textarea><!-- X --></textarea>",
    "<details><summary>S <!-- X --></summary>\n\nText <!-- X -->\n\n</details>",
    "- [ ] task <!-- X -->\n\n---\n\n1. one\n   <!-- X -->",
    "Value {{ remarked }} here",
];

#[test]
fn no_remark_is_published() {
    let mut text = String::from(
        r"//- handbook.yaml
# TOKENX
title: Test # TOKENX
variables:
  remarked: {type: markdown, default: 'fine <!-- TOKENX --> *value*'} # TOKENX
//- layers/uk/layer.yaml
# TOKENX
name: UK
//- firms/acme/firm.yaml
# TOKENX
name: Acme # TOKENX
layers: [uk]
//- firms/other/firm.yaml
name: Other
//- base/index.md
# Home
",
    );
    for (number, page) in REMARKED.iter().enumerate() {
        let page = page.replace('X', "TOKENX");
        for layer in ["base", "layers/uk", "firms/acme"] {
            let name = layer.replace('/', "-");
            text.push_str(&format!(
                "//- {layer}/{name}-{number}.md\n---\n# TOKENX\ndescription: D # TOKENX\n---\n\
                 {page}\n"
            ));
        }
    }

    let site = site(&text);
    assert_eq!(site.editions.len(), 3, "{}", site.diagnostics());
    for (edition, files) in &site.editions {
        for (path, bytes) in files {
            let file = String::from_utf8_lossy(bytes);
            let leaked = file.to_lowercase().find("tokenx");
            let around = leaked.map(|at| file[at.saturating_sub(200)..].chars().take(300));
            let around: Option<String> = around.map(Iterator::collect);
            assert_eq!(around, None, "{edition}: {path}");
        }
    }
    assert!(!site.diagnostics().contains("unclosed-html"), "{}", site.diagnostics());
}

#[test]
fn what_stands_around_a_remark_is_published() {
    for (page, html) in [
        ("<!-- X --> Text.", " Text."),
        ("A <!-- X | X --> b", "<p>A  b</p>"),
        ("| a | b |\n|---|---|\n| c <!-- X | X --> | d |", "<tr><td>c </td><td>d</td></tr>"),
        ("<div>\n<!-- X --><p>a</p>\n</div>", "<div>\n<p>a</p>\n</div>"),
        ("<!-- X --!>\n\nA *b*", "<p>A <em>b</em></p>"),
        ("A <!-- X\n\nX --> b\n\nC *d*", "<p>C <em>d</em></p>"),
        ("`<!-- a -->` <!-- X -->", "<code>&lt;!-- a --&gt;</code>"),
        ("```\n<!-- a\n```\n\nB", "<pre><code>&lt;!-- a\n</code></pre>\n<p>B</p>"),
        (r"A \<!-- b", "<p>A &lt;!– b</p>"),
        ("A &lt;!-- b", "<p>A &lt;!– b</p>"),
        ("<svg><text><![CDATA[a<b]]></text></svg>", "<text>a&lt;b</text>"),
        ("<script>\n// <!-- a\n</script>", "<script>\n// <!-- a\n</script>"),
    ] {
        let (shown, told) = page_of_base(page);
        assert!(shown.contains(html.trim()), "{page}\n{shown}");
        assert_eq!(told, "", "{page}");
    }
}
