//! What a firm writes stays harmless: no script in its readers' browsers, no byte in another firm's
//! edition, nothing read or written outside.
//!
//! Every attack is built twice: with all checks at their levels, where most are refused, and with
//! all of them off, where only the way HTML is made protects the reader. The editions are then read
//! as a browser would read them.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use mentorbook::Digest;
use mentorbook::checks::CHECKS;
use mentorbook::{EditionResult, Selection};

use crate::harness::{Files, Site, files, flush, folder, try_build};

const BASE: &str = r#"//- handbook.yaml
title: Handbook
trusted_themes: []
audiences: [mentor, mentee]
variables:
  v.text: {type: text, default: pixel.png}
  v.scheme: {type: text, default: mailto}
  v.url: {type: url, default: "https://example.com"}
  v.email: {type: email, default: a@example.com}
  v.date: {type: date, default: 2026-01-01}
  v.number: {type: number, default: 1}
  v.list: {type: list, default: [a, b]}
  v.markdown: {type: markdown, default: "*text*"}
//- base/index.md
# Home of {{ firm.name }}

[Why](why/index.md)
//- base/why/index.md
---
title: Why {{ v.text }}
description: Because {{ v.text }} and {{ v.markdown }}
---
# Why {{ v.text }} {{ v.markdown }}

## About {{ v.text }} {{ v.markdown }} {{ v.list }} {#about}

{{ v.text }} {{ v.url }} {{ v.email }} {{ v.date }} {{ v.number }} {{ v.list }} {{ v.markdown }}

[a]({{ v.url }}) [b]({{ v.text }}) [c]({{ v.scheme }}:x)
[d](<{{ v.text }}> "{{ v.text }}") [e](#about)
[f](mailto:{{ v.email }}) [g](x{{ v.text }}) [{{ v.text }}](https://example.com/{{ v.text }})
<https://example.com/{{ v.text }}>

![{{ v.text }} {{ v.markdown }}](pixel.png "{{ v.text }}") ![x]({{ v.text }})

| {{ v.text }} | {{ v.markdown }} |
|---|---|
| {{ v.list }} | `{{ v.text }}` |

> [!NOTE] {{ v.text }} {{ v.markdown }}
> {{ v.text }}

``` {{ v.text }} variables
{{ v.text }} {{ v.markdown }}
```

:::details {summary="{{ v.text }} {{ v.markdown }}"}
{{ v.text }}[^{{ v.text }}] [^n]
:::

:::tabs
:::tab {title="{{ v.text }}"}
<b title="{{ v.text }}">raw {{ v.text }}</b>
:::
:::

[^n]: {{ v.text }} {{ v.markdown }}
//- base/why/pixel.png
GIF89apixel
//- base/why/xpixel.png
GIF89apixels
//- base/why/locked.md
## Locked {#locked}
Text
"#;

/// Addresses that run script or leave, each in another disguise.
pub(crate) const ADDRESSES: [&str; 34] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61;vascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "java&#9;script:alert(1)",
    "java&#10;script:alert(1)",
    "java&#13;script:alert(1)",
    "&#1;javascript:alert(1)",
    "&#14;javascript:alert(1)",
    "&#xFEFF;javascript:alert(1)",
    "&#x200B;javascript:alert(1)",
    "&nbsp;javascript:alert(1)",
    "java%0ascript:alert(1)",
    "java%09script:alert(1)",
    "%6aavascript:alert(1)",
    "javascript%3Aalert(1)",
    "javascript:%61lert(1)",
    "javascript://example.com/%0aalert(1)",
    "\\javascript:alert(1)",
    "javascript\\:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data&colon;image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "VBSCRIPT&#x3a;msgbox(1)",
    "livescript:alert(1)",
    "blob:https://evil.example/1",
    "filesystem:https://evil.example/temporary/1",
    "view-source:javascript:alert(1)",
];

/// Raw HTML, as a block of its own and within a line.
pub(crate) const RAW: [&str; 62] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<script src=//evil.example/x.js></script>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "<script src=\"a.js\"",
    "</script><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!DOCTYPE x [<!ENTITY y \"<script>alert(1)</script>\">]>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<? ><script>alert(1)</script> ?>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR = alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=`x`onerror=alert(1)>",
    "<img src=x:x onerror\u{b}=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src='https://evil.example/pixel.png'>",
    "<img srcset='https://evil.example/pixel.png 1x'>",
    "<img src=//evil.example/pixel.png>",
    "<img src='java\tscript:alert(1)'>",
    "<body onload=alert(1)>",
    "<html onmouseover=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x'/>#x\"/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<math><annotation-xml \
     encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>body{background:url(https://evil.example)}</style>",
    "<p style=\"background:url(https://evil.example)\">x</p>",
    "<p style='behavior:url(#x)' class=skip>x</p>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=import href=data:text/html,x>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=\"https://evil.example/\">",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<form action=\"javascript:alert(1)\"><button>x</button></form>",
    "<button formaction=\"javascript:alert(1)\">x</button><input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<video poster=https://evil.example/x.png src=https://evil.example/x.mp4></video>",
    "<table background=\"javascript:alert(1)\"><tr><td \
     background=\"https://evil.example\">x</table>",
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script></xmp>",
    "<textarea><script>alert(1)</script></textarea></title><script>alert(1)</script>",
    "<marquee onstart=alert(1)>x</marquee><a href=\"j&#97;v&#97;script:alert(1)\" \
     target=_blank>x</a>",
];

