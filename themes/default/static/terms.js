// A glossary for the keyboard, and the letters that its terms begin with. Without this file each term, and each link in its
// text, is a stop for the Tab key.
{
  const { all, enhance, first, make, targetOf } = globalThis.handbook;

  /** Many links are one stop for the Tab key, and the arrow keys go on from there. */
  const asOneStop = (links, [on, back]) => {
    const stop = (at) => links.forEach((link, i) => (link.tabIndex = i === at ? 0 : -1));
    stop(0);
    links[0]?.parentElement.parentElement.addEventListener("keydown", (event) => {
      const at = links.indexOf(document.activeElement);
      const to = { [on]: at + 1, [back]: at - 1, Home: 0, End: links.length - 1 }[event.key];
      if (at < 0 || !links[to]) return;
      event.preventDefault();
      stop(to);
      links[to].focus();
    });
  };

  /** The first letter of a term without its marks. */
  const letterOf = (text) => text.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").slice(0, 1).toUpperCase();
  /** Fewer terms are seen at a glance. */
  const MANY = 12;

  /** A line of letters, each of which leads to the first term with it. */
  const addLetters = (terms, links) => {
    const letters = new Map();
    for (const link of links) {
      const letter = letterOf(link.textContent);
      if (letter && !letters.has(letter)) letters.set(letter, link.hash);
    }
    if (links.length < MANY || letters.size < 3) return;
    const line = make("ul", { className: "jump" }, ...[...letters].map(([letter, hash]) => make("li", {}, make("a", { href: hash }, letter))));
    first("details > ol", terms).prepend(make("li", { className: "jumps" }, line));
    const isTurned = document.documentElement.dir === "rtl";
    asOneStop(all("a", line), isTurned ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"]);
  };

  // The links in a term's text are stops once the reader has gone to the term.
  enhance("nav.terms", (terms) => {
    if (first(".jump", terms)) return;
    const links = all("li a", terms);
    asOneStop(links, ["ArrowDown", "ArrowUp"]);
    addLetters(terms, links);
    const heads = new Set(links.map((link) => targetOf(link.hash)));
    let term = null;
    const within = new Map();
    all(".prose [id], .prose a").forEach((element) => {
      if (heads.has(element)) term = element;
      else if (term && element.matches("a:not(.anchor)")) within.set(element, term);
    });
    const goTo = (head) => within.forEach((own, link) => (link.tabIndex = own === head ? 0 : -1));
    const follow = () => goTo(targetOf(location.hash));
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
