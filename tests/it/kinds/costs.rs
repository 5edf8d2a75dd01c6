//! What a cohort takes: the table that is worked out, and what can be wrong with its figures.

use crate::harness::{Site, assert_text, site};

fn book(cost: &str) -> Site {
    site(&format!(
        r#"//- handbook.yaml
title: T
variables:
  hours: {{type: number, default: 17.5}}
  who: {{type: text, default: "R & D"}}
  rate: {{type: text, default: ""}}
//- base/index.md
# Home

{cost}
//- firms/a/firm.yaml
name: A
variables: {{hours: 20}}
"#
    ))
}

/// The rows of the table, its cells with ` | ` between.
fn rows(site: &Site, edition: &str) -> String {
    let page = site.page(edition, "");
    let (_, table) = page.split_once("<div class=\"cost\">").expect("a cost");
    let (table, _) = table.split_once("</table>").expect("its end");
    let rows = table.split("</tr>").filter_map(|row| Some(row.split_once("<tr")?.1));
    let rows = rows.map(|row| {
        let cells = row.split("<t").skip(1).filter_map(|cell| cell.split_once('>'));
        let cells = cells.filter_map(|(_, cell)| cell.split("</t").next());
        cells.collect::<Vec<_>>().join(" | ")
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn hours_and_cost_are_worked_out_with_the_firms_figures() {
    let site = book(
        ":::cost {pairs=3}\n- {{ who }} {hours=\"{{ hours }}\" rate=10.1}\n- *Both* {hours=2}\n\
         - Coordinator {hours=50 rate=70 once}\n:::",
    );
    site.assert_clean();
    let head = "For | People | Hours each | Hours | Cost of an hour | Cost";
    assert_text(
        rows(&site, "base"),
        &format!(
            "{head}\nR &amp; D | 3 | 17.5 | 52.5 | 10.1 | 530.25\n<em>Both</em> | 3 | 2 | 6 | 0 | \
             0\nCoordinator | 1 | 50 | 50 | 70 | 3500\nTogether |  |  | 108.5 |  | 4030.25"
        ),
    );
    let own = rows(&site, "a");
    assert!(own.contains("R &amp; D | 3 | 20 | 60 | 10.1 | 606"), "{own}");
}

#[test]
fn figures_that_are_none_are_told_with_their_line() {
    for (cost, told) in [
        (":::cost {pairs=6}\n- A\n:::", "4:1 this line does not say how many hours it takes"),
        (":::cost {pairs=six}\n- A {hours=1}\n:::", "3:1 `pairs=six` is no figure to work with"),
        (":::cost\n- A {hours=-1}\n:::", "4:1 `hours=-1` is no figure to work with"),
        (":::cost\n- A {hours=1e5}\n:::", "4:1 `hours=1e5` is no figure to work with"),
        (":::cost\n- A {hours=1000001}\n:::", "4:1 `hours=1000001` is no figure"),
        (":::cost\n- A {hours=1 rate=NaN}\n:::", "4:1 `rate=NaN` is no figure to work with"),
        (
            ":::cost\n- A {hours=1 rate=\"{{ rate }}\"}\n:::",
            "4:1 what `rate=` says for this firm is no",
        ),
        (":::cost\n- A {hours=1 cost=2}\n:::", "4:1 `cost` means nothing in a line of what"),
    ] {
        let found = book(cost).diagnostics();
        let expected = format!("error[worksheet-field] content/base/index.md:{told}");
        assert!(found.contains(&expected), "{expected}\n{found}");
    }
}