/// Text that tries to end whatever it stands in: a tag, an attribute, a title, a comment.
pub(crate) const TEXTS: [&str; 20] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "x onmouseover=alert(1) y",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "</script><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&quot; onmouseover=&quot;alert(1)",
    "{{ v.markdown }}{% if true %}<script>{% endif %}",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<https://example.com/\"onmouseover=alert(1)>",
    "[x](https://example.com \"\\\" onmouseover=alert(1) x=\\\"\")",
    "\u{FDD0}C1\u{FDD1} onmouseover=alert(1) x=\u{FDD0}R",
    "`<script>alert(1)</script>` \u{1}\u{7f}\u{85}\u{2028}",
];

/// What Markdown makes attributes, ids, labels and titles of; `@` is the hostile text.
const PLACES: [&str; 30] = [
    "# @",
    "# T {#x@ .c@ k=@}",
    "## @",
    "## T {#@}",
    "## T {#x .@}",
    "## T {onclick=@ style=@ data-x=\"@\" @=@}",
    "## T {#x onclick=\"@\"}",
    "## T {locked=\"@\"}",
    "> ## @ {#@}",
    ":::details {summary=\"@\"}\nx\n:::",
    ":::details {summary='@' open}\nx\n:::",
    ":::details {@}\nx\n:::",
    ":::tabs\n:::tab {title=\"@\"}\nx\n:::\n:::",
    ":::@\nx\n:::",
    ":::only {v.text=\"@\"}\nx\n:::",
    ":::include {from=\"@\"}\n:::",
    ":::collection {from=\"why/index.md\" as=\"@\" only=\"@\"}\n:::",
    "> [!NOTE] @\n> x",
    "> [!@]\n> x",
    "x[^@]\n\n[^@]: @",
    "```@\nx\n```",
    "``` a @ variables\n@\n```",
    "[x](https://example.com \"@\")",
    "[x](https://example.com/@)",
    "[x](<https://example.com/@>)",
    "![@](why/pixel.png \"@\")",
    "[@]: https://example.com/@ '@'\n\n[@]",
    "<https://example.com/@>",
    "| @ |\n|---|\n| `@` |",
    "@\n: @\n\n- [ ] @",
];

/// A firm's page with front matter; `@` is the hostile text, given as a YAML text in quotes.
const FRONTS: [&str; 14] = [
    "title: @",
    "description: @",
    "slug: @",
    "aliases: [@]",
    "aliases: [old, @]",
    "tags: [@]",
    "template: @",
    "kind: @",
    "audience: [@]",
    "owner: @",
    "updated: @",
    "review_every: @",
    "extra: {html: @, @: @}",
    "@: 1",
];

/// A firm.yaml; likewise.
const FIRMS: [&str; 30] = [
    "name: @",
    "name: A\nlanguage: @",
    "name: A\ntheme: @",
    "name: A\nlayers: [@]",
    "name: A\nurl: @",
    "name: A\nurl: \"https://example.com/\"\nrobots: @",
    "name: A\nfooter: {text: @}",
    "name: A\nfooter: {links: [{title: @, url: \"https://example.com\"}]}",
    "name: A\nfooter: {links: [{title: x, url: @}]}",
    "name: A\nnav: [{rename: why, title: @}]",
    "name: A\nnav: [{insert: {title: @, url: \"https://example.com\"}, into: why}]",
    "name: A\nnav: [{insert: {title: x, url: @}, into: why}]",
    "name: A\nnav: [{insert: {title: x, url: @}, before: why}, {hide: @}, {move: @, into: @}]",
    "name: A\nhide: [@]",
    "name: A\nbrand: {logo: assets/logo.svg, logo_alt: @}",
    "name: A\nbrand: {logo: @, logo_dark: @, favicon: @}",
    "name: A\nbrand: {colors: {accent: @}}",
    "name: A\nbrand: {colors_dark: {accent: @}}",
    "name: A\nbrand: {colors: {@: \"#123456\"}}",
    "name: A\nbrand: {fonts: {body: @}}",
    "name: A\nvariables: {v.text: @}",
    "name: A\nvariables: {v.scheme: @}",
    "name: A\nvariables: {v.scheme: @, v.text: @, v.markdown: @}",
    "name: A\nvariables: {v.url: @}",
    "name: A\nvariables: {v.email: @}",
    "name: A\nvariables: {v.date: @, v.number: @}",
    "name: A\nvariables: {v.list: [@, @]}",
    "name: A\nvariables: {v.markdown: @}",
    "name: A\nvariables: {firm.name: @, firm.id: @}",
    "name: A\n@: @",
];

