// Only on the page for addresses that do not exist, where nobody says where the handbook is published: 404.html asks for
// this script at each depth. Where it is found first, it knows the handbook's top by its own address, makes every address on
// the page whole, and lets the styles and scripts in.
if (!document.documentElement.dataset.root) {
  const page = document.documentElement;
  const root = new URL("../", document.currentScript.src);
  page.dataset.root = root.href;

  /** Makes the addresses of an element and of all within it whole; those of sections of this page stay as they are. */
  const complete = (within) => {
    for (const element of [within, ...within.querySelectorAll("*")]) {
      for (const name of ["href", "src"]) {
        const address = element.getAttribute?.(name);
        if (address && !/^([#/]|[a-z][a-z0-9+.-]*:)/i.test(address)) element.setAttribute(name, new URL(address, root).href);
      }
    }
  };
  // As the page comes in, so that no picture is asked for at a wrong address.
  const watch = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) [...addedNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE).forEach(complete);
  });
  watch.observe(page, { childList: true, subtree: true });

  const parts = document.importNode(document.getElementById("lost").content, true);
  complete(parts);
  const scripts = [...parts.querySelectorAll("script")];
  for (const script of scripts) {
    script.remove();
    // One after the other, as they stand there.
    script.async = false;
  }
  for (const style of parts.querySelectorAll("[rel=stylesheet]")) style.setAttribute("blocking", "render");
  document.head.append(parts, ...scripts.filter((script) => !script.defer));
  document.addEventListener("DOMContentLoaded", () => {
    watch.disconnect();
    document.head.append(...scripts.filter((script) => script.defer));
  });
}
