// Loaded in <head> and run before the first paint, so that nothing flickers or moves. Everything else is in theme.js.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    // Who the reader said to be, where this edition still has that role (see home.js).
    const { edition, roles = "" } = root.dataset;
    const role = localStorage.getItem(`handbook-role:${edition}`);
    if (roles.split(" ").includes(role)) root.dataset.role = role;
    const theme = localStorage.getItem("handbook-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // No storage (private window, policy): the system's colours are used.
  }

  // An announcement is shown on its days, until its reader dismisses it.
  const { edition, announced, announcedFrom = "", announcedUntil } = root.dataset;
  if (announced) {
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    let dismissed = null;
    try {
      dismissed = localStorage.getItem(`handbook-announced:${edition}`);
    } catch {
      // No storage: it is shown each time.
    }
    if (dismissed === announced || today < announcedFrom || today > announcedUntil) root.classList.add("unannounced");
  }
}

// Asked for before anything is drawn, so that the page is drawn with its own fonts from the start: browsers wait a moment
// for fonts that a script asks for. One that comes later is kept for the next page (font-display: optional), and nothing
// moves under the reader's eyes.
{
  const style = getComputedStyle(document.documentElement);
  const [body, heading] = ["--body", "--heading"].map((token) => style.getPropertyValue(token).split(",")[0]);
  for (const font of new Set([`1em ${body}`, `1em ${heading}`, `italic 1em ${body}`])) {
    document.fonts?.load(font).catch(() => {});
  }
}
