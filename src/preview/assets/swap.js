// Puts a new version of the page where the old one is, and touches only what is different: the reader's place, focus,
// open parts and typed words stay, and so does what scripts have made of all that did not change.
//
// For the theme's scripts: each element that is new, or whose own text or attributes changed, gets the event
// `mentorbook:changed`, which bubbles. A script that cannot follow a change calls preventDefault; the page is then loaded
// again. An element that a script has rebuilt as a whole has the class `ready`; it is replaced as a whole.

import { all, first } from "/_preview/dom.js";
import { remember, recall, focusOf, holdPlace, keepForReload, mayReload } from "/_preview/keep.js";
import { grow, match, pairs, read } from "/_preview/tree.js";

const root = document.documentElement;
const tokens = (text = "") => text.split(/\s+/).filter(Boolean);

/** Applies what differs, so that an attribute or a class that a script has set stays. */
function setAttributes(live, old, fresh) {
  for (const name of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, now] = [old.get(name), fresh.get(name)];
    if (was === now) continue;
    if (name === "class") {
      live.classList.remove(...tokens(was).filter((word) => !tokens(now).includes(word)));
      live.classList.add(...tokens(now));
      if (now === undefined && live.classList.length === 0) live.removeAttribute(name);
    } else if (now === undefined) {
      live.removeAttribute(name);
    } else {
      live.setAttribute(name, now);
    }
  }
}

