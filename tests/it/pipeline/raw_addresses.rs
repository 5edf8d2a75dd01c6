//! What raw HTML names and says: addresses, variables, and a firm's elements over blank lines.

use crate::harness::{assert_text, flush, site};

/// A small handbook with this page of the base and this one of a firm.
fn pages(base: &str, firm: &str) -> crate::harness::Site {
    site(&format!(
        r#"//- handbook.yaml
title: Test
variables:
  contact: {{default: "Robin & <Co>"}}
  words: {{type: markdown, default: "*Hi*"}}
  away: {{default: "https://away.example/a.png"}}
  script: {{default: "javascript:alert(1)"}}
  picture: {{default: a.png}}
checks:
  broken-link: warning
  missing-asset: warning
  unsafe-url: warning
  unknown-variable: warning
  container-syntax: warning
  unreadable-picture: off
//- base/index.md
# Home
//- base/to/other.md
# Other

## Rules {{#rules}}

Text
//- base/a.png hex
89 50 4E 47 0D 0A 1A 0A
//- base/b.png hex
89 50 4E 47 0D 0A 1A 0A
//- base/page.md
{base}
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/own.md
{firm}
"#,
        base = flush(base).trim_end(),
        firm = flush(firm).trim_end(),
    ))
}

/// What is below a page's own heading.
fn body(site: &crate::harness::Site, edition: &str, path: &str) -> String {
    site.page(edition, path).split_once('\n').expect("a heading").1.trim_end().to_owned()
}

#[track_caller]
fn base_becomes(page: &str, html: &str, problems: &str) {
    let site = pages(page, "Own.");
    assert_text(site.diagnostics(), problems);
    assert_text(format!("{}\n", body(&site, "base", "page")), html);
}

#[track_caller]
fn firm_becomes(page: &str, html: &str, problems: &str) {
    let site = pages("![a](a.png) ![b](b.png)", page);
    let told = site.diagnostics().replace("  editions: acme\n", "");
    assert_text(told.replace("content/firms/acme/own.md", "FILE"), problems);
    assert_text(format!("{}\n", body(&site, "acme", "own")), html);
}

#[test]
fn addresses_in_html_lead_where_links_and_pictures_lead() {
    base_becomes(
        r##"
        <img src="a.png" alt="a" width="90" srcset="a.png, b.png 2x">

        <a class="x" href='to/other.md#rules'>r</a> <a href=to/>t</a> <a href="#here">h</a> text

        > <video poster="a.png"
        > src="b.png"></video>

        <a href="https://x.example/?a=1&amp;b=2">x</a> <img src="data:image/png;base64,AAAA" alt="">

        ## Here
        "##,
        r##"
        <img src="../a.432f4bd1.png" alt="a" width="90" srcset="../a.432f4bd1.png, \
        ../b.432f4bd1.png 2x">
        <p><a class="x" href="../to/other/index.html#rules">r</a> <a href="../to/index.html">t</a> \
        <a href="#here">h</a> text</p>
        <blockquote>
        <p><video poster="../a.432f4bd1.png" src="../b.432f4bd1.png"></video></p>
        </blockquote>
        <p><a href="https://x.example/?a=1&amp;b=2">x</a> <img src="data:image/png;base64,AAAA" \
        alt=""></p>
        <h2 id="here">Here<a class="anchor" tabindex="-1" href="#here" aria-label="Link to this \
        section: Here"></a></h2>
        "##,
        "",
    );
}

#[test]
fn addresses_in_html_that_lead_nowhere_are_told_where_they_stand() {
    base_becomes(
        r##"
        ![a](a.png) ![b](b.png)

        <p><a href="gone.md">x</a>
        <img src="gone.png" alt="What it shows"> <a href="to/other.md#gone">y</a></p>

        > <p>
        > <a href="java&#115;cript:alert(1)">z</a> <img srcset="a.png 1x, no.png 2x">
        > <a href="">e</a></p>
        "##,
        r#"
        <p><img src="../a.432f4bd1.png" alt="a"> <img src="../b.432f4bd1.png" alt="b" \
        loading="lazy" decoding="async"></p>
        <p><a>x</a>
        <img alt="What it shows"> <a>y</a></p>
        <blockquote>
        <p>
        <a>z</a> <img srcset="../a.432f4bd1.png 1x">
        <a href="index.html">e</a></p>
        </blockquote>
        "#,
        r"
        warning[broken-link] content/base/page.md:3:13 no page `gone.md`
          help: links are paths to Markdown files, seen from the file they stand in
        warning[missing-asset] content/base/page.md:4:11 no file `gone.png`
          help: put the file there, or mend the path; it is seen from this page's folder
        warning[broken-anchor] content/base/page.md:4:51 the page `to/other.md` has no section \
        `gone`
          note: its sections: rules
        warning[unsafe-url] content/base/page.md:7:12 `javascript:alert(1)` is not an address that \
        may be published
          help: use a path inside the handbook, or an address that begins with https://, http://, \
        mailto: or tel:
        warning[missing-asset] content/base/page.md:7:67 no file `no.png`
          help: did you mean `a.png`?
        warning[broken-link] content/base/page.md:8:12 this link has no address
          help: write where it leads, or take the brackets away
        ",
    );
}