/// More for addresses, colours and fonts than what [`TEXTS`] holds.
pub(crate) const VALUES: [&str; 28] = [
    "javascript",
    "java\tscript",
    "data",
    "https://evil.example/x.png",
    "https://example.com/\"><script>alert(1)</script>",
    "https://example.com/' onmouseover='alert(1)",
    "https://example.com/\u{FDD0}C1\u{FDD1}/onmouseover=alert(1)//",
    "https://example.com/\u{FDD0}C2\u{FDD1}/onmouseover=alert(1)//",
    "mailto:a@example.com?body=\"onmouseover=alert(1)",
    "tel:\"><script>alert(1)</script>",
    "//evil.example/x.js",
    "/\t/evil.example/x.js",
    "\u{1}//evil.example/x.js",
    "\\\\evil.example\\x.js",
    "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "red;} body{background:url(https://evil.example)} x{",
    "#fff;background:url(https://evil.example)",
    "#fff}</style><script>alert(1)</script>",
    "#12345",
    "Georgia;} @import 'https://evil.example/x.css'; x{",
    "url(https://evil.example/x.woff)",
    "\"Georgia",
    "\"a'b\"c'",
    "Georgia\\;color:red",
    "Georgia/**/,serif",
    "expression(alert(1))",
];

/// SVG images that run script or load something, shown or opened.
pub(crate) const SVGS: [&str; 31] = [
    "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg'\nOnLoad = \"alert(1)\"/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'https://evil.example'</style></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' style='background:url(https://evil.example)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' style='background:\\75rl(https://evil.example)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' style='background:u\\rl(https://evil.example)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><path \
     fill='u\\72l(https://evil.example/x.svg#a)'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' \
     style='background:image-set(\"https://evil.example/x.png\" 1x)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' \
     style='background:src(\"https://evil.example/x.png\")'/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><path \
     style='mask-image:-webkit-image-set(\"//evil.example/x.png\" 1x)'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' \
     style='background:image-set(\"https:evil.example/b.png\" 1x)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' style='mask:image-set(\"b.png\" 1x)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' style='cursor:url(https:evil.example/a.cur),auto'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' style='content:url(\"http:evil.example/a.png\")'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' \
     style='background:\\69mage-set(&quot;http:evil.example/a.png&quot; 1x)'/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><path filter='url(http:evil.example/a.svg#f)'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><path marker-end='url(a.svg#m)'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><!--><script>alert(1)</script>--></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><use href='https://evil.example/x.svg#a'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://evil.example/x.png'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><a \
     x:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><body \
     xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><animate attributeName='href' \
     to='javascript:alert(1)'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><x:script \
     xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script></svg>",
    "<?xml-stylesheet href='https://evil.example/x.xsl'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "<!DOCTYPE svg [<!ENTITY x '<script>alert(1)</script>'>]><svg \
     xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
    "<html><script>alert(1)</script></html>",
    "<svg xmlns='http://www.w3.org/2000/svg'><title><![CDATA[x]]></title></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'a='1'onload='alert(1)'/>",
    "<?xml version='1.0' encoding='utf-7'?><svg \
     xmlns='http://www.w3.org/2000/svg'>+ADw-script+AD4-</svg>",
];

/// Names of files that browsers run or servers obey.
const FILES: [&str; 29] = [
    "a.html",
    "a.HTM",
    "a.js",
    "a.mjs",
    "a.css",
    "a.xhtml",
    "a.xht",
    "a.xml",
    "a.xsl",
    "a.mht",
    "a.shtml",
    "a.svgz",
    "a.swf",
    "a.wasm",
    "a.json",
    "a.webmanifest",
    "a.htaccess",
    "a.php",
    "a.png.html",
    "a.html.",
    "a",
    "_headers",
    "a.pdf.js",
    "theme/static/a.js",
    "theme/templates/page.html",
    "theme/theme.yaml",
    "_assets/theme.js",
    "web.config",
    "a.hta",
];

#[test]
fn a_firm_that_means_no_harm_is_published() {
    let firm = [("firm.yaml", "name: A\n".to_owned()), ("p.md", "[x](why/index.md)\n".to_owned())];
    let site = built(
        &[("a firm".to_owned(), firm.map(|(path, text)| (path.to_owned(), text)).to_vec())],
        true,
    );
    site.assert_clean();
    assert_eq!(site.editions.len(), 1);
}

#[test]
fn addresses_in_disguise_run_nothing() {
    attack_pages(ADDRESSES.map(|address| {
        flush(&format!(
            r#"
            [a]({address}) [b](<{address}> "t") ![c]({address}) [d][r] ![e][r] <{address}>

            [r]: <{address}>

            <a href="{address}">f</a>

            <p><a href='{address}'>g</a><img src="{address}"><q cite="{address}">x</q></p>

            :::include {{from="{address}"}}
            :::
            "#
        ))
    }));

    // One by one, so that none is refused for the sake of another.
    attack_pages(ADDRESSES.map(|address| format!("[a]({address})\n")));
    attack_pages(ADDRESSES.map(|address| format!("[a](<{address}>)\n")));
    attack_pages(ADDRESSES.map(|address| format!("![a]({address})\n")));
    attack_pages(ADDRESSES.map(|address| format!("<a href=\"{address}\">a</a>\n")));
    attack_pages(
        ["https://evil.example/x.png", "http://evil.example/x.png", "//evil.example/x.png"]
            .map(|address| format!("![a]({address})\n")),
    );
}

#[test]
fn raw_html_runs_nothing() {
    attack_pages(RAW.map(|html| format!("{html}\n\nText\n")));
    attack_pages(RAW.map(|html| format!("Text {html} text\n")));
    attack_pages(RAW.map(|html| {
        flush(&format!(
            r"
            <div>
            {html}

            ## {html}

            - {html}

            > {html}

            |a|
            |-|
            |{html}|
            </div>
            "
        ))
    }));
}

#[test]
fn texts_stay_texts_wherever_they_stand() {
    for place in PLACES {
        attack_pages(TEXTS.map(|text| format!("{}\n", place.replace('@', text))));
    }
}

#[test]
fn front_matter_runs_nothing() {
    for front in FRONTS {
        attack_pages(
            TEXTS.map(|text| format!("---\n{}\n---\nText\n", front.replace('@', &quoted(text)))),
        );
    }
}

#[test]
fn firm_yaml_runs_nothing() {
    let mut found = Vec::new();
    for firm in FIRMS {
        let files = |text: &&str| {
            let yaml = ("firm.yaml".to_owned(), format!("{}\n", firm.replace('@', &quoted(text))));
            vec![
                yaml,
                (
                    "assets/logo.svg".to_owned(),
                    "<svg xmlns='http://www.w3.org/2000/svg'/>\n".to_owned(),
                ),
            ]
        };
        found.extend(harm(TEXTS.iter().chain(&VALUES).map(files).collect()));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn images_of_a_firm_run_nothing() {
    let files = |svg: &&str| {
        let brand = "name: A\nbrand: {logo: assets/logo.svg, favicon: assets/logo.svg}\n";
        let page = "![x](assets/logo.svg) [y](assets/logo.svg)\n";
        [("firm.yaml", brand), ("assets/logo.svg", svg), ("p.md", page)]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .to_vec()
    };
    attack(SVGS.iter().map(files).collect());
}

#[test]
fn files_of_a_firm_run_nothing() {
    let files = |name: &&str| {
        let page = format!("[x](<{name}>)\n");
        vec![
            firm_yaml(),
            ((*name).to_owned(), "<script>alert(1)</script>\n".to_owned()),
            ("p.md".to_owned(), page),
        ]
    };
    attack(FILES.iter().map(files).collect());
}

#[test]
fn overrides_run_nothing() {
    for operation in ["replace", "append", "prepend", "before=about", "after=about"] {
        let files = |html: &&str| {
            let id = if operation.contains('=') { "new" } else { "about" };
            let page = format!(
                "---\noverride: sections\n---\n## {html} {{#{id} {operation}}}\n\n{html}\n"
            );
            vec![firm_yaml(), ("why/index.md".to_owned(), page)]
        };
        attack(RAW.iter().chain(&TEXTS).map(files).collect());
    }
}

/// The files of one firm: paths in its folder, and texts.
pub(crate) type Firm = Vec<(String, String)>;

fn firm_yaml() -> (String, String) {
    ("firm.yaml".to_owned(), "name: A\n".to_owned())
}

/// Each page in a firm of its own.
fn attack_pages<const N: usize>(pages: [String; N]) {
    attack(pages.map(|page| vec![firm_yaml(), ("p.md".to_owned(), page)]).to_vec());
}

/// Builds the firms with the checks on and off, and looks at what would be published.
fn attack(firms: Vec<Firm>) {
    let mut harm = harm(firms);
    harm.truncate(12);
    assert!(harm.is_empty(), "{}", harm.join("\n"));
}

/// What the firms could do to their readers.
fn harm(firms: Vec<Firm>) -> Vec<String> {
    let firms: Vec<(String, Firm)> = firms.into_iter().map(|firm| (shown(&firm), firm)).collect();

    // Most files are the same in both, and in many editions.
    let mut seen = HashSet::new();
    let mut harm = Vec::new();
    for checked in [true, false] {
        let site = built(&firms, checked);
        for outcome in &site.run.outcomes {
            let at: usize = outcome.name.trim_start_matches("firm-").parse().unwrap();
            let (context, _) = &firms[at];
            let diagnostics = &outcome.diagnostics;
            assert!(
                diagnostics.iter().all(|found| found.check.name != "internal"),
                "{diagnostics:?}\n{context}"
            );
            let Some(edition) = site.editions.get(&outcome.name) else {
                let refused = matches!(outcome.result, EditionResult::Refused);
                assert!(
                    refused && (!checked || !diagnostics.is_empty()),
                    "neither built nor refused: {context}"
                );
                continue;
            };
            let new = edition.iter().filter(|(_, bytes)| seen.insert(Digest::of(bytes)));
            let found = new.filter_map(|(path, bytes)| {
                Some(format!("{} in {path} of this firm:\n{context}", look_at(path, bytes).err()?))
            });
            harm.extend(found.take(1));
        }
    }
    harm
}

pub(crate) fn shown(firm: &Firm) -> String {
    firm.iter()
        .map(|(path, text)| {
            format!(
                r"
//- {path}
{text}
"
            )
        })
        .collect()
}

pub(crate) fn built(firms: &[(String, Firm)], checked: bool) -> Site {
    let off: String = CHECKS.iter().map(|check| format!("  {}: off\n", check.name)).collect();
    let levels = if checked { String::new() } else { format!("checks:\n{off}") };
    let mut files =
        files(&BASE.replace("trusted_themes: []\n", &format!("trusted_themes: []\n{levels}")));
    // The theme that readers see, not the bare one of other tests.
    files.retain(|path, _| !path.starts_with("themes/"));
    for (at, (_, firm)) in firms.iter().enumerate() {
        files.extend(firm.iter().map(|(path, text)| {
            (format!("content/firms/firm-{at}/{path}"), text.clone().into_bytes())
        }));
    }
    let all = (0..firms.len()).map(|at| format!("firm-{at}")).collect();
    let selection = Selection { firms: all, ..Selection::default() };
    try_build(files, selection).unwrap_or_else(|error| panic!("{error:?}"))
}

/// A text as YAML in double quotes.
pub(crate) fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if (c as u32) < 0x20 || (0x7f..0xa0).contains(&(c as u32)) => {
            format!("\\x{:02x}", c as u32)
        }
        c if !c.is_ascii() => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

// Reading as a browser does.

/// Elements that the default theme, Markdown and a firm's simple HTML may make.
const ELEMENTS: [&str; 86] = [
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "abbr",
    "acronym",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "circle",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "path",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];
/// A few more that show and do nothing.
const MORE_ELEMENTS: [&str; 5] = ["area", "map", "rtc", "wbr", "tfoot"];
/// Attributes that hold an address a reader may follow.
const LINKS: [&str; 8] =
    ["href", "action", "formaction", "cite", "longdesc", "ping", "xlink:href", "manifest"];
/// Attributes that make a browser load something at once.
const LOADS: [&str; 8] =
    ["src", "srcset", "poster", "background", "data", "lowsrc", "dynsrc", "imagesrcset"];

/// What a file of an edition could do that it must not.
fn look_at(path: &str, bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let ending = path
        .rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .map_or("", |(_, ending)| ending);
    let fine = match ending {
        // Where a lost page's styles wait for its script, and stand for those who run none.
        "html" if path == "404.html" => return html(&text, &["template", "noscript"]),
        "html" => return html(&text, &[]),
        "svg" => return svg(&text),
        "css" if path.starts_with("_assets/tokens.") => return tokens(&text),
        "xml" => path == "sitemap.xml" && !text.to_lowercase().contains("<script"),
        "js" if path.starts_with("search/") => is_one_text_for_the_search(&text),
        "js" | "css" | "woff2" => {
            is_themes_own(path) && !text.contains("alert(1)") && !text.contains("evil.example")
        }
        "json" => path == "manifest.json",
        "txt" | "png" | "pdf" => true,
        _ => false,
    };
    let inside = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    if fine && inside { Ok(()) } else { Err("a file that may not be published".to_owned()) }
}

/// Whether an address is that of a file of the theme: from a page up, or for a lost one from the top
/// of the firm's site down.
fn is_own_address(address: &str) -> bool {
    let from_the_top = address.starts_with('/') && !leaves(address);
    let at = if from_the_top { address.rfind("_assets/").unwrap_or_default() } else { 0 };
    is_themes_own(address[at..].trim_start_matches("../"))
}

/// Whether a file is one of the default theme's own, or made from them.
fn is_themes_own(path: &str) -> bool {
    static FILES: LazyLock<Files> = LazyLock::new(|| folder("themes/default/static"));
    let names = FILES.keys().map(|file| file.trim_start_matches("themes/default/static/"));
    // Made from the theme's words.
    let mut names = names.chain(["words.js"]);
    let Some(path) = path.strip_prefix("_assets/") else { return false };
    names.any(|name| {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        path.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'))
    })
}

/// Whether a script does nothing but hand one text on: `handbook.search.take("terms", 0, "…", '…')`.
fn is_one_text_for_the_search(script: &str) -> bool {
    let arguments = script.strip_prefix("handbook.search.take(\"");
    let Some(arguments) = arguments.and_then(|rest| rest.strip_suffix("')\n")) else {
        return false;
    };
    let Some((before, text)) = arguments.split_once('\'') else { return false };

    // Nothing in it ends the text.
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '\n' | '\r' => return false,
            '\\' if letters.next().is_none() => return false,
            _ => {}
        }
    }
    before.chars().all(|c| c.is_ascii_alphanumeric() || "\", ".contains(c))
}

fn html(text: &str, more: &[&str]) -> Result<(), String> {
    // With and without script: what stands in <noscript> is read differently.
    let modes: &[bool] = if text.contains("noscript") { &[true, false] } else { &[true] };
    let is_redirect = text.contains("http-equiv=\"refresh\"");
    let mut harm = Ok(());
    for &scripting_enabled in modes {
        let options = ParseOpts {
            tree_builder: TreeBuilderOpts { scripting_enabled, ..Default::default() },
            ..Default::default()
        };
        let dom = parse_document(RcDom::default(), options).one(text);
        each_element(&dom.document, &mut |name, attributes, node| {
            let harm_done = harm_of(name, attributes, node, is_redirect);
            if let Some(what) = harm_done.filter(|_| !more.contains(&name)) {
                harm = Err(format!("{what} (<{name} {attributes:?}>)"));
            }
        });
    }
    harm
}

/// What an element does that it must not.
fn harm_of(
    name: &str,
    attributes: &Attributes,
    node: &Handle,
    is_redirect: bool,
) -> Option<&'static str> {
    let get = |key: &str| attributes.get(key).map(String::as_str);
    let calls_out = |address: &str| scheme(address).is_some() || leaves(address);
    if !ELEMENTS.contains(&name) && !MORE_ELEMENTS.contains(&name) {
        return Some("a foreign element");
    }
    let own_script = get("src").is_some_and(is_own_address) && node.children.borrow().is_empty();

    if name == "script" && !own_script {
        return Some("a script");
    }
    if name == "link"
        && !matches!(get("rel"), Some("stylesheet" | "icon" | "apple-touch-icon" | "canonical"))
    {
        return Some("a link element");
    }
    let target = get("content").and_then(|content| content.strip_prefix("0; url="));
    if name == "meta"
        && get("http-equiv").is_some()
        && (!is_redirect || target.is_none_or(calls_out))
    {
        return Some("a refresh");
    }
    for (attribute, value) in attributes {
        let attribute = attribute.as_str();
        if attribute.starts_with("on") || matches!(attribute, "style" | "srcdoc") {
            return Some("a handler or style");
        }
        let loads = LOADS.contains(&attribute) || (name == "link" && attribute == "href");
        let mut addresses =
            value.split(',').map(|part| part.split_whitespace().next().unwrap_or_default());
        if loads && (calls_out(value) || addresses.any(calls_out)) {
            return Some("a load from elsewhere");
        }
        let known = scheme(value)
            .is_none_or(|scheme| ["http", "https", "mailto", "tel"].contains(&scheme.as_str()));
        if LINKS.contains(&attribute) && (!known || leaves(value)) {
            return Some("an unsafe address");
        }
    }
    None
}

