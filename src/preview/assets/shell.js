// The frame of the preview: a shadow root beside the page's body, so that neither the page's styles nor its scripts reach
// it, with the bar in the corner. The bar can be folded to a dot.

import { local, make, plural } from "/_preview/dom.js";

export function createShell() {
  const host = make("mentorbook-preview");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = make("link", { rel: "stylesheet", href: "/_preview/bar.css" });
  const layer = make("div", { className: "layer" });
  const panels = make("div", { className: "panels" });
  const voice = make("p", { className: "vh", role: "status" });

  const button = (name, key, label) => {
    const element = make("button", { type: "button", className: name }, label);
    element.setAttribute("aria-keyshortcuts", key);
    element.title = `${label} (${key})`;
    return element;
  };
  const light = make("span", { className: "light", role: "img", "aria-label": "Connecting" });
  const firm = button("firm", "f", "Switch firm");
  const marks = button("marks", "m", "Marks");
  const badge = button("badge", "p", "Problems");
  const draft = make("span", { className: "draft", hidden: true }, "Draft");
  const stopped = make("span", { className: "stopped", hidden: true }, "Preview stopped");
  const fold = make("button", { type: "button", className: "fold" });
  firm.setAttribute("aria-haspopup", "dialog");
  marks.setAttribute("aria-pressed", "false");
  badge.hidden = true;
  const tools = make("div", { className: "tools" }, firm, marks, badge);
  const bar = make("div", { className: "bar" }, light, stopped, draft, tools, fold);
  const frame = make("aside", { className: "frame", hidden: true, "aria-label": "Preview" }, layer, panels, bar, voice);
  sheet.addEventListener("load", () => (frame.hidden = false));
  shadow.append(sheet, frame);
  document.documentElement.append(host);

  // The reader's choice of colours holds for the bar, too.
  const followColours = () => (host.dataset.theme = document.documentElement.dataset.theme ?? "");
  followColours();
  new MutationObserver(followColours).observe(document.documentElement, { attributeFilter: ["data-theme"] });

  const setFolded = (folded) => {
    bar.classList.toggle("folded", folded);
    tools.hidden = folded;
    fold.setAttribute("aria-expanded", String(!folded));
    fold.setAttribute("aria-label", folded ? "Show the preview’s bar" : "Fold the preview’s bar");
    fold.title = fold.getAttribute("aria-label");
    local.set("folded", folded);
  };
  fold.addEventListener("click", () => setFolded(!bar.classList.contains("folded")));
  setFolded(local.get("folded") === true);

  // --- Keys ----------------------------------------------------------------------------------------------------------

  const keys = new Map();
  const escapes = [];
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return void escapes.some((putAway) => putAway());
    const [target] = event.composedPath();
    if (target.isContentEditable || target.matches?.("input, select, textarea") || shadow.querySelector("dialog[open]")) return;
    const act = keys.get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });

  let saying;
  return {
    frame, layer, panels, firm, marks, badge, draft,
    /** A key that works wherever nothing is typed. */
    onKey: (key, act) => keys.set(key, act),
    /** What Escape puts away: the function answers whether there was something. The first that does is the only one. */
    onEscape: (putAway) => escapes.push(putAway),
    /** Reads a sentence out to those who listen to the page. */
    say(text) {
      voice.textContent = "";
      clearTimeout(saying);
      saying = setTimeout(() => (voice.textContent = text), 60);
    },
    setConnected(connected) {
      if (stopped.hidden === connected && light.ariaLabel !== "Connecting") return;
      light.classList.toggle("live", connected);
      light.setAttribute("aria-label", connected ? "Live" : "Not connected");
      light.title = connected ? "Changes are shown as you save them" : "The preview has stopped; this is the last version";
      const back = !stopped.hidden && connected;
      stopped.hidden = connected;
      if (back) this.say("The preview is back.");
      if (!connected) this.say("The preview has stopped. It goes on when mentorbook serve runs again.");
    },
    /** How many overrides of the edition stand over something else than what they were written for. */
    setDrifted(count) {
      marks.textContent = count > 0 ? `Marks · ${count} drifted` : "Marks";
    },
    setDraft(isDraft) {
      draft.hidden = !isDraft;
      draft.title = "This page is a draft: build leaves it out";
    },
    setBadge(level, count, words) {
      badge.hidden = count === 0;
      badge.className = `badge ${level}`;
      const [number, ...rest] = (words ?? plural(count, level)).split(" ");
      badge.replaceChildren(number, make("span", { className: "words" }, ` ${rest.join(" ")}`));
      bar.dataset.level = count === 0 ? "" : level;
    },
  };
}