#[test]
fn what_html_loads_from_other_hosts_is_told() {
    base_becomes(
        r##"
        ![a](a.png) ![b](b.png)

        <img src="https://cdn.example/x.png" alt="x"> <iframe src="//video.example/1"></iframe>

        <img src="{{ away }}" alt="y"><script src="{{ away }}"></script><a href="{{ away }}">z</a>
        <a href="{{ script }}">s</a>
        "##,
        r#"
        <p><img src="../a.432f4bd1.png" alt="a"> <img src="../b.432f4bd1.png" alt="b" \
        loading="lazy" decoding="async"></p>
        <p><img alt="x"> <iframe src="//video.example/1"></iframe></p>
        <p><img alt="y"><script></script><a href="https://away.example/a.png">z</a>
        <a>s</a></p>
        "#,
        r"
        warning[external-image] content/base/page.md:3:11 this image lies on another host: \
        https://cdn.example/x.png
          help: put a copy of it beside the page and name that, or link to it
        warning[external-embed] content/base/page.md:3:60 readers' browsers load this from another \
        host: //video.example/1
          help: put a copy of it beside the page and name that, or link to it: that host learns \
        who reads this page
        warning[external-image] content/base/page.md:5:11 this image lies on another host: \
        https://away.example/a.png
          help: put a copy of it beside the page and name that, or link to it
        warning[external-embed] content/base/page.md:5:44 this is left out: a variable's value \
        leads to another host: https://away.example/a.png
          help: write the address itself, put a copy beside the page, or link to it
        warning[unsafe-url] content/base/page.md:6:10 `javascript:alert(1)` is not an address that \
        may be published
          help: use a path inside the handbook, or an address that begins with https://, http://, \
        mailto: or tel:
        ",
    );
}

#[test]
fn variables_in_html_are_filled_where_they_can_do_no_harm() {
    base_becomes(
        r##"
        ![a](a.png) ![b](b.png)

        <p title='"{{ contact }}"' data-who={{ contact }}>To {{ contact }}, {{ words }} \{{ it }}
        </p>

        <p onclick="f('{{ contact }}')" style="color:{{ contact }}">{{ no.such }} {{ A Name }}</p>
        <script>f("{{ contact }}", "{{ other }}")</script>

        Text <script>g("{{ contact }}")</script> {{ contact }}
        <img src="{{ picture }}" alt="{{ words }}">
        "##,
        r#"
        <p><img src="../a.432f4bd1.png" alt="a"> <img src="../b.432f4bd1.png" alt="b" \
        loading="lazy" decoding="async"></p>
        <p title="&quot;Robin &amp; &lt;Co&gt;&quot;" data-who="Robin &amp; &lt;Co&gt;">To Robin \
        &amp; &lt;Co&gt;, <em>Hi</em> {{ it }}
        </p>
        <p onclick="f('{{ contact }}')" style="color:{{ contact }}">{{ no.such }} {{ A Name }}</p>
        <script>f("{{ contact }}", "{{ other }}")</script>
        <p>Text <script>g(“{{ contact }}”)</script> Robin &amp; &lt;Co&gt;
        <img src="../a.432f4bd1.png" alt="Hi"></p>
        "#,
        r"
        warning[raw-html] content/base/page.md:6:16 `{{ contact }}` is not filled here: in a \
        script, a style or such an attribute a value could run
          help: use it in text, in an address, or in an attribute such as `title`, `alt` or \
        `data-name`, which a script can read
        warning[raw-html] content/base/page.md:6:46 `{{ contact }}` is not filled here: in a \
        script, a style or such an attribute a value could run
          help: use it in text, in an address, or in an attribute such as `title`, `alt` or \
        `data-name`, which a script can read
        warning[unknown-variable] content/base/page.md:6:61 there is no variable `no.such`
          help: declare it under `variables:` in content/handbook.yaml, or write `\{{` to show the \
        braces themselves
        warning[unknown-variable] content/base/page.md:6:75 these braces begin a variable, and \
        there is none
          help: a name has no blanks and no capitals: declare `a.name` under `variables:` in \
        handbook.yaml, and write `{{ a.name }}`; or `\{{` to show the braces themselves
        warning[raw-html] content/base/page.md:7:12 `{{ contact }}` is not filled here: in a \
        script, a style or such an attribute a value could run
          help: use it in text, in an address, or in an attribute such as `title`, `alt` or \
        `data-name`, which a script can read
        warning[raw-html] content/base/page.md:9:17 `{{ contact }}` is not filled here: in a \
        script, a style or such an attribute a value could run
          help: use it in text, in an address, or in an attribute such as `title`, `alt` or \
        `data-name`, which a script can read
        ",
    );
}

