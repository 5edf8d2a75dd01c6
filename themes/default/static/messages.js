// Messages: a button that copies the text. Where the browser does not let a page do that, as where it is not served safely,
// the text is selected, and readers copy it themselves. Without this file they select it as any text, or open the draft.
{
  const { enhance, first, make, say, word } = handbook;

  const copied = async (text) => {
    if (!navigator.clipboard) return false;
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // Not allowed here, or not now.
    }
  };

  enhance("div.message:not(.ready)", (message) => {
    const text = first(".message-text", message);
    const ways = first(".message-ways", message);
    if (!text || !ways) return;
    message.classList.add("ready");
    const button = make("button", { type: "button", className: "button primary" }, word("copy_text"));
    const told = make("span", { className: "told" });
    button.addEventListener("click", async () => {
      const isCopied = await copied(text.textContent);
      if (!isCopied) getSelection().selectAllChildren(text);
      told.textContent = word(isCopied ? "text_copied" : "text_selected");
      say(told.textContent);
    });
    ways.prepend(button);
    ways.append(told);
  });
}
