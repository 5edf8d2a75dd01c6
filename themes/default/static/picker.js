// Long lists: of the sections below a `.picker`, those that the reader looks for, by what is written in them and by their
// group. Without this file all of them are there, as they are on paper when nothing was looked for.
{
  const { enhance, make, say, targetOf, word } = globalThis.handbook;
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
  const show = ({ parts }, isShown) => parts.forEach((part) => part.classList.toggle("unpicked", !isShown));

  enhance("div.picker:not(.ready)", (picker) => {
    const { groups, entries } = read(picker);
    if (entries.length < 2) return;
    picker.classList.add("ready");
    const texts = entries.map(({ parts, group }) => plain([...parts, group?.heading].map((part) => part?.textContent ?? "").join(" ")));
    const field = make("input", { type: "search", autocomplete: "off" });
    const choice = make("select", {}, make("option", { value: "" }, word("all_groups")));
    choice.append(...groups.map((group, i) => make("option", { value: String(i) }, title(group))));
    const draw = make("button", { type: "button", className: "button" }, word("draw_one"));
    const count = make("p", { className: "count" });
    const box = make("div", { className: "picker-bar", role: "search" },
      make("label", {}, make("span", {}, word("look_for")), field),
      ...(groups.length > 1 ? [make("label", {}, make("span", {}, word("group")), choice)] : []),
      draw, count);
    picker.append(box);

    let shown = entries;
    const pick = () => {
      const words = plain(field.value).slice(0, 200).split(/\s+/).filter(Boolean);
      shown = entries.filter((entry, i) =>
        (choice.value === "" || entry.group === groups[choice.value]) && words.every((word) => texts[i].includes(word)));
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
    choice.addEventListener("change", change);
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
      field.value = choice.value = "";
      pick();
      target.scrollIntoView();
    };
    addEventListener("hashchange", follow);
    // The browser may have kept what was looked for when the reader went back.
    addEventListener("pageshow", pick);
    pick();
  });
}
