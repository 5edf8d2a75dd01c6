//! `mentorbook serve`: what it shows while files change, how much work that is, and what it says of
//! mistakes.

mod locks;
mod too_large;

use std::fs;
use std::io::{BufRead, Write};
use std::time::Instant;

use serde_json::Value;

use crate::harness::{Answer, Preview, SOON, flush};

const FIRMS: &str = r#"
//- handbook.yaml
title: Handbook
variables:
  contact: {type: text, required: true}
checks: {drifted-override: off}
//- base/index.md
# Home
//- base/a.md
---
title: First
---
Words of the base.

## Notes {#notes}

Base notes.
//- base/b.md
---
title: Second
---
See [the first](a.md). {{ contact }}
//- base/shows.md
---
title: Shows
---
:::include {from=a.md#notes}
:::
//- firms/acme/firm.yaml
name: Acme
variables: {contact: Ann}
//- firms/birch/firm.yaml
name: Birch
variables: {contact: Ben}
//- firms/birch/a.md
---
override: page
---
Birch's own page.

## Notes {#notes}

Birch's notes.
//- themes/default/templates/page.html
<html><head><title>{{ page.title }}</title></head><body><nav>{{ nav }}</nav>{{
page.body }}</body></html>
//- themes/default/templates/404.html
<html><head></head><body>not found</body></html>
//- themes/default/templates/nav.html
{% for item in items %}<a href="{{ item.href }}"{{ item.current |
safe }}>{{ item.title }}</a>{% endfor %}
//- themes/default/templates/redirect.html
<a href="{{ target }}">{{ title }}</a>
"#;

#[test]
fn an_edit_is_shown_and_nothing_else_is_done() {
    let preview = Preview::of(FIRMS);
    for page in [
        "/base/a/",
        "/acme/a/",
        "/acme/b/",
        "/birch/a/",
        "/birch/b/",
        "/acme/shows/",
        "/birch/shows/",
    ] {
        assert_eq!(preview.get(page).status, 200, "{page}");
    }

    let (parsed, rendered) = preview.work();
    let a = fs::read_to_string(preview.path("base/a.md")).expect("read");
    preview.put("base/a.md", &a.replace("Words of the base.", "Other words."));
    preview.wait_for("/acme/a/", "Other words.");
    for page in ["/acme/a/", "/acme/b/", "/birch/a/", "/birch/b/", "/birch/shows/"] {
        preview.get(page);
    }

    // One file, one page; Birch has replaced it, and the other pages do not show it.
    assert_eq!(preview.work(), (parsed + 1, rendered + 1));

    // The page that shows a section of it is rendered again.
    preview.get("/acme/shows/");
    assert_eq!(preview.work(), (parsed + 1, rendered + 2));

    // A title is shown by all pages of the navigation.
    preview.put("base/a.md", &a.replace("title: First", "title: Primary"));
    preview.wait_for("/acme/b/", "Primary");
    assert_eq!(preview.work(), (parsed + 2, rendered + 3));

    // A firm's own page concerns nobody else.
    preview.put("firms/birch/own.md", "# Own\n");
    preview.wait_for("/birch/own/", "Own");
    preview.get("/acme/b/");
    let (parsed_now, rendered_now) = preview.work();
    assert_eq!(parsed_now, parsed + 3);
    preview.get("/acme/b/");
    assert_eq!(preview.work(), (parsed_now, rendered_now));
}

/// A glossary's words are shown on other pages, though editing them changes nobody's title or
/// address.
#[test]
fn a_term_explained_anew_is_explained_so_on_every_page() {
    let glossary =
        |meaning: &str| format!("---\nkind: glossary\n---\n## Sponsor {{#sponsor}}\n\n{meaning}\n");
    let preview = Preview::of(&format!(
        r"
//- base/index.md
# Home

Ask the sponsor.
//- base/glossary.md
{}",
        glossary("Who speaks for it.")
    ));

    preview.wait_for("/base/", "Who speaks for it.");
    preview.put("base/glossary.md", &glossary("Who stands up for it."));
    preview.wait_for("/base/", "Who stands up for it.");
}

/// What a page showed is remembered by number, and there may be fewer pages later.
#[test]
fn a_page_that_shows_another_is_there_when_others_go() {
    let preview = Preview::of(
        r"
        //- base/index.md
        # Home

        :::include {from=z.md}
        :::
        //- base/a.md
        # A
        //- base/b.md
        # B
        //- base/z.md
        # Z

        The last.
        ",
    );

    preview.wait_for("/base/", "The last.");
    fs::remove_file(preview.path("base/a.md"))
        .and_then(|()| fs::remove_file(preview.path("base/b.md")))
        .expect("gone");
    preview.wait_for_line("content/base/a.md");
    let home = preview.get("/base/");
    assert_eq!(home.status, 200);
    assert!(home.text().contains("The last."));
}

#[test]
fn what_cannot_be_read_stands_as_it_was_and_is_said_in_the_words_of_the_terminal() {
    let preview = Preview::of(FIRMS);
    assert_eq!(preview.problems("acme")["errors"], 0);
    let a = fs::read_to_string(preview.path("base/a.md")).expect("read");
    preview.put("base/a.md", &a.replace("title: First", "title: [First"));
    preview.wait_for_line("error[yaml-syntax]");
    let problems = preview.problems("acme");
    assert_eq!(problems["errors"], 1, "{problems}");
    let problem = &problems["list"][0];
    assert_eq!(
        (problem["file"].as_str(), problem["check"].as_str()),
        (Some("content/base/a.md"), Some("yaml-syntax"))
    );
    let text = problem["text"].as_str().expect("text");
    assert!(text.contains("--> content/base/a.md:2:") && text.contains("title: [First"), "{text}");
    let open = problem["open"].as_str().expect("an address");
    assert!(open.starts_with("vscode://file/") && open.contains("/content/base/a.md:2:"), "{open}");

    // The page as it last was, its title in the navigation of others, too.
    assert!(preview.get("/acme/a/").text().contains("Words of the base."));
    assert!(preview.get("/acme/b/").text().contains("First"));
    preview.put("base/a.md", &a.replace("Words of the base.", "Mended words."));
    preview.wait_for("/acme/a/", "Mended words.");
    assert_eq!(preview.problems("acme")["errors"], 0);
    preview.wait_for_line("All is well");

    let handbook = fs::read_to_string(preview.path("handbook.yaml")).expect("read");
    preview.put("handbook.yaml", "title: [\n");
    preview.wait_for_line("error[yaml-syntax]");
    let problems = preview.problems("birch");
    assert_eq!((&problems["trouble"], &problems["errors"]), (&true.into(), &1.into()));
    assert!(preview.get("/birch/a/").text().contains("own page."));
    preview.put("handbook.yaml", &handbook.replace("title: Handbook", "title: Mended"));
    preview.wait_for("/", "Mended");
    assert_eq!(preview.problems("birch")["errors"], 0);

    let page = preview.root().join("themes/default/templates/page.html");
    let template = fs::read_to_string(&page).expect("read");
    fs::write(&page, "{% if %}").expect("written");
    preview.wait_for_line("error[template-error]");
    assert!(preview.get("/acme/a/").text().contains("Mended words."));
    fs::write(&page, template.replace("<body>", "<body class=new>")).expect("written");
    preview.wait_for("/acme/a/", "<body class=new>");
    assert_eq!(preview.problems("acme")["errors"], 0);

    // It can be rendered, but not this page: it stands as it last was, and is told once somebody
    // looks.
    preview.put("base/b.md", "---\ntitle: Second\ntemplate: none.html\n---\nNew words.\n");
    preview.wait_for_line("content/base/b.md");
    assert_eq!(preview.problems("acme")["errors"], 0);
    preview.wait_for("/acme/b/", "See ");
    let begun = Instant::now();
    while preview.problems("acme")["errors"] != 1 {
        assert!(begun.elapsed() < SOON, "{}", preview.problems("acme"));
    }
    preview.put("base/b.md", "---\ntitle: Second\n---\nNew words.\n");
    preview.wait_for("/acme/b/", "New words.");
    assert_eq!(preview.problems("acme")["errors"], 0);
}

#[test]
fn an_address_that_is_none_gets_the_editions_page_with_whole_links() {
    let preview = Preview::of(FIRMS);
    let template = "<head></head>{{ root }} {{ nav | safe }}";
    preview.put("../themes/default/templates/404.html", template);
    preview.wait_for("/acme/nope/nope", "/acme/ ");

    let page = preview.get("/acme/nope/nope");
    assert_eq!(page.status, 404);
    assert!(page.text().contains("href=\"/acme/a/index.html\""), "{}", page.text());
}

#[test]
fn firms_come_and_go() {
    let preview = Preview::of(FIRMS);
    assert_eq!(preview.get("/cole/").status, 404);
    preview.put("firms/cole/firm.yaml", "name: Cole & Sons\nvariables: {contact: Cy}\n");
    preview.wait_for("/", "Cole &amp; Sons");
    assert!(preview.get("/cole/b/").text().contains("Cy"));
    fs::remove_dir_all(preview.path("firms/cole")).expect("removed");
    let begun = Instant::now();
    while preview.get("/cole/").status != 404 {
        assert!(begun.elapsed() < SOON, "the firm is still shown");
    }
    assert!(!preview.get("/").text().contains("Cole"));
}

#[test]
fn the_bar_knows_where_a_page_comes_from() {
    let preview = Preview::of(
        &format!(
            r"{FIRMS}
            //- firms/acme/a.md
            ---
            override: sections
            ---
            ## Notes {{#notes replace}}

            Acme's notes. {{{{ phone }}}}

            ## More {{#more after=notes}}

            More.
            //- base/draft.md
            ---
            title: Draft
            draft: true
            ---
            "
        )
        .replace(
            "variables:\n  contact",
            "variables:\n  phone: {type: text, required: true}\n  contact",
        ),
    );

    let about = preview.json("/_preview/page?at=/acme/a/");
    let page = &about["page"];
    assert_eq!((&page["base"], &page["layer"]), (&"/base/a/".into(), &"base".into()));

    let sections: Vec<_> = page["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .map(|section| {
            let text = |key: &str| section[key].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", text("id"), text("layer"), text("change"), section["line"])
        })
        .collect();

    assert_eq!(sections, ["_lead base - 4", "notes acme replaced 4", "more acme added 8"]);
    let missing = &page["sections"][1]["missing"];
    assert_eq!((&missing[0]["name"], &missing[0]["line"]), (&"phone".into(), &6.into()));

    let here: Vec<_> = about["editions"]
        .as_array()
        .expect("editions")
        .iter()
        .map(|edition| edition["here"].clone())
        .collect();

    assert_eq!(here, ["/base/a/", "/acme/a/", "/birch/a/"]);
    assert_eq!(preview.json("/_preview/page?at=/birch/a/")["page"]["replaced"], true);
    assert_eq!(
        preview.get("/_preview/go?at=/acme/a/&to=birch").header("location"),
        Some("/birch/a/")
    );
    assert_eq!(
        preview.get("/_preview/go?at=/acme/none/&to=birch").header("location"),
        Some("/birch/")
    );
    assert_eq!(preview.get("/acme/draft/").status, 404);
    assert_eq!(preview.json("/_preview/page?at=/acme/draft/")["page"], Value::Null);
}

