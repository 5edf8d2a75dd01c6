// What became of an override since it was written: the text below then and now, and the layer's own, word by word. All
// texts are set as text: a firm's words are never taken for markup.

import { ask, make } from "/_preview/dom.js";

const kinds = { deleted: "del", inserted: "ins", kept: "span" };
const titles = {
  new: "has no entry in overrides.lock yet",
  unused: "is in overrides.lock, but nowhere else any more",
  redundant: "says what is there without it by now",
  "context changed": "adds to a text that has changed since",
  drifted: "stands over a text that has changed since",
  orphaned: "has nothing below it any more",
};

const text = (runs) => make("pre", {}, ...runs.map(([kind, words]) => make(kinds[kind], {}, words)));
const part = (title, runs) => (runs ? [make("h3", {}, title), text(runs)] : []);

/** The panel that shows one override. */
export function createDriftView(shell) {
  const heading = make("h2", { id: "drift-title", tabIndex: -1 });
  const close = make("button", { type: "button", className: "close", "aria-label": "Close the comparison", title: "Close (Esc)" });
  const body = make("div", { className: "body", tabIndex: 0, role: "group", "aria-labelledby": heading.id });
  const panel = make("section", { className: "panel side drift-view", hidden: true, "aria-labelledby": heading.id },
    make("header", {}, heading, close), body);
  shell.panels.append(panel);
  let button = null;

  const putAway = () => {
    if (panel.hidden) return false;
    panel.hidden = true;
    if (button?.isConnected) button.focus({ preventScroll: true });
    return true;
  };
  close.addEventListener("click", putAway);
  shell.onEscape(putAway);

  const fill = (found) => {
    const { layer, state, below, now, own, candidates, commands } = found;
    const lines = commands.map((command) => make("p", {}, make("code", {}, command)));
    body.replaceChildren(
      make("p", {}, `What ${layer} says here ${titles[state] ?? state}.`),
      ...part("The text below: then, and now", below ?? (now ? [["kept", now]] : null)),
      ...part(`The text below now, and what ${layer} says`, own),
      candidates.length > 0 ? make("p", {}, `Its text may be ${candidates.join(", or ")} by now.`) : "",
      ...lines);
  };

  return {
    close: putAway,
    async open({ at, title }, from) {
      button = from;
      const query = new URLSearchParams({ at: location.pathname, number: at, title });
      const found = await ask(`/_preview/drift?${query}`);
      heading.textContent = title;
      if (found) fill(found);
      else body.replaceChildren(make("p", {}, "This has just changed. Close it and look again."));
      panel.hidden = false;
      body.scrollTop = 0;
      heading.focus({ preventScroll: true });
    },
  };
}
