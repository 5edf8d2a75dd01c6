// Small tools that the preview's modules share.

export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const first = (selector, within = document) => within.querySelector(selector);

/** An element with properties, and what goes into it: elements and texts. */
export function make(tag, properties = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content.filter((part) => part !== null && part !== undefined && part !== ""));
  return element;
}

export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What the browser keeps for the preview; without storage (private window, policy) nothing is kept. */
export const keep = (storage) => ({
  get(name) {
    try {
      return JSON.parse(globalThis[storage].getItem(`mentorbook-preview:${name}`));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) globalThis[storage].removeItem(`mentorbook-preview:${name}`);
      else globalThis[storage].setItem(`mentorbook-preview:${name}`, JSON.stringify(value));
    } catch {
      // Not remembered, but done.
    }
  },
});

export const session = keep("sessionStorage");
export const local = keep("localStorage");

/** The place in a source file: a link that opens the editor where one is configured, otherwise text to copy. */
export function place({ file, line, open }, text = line ? `${file}:${line}` : file) {
  if (!open) return make("span", { className: "place" }, line ? `${file}:${line}` : file);
  return make("a", { className: "place", href: open, title: `Open ${file}${line ? `:${line}` : ""} in the editor` }, text);
}

/** JSON from the preview's server; nothing when it does not answer. */
export async function ask(address) {
  try {
    const response = await fetch(address, { cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
