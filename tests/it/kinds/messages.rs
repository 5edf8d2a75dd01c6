//! Messages that a coordinator sends: their days, what is shown of each, the drafts beside their
//! page, and what can be wrong with them.

use crate::harness::{Site, assert_text, flush, site};

const HEAD: &str = r#"//- handbook.yaml
title: T
audiences: {mentor: {one: mentor, many: mentors}, mentee: mentee, facilitator: facilitator}
variables:
  name: {type: text, default: "Zoë & Co"}
  cohort.start: {type: date, default: 2027-05-03}
  calendar.blackouts: {type: list, default: ["2027-06-07 to 2027-06-20: Busy"]}
  calendar.holidays: {type: list, default: ["2027-05-31: Holiday"]}
editions:
  people: {audiences: [mentor, mentee]}
  facilitators: {audiences: [mentor, mentee, facilitator]}
//- firms/acme/firm.yaml
name: Acme
url: https://acme.example/mentoring
//- base/index.md
# Home
//- base/dates.md
---
kind: timeline
---
# Dates

## Launch {#launch at=0w}

## Session {#session at=1w every=2w times=2}

## Closing {#closing formerly=end at=8w}
"#;

/// A handbook with a page of these messages, and more files.
fn book(messages: &str, more: &str) -> String {
    let messages = flush(messages);
    format!(
        "{HEAD}//- base/kit/mail.md\n---\nkind: messages\naudience: [facilitator]\n---\n# \
         Mail\n\n{messages}{more}"
    )
}

const FACILITATORS: &str = "acme.facilitators";

/// What is shown of each message: its id, the day, what moved it, to whom, the subject.
fn heads(site: &Site) -> Vec<String> {
    let page = site.page(FACILITATORS, "kit/mail");
    let messages = page.split("<h2 id=\"").skip(1).filter_map(|section| {
        let (id, rest) = section.split_once('"')?;
        let (_, rest) = rest.split_once("<dl class=\"message-head\">\n")?;
        let (head, _) = rest.split_once("</dl>")?;
        let values = head.split("<dd>").skip(1);
        let values = values.filter_map(|value| value.split("</dd>").next());
        let values: Vec<String> = values.map(without_tags).collect();
        Some(format!("{id}: {}", values.join(" | ")))
    });
    messages.collect()
}

fn without_tags(html: &str) -> String {
    let texts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.collect()
}

/// The text that is shown of the only message.
fn shown(site: &Site) -> String {
    let page = site.page(FACILITATORS, "kit/mail");
    let (_, rest) = page.split_once("<div class=\"message-text\">").expect("a message");
    rest.split("</div>").next().unwrap_or_default().to_owned()
}

const ONE: &str = r#"
    ## Hello {#hello at=-1w to=mentor subject="Hello from {{ name }}"}

    Text.
"#;

#[test]
fn messages_stand_in_the_order_of_their_days() {
    let site = site(&book(
        r#"
        Read this first.

        ## Thanks {#thanks at=closing to="mentor, mentee" subject="Thanks"}

        A.

        ## If it went wrong {#repair to=mentor subject="Shall we talk?"}

        A.

        ## About these {#about}

        They stay where they are.

        ## Before {#before at="launch -2d" to=mentee subject="{{ name }}: Monday"}

        A.

        ### For you {#note}

        Stays below its message.

        ## After {#after at="session +3d" to=mentor subject=Well?}

        A.

        ## A holiday {#holiday at=+4w to=mentor subject=H}

        A.

        ## By its earlier name {#old at="end -1w" to=mentor subject=O}

        A.
        "#,
        "",
    ));
    assert_text(
        heads(&site).join("\n"),
        "before: May 1, 2027 | mentee | Zoë &amp; Co: Monday\n\
         after: May 13, 2027 | mentors | Well?\n\
         holiday: June 1, 2027 moved from May 31, 2027: Holiday | mentors | H\n\
         old: June 21, 2027 | mentors | O\n\
         thanks: June 28, 2027 | mentors, mentee | Thanks\n\
         repair: when it is needed | mentors | Shall we talk?",
    );
    let page = site.page(FACILITATORS, "kit/mail");
    let ids = page.split("<h2 id=\"").flat_map(|part| part.split("<h3 id=\"")).skip(1);
    let ids: Vec<&str> = ids.filter_map(|part| part.split('"').next()).collect();
    assert_eq!(
        ids,
        ["before", "note", "after", "about", "holiday", "old", "thanks", "repair"],
        "what is no message keeps its place, and what belongs to one goes with it"
    );
    assert!(page.find("Stays below").expect("shown") > page.find("message-ways").expect("shown"));
}