type Attributes = BTreeMap<String, String>;

/// The scheme of an address as the URL standard finds it.
fn scheme(address: &str) -> Option<String> {
    let address = as_browsers_see(address);
    let (scheme, _) = address.split_once(':')?;
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let goes_on = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (begins && goes_on).then(|| scheme.to_ascii_lowercase())
}

/// Whether a relative address goes to another host.
fn leaves(address: &str) -> bool {
    let address = as_browsers_see(address).replace('\\', "/");
    address.starts_with("//")
}

/// Control characters and spaces go from the ends, tabs and line ends from everywhere.
fn as_browsers_see(address: &str) -> String {
    address
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

fn each_element(node: &Handle, call: &mut dyn FnMut(&str, &Attributes, &Handle)) {
    if let NodeData::Element { name, attrs, template_contents, .. } = &node.data {
        let attribute = |attribute: &html5ever::Attribute| {
            let prefix = attribute
                .name
                .prefix
                .as_ref()
                .map(|prefix| format!("{prefix}:"))
                .unwrap_or_default();
            (
                format!("{prefix}{}", attribute.name.local).to_lowercase(),
                attribute.value.to_string(),
            )
        };
        call(&name.local.to_lowercase(), &attrs.borrow().iter().map(attribute).collect(), node);
        if let Some(inside) = template_contents.borrow().as_ref() {
            each_element(inside, call);
        }
    }

    for child in node.children.borrow().iter() {
        each_element(child, call);
    }
}

/// The stylesheet of tokens: custom properties of plain values, and the lines around them.
fn tokens(css: &str) -> Result<(), String> {
    const FRAME: [&str; 9] = [
        "",
        ":root {",
        "}",
        "@media screen and (prefers-color-scheme: dark) {",
        ":root:not([data-theme=light]) {",
        "@media screen {",
        ":root[data-theme=dark] {",
        "  color-scheme: light;",
        "  color-scheme: dark;",
    ];

    let fine = |line: &&str| {
        let setting = line
            .strip_prefix("  --")
            .and_then(|line| line.strip_suffix(';'))
            .and_then(|line| line.split_once(": "));
        setting.map_or(FRAME.contains(line), |(name, value)| {
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && (is_plain_css(value) || is_size_of_the_theme(name, value))
        })
    };

    match css.split('\n').find(|line| !fine(line)) {
        Some(line) => Err(format!("the line `{line}`")),
        None => Ok(()),
    }
}

/// What only a theme can set: a size that grows with the window, as lengths in one `clamp`; and
/// that of running text, as one of those.
fn is_size_of_the_theme(name: &str, value: &str) -> bool {
    if (name, value) == ("text-size", "var(--size-3)") {
        return true;
    }

    let lengths = value.strip_prefix("clamp(").and_then(|value| value.strip_suffix(')'));
    name.starts_with("size-")
        && lengths.is_some_and(|lengths| {
            lengths.chars().all(|c| c.is_ascii_alphanumeric() || " .,+-".contains(c))
        })
}

/// Colours, lengths and names, quotes in pairs; nothing that calls, escapes, comments or ends.
fn is_plain_css(value: &str) -> bool {
    let mut quote = None;
    for c in value.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            _ => {}
        }
    }
    quote.is_none()
        && value.chars().all(|c| c.is_alphanumeric() || " #,.'\"-_%".contains(c))
        && !value.contains("--")
}