#[test]
fn drafts_are_shown_where_they_are_asked_for() {
    let preview = Preview::with(
        r"
        //- base/index.md
        # Home
        //- base/draft.md
        ---
        draft: true
        ---
        # Draft
        ",
        &["--drafts"],
    );
    assert_eq!(preview.get("/base/draft/").status, 200);
    assert_eq!(preview.json("/_preview/page?at=/base/draft/")["page"]["draft"], true);
}

#[test]
fn looking_again_and_again_finds_what_being_told_finds() {
    let preview = Preview::with(FIRMS, &["--poll"]);
    preview.put("base/deep/er/c.md", "# Deep\n");
    preview.wait_for("/acme/deep/er/c/", "Deep");
    preview.put("base/a.md", "---\ntitle: First\n---\nSeen by looking.\n");
    preview.wait_for("/acme/a/", "Seen by looking.");
}

#[test]
fn a_browser_is_told_of_each_change() {
    let preview = Preview::of(FIRMS);
    let mut stream = preview.connect();
    stream.get_mut().write_all(&preview.request("/_preview/events", "")).expect("sent");
    let mut lines = stream.lines().map(|line| line.expect("a line"));
    let mut version = || {
        lines.find_map(|line| {
            let state: Value = serde_json::from_str(line.strip_prefix("data: ")?).expect("JSON");
            state["version"].as_u64()
        })
    };
    let first = version().expect("a version");
    preview.put("base/a.md", "Changed.\n");
    while version().expect("a version") == first {}
}

