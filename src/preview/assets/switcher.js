// The firm switcher: type to find an edition, Enter goes to the same page there, or to its home where the page is not.

import { make, plural } from "/_preview/dom.js";
import { keepPlace } from "/_preview/keep.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function createSwitcher(shell) {
  const name = make("span", { className: "name" });
  shell.firm.replaceChildren(name);

  const field = make("input", { type: "text", id: "find", role: "combobox", autocomplete: "off", spellcheck: false, placeholder: "Find a firm" });
  const list = make("ul", { id: "editions", role: "listbox", "aria-label": "Editions" });
  const none = make("p", { className: "none", hidden: true }, "No edition has this name.");
  const count = make("p", { className: "vh", role: "status" });
  for (const [attribute, value] of Object.entries({ "aria-label": "Find a firm", "aria-controls": "editions", "aria-expanded": "true", "aria-autocomplete": "list" })) {
    field.setAttribute(attribute, value);
  }
  const hint = make("p", { className: "hint" }, make("kbd", {}, "↑"), make("kbd", {}, "↓"), " choose ", make("kbd", {}, "Enter"), " go ", make("kbd", {}, "Esc"), " close");
  const dialog = make("dialog", { className: "switcher", "aria-label": "Switch firm" }, field, list, none, hint, count);
  shell.frame.append(dialog);

  let rows = [];
  let shown = [];
  let at = -1;

  const select = (to) => {
    at = shown.length === 0 ? -1 : (to + shown.length) % shown.length;
    rows.forEach(({ item }) => item.setAttribute("aria-selected", String(item === shown[at]?.item)));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", shown[at].item.id);
    shown[at].item.scrollIntoView({ block: "nearest" });
  };
  const filter = () => {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    shown = rows.filter(({ text }) => words.every((word) => text.includes(word)));
    rows.forEach((row) => (row.item.hidden = !shown.includes(row)));
    none.hidden = shown.length > 0;
    field.setAttribute("aria-expanded", String(shown.length > 0));
    count.textContent = plural(shown.length, "edition");
    select(words.length > 0 ? 0 : Math.max(0, shown.findIndex((row) => row.current)));
  };
  const go = (row) => {
    dialog.close();
    if (!row || row.current) return;
    if (row.edition.here) keepPlace(row.edition.here);
    location.href = row.edition.here ?? row.edition.home;
  };

  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      select(Math.abs(step) === 1 ? at + step : Math.max(0, Math.min(shown.length - 1, at + step)));
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      go(shown[at]);
    }
  });
  list.addEventListener("click", (event) => go(rows.find(({ item }) => item.contains(event.target))));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener("keydown", (event) => event.key !== "Escape" || event.stopPropagation());

  const open = () => {
    if (dialog.open) return;
    field.value = "";
    dialog.showModal();
    filter();
    field.focus();
  };
  shell.firm.addEventListener("click", open);
  shell.onKey("f", open);

  const rowOf = (edition, i, current) => {
    const kind = edition.title.startsWith(edition.firm) ? edition.title.slice(edition.firm.length).replace(/^ *\(|\)$/g, "") : "";
    const item = make("li", { id: `edition-${i + 1}`, role: "option" },
      make("span", { className: "title" }, edition.firm, kind && make("span", { className: "kind" }, ` ${kind}`)),
      current ? make("span", { className: "state" }, "shown now") : edition.here ? null : make("span", { className: "state" }, "does not have this page"),
      make("code", {}, edition.name));
    return { item, edition, current, text: folded(`${edition.name} ${edition.firm} ${edition.title}`) };
  };

  let was = "";
  return {
    /** Takes the editions and the one that is shown. */
    show({ edition, firm, editions }) {
      const now = JSON.stringify([edition, editions]);
      if (now === was) return;
      was = now;
      const title = editions.find((each) => each.name === edition)?.title ?? firm ?? "Editions";
      name.textContent = title;
      shell.firm.setAttribute("aria-label", `${title}: switch firm`);
      rows = editions.map((each, i) => rowOf(each, i, each.name === edition));
      list.replaceChildren(...rows.map(({ item }) => item));
      if (dialog.open) filter();
    },
  };
}
