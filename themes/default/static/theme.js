// Comforts on top of pages that work without them: colours, the navigation on small screens, the page contents with the
// reader's place in them, links to headings, tables on narrow screens, and details opened for printing.
{
  const root = document.documentElement;
  const { all, first, found, enhance, keep, targetOf, say, word, page } = globalThis.handbook;

  // The header and the navigation are set up once: when these change, a preview has to load the page again.
  document.addEventListener("mentorbook:changed", (event) => {
    if (found("button.theme, button.menu, .sidebar, main, .site-footer", event.target).length > 0) event.preventDefault();
  });

  // Colours: automatic, light, dark; remembered where the browser allows it.
  const colours = first("button.theme");
  if (colours) {
    const themes = ["auto", "light", "dark"];
    const names = { auto: "theme_automatic", light: "theme_light", dark: "theme_dark" };
    const show = (theme) => {
      if (theme === "auto") delete root.dataset.theme;
      else root.dataset.theme = theme;
      const frames = all('meta[name="theme-color"]');
      frames.forEach((frame, index) => {
        const own = themes[index + 1];
        frame.media = theme === "auto" ? `(prefers-color-scheme: ${own})` : theme === own ? "all" : "not all";
      });
      const label = word(names[theme]);
      colours.setAttribute("aria-label", label);
      colours.title = label;
    };
    show(root.dataset.theme ?? "auto");
    colours.addEventListener("click", () => {
      const theme = themes[(themes.indexOf(root.dataset.theme ?? "auto") + 1) % themes.length];
      show(theme);
      keep("handbook-theme", theme === "auto" ? null : theme);
    });
  }

  // How much of the window the header takes: a long name wraps, and on a low screen it does not stay.
  const header = first(".site-header");
  const measure = () => {
    const height = getComputedStyle(header).position === "sticky" ? header.offsetHeight : 0;
    root.style.setProperty("--header", `${height}px`);
  };
  if (header) {
    new ResizeObserver(measure).observe(header);
    addEventListener("resize", measure);
    measure();
  }

  // Navigation on small screens: a sheet under the header, everything behind it inert.
  const button = first("button.menu");
  const sidebar = first(".sidebar");
  const behind = all("main, .site-footer");
  const isSheet = () => button.offsetParent !== null;
  const toggleMenu = (open) => {
    root.classList.toggle("menu-open", open);
    button.setAttribute("aria-expanded", String(open));
    behind.forEach((element) => (element.inert = open));
    measure();
    if (open) revealCurrent();
  };
  const revealCurrent = () => {
    const current = first("[aria-current=page]", sidebar);
    if (current) sidebar.scrollTop += current.getBoundingClientRect().top - sidebar.getBoundingClientRect().top - sidebar.clientHeight / 3;
  };
  if (button && sidebar) {
    const isOpen = () => root.classList.contains("menu-open");
    button.addEventListener("click", () => toggleMenu(!isOpen()));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !isOpen()) return;
      toggleMenu(false);
      button.focus();
    });
    document.addEventListener("click", (event) => {
      if (isOpen() && !event.target.closest?.(".sidebar, .site-header")) toggleMenu(false);
    });
    addEventListener("resize", () => {
      if (isOpen() && !isSheet()) toggleMenu(false);
    });
    revealCurrent();
  }

  // Page contents: open beside the text; where there is no room, a bar that stays in sight, says which section is being
  // read and unfolds the list over the text.
  enhance("nav.contents:not(.ready)", (contents) => {
    const details = first("details", contents);
    if (!details) return;
    const beside = matchMedia("(min-width: 80rem)");
    const summary = first("summary", details);
    const list = first("ol", details);
    const links = all("a", details);
    const here = document.createElement("span");
    here.className = "here";
    summary.append(here);
    contents.classList.add("ready");

    const isBar = () => !beside.matches;
    const isOver = () => isBar() && details.open;
    const fold = () => (details.open = beside.matches);
    const close = () => {
      if (isOver()) details.open = false;
    };
    beside.addEventListener("change", fold);
    contents.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !isOver()) return;
      close();
      summary.focus();
    });
    contents.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !contents.contains(relatedTarget)) close();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!contents.contains(target)) close();
    });
    list.addEventListener("click", ({ target }) => {
      if (target.closest("a")) close();
    });
    details.addEventListener("toggle", () => reveal());

    /** Brings the current entry into sight in its own box; the page stays where it is. */
    const reveal = () => {
      const current = first("[aria-current]", list);
      const box = isBar() ? list : contents;
      if (!current || box.scrollHeight <= box.clientHeight) return;
      const { top, height } = box.getBoundingClientRect();
      const entry = current.getBoundingClientRect();
      if (entry.top < top + 40 || entry.bottom > top + height - 40) box.scrollTop += entry.top - top - height / 3;
    };

    let at = -1;
    let queued = false;
    const mark = () => {
      queued = false;
      contents.classList.toggle("far", scrollY > innerHeight);
      const end = innerHeight + scrollY >= root.scrollHeight - 2;
      const line = Math.max(innerHeight * 0.25, Number.parseFloat(getComputedStyle(root).scrollPaddingTop) + 8);
      let now = -1;
      links.map((link) => targetOf(link.hash)).forEach((heading, i) => {
        if (heading && (heading.getBoundingClientRect().top < line || (end && location.hash === links[i].hash))) now = i;
      });
      if (now === at) return;
      at = now;
      links.forEach((link, i) => (i === at ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current")));
      here.textContent = links[at]?.textContent ?? "";
      reveal();
      // Where to go on reading (home.js).
      const { edition = "" } = root.dataset;
      if (at < 0) return;
      const place = { page, title: first("h1")?.textContent.trim(), id: links[at].hash.slice(1), heading: links[at].textContent, on: new Date().toISOString() };
      keep(`handbook-reading:${edition}`, JSON.stringify(place));
    };
    addEventListener("scroll", () => {
      if (!queued) requestAnimationFrame(mark);
      queued = true;
    }, { passive: true });
    fold();
    mark();
  });

  // A link to a heading goes there, and is copied on the way.
  document.addEventListener("click", async ({ target }) => {
    const anchor = target.closest?.("a.anchor");
    if (!anchor || !navigator.clipboard) return;
    try {
      await navigator.clipboard.writeText(anchor.href);
    } catch {
      return; // Not allowed: it is a link all the same, and the address stands above the page.
    }
    anchor.dataset.copied = word("link_copied");
    say(anchor.dataset.copied);
    setTimeout(() => delete anchor.dataset.copied, 2000);
  });

  // On narrow screens a row of a table becomes a card (frame.css), so each cell needs the name of its column.
  enhance(".table:has(thead)", (box) => {
    const heads = all("thead th", box).map((head) => head.textContent.trim());
    all("tbody tr, tfoot tr", box).forEach((row) => {
      let column = 0;
      [...row.cells].forEach((cell) => {
        if (column > 0) cell.dataset.label = heads[column] ?? "";
        column += cell.colSpan;
      });
    });
    box.classList.add("named");
  });

  // What scrolls sideways must be reachable by keyboard.
  enhance(".table, pre", (box) => {
    if (box.scrollWidth <= box.clientWidth) return;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", first("caption", box)?.textContent ?? word("scrolls_sideways"));
  });

  // Paper shows everything but the answers of a knowledge check.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open], .answer)");
    opened.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
}
