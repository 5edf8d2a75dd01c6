// What is for this reader alone: the announcement that was dismissed, the place on the page that a letter is about, what is
// new since the last visit. Nothing of it leaves the browser by itself.
{
  const { all, date, first, keep, make, page, recall, today, word } = handbook;
  const { edition = "", announced } = document.documentElement.dataset;

  // --- The announcement: init.js hides it before the first paint where it was dismissed or has ended --------------------

  const dismiss = first(".announcement button");
  dismiss?.addEventListener("click", () => {
    document.documentElement.classList.add("unannounced");
    first("main")?.focus({ preventScroll: true });
    keep(`handbook-announced:${edition}`, announced);
  });

  // --- The place that a letter is about ------------------------------------------------------------------------------

  /** Headings that begin a section, in order. */
  const headings = all(".prose :is(h1, h2, h3, h4, h5, h6)[id]").filter((heading) => first(".anchor", heading));
  /** What a heading says, without what scripts and the theme have put there. */
  const titleOf = (heading) => {
    const copy = heading.cloneNode(true);
    all(".anchor, .vh", copy).forEach((part) => part.remove());
    return copy.textContent.trim();
  };

  const feedback = first("a.feedback[href^='mailto:']");
  const letter = feedback?.href;
  feedback?.addEventListener("click", () => {
    // The last section that begins in the upper half of what was on the screen before the footer.
    const read = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2).at(-1);
    const at = read ? `${titleOf(read)}\r\n` : "";
    const address = `${location.href.split("#")[0]}${read ? `#${read.id}` : ""}`;
    feedback.href = `${letter}${encodeURIComponent(`${at}${address}\r\n\r\n`)}`;
  });

  // --- What is new since the last visit ------------------------------------------------------------------------------

  const key = `handbook-seen:${edition}:${page}`;
  const isVisit = (kept) => kept && typeof kept === "object" && /^\d{4}-\d\d-\d\d$/.test(kept.day) && kept.sections && typeof kept.sections === "object";

  /** The digest of each section by its id; that of the text before the first heading by the id of the page's text. */
  const digests = () => {
    const text = document.documentElement.dataset.digests ?? "";
    // Four letters each. A page whose headings are others than those it was built with tells nothing.
    if (!text || text.length !== 4 * (headings.length + 1)) return null;
    return Object.fromEntries(["site.main", ...headings.map((heading) => heading.id)].map((id, i) => [id, text.slice(4 * i, 4 * i + 4)]));
  };

  /** The visit to compare with; this one is kept in its place. All that is seen on one day is one visit. */
  const lastVisit = (sections) => {
    // What is not ours, or damaged, is as if this were the first visit.
    const last = recall(key);
    const earlier = isVisit(last) ? (last.day === today ? last.before : last) : null;
    const { day, sections: seen } = isVisit(earlier) ? earlier : {};
    const before = day ? { day, sections: seen } : null;
    return keep(key, JSON.stringify({ day: today, sections, before })) ? before : null;
  };

  const sections = digests();
  const visit = sections && lastVisit(sections);
  const news = visit ? Object.keys(sections).filter((id) => visit.sections[id] !== sections[id]) : [];
  if (news.length > 0) {
    const list = make("ul");
    for (const id of news) {
      const heading = id === "site.main" ? null : document.getElementById(id);
      const title = heading ? titleOf(heading) : word("beginning");
      list.append(make("li", {}, make("a", { href: `#${id}` }, title)));
      if (!heading) continue;
      heading.classList.add("is-new");
      heading.append(make("span", { className: "vh" }, ` (${word("new_here")})`));
      all(`nav.contents a[href="#${CSS.escape(id)}"]`).forEach((link) => link.classList.add("is-new"));
    }

    const close = make("button", { type: "button", className: "tool close" }, make("span", { ariaHidden: "true" }, "×"));
    close.setAttribute("aria-label", word("dismiss"));
    const said = word("sections_changed", { count: news.length, date: date(visit.day) });
    const note = make("section", { className: "news" }, make("details", {}, make("summary", {}, said), list), close);
    note.setAttribute("aria-label", said);
    const end = () => {
      note.remove();
      document.documentElement.classList.remove("has-news");
    };
    close.addEventListener("click", () => {
      end();
      first("main")?.focus({ preventScroll: true });
    });
    note.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close.click();
    });
    list.addEventListener("click", end);
    // It lies over the page, so that nothing jumps, and has the room it needs at the end.
    document.documentElement.classList.add("has-news");
    first("main").prepend(note);
  }
}