#[test]
fn what_moves_a_milestone_moves_what_counts_from_it_and_no_message_moves_another() {
    // The second session falls into busy weeks, so it and all after it are two weeks late.
    let site = site(&book(
        r#"
        ## One {#one at=closing to=mentor subject=S}

        A.

        ## Two {#two at=8w to=mentor subject=S}

        A.

        ## Three {#three at="closing +1d" to=mentor subject=S}

        A.
        "#,
        "//- firms/acme/dates.md\n---\noverride: sections\n---\n\
         ## Session {#session replace at=1w every=4w times=3}\n\n\
         ## Busy {#busy after=session at=6w}\n",
    ));
    assert_eq!(
        heads(&site),
        [
            "one: July 12, 2027 | mentors | S",
            "two: July 12, 2027 moved from June 28, 2027: Busy | mentors | S",
            "three: July 13, 2027 | mentors | S",
        ]
    );
}

#[test]
fn what_is_said_before_a_milestone_stays_before_it() {
    let site = site(&book(
        r#"
        ## Before {#before at="end -1w" to=mentor subject=S}

        A.

        ## After {#after at="launch +5w" to=mentor subject=S}

        A.
        "#,
        "//- firms/acme/dates.md\n---\noverride: sections\n---\n## Closing {#closing replace \
         at=7w}\n",
    ));
    assert_eq!(
        heads(&site),
        [
            "before: May 28, 2027 moved from June 14, 2027: Busy, Holiday | mentors | S",
            "after: June 21, 2027 moved from June 7, 2027: Busy | mentors | S",
        ]
    );
}

