// Loaded in <head> and run before the first paint, so that nothing flickers. Everything else is in theme.js.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("handbook-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // No storage (private window, policy): the system's colours are used.
  }
}
