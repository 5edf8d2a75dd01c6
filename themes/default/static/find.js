// The way to the search: its own files are asked for when a reader is about to search, so that reading costs nothing.
{
  const field = document.querySelector("button.find");
  const whole = (address) => document.documentElement.dataset.root + address;
  const add = (tag, properties) =>
    new Promise((resolve, reject) => document.head.append(Object.assign(document.createElement(tag), properties, { onload: resolve, onerror: reject })));
  let asked;
  const load = () =>
    (asked ??= Promise.all([
      add("link", { rel: "stylesheet", href: whole(field.dataset.look) }),
      add("script", { src: whole(field.dataset.script) }),
    ]));
  const SLASH = "handbook-slash";
  /** Whether a single key opens the search: readers who speak to their computer may not want that (WCAG 2.1.4). */
  const hasSlash = () => handbook.kept(SLASH) !== "off";
  const showKeys = () => {
    field.setAttribute("aria-keyshortcuts", hasSlash() ? "/ Control+K" : "Control+K");
    field.querySelector("kbd").hidden = !hasSlash();
  };
  /** Switches it on or off. False where the browser keeps nothing. */
  const setSlash = (on) => {
    const isKept = handbook.keep(SLASH, on ? null : "off");
    showKeys();
    return isKept;
  };
  const open = () => load().then(() => handbook.search.open(), () => (location = whole(field.dataset.list)));

  if (field) {
    handbook.slash = { isOn: hasSlash, set: setSlash };
    showKeys();
    field.onclick = open;
    field.onpointerenter = field.onfocus = load;
    addEventListener("keydown", (event) => {
      const { key, target } = event;
      // Into a box that is ticked nobody writes, nor into a search that was closed, which has the focus for a moment more.
      const writes =
        (target.isContentEditable || target.matches("select, textarea, input:not([type=checkbox], [type=radio])")) &&
        !target.closest("dialog:not([open])");
      if (key === "/" ? writes || event.altKey || !hasSlash() : !(key === "k" && (event.ctrlKey || event.metaKey))) return;
      event.preventDefault();
      open();
    });
    // Words that were looked for are marked on the page that they led to.
    try {
      if (sessionStorage.getItem("handbook-found")) load();
    } catch {
      // Nothing is kept here, so nothing is marked.
    }
  }
}
