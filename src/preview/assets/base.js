// The base's text of a section, beside the page that says it differently.

import { all, first, make } from "/_preview/dom.js";

const level = (node) => Number(/^H([1-6])$/.exec(node.tagName)?.[1] ?? 0);

/** The heading and what follows up to the next one of the same or a higher level; without an id the page's whole text. */
function cut(page, id) {
  const text = first(".prose", page) ?? first("main", page) ?? page.body;
  if (id === null) return [...text.childNodes];
  const nodes = [];
  if (id === "_lead") {
    for (let at = text.firstChild; at && !level(at); at = at.nextSibling) nodes.push(at);
    return nodes;
  }
  const heading = page.getElementById(id);
  if (!heading) return [];
  nodes.push(heading);
  for (let at = heading.nextSibling; at && !(level(at) && level(at) <= level(heading)); at = at.nextSibling) nodes.push(at);
  return nodes;
}

/** To be read, not used: its links lead where they lead in the base. */
function clean(nodes, address) {
  const text = make("div", { className: "text" });
  text.append(...nodes.map((node) => document.importNode(node, true)));
  all("script, style, link, .anchor", text).forEach((part) => part.remove());
  for (const [selector, name] of [["[href]", "href"], ["[src]", "src"]]) {
    all(selector, text).forEach((part) => part.setAttribute(name, new URL(part.getAttribute(name), address).href));
  }
  all("[id], [srcset]", text).forEach((part) => ["id", "srcset"].forEach((name) => part.removeAttribute(name)));
  all("input, select, textarea, button", text).forEach((field) => (field.disabled = true));
  return text;
}

export function createBaseView(shell) {
  const heading = make("h2", { id: "base-title", tabIndex: -1 });
  const close = make("button", { type: "button", className: "close", "aria-label": "Close the base version", title: "Close (Esc)" });
  const body = make("div", { className: "body", tabIndex: 0, role: "group", "aria-labelledby": heading.id });
  const panel = make("section", { className: "panel side base-view", hidden: true, "aria-labelledby": heading.id }, make("header", {}, heading, close), body);
  shell.panels.append(panel);

  let shown = null;
  let button = null;

  const load = async () => {
    const { address, id, title } = shown;
    const from = new URL(address, location.href);
    const response = await fetch(from, { cache: "no-cache" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (shown?.address !== address || shown.id !== id) return;
    const nodes = cut(page, id);
    const link = new URL(from);
    if (id && id !== "_lead") link.hash = id;
    const whole = make("p", { className: "whole" }, make("a", { href: link.href }, "See it on the base’s page"));
    heading.textContent = `Base: ${title ?? "before the first heading"}`;
    body.replaceChildren(nodes.length > 0 ? clean(nodes, from) : make("p", {}, "The base has no such section."), whole);
  };
  /** Beside the text where there is room for it, over its end where there is not. */
  const makeWay = () => {
    const text = first("main .prose")?.getBoundingClientRect();
    const free = text ? document.documentElement.clientWidth - text.right - 40 : 0;
    panel.style.setProperty("--width", `${free >= 300 ? Math.min(free, 560) : 480}px`);
  };
  const putAway = () => {
    if (panel.hidden) return false;
    panel.hidden = true;
    shown = null;
    if (button?.isConnected) button.focus({ preventScroll: true });
    return true;
  };
  close.addEventListener("click", putAway);
  shell.onEscape(putAway);

  return {
    /** `section` is {address, id, title}; the focus comes back to `from`. */
    async open(section, from) {
      shown = section;
      button = from;
      await load();
      panel.hidden = false;
      body.scrollTop = 0;
      makeWay();
      heading.focus({ preventScroll: true });
    },
    close: putAway,
    /** After a change: the base may say something else now, or have no such page any more. */
    async refresh(address) {
      if (!shown) return;
      if (!address) return void putAway();
      shown = { ...shown, address };
      await load();
    },
  };
}