/// Ctrl-C is no accident.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly() {
    let mut preview = Preview::of(FIRMS);
    let process = rustix::process::Pid::from_raw(preview.id().try_into().expect("a number"))
        .expect("a process");
    rustix::process::kill_process(process, rustix::process::Signal::INT).expect("sent");
    preview.wait_for_line("The preview has ended.");
    assert_eq!(preview.ended(), Some(0));
}

/// Memory grows by at most 5 % after the first hundred changes; `MENTORBOOK_REBUILDS` sets how many
/// there are.
#[cfg(target_os = "linux")]
#[test]
fn a_thousand_changes_take_no_more_memory_than_a_hundred() {
    let count: u64 = std::env::var("MENTORBOOK_REBUILDS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(1_000);
    let preview = Preview::of(FIRMS);
    let mut hundred = 0;
    for change in 1..=count {
        let words = format!("Change {change}.");
        preview.put(
            "base/a.md",
            &flush(&format!(
                r"
                ---
                title: First {}
                ---
                {words}

                ## Notes {{#notes}}

                Notes.
                ",
                change % 7
            )),
        );
        preview.wait_for("/acme/a/", &words);
        if change == 100 {
            hundred = preview.memory();
        }
    }

    let now = preview.memory();
    assert!(
        now <= hundred + hundred / 20,
        "{hundred} kB after a hundred changes, {now} kB after {count}"
    );
}

/// A file that nobody asks for costs nothing, and one that cannot be made keeps no other away.
#[test]
fn only_the_file_that_is_asked_for_is_made() {
    let preview = Preview::of(
        r"
        //- handbook.yaml
        title: Handbook
        audiences: {mentor: mentor}
        variables:
          cohort.start: {type: date, default: 2027-05-03}
        //- base/index.md
        ---
        title: Home
        aliases: [old]
        ---
        //- base/dates.md
        ---
        title: Dates
        kind: timeline
        ---
        ## Launch {#launch at=0w for=mentor}
        Everybody.
        //- themes/default/theme.yaml
        name: Bare
        //- themes/default/templates/page.html
        <head></head>{{ site.tokens }}
        //- themes/default/templates/404.html
        not found
        //- themes/default/templates/nav.html
        //- themes/default/templates/redirect.html
        {{ target.no.such }}
        ",
    );

    let made = || {
        let work = &preview.json("/_preview/summary")["work"];
        work["outputs"].as_u64().expect("a number")
    };
    let home = preview.get("/base/").text();
    let stylesheet = home.split_once("_assets/tokens.").expect("an address").1;
    let stylesheet = stylesheet.split_once(".css").expect("a stylesheet").0;
    let stylesheet = format!("/base/_assets/tokens.{stylesheet}.css");
    assert_eq!(made(), 0);

    assert_eq!(preview.get(&stylesheet).status, 200);
    assert_eq!(made(), 1, "no calendar, no redirect");
    assert_eq!(preview.get(&stylesheet).status, 200);
    assert_eq!(made(), 1, "it is made once");

    assert_eq!(preview.get("/base/dates/mentor.ics").status, 200);
    assert_eq!(made(), 2);

    assert_eq!(preview.problems("base")["errors"], 0);
    preview.get("/base/old/");
    preview.wait_for_line("error[template-error]");
    assert_eq!(preview.get(&stylesheet).status, 200);
}

#[test]
fn a_film_can_be_asked_for_in_parts() {
    let preview = Preview::of(
        r"
        //- base/index.md
        [The film](film.mp4)
        //- base/film.mp4 hex
        00 00 00 18 66 74 79 70 6D 70 34 32 00 00 00 00 6D 70 34 32 69 73 6F 6D
        ",
    );
    let home = preview.get("/base/").text();
    let file = home.split("href=\"").find(|rest| rest.starts_with("film.")).expect("a link");
    let file = format!("/base/{}", file.split('"').next().expect("an address"));
    let ask = |header: &str| {
        let mut stream = preview.connect();
        let request = preview.request(&file, &format!("{header}Connection: close\r\n"));
        stream.get_mut().write_all(&request).expect("sent");
        Answer::read(&mut stream, false).expect("an answer")
    };

    let whole = ask("");
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, Some("bytes")));
    let part = ask("Range: bytes=4-7\r\n");
    assert_eq!((part.status, part.body.as_slice()), (206, b"ftyp".as_slice()));
    assert_eq!(part.header("content-range"), Some("bytes 4-7/24"));
    let none = ask("Range: bytes=24-\r\n");
    assert_eq!((none.status, none.header("content-range")), (416, Some("bytes */24")));

    // A part is one of the version that the browser has, or it gets the new one.
    let tag = whole.header("etag").expect("a tag");
    assert_eq!(ask(&format!("Range: bytes=4-7\r\nIf-Range: {tag}\r\n")).status, 206);
    assert_eq!(ask("Range: bytes=4-7\r\nIf-Range: \"other\"\r\n").body, whole.body);
    assert_eq!(ask(&format!("If-None-Match: {tag}\r\nRange: bytes=4-7\r\n")).status, 304);
}
