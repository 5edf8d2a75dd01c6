// Long lists: of the sections below a `.picker`, those that the reader looks for, by what is written in them, by their group,
// and by what most of them say of themselves in a list of definitions, such as their level. Without this file all of them are there, as they are on paper when nothing was looked for.
{
  const { all, enhance, make, say, targetOf, word } = globalThis.handbook;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  /** What follows the picker: entries, and the groups that they stand in, where there are any. */
  const read = (picker) => {
    let at = picker;
    while (at && !at.parentElement?.matches(".prose")) at = at.parentElement;
    const levels = { H2: [], H3: [] };
    const parts = [];
    for (let next = at?.nextElementSibling; next && !next.matches(".footnotes"); next = next.nextElementSibling) {
      parts.push(next);
      levels[next.tagName]?.push(next);
    }
    const grouped = levels.H3.length > levels.H2.length;
    const groups = [];
    const entries = [];
    let into = null;
    for (const part of parts) {
      if (part.tagName === "H2" && grouped) {
        into = { heading: part, parts: [part], entries: [] };
        groups.push(into);
      } else if (part.tagName === (grouped ? "H3" : "H2")) {
        const group = groups.at(-1);
        into = { heading: part, parts: [part], group };
        entries.push(into);
        group?.entries.push(into);
      } else {
        into?.parts.push(part);
      }
    }
    return { groups: groups.filter((group) => group.entries.length > 0), entries };
  };
  const title = ({ heading }) => [...heading.childNodes].filter((node) => !node.matches?.(".anchor")).map((node) => node.textContent).join("").trim();
  /** What an entry says of itself: each name of its lists of definitions, with the text as far as the first comma. */
  const factsOf = ({ parts }) => {
    const names = parts.flatMap((part) => (part.matches("dl") ? all(":scope > dt", part) : []));
    return new Map(names.map((name) => [name.textContent.trim(), name.nextElementSibling?.textContent.split(/[,،.;(\n]/)[0].trim() ?? ""]));
  };
  /** The facts that sort the entries: nearly all have them, and they say one of a few things. */
  const sortingFacts = (facts) => {
    const names = new Set(facts.flatMap((fact) => [...fact.keys()]));
    return [...names].flatMap((name) => {
      const told = facts.map((fact) => fact.get(name)).filter(Boolean);
      const values = [...new Set(told)];
      const isFew = values.length > 1 && values.length <= 6 && values.length * 3 <= told.length;
      return isFew && told.length >= facts.length * 0.8 && values.every((value) => value.length <= 40) ? [{ name, values }] : [];
    });
  };
  const choiceOf = (everything, options) => make("select", {}, make("option", { value: "" }, everything), ...options.map((text, i) => make("option", { value: String(i) }, text)));
  const labelled = (text, control) => make("label", {}, make("span", {}, text), control);
  const show = ({ parts }, isShown) => parts.forEach((part) => part.classList.toggle("unpicked", !isShown));

  enhance("div.picker:not(.ready)", (picker) => {
    const { groups, entries } = read(picker);
    if (entries.length < 2) return;
    picker.classList.add("ready");
    const texts = entries.map(({ parts, group }) => plain([...parts, group?.heading].map((part) => part?.textContent ?? "").join(" ")));
    const field = make("input", { type: "search", autocomplete: "off" });
    const choice = choiceOf(word("all_groups"), groups.map(title));
    const facts = entries.map(factsOf);
    const sorts = sortingFacts(facts).map((fact) => ({ ...fact, choice: choiceOf(word("all_of_them"), fact.values) }));
    const draw = make("button", { type: "button", className: "button" }, word("draw_one"));
    const count = make("p", { className: "count" });
    const box = make("div", { className: "picker-bar", role: "search" },
      labelled(word("look_for"), field),
      ...(groups.length > 1 ? [labelled(word("group"), choice)] : []),
      ...sorts.map((sort) => labelled(sort.name, sort.choice)),
      draw, count);
    picker.append(box);

    let shown = entries;
    const pick = () => {
      const words = plain(field.value).slice(0, 200).split(/\s+/).filter(Boolean);
      shown = entries.filter((entry, i) =>
        (choice.value === "" || entry.group === groups[choice.value]) &&
        sorts.every((sort) => sort.choice.value === "" || facts[i].get(sort.name) === sort.values[sort.choice.value]) && words.every((word) => texts[i].includes(word)));
      entries.forEach((entry) => show(entry, shown.includes(entry)));
      groups.forEach((group) => show(group, group.entries.some((entry) => shown.includes(entry))));
      draw.disabled = shown.length === 0;
      count.textContent = word("shown_of", { shown: shown.length, total: entries.length });
    };
    let saying;
    const change = () => {
      pick();
      clearTimeout(saying);
      saying = setTimeout(() => say(count.textContent), 500);
    };
    field.addEventListener("input", change);
    for (const one of [choice, ...sorts.map((sort) => sort.choice)]) one.addEventListener("change", change);
    draw.addEventListener("click", () => {
      const { heading } = shown[Math.floor(Math.random() * shown.length)];
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView();
    });
    // A link to what is not shown shows all.
    const follow = () => {
      const target = targetOf(location.hash);
      if (!target?.closest(".unpicked")) return;
      for (const one of [field, choice, ...sorts.map((sort) => sort.choice)]) one.value = "";
      pick();
      target.scrollIntoView();
    };
    addEventListener("hashchange", follow);
    // The browser may have kept what was looked for when the reader went back.
    addEventListener("pageshow", pick);
    pick();
  });
}
