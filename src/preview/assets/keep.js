// What a reader has done on a page and would miss: typed words, opened parts, the focus, the place. Kept while a part of
// the page is replaced, and while the page is loaded again.

import { all, first, session } from "/_preview/dom.js";

const plain = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
const fields = "input:not([type=file], [type=password]), select, textarea";
const ticks = (field) => field.type === "radio" || field.type === "checkbox";

/** Fields are known by id or name; a tick box also by its words, since its number may have moved. */
const fieldName = (field) => [field.tagName, field.id || field.name, ticks(field) ? plain(field.labels?.[0] ?? field.closest("label")) : ""].join("|");

/** What was typed, chosen and opened inside an element. */
export function remember(within) {
  const written = all(fields, within).filter((field) => field.id || field.name);
  return {
    fields: written.map((field) => [fieldName(field), ticks(field) ? field.checked : field.value]),
    details: all("details", within).map((details) => [plain(first("summary", details)), details.open]),
    tabs: all("[role=tablist]", within).map((list) => all("[role=tab]", list).findIndex((tab) => tab.ariaSelected === "true")),
  };
}

/** Puts it back where it still belongs, as if the reader had done it. */
export function recall(within, kept) {
  const values = new Map(kept.fields);
  all(fields, within).forEach((field) => {
    const value = values.get(fieldName(field));
    const property = ticks(field) ? "checked" : "value";
    if (value === undefined || field[property] === value) return;
    field[property] = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  });
  const open = new Map(kept.details);
  all("details", within).forEach((details) => (details.open = open.get(plain(first("summary", details))) ?? details.open));
  all("[role=tablist]", within).forEach((list, i) => {
    const tab = all("[role=tab]", list)[kept.tabs[i]];
    if (tab && tab.ariaSelected !== "true") tab.click();
  });
}

/** Remembers the focus; answers with what gives it back if it was lost. */
export function focusOf(element) {
  if (!element || element === document.body) return () => {};
  const same = (other) =>
    other.tagName === element.tagName && (other.id || other.name || plain(other)) === (element.id || element.name || plain(element))
      && other.value === element.value;
  const from = element.selectionStart;
  const to = element.selectionEnd;
  return () => {
    if (element.isConnected && document.activeElement === element) return;
    const now = element.isConnected ? element : all(element.tagName).find(same);
    now?.focus({ preventScroll: true });
    if (now && Number.isInteger(from)) now.setSelectionRange(from, to);
  };
}

/** Remembers what the reader looks at; answers with what brings it back to the same height of the window. */
export function holdPlace() {
  if (scrollY === 0) return () => {};
  const text = all("main :is(h1, h2, h3, h4, h5, h6, p, li, tr, dt, dd, pre, figure, fieldset)");
  const seen = text
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.height > 0 && box.bottom > innerHeight * 0.1 && box.top < innerHeight)
    .map(([element, { top }]) => [element, top]);
  return () => {
    const [element, top] = seen.find(([each]) => each.isConnected) ?? [];
    const by = element ? element.getBoundingClientRect().top - top : 0;
    if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
  };
}

// --- Across a new load of the page -----------------------------------------------------------------------------------

/** Not again and again, should a page differ from what the server sends each time it is loaded. */
export function mayReload() {
  const recent = (session.get("reloads") ?? []).filter((when) => Date.now() - when < 10_000);
  session.set("reloads", [...recent, Date.now()]);
  return recent.length < 4;
}

export function keepForReload() {
  session.set("return", { at: location.pathname, when: Date.now(), top: scrollY, focus: document.activeElement?.id, ...remember(document.body) });
}

/** For the same page of another firm: the section that is being read, since lengths differ. */
export function keepPlace(address) {
  const top = (heading) => heading.getBoundingClientRect().top;
  const heading = all("main :is(h1, h2, h3, h4)[id]").filter((each) => top(each) < innerHeight / 3).pop();
  if (heading && scrollY > 0) session.set("return", { at: new URL(address, location.href).pathname, when: Date.now(), section: heading.id, offset: top(heading) });
}

/** After the theme's scripts have run. */
export function recallAfterReload() {
  const kept = session.get("return");
  session.set("return", null);
  if (kept?.at !== location.pathname || Date.now() - kept.when > 30_000) return;
  if (kept.section) {
    const heading = document.getElementById(kept.section);
    if (heading) scrollBy({ top: heading.getBoundingClientRect().top - kept.offset, behavior: "instant" });
    return;
  }
  recall(document.body, kept);
  if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
  scrollTo({ top: kept.top, behavior: "instant" });
}
