// The list of editions: found by typing, with the state of each, and kept up to date. Without this file it is a list.

import { all, ask, first, plural } from "/_preview/dom.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const list = first(".editions");
const field = first("#find");
const none = first(".none");
const voice = first("[role=status]");
const light = first(".light");
const stopped = first(".stopped");
const items = () => all("[data-edition]", list);

// --- Finding -----------------------------------------------------------------------------------------------------------

const filter = () => {
  const words = folded(field.value).split(/\s+/).filter(Boolean);
  const shown = items().filter((item) => {
    const text = folded(`${item.dataset.edition} ${first("a", item).textContent}`);
    item.hidden = !words.every((word) => text.includes(word));
    return !item.hidden;
  });
  none.hidden = shown.length > 0;
  list.hidden = shown.length === 0;
  return shown;
};
const offerFind = () => {
  first(".find").hidden = items().length <= 7;
  filter();
};
field.addEventListener("input", () => (voice.textContent = plural(filter().length, "edition")));
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && field.value.trim() && !event.isComposing) {
    const [found] = filter();
    if (found) location.href = first("a", found).href;
  }
});
offerFind();

// --- Keeping up --------------------------------------------------------------------------------------------------------

const refreshList = async () => {
  const response = await fetch("/", { cache: "no-cache" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.title = page.title;
  for (const selector of ["h1", ".count"]) first(selector).textContent = first(selector, page).textContent;
  const now = all(".editions > [data-edition]", page);
  const texts = (some) => JSON.stringify(some.map((item) => first("a", item).outerHTML));
  if (texts(now) === texts(items())) return;
  const focused = document.activeElement.closest?.("[data-edition]")?.dataset.edition;
  list.replaceChildren(...now);
  offerFind();
  if (focused) first(`[data-edition="${CSS.escape(focused)}"] a`)?.focus();
};
const refreshStates = async () => {
  const summary = await ask("/_preview/summary");
  if (!summary) return;
  items().forEach((item) => {
    const { errors = 0, warnings = 0 } = summary.editions[item.dataset.edition] ?? {};
    const state = first(".state", item);
    state.hidden = errors + warnings === 0;
    state.className = `state ${errors > 0 ? "error" : "warning"}`;
    state.textContent = errors > 0 ? plural(errors, "error") : plural(warnings, "warning");
  });
};

let events = null;
let retry;
let seen = "";
const disconnect = () => {
  clearTimeout(retry);
  events?.close();
};
const setConnected = (connected) => {
  light.classList.toggle("live", connected);
  light.setAttribute("aria-label", connected ? "Live" : "Not connected");
  stopped.hidden = connected;
};
const connect = () => {
  disconnect();
  events = new EventSource("/_preview/events");
  events.addEventListener("state", async ({ data }) => {
    setConnected(true);
    const { run, version } = JSON.parse(data);
    if (seen !== `${run} ${version}`) await refreshList().then(() => (seen = `${run} ${version}`), () => {});
    await refreshStates();
  });
  events.addEventListener("error", () => {
    setConnected(false);
    if (events.readyState === EventSource.CLOSED) retry = setTimeout(connect, 2000);
  });
};
const connectWhenSeen = () => (document.visibilityState === "visible" ? connect() : disconnect());
document.addEventListener("visibilitychange", connectWhenSeen);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", ({ persisted }) => persisted && connectWhenSeen());
connectWhenSeen();
