//! `spelling:`: the text of a handbook as Britons write it, and all that stays as it was written.

use crate::harness::{Folder, Preview, site};

const HANDBOOK: &str = r#"
    //- handbook.yaml
    title: Handbook
    variables: {honor: {default: the color of honor}}
    //- base/index.md
    //- base/behavior.md
    ---
    title: Behavior at work
    description: How we organize it.
    locked: {pledge: The law says so.}
    ---
    We honor *behavior*, and so does the Department of Labor. Color counts, {{ honor }} too: see
    [the color chart](colors.md#gray) and `color`.

    She said “I favor it”, and we favor it, too. The U.S.
    Department of Labor agrees.

    ```
    color: gray
    ```

    > The color of it.

    > [!NOTE]
    > The color of this.

    ## Organize the labor

    | A color |
    | --- |
    | Gray |

    1. Organize
    2. https://color.example/gray

    :::details The color
    Center
    :::

    ## Pledge {#pledge}

    I honor it.

    ### In color

    I favor it.

    ## Oath {#oath locked}

    I honor it.

    ## After

    We honor it in our program.
    //- base/colors.md
    # Colors

    ## Gray {#gray}

    A gray [color][behavior], by the rules of honor.

    [behavior]: behavior.md#organize-the-labor
    //- base/terms.md
    ---
    kind: glossary
    ---
    ## Oath of honor {#honor aliases="rules of honor, {{ honor }}s" search="good behavior"}

    What we promise.
    //- layers/uk/layer.yaml
    name: United Kingdom
    language: en-GB
    spelling: en-GB
    spelling_words: {program: programme}
    //- firms/acme/firm.yaml
    name: Honor & Labor
    layers: [uk]
    //- firms/acme/ours.md
    # Our color

    {{ firm.name }} and its colors.
    //- firms/birch/firm.yaml
    name: Birch
    //- firms/cole/firm.yaml
    name: Cole
    layers: [uk]
    spelling: as-written
"#;

/// Between these words of a page, as readers have it.
fn between(page: &str, from: &str, to: &str) -> String {
    let after = page.split_once(from).unwrap_or_else(|| panic!("no {from:?} in {page}")).1;
    after.split_once(to).unwrap_or_else(|| panic!("no {to:?} in {page}")).0.to_owned()
}

#[test]
fn text_is_spelled_and_names_values_code_quotes_and_locked_sections_are_not() {
    let site = site(HANDBOOK);
    site.assert_clean();
    let page = site.page("acme", "behavior");

    for spelled in [
        "<h1>Behaviour at work",
        "We honour <em>behaviour</em>, and so does the Department of Labor. Colour counts, the color \
         of honor too: see",
        ">the colour chart</a>",
        "<code>color</code>",
        "She said “I favor it”, and we favour it, too. The U.S.\nDepartment of Labor agrees.",
        "color: gray\n",
        "<p>The color of it.</p>",
        "<p>The colour of this.</p>",
        "<th scope=\"col\">A colour</th>",
        "<td>Grey</td>",
        "<li>Organise</li>",
        "https://color.example/gray",
        "<summary>The colour</summary>",
        "<p>Centre</p>",
        "<p>We honour it in our programme.</p>",
    ] {
        assert!(page.contains(spelled), "{spelled}: {page}");
    }
    let locked = between(&page, "id=\"pledge\"", "id=\"after\"");
    assert!(!locked.contains("our"), "{locked}");
    assert!(locked.contains("In color") && locked.contains("I favor it."), "{locked}");

    let own = site.page("acme", "ours");
    assert!(
        own.contains("Our colour") && own.contains("Honor &amp; Labor and its colours."),
        "{own}"
    );
}

#[test]
fn ids_and_addresses_are_those_of_the_text_as_it_was_written() {
    let site = site(HANDBOOK);
    let page = site.page("acme", "behavior");
    assert!(page.contains("id=\"organize-the-labor\""), "{page}");
    assert!(page.contains("Organise the labour"), "{page}");
    assert!(page.contains("../colors/index.html#gray"), "{page}");
    let colors = site.page("acme", "colors");
    assert!(colors.contains("../behavior/index.html#organize-the-labor\">colour</a>"), "{colors}");
}

#[test]
fn names_of_terms_are_spelled_as_the_texts_in_which_they_are_found() {
    let site = site(HANDBOOK);
    let terms = site.page("acme", "terms");
    assert!(terms.contains("Oath of honour"), "{terms}");
    let page = site.page("acme", "colors");
    assert!(page.contains(">rules of honour</a>"), "{page}");
}

#[test]
fn only_editions_that_ask_for_it_are_spelled() {
    let site = site(HANDBOOK);
    for edition in ["base", "birch", "cole"] {
        let page = site.page(edition, "behavior");
        assert!(page.contains("We honor <em>behavior</em>"), "{edition}: {page}");
        assert!(!page.contains("colour"), "{edition}: {page}");
    }
}

#[test]
fn a_list_or_a_pair_that_is_none_is_told() {
    for (layer, told) in [
        ("spelling: en-UK", "there is no list of spellings `en-UK`"),
        ("spelling: [en-GB]", "`spelling` takes text, not a list"),
        (
            "spelling_words: {Program: programme}",
            "a pair of spellings is two words of small letters",
        ),
        ("spelling_words: {ad hoc: adhoc}", "a pair of spellings is two words of small letters"),
        ("spelling_words: {color: }", "a pair of spellings is two words of small letters"),
    ] {
        let text = HANDBOOK.replace("spelling: en-GB", layer);
        let text = match layer.starts_with("spelling_words") {
            true => text.replace("    spelling_words: {program: programme}\n", ""),
            false => text,
        };
        let diagnostics = site(&text).diagnostics();
        assert!(diagnostics.contains(told), "{layer}: {diagnostics}");
    }

    let firm = HANDBOOK.replace("name: Birch", "name: Birch\n    spelling_words: {a: b}");
    let diagnostics = site(&firm).diagnostics();
    assert!(diagnostics.contains("there is no key `spelling_words` here"), "{diagnostics}");
}

#[test]
fn drift_is_that_of_the_written_text() {
    let text = format!(
        "{HANDBOOK}    //- firms/acme/behavior.md\n    ---\n    override: sections\n    ---\n    \
         ## Organize the labor {{#organize-the-labor append}}\n\n    Our color.\n"
    );
    let folder = Folder::with(&text);
    folder.run(&["build", "--out", "out"]).assert(0);
    let lock = folder.read("content/firms/acme/overrides.lock");

    // Another spelling is no change of what the override stands over.
    let layer = folder.read("content/layers/uk/layer.yaml");
    folder.put("content/layers/uk/layer.yaml", layer.replace("spelling: en-GB\n", ""));
    folder.run(&["build", "--out", "out"]).assert(0);
    assert_eq!(folder.read("content/firms/acme/overrides.lock"), lock);
    folder.run(&["drift"]).assert(0);
}

#[test]
fn the_preview_spells_as_soon_as_a_layer_says_so() {
    let preview = Preview::of(HANDBOOK);
    let page = "/acme/behavior/index.html";
    assert!(preview.get(page).text().contains("We honour <em>behaviour</em>"));

    let layer = "layers/uk/layer.yaml";
    preview.put(layer, "name: United Kingdom\n");
    preview.wait_for(page, "We honor <em>behavior</em>");
    preview.put(layer, "name: United Kingdom\nspelling: en-GB\nspelling_words: {honor: honneur}\n");
    preview.wait_for(page, "We honneur <em>behaviour</em>");
}

#[test]
fn explain_lists_what_is_spelled_otherwise() {
    let folder = Folder::with(HANDBOOK);
    let told = folder.run(&["explain", "page", "acme", "colors"]).assert(0);
    told.prints("spelled otherwise")
        .prints("color → colour")
        .prints("content/layers/uk/layer.yaml:3");
    let told = folder.run(&["explain", "page", "birch", "colors"]).assert(0);
    assert!(!told.stdout.contains("spelled"), "{}", told.stdout);
}
