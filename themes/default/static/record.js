// Where the progress of whoever answers questions is recorded: in this browser. In a package for a learning system
// package/package.js puts another in its place.
{
  const { keep, page, recall, store } = handbook;
  const { edition = "" } = document.documentElement.dataset;

  /** A place in the browser for one value. */
  const shelf = (name) => ({
    /** What was kept, or nothing. */
    load() {
      const value = recall(name);
      return value && typeof value === "object" ? value : null;
    },
    /** False where the browser keeps nothing. */
    save: (value) => keep(name, value === null ? null : JSON.stringify(value)),
  });

  /** A text in seven signs, to tell it from others (FNV-1a). */
  const digest = (text) => {
    let sum = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
    return (sum >>> 0).toString(36).padStart(7, "0");
  };

  /** A `state` is {answers, best, passed}; `texts`, what readers write, never leave the browser. */
  const record = {
    ready: Promise.resolve(),
    says: {},
    isSystem: false,
    texts: shelf(`handbook-texts:${edition}:${page}`),
    load: () => store.load(),
    save: (state) => store.save(state),
    /** Forgets the answers; gives what is left. */
    clear() {
      store.save(null);
      return { best: 0, passed: null };
    },
    prepare() {},
    answered() {},
    outcome() {},
    trouble() {},
  };
  Object.assign(handbook, { shelf, digest, record });
}
