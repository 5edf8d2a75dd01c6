// Tabs: the sections of .tabs become panels. A hidden panel is still found by the browser's search in the page, by a link
// to something inside it, and by the printer (see style.css).
{
  const { all, enhance, first, keep, recall, targetOf } = handbook;

  // What was chosen is chosen on other pages, too, where a tab has the same title.
  const chosen = () => [recall("handbook-tabs")].flat().filter((title) => typeof title === "string");
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
      tab.id = `tab.${group}.${i + 1}`;
      tab.textContent = title?.textContent.trim() || `${i + 1}`;
      tab.setAttribute("role", "tab");
      panel.id ||= `${tab.id}-panel`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", panel.id);
      tab.addEventListener("click", () => {
        select(i);
        keep("handbook-tabs", JSON.stringify([tab.textContent, ...chosen().filter((title) => title !== tab.textContent)].slice(0, 20)));
      });
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
      const on = document.documentElement.dir === "rtl" ? -1 : 1;
      const to = { ArrowRight: at + on, ArrowLeft: at - on, Home: 0, End: buttons.length - 1 }[event.key];
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
    const titles = buttons.map((tab) => tab.textContent);
    select(Math.max(0, titles.indexOf(chosen().find((title) => titles.includes(title)))));
    follow();
    addEventListener("hashchange", follow);
  });
}