/// An image, whether it is shown or opened by itself.
fn svg(text: &str) -> Result<(), String> {
    let dom = parse_document(RcDom::default(), ParseOpts::default())
        .one(format!("<!doctype html>{text}").as_str());
    let runs = [
        "script",
        "style",
        "foreignobject",
        "image",
        "a",
        "animate",
        "animatetransform",
        "set",
        "iframe",
    ];

    let mut harm = Ok(());
    each_element(&dom.document, &mut |name, attributes, _| {
        let harmful = |(attribute, value): (&String, &String)| {
            let plain = css_unescaped(value).to_lowercase().replace("url(#", "");
            let calls = ["url(", "src(", "image-set(", "@import", "javascript:", "http:", "https:"]
                .iter()
                .any(|call| plain.contains(call));
            let calls = calls && !attribute.trim_start_matches(':').starts_with("xmlns");
            let leads_out = attribute.ends_with("href") && !value.starts_with('#');
            attribute.starts_with("on") || calls || leads_out
        };
        if runs.contains(&name) || attributes.iter().any(harmful) {
            harm = Err(format!("<{name} {attributes:?}>"));
        }
    });

    if text.contains("<!ENTITY") || text.contains("<?xml-") {
        return Err("a declaration".to_owned());
    }
    harm
}

