// Words explained: the title of a term becomes a note that opens for the pointer, the keyboard and the finger, stays while
// the pointer is on it, and closes with Escape. Without a script the title is still there.
//
// What is in a title is only ever set as text, never as HTML.
{
  const { enhance, first, make } = handbook;

  const notes = new Map();
  let open = null;
  let closing;
  const noteFor = (text) => {
    if (!notes.has(text)) {
      const note = make("div", { id: `term-note-${notes.size + 1}`, className: "term-note", role: "tooltip", hidden: true }, make("p", {}, text));
      note.addEventListener("pointerenter", () => clearTimeout(closing));
      note.addEventListener("pointerleave", hideSoon);
      notes.set(text, note);
    }
    const note = notes.get(text);
    if (!note.isConnected) (first("main") ?? document.body).append(note);
    return note;
  };
  const hide = () => {
    clearTimeout(closing);
    if (open) open.note.hidden = true;
    open = null;
  };
  const hideSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(hide, 250);
  };
  const show = (term, note) => {
    clearTimeout(closing);
    if (open?.term === term) return;
    hide();
    open = { term, note };
    note.hidden = false;
    const word = term.getClientRects()[0] ?? term.getBoundingClientRect();
    const box = note.getBoundingClientRect();
    const edge = 12;
    const start = document.documentElement.dir === "rtl" ? word.right - box.width : word.left;
    const left = Math.max(edge, Math.min(start, document.documentElement.clientWidth - box.width - edge));
    const header = first(".site-header")?.getBoundingClientRect().bottom ?? 0;
    // What stands above has been read, but may be the heading; so below, while there is room.
    const [above, below] = [word.top - box.height - 6, word.bottom + 6];
    const isAbove = below + box.height > innerHeight && above > header;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(isAbove ? above : below) + scrollY}px`;
  };
  const noteOf = (term) => document.getElementById(term.getAttribute("aria-describedby"));
  enhance("a.term[title]", (term) => {
    const known = term.hasAttribute("aria-describedby");
    term.setAttribute("aria-describedby", noteFor(term.title).id);
    term.removeAttribute("title");
    if (known) return;
    let touched = false;
    term.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") show(term, noteOf(term));
    });
    term.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && document.activeElement !== term) hideSoon();
    });
    term.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch" && open?.term !== term));
    term.addEventListener("focus", () => show(term, noteOf(term)));
    term.addEventListener("blur", hideSoon);
    // The first touch shows the note, the second follows the link.
    term.addEventListener("click", (event) => {
      if (!touched) return;
      touched = false;
      event.preventDefault();
      show(term, noteOf(term));
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (open && !event.target.closest?.(".term, .term-note")) hide();
  });
}
