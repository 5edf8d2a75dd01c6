// A glossary for the keyboard. Without this file each term, and each link in its text, is a stop for the Tab key.
{
  const { all, enhance, targetOf } = globalThis.handbook;

  // Many terms are one stop for the Tab key, and the arrow keys go on from there. The links in a term's text are stops
  // once the reader has gone to the term.
  enhance("nav.terms", (terms) => {
    const links = all("li a", terms);
    const stop = (at) => links.forEach((link, i) => (link.tabIndex = i === at ? 0 : -1));
    terms.addEventListener("keydown", (event) => {
      const at = links.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
      if (at < 0 || !links[to]) return;
      event.preventDefault();
      stop(to);
      links[to].focus();
    });
    const heads = new Set(links.map((link) => targetOf(link.hash)));
    let term = null;
    const within = new Map();
    all(".prose [id], .prose a").forEach((element) => {
      if (heads.has(element)) term = element;
      else if (term && element.matches("a:not(.anchor)")) within.set(element, term);
    });
    const goTo = (head) => within.forEach((own, link) => (link.tabIndex = own === head ? 0 : -1));
    const follow = () => goTo(targetOf(location.hash));
    stop(0);
    follow();
    addEventListener("hashchange", follow);
    // Where the reader has clicked or found something, too.
    document.addEventListener("selectionchange", () => {
      let part = getSelection().anchorNode?.parentElement?.closest(".prose > *");
      while (part && !heads.has(part)) part = part.previousElementSibling;
      if (part) goTo(part);
    });
  });
}