/// CSS with its backslash escapes resolved and without white space.
fn css_unescaped(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.chars().take(6).take_while(char::is_ascii_hexdigit).count();
        if digits > 0 {
            out.extend(u32::from_str_radix(&rest[..digits], 16).ok().and_then(char::from_u32));
            rest = rest[digits..].strip_prefix(' ').unwrap_or(&rest[digits..]);
        }
    }
    out.push_str(rest);
    out.retain(|c| !c.is_whitespace());
    out
}

#[test]
fn the_eye_of_these_tests_sees_attacks() {
    let page = |body: &str| format!("<!doctype html><title>x</title>{body}");
    for body in RAW {
        // What the parser itself makes harmless: comments, declarations, texts.
        let dead = [
            "<!--[if",
            "<![CDATA",
            "<!DOCTYPE",
            "<script src=\"a.js\"",
            "<scr<script>",
            "<img/src=x/onerror",
            "<img src=`x`",
        ];
        if dead.iter().any(|start| body.starts_with(start)) {
            continue;
        }
        assert!(html(&page(body), &[]).is_err(), "{body}");
    }

    assert_eq!(
        html(
            &page(
                "<p><a href='a/b.html#c'>x</a><img src='a.png'> <a href='https://example.com'>y</a>"
            ),
            &[]
        ),
        Ok(())
    );
    for address in [
        "javascript:x",
        " jAva\tscript:x",
        "\u{1}data:x",
        "//evil.example",
        "/\t/evil.example",
        "\\/evil.example",
    ] {
        assert!(scheme(address).is_some() || leaves(address), "{address}");
    }

    for value in ["red;}", "url(x)", "\"a", "\"a'b\"c'", "a\\b", "a/**/b", "}"] {
        assert!(!is_plain_css(value), "{value}");
    }
}

