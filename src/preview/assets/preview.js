// The preview of one page: hears from the server that something changed, brings the page up to date, and tells the parts
// of the bar. A tab that is not seen keeps no connection (a browser opens six to a server); it catches up when shown.

import { ask } from "/_preview/dom.js";
import { recallAfterReload } from "/_preview/keep.js";
import { createMarks } from "/_preview/marks.js";
import { createProblems } from "/_preview/problems.js";
import { createShell } from "/_preview/shell.js";
import { follow } from "/_preview/swap.js";
import { createSwitcher } from "/_preview/switcher.js";

export async function start(sent) {
  const bringUpToDate = follow(sent);
  await sent.enhanced;
  recallAfterReload();
  const shell = createShell();
  const switcher = createSwitcher(shell);
  const marks = createMarks(shell);
  const problems = createProblems(shell);

  const refreshPage = async () => {
    const response = await fetch(location.href.split("#")[0], { cache: "no-cache" });
    if (response.headers.get("Content-Type")?.startsWith("text/html")) await bringUpToDate(await response.text());
  };
  const refreshBar = async () => {
    const info = await ask(`/_preview/page?at=${encodeURIComponent(location.pathname)}`);
    if (!info) return;
    switcher.show(info);
    await marks.show(info);
  };

  // --- Catching up ---------------------------------------------------------------------------------------------------

  let seen = {};
  let wanted = null;
  let busy = false;
  /** Brings everything to a state of the server, one state after the other, leaving out those that are overtaken. */
  const catchUp = async (state) => {
    wanted = state;
    if (busy) return;
    busy = true;
    try {
      while (wanted) {
        const now = wanted;
        wanted = null;
        const other = now.run !== seen.run;
        if (other || now.version !== seen.version) {
          await refreshPage();
          await refreshBar();
        }
        if (other || now.problems !== seen.problems) await problems.refresh();
        seen = now;
      }
    } catch (error) {
      // The server went away meanwhile: the next state brings everything up to date.
      if (!(error instanceof TypeError)) throw error;
      seen = {};
    } finally {
      busy = false;
    }
  };

  let events = null;
  let retry;
  const disconnect = () => {
    clearTimeout(retry);
    events?.close();
    events = null;
  };
  const connect = () => {
    disconnect();
    events = new EventSource("/_preview/events");
    events.addEventListener("state", ({ data }) => {
      shell.setConnected(true);
      catchUp(JSON.parse(data));
    });
    events.addEventListener("error", () => {
      shell.setConnected(false);
      // The browser tries again by itself, unless it was refused.
      if (events?.readyState === EventSource.CLOSED) retry = setTimeout(connect, 2000);
    });
  };
  const connectWhenSeen = () => (document.visibilityState === "visible" ? connect() : disconnect());
  document.addEventListener("visibilitychange", connectWhenSeen);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", ({ persisted }) => persisted && connectWhenSeen());
  connectWhenSeen();
}
