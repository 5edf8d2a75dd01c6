// Asking before something is lost, where there is something to answer or to fill in: check.js and worksheet.js do so.
{
  const { first, make, word } = handbook;

  /** Asks in the page, below `bar`. Escape and the second button leave everything as it was. */
  handbook.ask = (button, bar, question, yes, act) => {
    first(".ask", bar.parentNode)?.remove();
    const keep = make("button", { type: "button", className: "button" }, word("keep_everything"));
    const go = make("button", { type: "button", className: "button danger" }, yes);
    const box = make("div", { className: "ask", role: "group" }, make("p", {}, question), go, keep);
    box.setAttribute("aria-label", question);
    const close = () => {
      box.remove();
      button.focus();
    };
    keep.addEventListener("click", close);
    go.addEventListener("click", () => {
      close();
      act();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    bar.after(box);
    keep.focus();
  };
}