#[test]
fn only_facilitators_get_messages_and_their_drafts() {
    let site = site(&book(ONE, ""));
    site.assert_clean();
    let has = |edition: &str| {
        let files = site.editions[edition].keys();
        files.filter(|file| file.starts_with("kit/mail/")).map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(has(FACILITATORS), ["kit/mail/hello.eml", "kit/mail/index.html"]);
    assert_eq!(has("acme"), [""; 0]);
    let mail = site.file(FACILITATORS, "kit/mail/hello.eml");
    assert_text(
        mail.replace("\r\n", "\n"),
        "X-Unsent: 1\nSubject: =?utf-8?Q?Hello_from_Zo=C3=AB_=26_Co?=\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: quoted-printable\n\nText.\n",
    );
    let page = site.page(FACILITATORS, "kit/mail");
    assert!(page.contains("<a href=\"hello.eml\" download>"), "{page}");
}

#[test]
fn a_text_is_shown_as_it_is_sent() {
    let site = site(&book(
        r#"
        ## Hello {#hello to=mentor subject=S}

        Dear *first*
        name,\
        you & {{ name }}.

        1. One, **bold**
        2. Two

           and more

        Then:

        - a
          - b
        - [the dates](../dates.md#launch), [home](/index.md), [here](#hello)
        - [out](https://x.example/?a=1&b=2), <https://y.example/>, [me](mailto:a@b.example?subject=x),
          <c@d.example>

        > Quoted `code`.

        :::only {audience=facilitator}
        For them.
        :::

        :::only {audience!=facilitator}
        Not for them.
        :::
        "#,
        "",
    ));
    site.assert_clean();
    let expected = flush(
        "
        Dear first name,
        you &amp; Zoë &amp; Co.

        1. One, bold

        2. Two

          and more

        Then:

        - a
          - b
        - the dates (https://acme.example/mentoring/dates/index.html#launch), home (https://acme.example/mentoring/index.html), here
        - out (https://x.example/?a=1&amp;b=2), https://y.example/, me (a@b.example), c@d.example

        Quoted code.

        For them.
        ",
    );
    assert_text(shown(&site), expected.trim_end());
}

#[test]
fn firms_change_single_messages() {
    let site = site(&book(
        r#"
        ## Hello {#hello at=-1w to=mentor subject="Hello from {{ name }}"}

        Text.

        ## Gone {#gone at=-2w to=mentor subject=S}

        A.

        ## Longer {#longer at=-3w to=mentor subject=S}

        Middle.
        "#,
        r#"//- firms/acme/kit/mail.md
---
override: sections
---
## Hello {#hello replace at=+1d subject="Own"}

Own text.

## Gone {#gone remove}

## {#longer append}

End.

## {#longer prepend}

Start.

## New {#new after=hello at=launch to=mentee subject=N}

New.
"#,
    ));
    assert_eq!(
        heads(&site),
        [
            "longer: April 12, 2027 | mentors | S",
            "new: May 3, 2027 | mentee | N",
            "hello: May 4, 2027 | mentors | Own",
        ]
    );
    let page = site.page(FACILITATORS, "kit/mail");
    assert!(page.contains("<div class=\"message-text\">Start.\n\nMiddle.\n\nEnd.</div>"), "{page}");
    assert!(page.contains("<div class=\"message-text\">Own text.</div>"), "{page}");
}

#[test]
fn hostile_subjects_stay_one_header_and_one_address() {
    let settings = "//- firms/b/firm.yaml\nname: B\nvariables:\n  name: \"x\\r\\nBcc: \
                    all@firm.example\\n\\nHi\"\n";
    let site = site(&book(ONE, settings));
    let mail = site.file("b.facilitators", "kit/mail/hello.eml");
    let (header, _) = mail.split_once("\r\n\r\n").expect("a header");
    assert_eq!(header.lines().filter(|line| line.starts_with("Bcc")).count(), 0, "{header}");
    assert!(
        header.contains("\r\nSubject: Hello from x  Bcc: all@firm.example  Hi\r\n"),
        "{header}"
    );

    let page = site.page("b.facilitators", "kit/mail");
    let address = page.split("href=\"mailto:?").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(
        address.expect("an address"),
        "subject=Hello%20from%20x%20%20Bcc%3A%20all@firm.example%20%20Hi&amp;body=Text."
    );
}

#[test]
fn a_long_message_has_a_draft_and_no_address() {
    // `mailto:?subject=S&body=` takes 23 bytes.
    for (bytes, has_address) in [(1_776, true), (1_777, false)] {
        let text = "x".repeat(bytes);
        let site = site(&book(
            &format!("\n    ## Long {{#long to=mentor subject=S}}\n\n    {text}\n"),
            "",
        ));
        let page = site.page(FACILITATORS, "kit/mail");
        assert_eq!(page.contains("href=\"mailto:"), has_address, "{bytes}");
        assert!(page.contains("long.eml"));
    }
}

#[test]
fn a_subject_of_2000_characters_is_a_header_in_lines() {
    let subject = "ab ".repeat(666);
    let text = format!("\n    ## Long {{#long to=mentor subject=\"{subject}\"}}\n\n    A.\n");
    let site = site(&book(&text, ""));
    let mail = site.file(FACILITATORS, "kit/mail/long.eml");
    assert!(mail.lines().all(|line| line.len() <= 76), "{mail}");
    let words = mail.matches("=?utf-8?Q?").count();
    assert!(words > 30, "{words}");
}

#[test]
fn what_is_wrong_with_a_message_is_told_with_its_line() {
    let at = "give weeks or days from the launch (`at=-6w`), or the id of a milestone, with or \
              without a distance from it: `at=closing`, `at=\"closing -1w\"`";
    for (heading, expected, help) in [
        ("## M {#m at=1x to=mentor subject=S}", "`at=1x` cannot be used", at),
        (
            "## M {#m at=closng to=mentor subject=S}",
            "`at=closng` cannot be used",
            "did you mean `closing`?",
        ),
        (
            "## M {#m at=\"closing soon\" to=mentor subject=S}",
            "`at=closing soon` cannot be used",
            at,
        ),
        (
            "## M {#m at=0w subject=S}",
            "this message does not say to whom it goes",
            "name one audience or several: `to=mentor`",
        ),
        (
            "## M {#m to=mentors subject=S}",
            "there is no audience `mentors`",
            "did you mean `mentor`?",
        ),
        (
            "## M {#m to=mentor}",
            "this message has no subject",
            "write one, with variables if you like",
        ),
        (
            "# N\n\n### M {#m to=mentor subject=S}",
            "a message is a section of its own",
            "begin it with `##`",
        ),
        ("## M {#m to=mentor subject=S at=400000000d}", "`at=400000000d` cannot be used", at),
    ] {
        let text = format!("{HEAD}//- base/mail.md\n---\nkind: messages\n---\n{heading}\n\nA.\n");
        let told = site(&text).diagnostics();
        assert!(
            told.contains(&format!(
                "content/base/mail.md:{}:1 {expected}",
                if heading.starts_with("# ") { 6 } else { 4 }
            )),
            "{told}"
        );
        assert!(told.contains(help), "{told}");
    }

    let empty = site(&book("\n    ## M {#m to=mentor subject=S}\n", "")).diagnostics();
    assert!(
        empty.contains("error[message] content/base/kit/mail.md:7:1 this message says nothing"),
        "{empty}"
    );
}

#[test]
fn days_need_a_timeline_and_of_several_one_that_is_meant() {
    let no_timeline = "//- handbook.yaml\ntitle: T\naudiences: [mentor]\n//- base/index.md\n# Home\n\
                       //- base/mail.md\n---\nkind: messages\n---\n## M {#m at=0w to=mentor \
                       subject=S}\n\nA.\n";
    let told = site(no_timeline).diagnostics();
    assert!(told.contains("this message has a day, and the handbook has no timeline"), "{told}");

    let second = "//- base/other.md\n---\nkind: timeline\n---\n## Start {#start at=0w}\n";
    let told = site(&book(ONE, second)).diagnostics();
    assert!(told.contains("several timelines"), "{told}");
    assert!(told.contains("help: count from a milestone by its id: `at=\"launch -6w\"`"), "{told}");
    let by_id = ONE.replace("at=-1w", "at=\"start -1w\"");
    let site = site(&book(&by_id, second));
    site.assert_clean();
    assert_eq!(heads(&site), ["hello: April 26, 2027 | mentors | Hello from Zoë &amp; Co"]);
}

#[test]
fn messages_are_listed_by_their_days_here_and_elsewhere() {
    let list = ":::timeline {as=table for=mentor}\n:::\n\n";
    let messages = format!(
        "{list}## B {{#b to=\"mentee, mentor\" subject=S}}\n\nA.\n\n## A & {{{{ name }}}} {{#a \
         at=launch to=mentor subject=S}}\n\nA.\n\n## C {{#c to=mentee subject=S}}\n\nA.\n"
    );
    let listing = "//- base/list.md\n---\naudience: [facilitator]\n---\n\
                   :::timeline {from=kit/mail.md}\n:::\n";
    let listed = site(&book(&messages, listing));
    listed.assert_clean();
    let rows = |page: &str| {
        let (_, table) = page.split_once("<table class=\"timeline\">").expect("a table");
        let (table, _) = table.split_once("</table>").expect("its end");
        let rows = table.split("</tr>").filter_map(|row| row.split_once("<td>"));
        rows.map(|(_, row)| without_tags(&row.replace("</td", " |</td").replace("</th", " |</th")))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        rows(&listed.page(FACILITATORS, "kit/mail")),
        ["May 3, 2027 |A & Zoë & Co |mentors |", "when it is needed |B |mentee, mentors |"]
            .map(|row| row.replace('&', "&amp;"))
    );
    let elsewhere = listed.page(FACILITATORS, "list");
    assert!(elsewhere.contains("<a href=\"../kit/mail/index.html#a\">"), "{elsewhere}");
    assert_eq!(rows(&elsewhere).len(), 3);
    let told =
        site(&book(&messages, &listing.replace("mail.md", "mail.md as=strip"))).diagnostics();
    let expected = "error[collection-kind] content/base/list.md:4:1 this needs a page of kind \
                    `timeline`, and that one is of kind `messages`";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn keys_of_messages_mean_nothing_elsewhere() {
    let text = format!("{HEAD}//- base/a.md\n## M {{#m to=mentor subject=S}}\n");
    let told = site(&text).diagnostics();
    assert!(told.contains("`to=` means nothing on a page of kind `guide`"), "{told}");
    assert!(told.contains("it is for pages with `kind: messages` in their front matter"), "{told}");
}

#[test]
fn a_layer_may_bring_a_draft_of_its_own() {
    let site = site(&book(ONE, "//- base/kit/mail/hello.eml\nSubject: Own\n"));
    assert_text(site.file(FACILITATORS, "kit/mail/hello.eml"), "Subject: Own\n");
}