/** Changes a text only where it differs, so that a selection around the change stays. */
function setText(live, now) {
  const was = live.data;
  const least = Math.min(was.length, now.length);
  let start = 0;
  while (start < least && was[start] === now[start]) start += 1;
  let end = 0;
  while (end < least - start && was[was.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  live.replaceData(start, was.length - start - end, now.slice(start, now.length - end));
}

/** One swap: what it changed and what it replaced. */
class Swap {
  changed = new Set();
  replaced = [];

  /**
   * Makes the live node of `old` into `fresh`. False when a script has taken it apart: then the parent replaces it, and
   * whatever has been done to it is gone with it.
   */
  update(old, fresh) {
    const { live } = old;
    fresh.live = live;
    if (!live.isConnected) return false;
    if (live.nodeType !== Node.ELEMENT_NODE) {
      setText(live, fresh.text);
      this.changed.add(live.parentElement);
      return true;
    }
    if (live.classList.contains("ready")) return false;
    const written = (tree) => JSON.stringify([...tree.attributes]);
    if (written(old) !== written(fresh)) {
      setAttributes(live, old.attributes, fresh.attributes);
      this.changed.add(live);
    }
    return this.updateChildren(old, fresh);
  }

  updateChildren(old, fresh) {
    const { live } = old;
    const isHere = (node) => node?.parentNode === live;
    const found = match(old.children, fresh.children);
    const kept = new Set(found);
    const solid = old.children.filter((child) => !child.blank);
    const gone = old.children.filter((_, at) => !kept.has(at));
    const isLoose = (child) => {
      const at = solid.indexOf(child);
      const beside = at < 0 ? [] : [solid[at - 1], solid[at + 1]].filter(Boolean);
      return isHere(child.live) && (beside.length === 0 || beside.some((other) => isHere(other.live)));
    };
    if (!gone.every(isLoose)) return false;
    for (const child of gone) {
      child.live.remove();
      if (child.name === "#text" && !child.blank) this.changed.add(live);
    }
    let before = null; // what stands before the next child
    let beside = null; // the same, leaving out blank text: a script that moves elements leaves that where it was
    for (const [i, child] of fresh.children.entries()) {
      const was = old.children[found[i]];
      if (was?.key === child.key) {
        fresh.children[i] = was;
      } else if (was) {
        if (!this.update(was, child)) {
          if (!was.live.isConnected) return false;
          const node = grow(child);
          was.live.replaceWith(node);
          this.replaced.push([was.live, node]);
          this.changed.add(node);
        }
      } else {
        const rest = found.slice(i).filter((at) => at >= 0).map((at) => old.children[at]);
        const next = rest.find((other) => !other.blank)?.live;
        if ((beside || next) && !isHere(beside) && !isHere(next)) return false;
        const node = grow(child);
        if (isHere(before) && (!beside || isHere(beside))) before.after(node);
        else if (isHere(rest[0]?.live)) rest[0].live.before(node);
        else if (isHere(next)) next.before(node);
        else live.prepend(node);
        if (node.nodeType === Node.ELEMENT_NODE) this.changed.add(node);
        else if (!child.blank) this.changed.add(live);
      }
      before = fresh.children[i].live;
      if (!child.blank) beside = before;
    }
    return true;
  }

  /** Tells the theme's scripts; false when one of them cannot follow. */
  tell() {
    const elements = [...this.changed].filter((element) => element.isConnected);
    return elements.map((element) =>
      element.dispatchEvent(new CustomEvent("mentorbook:changed", { bubbles: true, cancelable: true }))).every(Boolean);
  }
}

// --- The head --------------------------------------------------------------------------------------------------------

const isSheet = ({ name, attributes }) => name === "LINK" && tokens(attributes.get("rel")).includes("stylesheet");
const isScript = ({ name }) => name === "SCRIPT";

/** What cannot be exchanged on a page that runs: its scripts, and what its addresses count from. */
const fixedParts = (page) => JSON.stringify([first("base", page)?.href, ...all("script", page).map(({ type, src, text }) => [type, src, text])]);

/** Brings the head up to date. New stylesheets are loaded beside the old ones; answers with what takes those away. */
async function updateHead(old, fresh) {
  fresh.live = old.live;
  const found = match(old.children, fresh.children);
  const gone = old.children.filter((child, at) => at !== found.find((one, i) => one === at && fresh.children[i].key === child.key));
  const loads = [];
  let before = null;
  for (const [i, child] of fresh.children.entries()) {
    const was = old.children[found[i]];
    if (was?.key === child.key) {
      fresh.children[i] = was;
    } else {
      const node = grow(child);
      if (isSheet(child)) loads.push(new Promise((done) => (node.onload = node.onerror = done)));
      if (before?.parentNode === old.live) before.after(node);
      else old.live.append(node);
    }
    before = fresh.children[i].live;
  }
  gone.filter((child) => !isSheet(child) && !isScript(child)).forEach(({ live }) => live.remove());
  await Promise.race([Promise.all(loads), new Promise((done) => setTimeout(done, 2000))]);
  return () => gone.filter(isSheet).forEach(({ live }) => live.remove());
}

// --- The page --------------------------------------------------------------------------------------------------------

/** Starts from the page as it was sent; answers with a function that brings the page up to date with new HTML. */
export function follow(sent) {
  const { copy, nodes } = sent;
  const shown = copy.documentElement;
  let current = read(shown, pairs(shown, nodes));
  const fixed = fixedParts(copy);
  const part = (tree, name) => tree.children.find((child) => child.name === name);
  // A script in the head runs before the copy is made, and marks these: nothing of it may be taken away.
  for (const tree of [current, part(current, "BODY")]) tree.attributes = new Map();

  // What was typed and opened is put back (see keep.js).
  const reload = () => {
    if (!mayReload()) return;
    keepForReload();
    sent.reloading = true;
    location.reload();
  };

  return async (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = read(page.documentElement);
    if (fresh.key === current.key) return;
    if (fixedParts(page) !== fixed || first("meta[http-equiv=refresh]", page)) return reload();
    const dropSheets = await updateHead(part(current, "HEAD"), part(fresh, "HEAD"));
    const swap = new Swap();
    const focus = focusOf(document.activeElement);
    const putBack = holdPlace();
    setAttributes(root, current.attributes, fresh.attributes);
    const whole = swap.update(part(current, "BODY"), part(fresh, "BODY"));
    dropSheets();
    current = { ...fresh, live: root };
    swap.changed.delete(document.body);
    if (!whole || !swap.tell()) return reload();
    swap.replaced.forEach(([was, now]) => recall(now, remember(was)));
    focus();
    putBack();
  };
}
