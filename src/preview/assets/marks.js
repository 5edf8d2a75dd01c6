// Marks: what of the page comes from where. Each section that is not as in the base gets a label above its heading and
// a line along its edge; each heading a link to its source. All of it lies in a layer above the page. The page only gets
// room for the labels, through a stylesheet of its own that goes when the marks go.

import { createBaseView } from "/_preview/base.js";
import { createDriftView } from "/_preview/drift.js";
import { all, first, make, place, plural, session } from "/_preview/dom.js";

const words = { replaced: "replaced", added: "added", extended: "extended", moved: "moved" };

export function createMarks(shell) {
  const baseView = createBaseView(shell);
  const driftView = createDriftView(shell);
  const room = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, room];
  const summary = make("section", { className: "panel summary", hidden: true, "aria-label": "Where this page comes from" });
  shell.panels.append(summary);

  let info = null;
  let on = session.get("marks") === true;
  let drawn = []; // {row, line, heading}

  const layerName = (layer) => {
    if (layer === "base") return "Base";
    return info.editions.find(({ name }) => name.split(".")[0] === layer)?.firm ?? layer;
  };
  /** The element that stands for a section: its heading, or the page's own for what comes before the first one. */
  const headingOf = ({ id }) => (id === "_lead" ? first("main h1") : document.getElementById(id));

  // --- What is written -------------------------------------------------------------------------------------------------

  const baseButton = (section, text = "Base version") => {
    const button = make("button", { type: "button", className: "chip base" }, text);
    button.addEventListener("click", () => {
      driftView.close();
      baseView.open({ address: info.page.base, ...section }, button);
    });
    return button;
  };
  const labelOf = ({ layer, change }) => make("span", { className: `chip change ${change}` }, `${layerName(layer)} · ${words[change] ?? change}`);
  const driftChip = (override) => {
    const { state, layer, title } = override;
    const label = `${layerName(layer)}: ${title} is ${state}. Show the texts`;
    const chip = make("button", { type: "button", className: `chip drift ${state.replace(" ", "-")}`, "aria-label": label }, state);
    chip.addEventListener("click", () => {
      baseView.close();
      driftView.open(override, chip);
    });
    return chip;
  };
  const missingChips = ({ missing }) =>
    missing.map((variable) => {
      const text = `${variable.name} has no value · line ${variable.line}`;
      return variable.open
        ? make("a", { className: "chip missing", href: variable.open, title: `Open ${variable.file}:${variable.line} in the editor` }, text)
        : make("span", { className: "chip missing", title: `${variable.file}:${variable.line}` }, text);
    });
  const rowOf = (section) => {
    const { page } = info;
    const inBase = page.base && (section.change === "replaced" || section.change === "extended" || section.change === "moved");
    const row = make("div", { className: "row", role: "group", "aria-label": `Section ${section.title ?? "before the first heading"}` },
      section.change ? labelOf(section) : null,
      inBase ? baseButton(section) : null,
      ...info.overrides.filter(({ id }) => id === section.id).map(driftChip),
      ...missingChips(section),
      section.open ? place(section, "source") : place(section));
    return row;
  };

  const drawSummary = () => {
    const { page } = info;
    const changed = page.sections.filter(({ change, removed }) => change && !removed);
    const jump = (section) => {
      const link = make("button", { type: "button", className: "link" }, section.title ?? "Before the first heading");
      link.addEventListener("click", () => headingOf(section)?.scrollIntoView({ block: "start" }));
      return make("li", {}, link, " ", labelOf(section));
    };
    const gone = (id) => make("li", {}, make("span", {}, `#${id}`), " ", make("span", { className: "chip change removed" }, "removed"),
      " ", page.base ? baseButton({ id, title: `#${id}` }) : null);
    const whole = page.replaced
      ? [`${layerName(page.layer)} has replaced this page as a whole.`, page.base ? baseButton({ id: null, title: page.title }) : null]
      : [page.layer !== "base" && !page.base ? `A page that only ${layerName(page.layer)} has.`
        : changed.length + page.removed.length > 0 ? `${plural(changed.length + page.removed.length, "section")} not as in the base.` : "As in the base."];
    const missing = page.sections.reduce((sum, section) => sum + section.missing.length, 0);
    // What concerns no section that is on the page: a key of the front matter, the page, one that is gone.
    const shown = new Set(page.sections.map(({ id }) => id));
    const others = info.overrides.filter(({ id }) => !shown.has(id));
    const other = (override) => make("li", {}, make("span", {}, override.title), " ", driftChip(override));
    const list = make("ul", {}, ...changed.map(jump), ...page.removed.map(gone), ...others.map(other));
    const details = make("details", { open: first("details", summary)?.open ?? matchMedia("(min-width: 48rem)").matches },
      make("summary", {}, "This page"),
      make("p", {}, ...whole.flatMap((part) => [part, " "])),
      missing > 0 ? make("p", { className: "missing" }, `${plural(missing, "variable")} without a value.`) : null,
      list.childNodes.length > 0 ? list : null,
      make("p", {}, place(page, page.file)));
    summary.replaceChildren(details);
  };

  // --- Where it stands -------------------------------------------------------------------------------------------------

  const clear = () => {
    shell.layer.replaceChildren();
    room.replaceSync("");
    drawn = [];
    summary.hidden = true;
  };

  const draw = () => {
    clear();
    if (!on || !info?.page) return;
    drawSummary();
    summary.hidden = false;
    for (const section of info.page.sections) {
      const heading = section.removed ? null : headingOf(section);
      if (!heading || drawn.some((each) => each.heading === heading)) continue;
      const line = section.change ? make("div", { className: `line ${section.change}` }) : null;
      const row = rowOf(section);
      shell.layer.append(row, ...(line ? [line] : []));
      drawn.push({ section, heading, row, line });
    }
    drawn.sort((a, b) => (a.heading.compareDocumentPosition(b.heading) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    makeRoom();
  };

  /** Room above each heading for its row. The rows are measured at the width of their heading first. */
  const makeRoom = () => {
    room.replaceSync("");
    drawn.forEach(({ row, heading }) => (row.style.maxWidth = `${Math.max(heading.clientWidth, 120)}px`));
    const rules = drawn.map(({ section, heading, row }) => {
      const space = Number.parseFloat(getComputedStyle(heading).paddingTop) + row.offsetHeight + 4;
      return `${section.id === "_lead" ? "main h1" : `main [id="${CSS.escape(section.id)}"]`} { padding-block-start: ${space}px !important; }`;
    });
    // Paper gets the page as it is.
    room.replaceSync(`@media screen { ${rules.join("\n")} }`);
    arrange();
  };

  const arrange = () => {
    drawn.forEach(({ heading, row, line, section }, i) => {
      const box = heading.getBoundingClientRect();
      const seen = heading.isConnected && heading.getClientRects().length > 0 && heading.checkVisibility();
      row.hidden = !seen;
      if (line) line.hidden = !seen;
      if (!seen) return;
      row.style.left = `${box.left + scrollX}px`;
      row.style.top = `${box.top + scrollY}px`;
      if (!line) return;
      // The text before the first heading begins below what the theme puts under the page's title.
      const text = heading.closest(".prose") ?? first("main .prose") ?? heading.closest("article, main");
      const lead = section.id === "_lead" && !text.contains(heading);
      const start = lead ? text.getBoundingClientRect() : box;
      const next = drawn.slice(i + 1).find((each) => each.heading.getClientRects().length > 0)?.heading.getBoundingClientRect();
      const end = next ? next.top - 6 : text.getBoundingClientRect().bottom;
      line.style.left = `${Math.max(4, start.left - 14) + scrollX}px`;
      line.style.top = `${start.top + scrollY}px`;
      line.style.height = `${Math.max(0, end - start.top)}px`;
    });
  };

  let queued = false;
  const arrangeSoon = () => {
    if (queued || drawn.length === 0) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      arrange();
    });
  };
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) makeRoom();
    width = innerWidth;
    arrangeSoon();
  });
  // Whatever may move a heading: text that comes and goes, images, tabs, fonts.
  new ResizeObserver(arrangeSoon).observe(document.body);
  for (const type of ["toggle", "load", "click", "transitionend", "mentorbook:changed"]) document.addEventListener(type, arrangeSoon, true);
  document.fonts.ready.then(arrangeSoon);

  // --- On and off ------------------------------------------------------------------------------------------------------

  const set = (wanted) => {
    on = wanted;
    session.set("marks", on);
    shell.marks.setAttribute("aria-pressed", String(on));
    if (!on) {
      baseView.close();
      driftView.close();
    }
    draw();
  };
  const toggle = () => {
    set(!on);
    shell.say(on ? `Marks are shown. ${first("p", summary)?.textContent ?? ""}` : "Marks are hidden.");
  };
  shell.marks.addEventListener("click", toggle);
  shell.onKey("m", toggle);
  shell.marks.setAttribute("aria-pressed", String(on));

  return {
    /** Takes what the server knows about the page; called after each change of it. */
    async show(now) {
      info = now;
      shell.marks.hidden = !info.page;
      shell.setDrifted(info.drifted);
      shell.setDraft(Boolean(info.page?.draft));
      const focused = shell.layer.getRootNode().activeElement;
      const at = focused && shell.layer.contains(focused) ? all("a, button", shell.layer).indexOf(focused) : -1;
      draw();
      all("a, button", shell.layer)[at]?.focus({ preventScroll: true });
      await baseView.refresh(info.page?.base);
    },
  };
}
