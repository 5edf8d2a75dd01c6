// My page: the home page asks once who the reader is, keeps the answer in this browser, and then says what is today for
// them: the next date by the reader's clock, the one next thing, their modules, and where they were reading. All of it
// is picked from what stands on the page for everybody; without a script that is shown instead.
{
  const { all, attempt, first, found, keep, kept, make, markNavigation, nameOf, recall, say, store, today } = handbook;
  const root = document.documentElement;
  const { edition } = root.dataset;
  const KEY = `handbook-role:${edition}`;
  const EVERYTHING = "*";
  /** Dates of the whole programme that home shows. */
  const STEPS = 5;
  const myPage = first(".my-page");
  const chosen = myPage && first(".chosen", myPage);

  // What was picked cannot follow a change of what it was picked from: a preview loads the page again.
  document.addEventListener("mentorbook:changed", (event) => {
    const picked = ".my-page, .plan, .part";
    if (event.target.closest?.(picked) || found(picked, event.target).length > 0) event.preventDefault();
  });

  // --- What is there for a role --------------------------------------------------------------------------------------

  const isFor = (item, role) => {
    const names = (item.dataset.for ?? "").split(" ").filter(Boolean);
    return names.length === 0 || names.includes(role);
  };
  const isRequired = (item, role) => (item.dataset.for ?? "").split(" ").includes(role);
  const isPassed = (link) => {
    const name = nameOf(link.href);
    return Boolean(name && store.load(name)?.passed);
  };

  const daysUntil = (day) => Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  /** `tomorrow`, `in 3 weeks`: as near as one needs to know, in the page's language. */
  const inWords = (days) => {
    const words = new Intl.RelativeTimeFormat(root.lang || undefined, { numeric: "auto" });
    if (days < 21) return words.format(days, "day");
    return days < 70 ? words.format(Math.round(days / 7), "week") : words.format(Math.round(days / 30.44), "month");
  };

  /** Where the reader was last (theme.js keeps it); nothing where that is damaged. */
  const reading = () => Object(recall(`handbook-reading:${edition}`) ?? {});
  const linkTo = (link, className = "") => make("a", { href: link.href, className }, first(".tile-title", link)?.textContent ?? link.textContent.trim());

  // --- Today ---------------------------------------------------------------------------------------------------------

  const fillDates = (role) => {
    const box = first(".next-date", chosen);
    const mine = all(".plan .dates > li", document).filter((item) => isFor(item, role));
    const ahead = mine.filter((item) => daysUntil(item.dataset.date) >= 0);
    const [next, ...later] = ahead;
    box.hidden = mine.length === 0;
    first(".ahead", box).hidden = !next;
    first(".none", box).hidden = Boolean(next);
    if (!next) return null;

    const hour = first(".hour", next)?.textContent;
    const days = daysUntil(next.dataset.date);
    const day = first(".day", box);
    day.replaceChildren(first("time", next).cloneNode(true), ...(hour ? [" ", make("span", { className: "hour" }, hour)] : []));
    day.append(" ", make("span", { className: days === 0 ? "soon now" : "soon" }, inWords(days)));
    first(".what", box).replaceChildren(linkTo(first("a", next)));

    // The calendar and the page of the timeline that the date stands on; a file for this role before one for all.
    const onPage = (item) => nameOf(first("a.all", item).href) === nameOf(first("a", next).href);
    const calendars = all(".plan .calendars > li").filter((item) => onPage(item) && isFor(item, role));
    const calendar = calendars.find((item) => item.dataset.for) ?? calendars[0];
    const [file, dates] = [first(".to-calendar", box), first(".to-all", box)];
    file.hidden = !calendar;
    if (calendar) file.href = first("a", calendar).href;
    dates.href = first("a", next).href.replace(/#.*/, "");

    const then = later.slice(0, 4).map((item) => make("li", {}, first("time", item).cloneNode(true), " ", linkTo(first("a", item))));
    first(".then", box).replaceChildren(...then);
    for (const part of all("h3, .then", box)) part.hidden = then.length === 0;
    return ahead.find((item) => first(".needs", item)) ?? null;
  };

  const fillModules = (role) => {
    const box = first(".mine", chosen);
    const mine = all(".plan .modules > li").filter((item) => isRequired(item, role));
    const passed = mine.filter((item) => isPassed(first("a", item)));
    box.hidden = mine.length === 0;
    first(".count", box).textContent = `${passed.length}/${mine.length}`;
    first("ol", box).replaceChildren(...mine.map((item) => item.cloneNode(true)));
    return mine.find((item) => !passed.includes(item)) ?? null;
  };

  const fillNext = (role, module, dated) => {
    const box = first(".next-thing", chosen);
    // Of the way, the page after the one that was read last.
    const way = all(".way").filter((one) => one.dataset.role === role).flatMap((one) => all(".pages a[href]", one));
    const last = way.findIndex((link) => nameOf(link.href) === reading().page);
    const [kind, link] = module ? ["module", first("a", module)] : dated ? ["date", first(".needs", dated)] : ["way", way[last + 1]];
    box.hidden = !link;
    if (!link) return;
    const minutes = first(".reading", link.parentElement)?.cloneNode(true);
    first(".go", box).replaceChildren(linkTo(link), ...(minutes ? [" ", minutes] : []));
    for (const why of all(".why", box)) why.hidden = !why.matches(`.for-${kind}`);
  };

  const fillReading = () => {
    const box = first(".continue", chosen);
    const { page, title, heading, id = "" } = reading();
    // A name that does not lead back to itself is no page of this edition.
    const base = new URL(root.dataset.root || ".", location.href);
    const file = typeof page === "string" && page ? page.replace(/(^|\/)$/, "$1index.html") : null;
    const address = file && typeof title === "string" && URL.canParse(file, base) ? new URL(file, base) : null;
    box.hidden = !address || nameOf(address) !== page;
    if (box.hidden) return;
    address.hash = typeof id === "string" ? id : "";
    first(".go", box).replaceChildren(make("a", { href: address.href }, title.trim() || page));
    if (typeof heading === "string" && heading) first(".go", box).append(" ", make("span", { className: "at" }, heading));
  };

  /** Of a whole programme's dates, home shows the last one that has passed and the next few. */
  const shorten = (strip, isWhole) => {
    const steps = all("[data-date]", strip);
    const next = steps.findIndex((step) => daysUntil(step.dataset.date) >= 0);
    const from = Math.max(0, Math.min(next < 0 ? steps.length : next - 1, steps.length - STEPS));
    steps.forEach((step, at) => (step.hidden = !isWhole && (at < from || at >= from + STEPS)));
    const link = first("a", strip);
    let more = strip.nextElementSibling?.matches(".to-all-dates") ? strip.nextElementSibling : null;
    if (!more && link && steps.length > STEPS) {
      const words = first(".to-all", chosen).textContent;
      more = make("p", { className: "to-all-dates" }, make("a", { href: link.href.replace(/#.*/, "") }, words));
      strip.after(more);
    }
    if (more) more.hidden = isWhole;
  };

  // --- Who the reader is ---------------------------------------------------------------------------------------------

  const tiles = myPage ? all(".tile", myPage) : [];
  const labelOf = (tile) => (first(".tile-label", tile) ?? first(".tile-title", tile)).textContent;

  /** Shows the page for a role, for everybody, or with the question. */
  const show = (role) => {
    const tile = tiles.find((known) => known.dataset.role === role);
    const isAsking = !tile && role !== EVERYTHING;
    if (tile) root.dataset.role = role;
    else delete root.dataset.role;
    markNavigation();
    myPage.dataset.state = isAsking ? "asking" : tile ? "today" : "everything";
    first(".asking", myPage).hidden = !isAsking;
    chosen.hidden = isAsking;
    first(".today", chosen).hidden = !tile;
    first(".all-shown", chosen).hidden = Boolean(tile);
    first(".as-role", chosen).hidden = !tile;
    for (const way of all(".way")) way.classList.toggle("shown", tile ? way.dataset.role === role : !isAsking);
    const plan = first(".plan");
    if (plan) plan.hidden = role !== EVERYTHING;
    for (const strip of all(".part > .timeline-strip")) shorten(strip, role === EVERYTHING);
    if (!tile) return;

    first(".as-role", chosen).textContent = labelOf(tile);
    const [dated, module] = [fillDates(role), fillModules(role)];
    fillNext(role, module, dated);
    fillReading();
  };

  /** Shows what was chosen, and keeps it. */
  const choose = (role) => {
    show(role);
    first(".not-kept", chosen).hidden = keep(KEY, role) || role === null;
    const to = role === null ? tiles[0] : first(role === EVERYTHING ? ".again" : ".as-role", chosen);
    to.focus({ preventScroll: true });
    myPage.scrollIntoView({ block: "nearest" });
  };

  if (myPage && chosen) {
    attempt(() => {
      const before = root.dataset.role ?? kept(KEY);
      // A role that this edition no longer has is forgotten, and asked for again.
      if (before !== null && before !== EVERYTHING && !root.dataset.role) keep(KEY, null);
      show(before);
      for (const tile of tiles) {
        tile.addEventListener("click", (event) => {
          event.preventDefault();
          choose(tile.dataset.role);
          say(labelOf(tile));
        });
      }
      first(".everything", myPage).addEventListener("click", () => choose(EVERYTHING));
      first(".again", chosen).addEventListener("click", () => choose(null));
    });
    first("main > .inner")?.classList.add("ready");
  }
}