#[test]
fn a_container_in_a_block_of_html_is_told() {
    base_becomes(
        r##"
        ![a](a.png) ![b](b.png)

        <div>
        :::details {summary="S"}
        Text
        :::
        </div>

        <div>

        :::details {summary="S"}
        *Text*
        :::

        </div>

        <pre>
        :::details
        </pre>
        "##,
        r#"
        <p><img src="../a.432f4bd1.png" alt="a"> <img src="../b.432f4bd1.png" alt="b" \
        loading="lazy" decoding="async"></p>
        <div>
        :::details {summary="S"}
        Text
        :::
        </div>
        <div>
        <details><summary>S</summary>
        <p><em>Text</em></p>
        </details>
        </div>
        <pre>
        :::details
        </pre>
        "#,
        r"
        warning[container-syntax] content/base/page.md:4:1 this `:::details` stands in a block of \
        HTML, and is shown as it is written
          help: put a blank line before it, and one behind the `:::` that closes it
        ",
    );
}

#[test]
fn a_firms_elements_may_hold_markdown() {
    firm_becomes(
        r"
        <details>
        <summary>More</summary>

        *Text* {{ contact }}

        </details>
        <details><summary>Again</summary>

        <div>

        Two

        </div></details>

        After
        ",
        r"
        <details>
        <summary>More</summary>
        <p><em>Text</em> Robin &amp; &lt;Co&gt;</p>
        </details>

        <details><summary>Again</summary>
        <div>
        <p>Two</p>
        </div>
        </details>
        <p>After</p>
        ",
        "",
    );
}

#[test]
fn a_firms_elements_end_with_what_they_stand_in() {
    firm_becomes(
        r"
        - <div>

          In an item

        </div>

        <details>

        Text

        ## Next

        <table><tr><td>

        Cell

        </td></tr></table>
        ",
        r##"
        <ul>
        <li><div>
        <p>In an item</p>
        </div>
        </li>
        </ul>

        <details>
        <p>Text</p>
        </details>
        <h2 id="next">Next<a class="anchor" tabindex="-1" href="#next" aria-label="Link to this \
        section: Next"></a></h2>
        <table><tbody><tr><td>
        </td></tr></tbody></table><p>Cell</p>
        "##,
        r#"
        warning[raw-html] FILE:1:3 `<div>` is not closed before the section, list item or quote \
        ends in which it stands
          help: put `</div>` there
          note: in 1 of 2 editions: acme
        warning[raw-html] FILE:7:1 `<details>` is not closed before the section, list item or \
        quote ends in which it stands
          help: put `</details>` there, or write `:::details {summary="More"}`
          note: in 1 of 2 editions: acme
        warning[raw-html] FILE:13:1 `<table>` ends with its block of HTML: what follows the blank \
        line is outside
          help: take the blank lines before `</table>` out, or write it in Markdown
          note: in 1 of 2 editions: acme
        "#,
    );
}

#[test]
fn a_firms_html_is_led_and_filled_like_that_of_the_base() {
    firm_becomes(
        r##"
        <p><a href="to/other.md#rules">r</a> <a href="gone.md">g</a> {{ no.such }}
        <img src="a.png" alt="{{ contact }}"> <a href="{{ script }}">s</a></p>

        <p onclick="f()"><a href="{{ away }}">a</a> &#2;script&#2;</p>
        "##,
        r#"
        <p><a href="../to/other/index.html#rules">r</a> <a>g</a> {{ no.such }}
        <img src="../a.432f4bd1.png" alt="Robin &amp; &lt;Co&gt;"> <a>s</a></p>
        <p><a href="https://away.example/a.png">a</a>  script </p>
        "#,
        r"
        warning[unsafe-url] FILE:1:1 `javascript:alert(1)` is not an address that may be published
          help: use a path inside the handbook, or an address that begins with https://, http://, \
        mailto: or tel:
          note: in 1 of 2 editions: acme
        warning[broken-link] FILE:1:47 no page `gone.md`
          help: links are paths to Markdown files, seen from the file they stand in
          note: in 1 of 2 editions: acme
        warning[unknown-variable] FILE:1:62 there is no variable `no.such`
          help: declare it under `variables:` in content/handbook.yaml, or write `\{{` to show the \
        braces themselves
          note: in 1 of 2 editions: acme
        warning[raw-html] FILE:4:1 part of this HTML is left out: a firm may use simple formatting \
        only
          help: write it in Markdown, or ask the handbook's keeper to put it into the base or the \
        theme
          note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn files_that_only_html_names_are_used() {
    let site = pages("<p><img src='a.png' alt='a'><a href='b.png'>b</a></p>", "Own.");
    assert_text(site.diagnostics(), "");
    // Under a name that changes with it, as those that Markdown names.
    assert!(site.editions["base"].keys().all(|path| !path.ends_with("/a.png")));
}