// One firm and another.

/// A firm with a word of its own in everything it can write: `@` is the word.
const FULL_FIRM: &str = r##"//- firms/@/firm.yaml
name: @name
language: en
layers: [uk]
url: "https://@url.example"
robots: index
brand:
  logo: assets/@logo.svg
  logo_dark: assets/@dark.svg
  logo_alt: "@alt"
  favicon: assets/@icon.png
  fonts: {body: "@font, serif"}
footer:
  text: "@footer"
  links: [{title: "@link", url: "https://@footer.example"}]
variables:
  v.text: "@text"
  v.url: "https://@variable.example"
  v.email: "@mail@example.com"
  v.list: ["@item", b]
  v.markdown: "*@markdown*"
nav:
- {rename: why, title: "@renamed"}
- {insert: {title: "@inserted", url: "https://@nav.example"}, after: why}
//- firms/@/assets/@logo.svg
<svg xmlns='http://www.w3.org/2000/svg'><title>@svg</title></svg>
//- firms/@/assets/@dark.svg
<svg xmlns='http://www.w3.org/2000/svg'><title>@svgdark</title></svg>
//- firms/@/assets/@icon.png
GIF89a@png
//- firms/@/why/pixel.png
GIF89a@pixel
//- firms/@/shared.txt
@sharedname
//- firms/@/@page.md
---
title: "@title"
description: "@description"
aliases: ["@alias"]
tags: ["@tag"]
owner: "@owner"
extra: {"@key": "@value"}
---
# @heading
## @section {#@id .@class data-k=@data}
@body[^@note] ![@image](assets/@icon.png "@tooltip") [file](shared.txt)

