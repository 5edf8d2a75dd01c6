// What other scripts share: the small tools that they are built with, and what the browser keeps; and modules that are
// done. Pages are complete without any of it.
//
// Text from a reader or a file is only ever set as text, never as HTML.
{
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const first = (selector, within = document) => within.querySelector(selector);
  /** The same as `all`, and the element itself where it is meant. */
  const found = (selector, within) => [...(within !== document && within.matches(selector) ? [within] : []), ...all(selector, within)];

  /** What fails is told in the browser's console, and everything else on the page goes on. */
  const attempt = (work) => {
    try {
      return work();
    } catch (error) {
      reportError(error);
      return null;
    }
  };

  /**
   * Does `work` for each such element of the page and, in a preview that puts changes into the page as they are saved,
   * of what has changed. Writers may give a heading any class, so the element may be another than the one that is meant.
   * What is rebuilt as a whole gets the class `ready`: a preview then replaces it as a whole.
   */
  const enhance = (selector, work) => {
    const enhanceIn = (within) => found(selector, within).forEach((element) => attempt(() => work(element)));
    enhanceIn(document);
    document.addEventListener("mentorbook:changed", (event) => enhanceIn(event.target));
  };

  /** A text of an address without its percent signs, or as it is where it cannot be decoded, such as `50%`. */
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  /** The element that a hash leads to. */
  const targetOf = (hash) => document.getElementById(hash.slice(1)) ?? document.getElementById(decoded(hash.slice(1)));

  /** An element with properties, and what goes into it: elements and texts. */
  const make = (tag, properties = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...content);
    return element;
  };

  // --- Saying things -------------------------------------------------------------------------------------------------

  const voice = make("p", { className: "vh", role: "status" });
  document.body.append(voice);
  let saying;
  /** Reads a sentence out to those who listen to the page; the same sentence twice is read twice. */
  const say = (text) => {
    voice.textContent = "";
    clearTimeout(saying);
    saying = setTimeout(() => (voice.textContent = text.replace(/\s+/g, " ").trim()), 60);
  };

  // --- What the browser keeps ----------------------------------------------------------------------------------------

  // A page's name is its address counted from the edition's own root, so that it is the same on a server under any
  // path and in a folder on disk.
  const { edition = "", root = "" } = document.documentElement.dataset;
  const base = new URL(root || ".", location.href);
  const nameOf = (address) => {
    const { origin, protocol, pathname } = new URL(address, location.href);
    if (origin !== base.origin || protocol !== base.protocol || !pathname.startsWith(base.pathname)) return null;
    return decoded(pathname.slice(base.pathname.length)).replace(/(^|\/)index\.html$/, "$1");
  };
  const page = nameOf(location.href) ?? location.pathname;
  /** The text that is kept under a name; null where there is none, or the browser keeps nothing. */
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  /** The same, kept as JSON; null where it is damaged, too. */
  const recall = (name) => {
    try {
      return JSON.parse(kept(name));
    } catch {
      return null;
    }
  };
  /** Keeps a text, or forgets it for null. False where the browser keeps nothing (private window, policy). */
  const keep = (name, text) => {
    try {
      if (text === null) localStorage.removeItem(name);
      else localStorage.setItem(name, text);
      return true;
    } catch {
      return false;
    }
  };

  const key = (name) => `handbook-progress:${edition}:${name}`;
  const store = {
    /** What was kept for a page, or nothing. */
    load(name = page) {
      const value = recall(key(name));
      return value && typeof value === "object" ? value : null;
    },
    /** False where the browser keeps nothing. */
    save: (value) => keep(key(page), value === null ? null : JSON.stringify(value)),
  };

  const now = new Date();
  /** The reader's day, `2027-05-03`. */
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

  // words.js has put its part there before.
  Object.assign(handbook, { all, first, found, attempt, enhance, targetOf, make, say, kept, recall, keep, store, page, nameOf, today });

  // --- Modules that are done, and what is for the reader ---------------------------------------------------------------

  /** What is to be said of a module that is done: that it was passed or, where nothing is asked, read. */
  const doneAs = (link) => {
    const name = nameOf(link.href);
    const state = name && store.load(name);
    return state?.passed ? (state.read ? "was_read" : "passed") : null;
  };

  enhance(":is(.curriculum, .module-facts, .pages, .children, .chapters, .plan .modules) a[href]", (link) => {
    const done = doneAs(link);
    if (nameOf(link.href) === page || !done) return;
    // In a list the words after the link belong to it; the mark comes after them.
    const line = link.closest(".pages > li");
    if (first(".passed", line ?? link.parentElement)) return;
    const mark = make("span", { className: "passed" }, handbook.word(done));
    if (line) line.insertBefore(mark, first(".reading", line)).after(" ");
    else link.after(" ", mark);
  });

  /** In the navigation: a tick where the check was passed, a dot where a page is for the reader's role. */
  const markNavigation = () => {
    const { role } = document.documentElement.dataset;
    for (const link of all(".sidebar .nav a[href]")) {
      first(".sign", link)?.remove();
      const isMine = (link.dataset.for ?? "").split(" ").includes(role);
      const done = doneAs(link);
      const [sign, said] = done ? ["done", done] : isMine ? ["mine", "for_you"] : [];
      if (sign) link.append(make("span", { className: `sign ${sign}`, title: handbook.word(said) }, make("span", { className: "vh" }, ` (${handbook.word(said)})`)));
    }
  };
  markNavigation();
  handbook.markNavigation = markNavigation;
}
