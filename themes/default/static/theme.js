// Comforts on top of pages that work without them: colours, the navigation on small screens, the reader's place in the
// page contents, tabs, and details opened for printing.
{
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const first = (selector, within = document) => within.querySelector(selector);
  /** The same as `all`, and the element itself where it is meant. */
  const found = (selector, within) => [...(within !== document && within.matches(selector) ? [within] : []), ...all(selector, within)];

  /** What fails is told in the browser's console, and everything else on the page goes on. */
  const attempt = (work) => {
    try {
      work();
    } catch (error) {
      reportError(error);
    }
  };

  /**
   * For each such element of the page and, in a preview that puts changes into the page as they are saved, of what has
   * changed. Writers may give a heading any class, so the element may be another than the one that is meant.
   */
  const enhance = (selector, work) => {
    const enhanceIn = (within) => found(selector, within).forEach((element) => attempt(() => work(element)));
    enhanceIn(document);
    document.addEventListener("mentorbook:changed", (event) => enhanceIn(event.target));
  };

  /** The element that a hash leads to. Ids and hashes may hold what cannot be decoded, such as `50%`. */
  const targetOf = (hash) => {
    const id = hash.slice(1);
    try {
      return document.getElementById(id) ?? document.getElementById(decodeURIComponent(id));
    } catch {
      return null;
    }
  };
  // The header and the navigation are set up once: when these change, a preview has to load the page again.
  document.addEventListener("mentorbook:changed", (event) => {
    if (found("button.theme, button.menu, #nav, main, .site-footer", event.target).length > 0) event.preventDefault();
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
      const label = handbook.word(names[theme]);
      colours.setAttribute("aria-label", label);
      colours.title = label;
    };
    show(root.dataset.theme ?? "auto");
    colours.addEventListener("click", () => {
      const theme = themes[(themes.indexOf(root.dataset.theme ?? "auto") + 1) % themes.length];
      show(theme);
      try {
        if (theme === "auto") localStorage.removeItem("handbook-theme");
        else localStorage.setItem("handbook-theme", theme);
      } catch {
        // Not remembered, but applied to this page.
      }
    });
  }

  // Navigation on small screens: a sheet under the header, everything behind it inert.
  const button = first("button.menu");
  const sidebar = first("#nav");
  const behind = all("main, .site-footer");
  const isSheet = () => button.offsetParent !== null;
  const toggleMenu = (open) => {
    root.classList.toggle("menu-open", open);
    button.setAttribute("aria-expanded", String(open));
    behind.forEach((element) => (element.inert = open));
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

  // Page contents: closed where it stands above the text, open beside it, with a mark on the section being read.
  enhance("nav.contents:not(.ready)", (contents) => {
    const details = first("details", contents);
    if (!details) return;
    const beside = matchMedia("(min-width: 80rem)");
    const fold = () => (details.open = beside.matches);
    fold();
    beside.addEventListener("change", fold);
    contents.classList.add("ready");

    const links = all("a", contents);
    let queued = false;
    const mark = () => {
      queued = false;
      const end = innerHeight + scrollY >= root.scrollHeight - 2;
      let at = -1;
      links.map((link) => targetOf(link.hash)).forEach((heading, i) => {
        if (heading && (heading.getBoundingClientRect().top < innerHeight * 0.25 || (end && location.hash === links[i].hash))) at = i;
      });
      links.forEach((link, i) => (i === at ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current")));
    };
    addEventListener("scroll", () => {
      if (!queued) requestAnimationFrame(mark);
      queued = true;
    }, { passive: true });
    mark();
  });

  // Tabs: the sections of .tabs become panels. A hidden panel is still found by the browser's search in the page, by a
  // link to something inside it, and by the printer (see style.css).
  let groups = 0;
  enhance(".tabs:not(.ready)", (tabs) => {
    const panels = all(":scope > .tab", tabs);
    if (panels.length < 2) return;
    groups += 1;
    const group = groups;
    const list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    const buttons = panels.map((panel, i) => {
      const tab = document.createElement("button");
      const title = first(".tab-title", panel)?.cloneNode(true);
      title?.querySelector(".anchor")?.remove();
      tab.type = "button";
      tab.id = `tab-${group}-${i + 1}`;
      tab.textContent = title?.textContent.trim() || `${i + 1}`;
      tab.setAttribute("role", "tab");
      panel.id ||= `${tab.id}-panel`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", panel.id);
      tab.addEventListener("click", () => select(i));
      panel.addEventListener("beforematch", () => select(i));
      list.append(tab);
      return tab;
    });
    const select = (at) => {
      panels.forEach((panel, i) => (i === at ? panel.removeAttribute("hidden") : panel.setAttribute("hidden", "until-found")));
      buttons.forEach((tab, i) => {
        tab.setAttribute("aria-selected", String(i === at));
        tab.tabIndex = i === at ? 0 : -1;
      });
    };
    list.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const tab = buttons[(to + buttons.length) % buttons.length];
      tab.click();
      tab.focus();
    });
    const follow = () => {
      const target = targetOf(location.hash);
      const at = panels.findIndex((panel) => target && panel.contains(target));
      if (at >= 0) {
        select(at);
        target.scrollIntoView();
      }
    };
    tabs.prepend(list);
    tabs.classList.add("ready");
    select(0);
    follow();
    addEventListener("hashchange", follow);
  });

  // What scrolls sideways must be reachable by keyboard.
  enhance(".table, pre", (box) => {
    if (box.scrollWidth <= box.clientWidth) return;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", first("caption", box)?.textContent ?? handbook.word("scrolls_sideways"));
  });

  // Paper shows everything but the answers of a knowledge check.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open], .answer)");
    opened.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
}