:::details {summary="@summary"}
`@code`
:::

[^@note]: @footnote
//- firms/@/why/index.md
---
override: sections
description: "@overridden"
---
## @replaced {#about replace}
@replacement
//- firms/@/why/locked.md
---
override: page
---
# @whole
@page
//- firms/@/theme/templates/page.html
{% extends "layout.html" %}
{% block content %}@template {{ page.body | safe }}{% block after_body %}{% endblock
after_body %}{% endblock content %}
//- firms/@/theme/static/own.css
/* @style */
"##;

#[test]
fn no_word_of_a_firm_is_in_another_edition() {
    let words = ["zqalpha", "zqbeta", "zqgamma"];
    let head = BASE.replace(
        "trusted_themes: []\n",
        &flush(
            r"
            trusted_themes: [zqbeta]
            editions:
              everyone: {audiences: [mentor, mentee]}
              mentors: {audiences: [mentor]}
            ",
        ),
    );

    let layer = &flush(
        r"
        //- layers/uk/layer.yaml
        name: UK
        //- layers/uk/law.md
        # Law of {{ firm.name }}
        ",
    );

    let firms: String = words
        .iter()
        .map(|word| FULL_FIRM.replace('@', word).replace(&format!("mail{word}"), "mail@"))
        .collect();
    let firms = firms.replace("name: zqgammaname", "name: zqgammaname\nbogus: zqgammabogus");
    for off in [false, true] {
        let levels: String =
            CHECKS.iter().map(|check| format!("  {}: off\n", check.name)).collect();
        let head = if off {
            head.replace("title: Handbook", &format!("title: Handbook\nchecks:\n{levels}"))
        } else {
            head.clone()
        };
        let mut files = files(&format!("{head}{layer}{firms}"));
        files.retain(|path, _| !path.starts_with("themes/"));
        let site = try_build(files, Selection::default()).unwrap();
        // The third has an error, so that a refused firm is among them; the first a theme nobody
        // trusts.
        let built = if off { 8 } else { 4 };
        assert_eq!(site.editions.len(), built, "{}", site.diagnostics());
        for (edition, files) in &site.editions {
            for word in words.iter().filter(|word| edition.split('.').next() != Some(word)) {
                for (path, bytes) in files {
                    assert!(!path.contains(word), "{word} in the address {path} of {edition}");
                    let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
                    assert!(!found, "{word} in {edition}/{path}");
                }
            }
        }
        let own = &site.editions["zqbeta"];
        let joined: String = own
            .iter()
            .map(|(path, bytes)| path.clone() + &String::from_utf8_lossy(bytes))
            .collect();
        let missing: Vec<&str> = [
            "name",
            "text",
            "title",
            "replacement",
            "whole",
            "png",
            "style",
            "template",
            "renamed",
            "font",
        ]
        .into_iter()
        .filter(|part| !joined.contains(&format!("zqbeta{part}")))
        .collect();
        assert!(missing.is_empty(), "the words are not even in its own edition: {missing:?}");
    }
}

#[test]
fn a_firm_cannot_reach_another_firms_files() {
    let ways = [
        "../firm-1/secret",
        "../../firm-1/secret",
        "../../firms/firm-1/secret",
        "/../firm-1/secret",
        "/firms/firm-1/secret",
        "..%2ffirm-1%2fsecret",
        "%2e%2e/firm-1/secret",
        "..\\firm-1\\secret",
        "x/../../firm-1/secret",
        "/content/firms/firm-1/secret",
        "./../firm-1/./secret",
    ];

    let page = |way: &str| {
        flush(&format!(
            r#"
            :::include {{from="{way}.md"}}
            :::
            :::collection {{from="{way}.md" as=cards}}
            :::
            [a]({way}.md) [b]({way}.md#zqsecret) ![c]({way}.png) [d]({way}.txt)
            "#
        ))
    };

    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let other = vec![
        file("firm.yaml", "name: B\n"),
        file("secret.md", "## zqsecret\nzqsecret\n"),
        file("secret.png", "zqsecret"),
        file("secret.txt", "zqsecret"),
        file("theme/templates/page.html", "zqsecret"),
    ];

    for way in ways {
        for theme in
            ["", "theme: ../../content/firms/firm-1/theme\n", "layers: [firm-1, ../firms/firm-1]\n"]
        {
            let yaml =
                format!("name: A\n{theme}brand: {{logo: '{way}.png', favicon: '{way}.png'}}\n");
            let firm = vec![file("firm.yaml", &yaml), file("p.md", &page(way))];
            let site = built(&[(String::new(), firm), (String::new(), other.clone())], false);
            let Some(edition) = site.editions.get("firm-0") else { continue };
            for (path, bytes) in edition {
                let text = String::from_utf8_lossy(bytes);
                // Its own links name the section they ask for.
                assert!(
                    !text.replace("#zqsecret", "").contains("zqsecret"),
                    "{way}: {path}: {text}"
                );
            }
        }
    }
}
