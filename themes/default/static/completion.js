// The end of a module: a button for who has read one that asks nothing, and a note that says that it is done, to print,
// to send or to keep. The note is what its reader states; where a learning system keeps the record there is none.
{
  const { all, attempt, date, first, make, record, say, today, word } = handbook;
  const root = document.documentElement;
  const article = first("article");
  const isAsked = Number(article?.dataset.questions) > 0;
  const plain = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
  const button = (name, work, className = "button") => {
    const made = make("button", { type: "button", className }, word(name));
    made.addEventListener("click", work);
    return made;
  };
  const link = (name, href, properties) => make("a", { className: "button", href, ...properties }, word(name));

  const box = make("section", { className: "completion", hidden: true });
  box.setAttribute("aria-label", word("completion_note"));

  // --- The note ------------------------------------------------------------------------------------------------------

  const heading = first("h1").cloneNode(true);
  all(".anchor", heading).forEach((anchor) => anchor.remove());
  const title = plain(heading);
  const { digests, revision } = root.dataset;
  const version = revision ?? (digests && parseInt(handbook.digest(digests), 36).toString(16).padStart(8, "0"));
  /** What is said of it, as pairs; no score. */
  const factsOf = (passed) => [
    [word("note_module"), title],
    [word("note_time"), plain(first(".module-facts dd"))],
    [word(isAsked ? "note_passed" : "note_read"), date(passed)],
    [word("note_version"), version],
    [word("note_from"), plain(first(".site-footer .colophon"))],
  ].filter(([, value]) => value);

  const print = () => {
    root.classList.add("prints-note");
    globalThis.print();
  };
  addEventListener("afterprint", () => root.classList.remove("prints-note"));

  const noteOf = (passed) => {
    const facts = factsOf(passed);
    const lines = [...facts.map(([name, value]) => `${name}: ${value}`), "", word("note_stated")];
    const subject = word("note_subject", { module: title });
    const mail = `mailto:${article.dataset.contact ?? ""}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines.join("\r\n"))}`;
    const name = make("input", { type: "text", autocomplete: "name", id: "completion.name" });
    const label = make("label", { htmlFor: name.id }, word("note_name"));
    const file = new Blob([`${subject}\n\n${lines.join("\n")}\n`], { type: "text/plain;charset=utf-8" });
    const slug = handbook.page.replace(/\/$/, "").split("/").pop() || "module";
    const toFile = link("note_to_file", URL.createObjectURL(file), { download: `${slug}-${passed}.txt` });
    return [
      make("h2", {}, word("completion_note")),
      make("dl", {}, ...facts.map(([named, value]) => make("div", {}, make("dt", {}, named), make("dd", {}, value)))),
      make("p", { className: "signed" }, label, name),
      make("p", { className: "stated" }, word("note_stated")),
      make("div", { className: "actions" }, button("print", print, "button primary"), link("note_mail", mail), toFile),
    ];
  };
  let shown = null;
  const showNote = (passed) => {
    if (passed === shown) return;
    shown = passed;
    box.replaceChildren(...(passed ? noteOf(passed) : []));
    box.hidden = !passed;
  };

  // --- A module that asks nothing -------------------------------------------------------------------------------------

  const offerToSayRead = () => {
    const said = make("p", { className: "passed", hidden: true }, word("you_have_read"));
    const have = button("have_read", () => {
      finish(today);
      say(word("you_have_read"));
      box.querySelector("button")?.focus();
    }, "button primary");
    const line = make("div", { className: "have-read" }, have, said);
    const finish = (passed) => {
      if (passed !== before) record.save({ answers: {}, best: 0, passed, read: true });
      record.outcome({ best: 0, of: 0, passed, finished: Boolean(passed) });
      have.hidden = Boolean(passed);
      said.hidden = !passed;
      if (!record.isSystem) showNote(passed);
    };
    const was = record.load()?.passed;
    const before = typeof was === "string" ? was : null;
    box.before(line);
    finish(before);
  };

  const begin = () => {
    first(".prose", article).after(box);
    if (!isAsked) offerToSayRead();
  };
  // A check that is passed loads this script, and tells from then on what becomes of it.
  const follow = (outcome) => {
    if (isAsked && outcome && !record.isSystem) showNote(outcome.passed);
  };
  document.addEventListener("mentorbook:outcome", ({ detail }) => follow(detail));
  record.ready.then(() => attempt(begin));
  follow(handbook.outcome);
}
