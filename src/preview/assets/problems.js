// The problems of the edition that is shown. Errors come up by themselves, over the last good page, and go when they are
// mended; put away, they stay away until they change. Warnings wait behind the badge.

import { ask, make, place, plural, session } from "/_preview/dom.js";

export function createProblems(shell) {
  const heading = make("h2", { id: "problems-title" });
  const close = make("button", { type: "button", className: "close", "aria-label": "Put the problems away", title: "Put away (Esc)" });
  const body = make("div", { className: "body", tabIndex: 0, role: "group", "aria-labelledby": heading.id });
  const panel = make("section", { className: "panel problems", hidden: true, "aria-labelledby": heading.id }, make("header", {}, heading, close), body);
  shell.panels.append(panel);

  let data = null;
  let asked = false; // the reader wants to see the list

  const edition = () => decodeURIComponent(location.pathname.split("/")[1] ?? "");
  /** What is so pressing that it comes up by itself. */
  const pressing = ({ trouble, list }) => list.filter((one) => one.severity === "error" && (one.here || trouble)).map((one) => one.text);
  const isPressing = (now) => now.errors > 0 || now.trouble;
  const signature = (now) => JSON.stringify([now.trouble, pressing(now)]);

  const putAway = () => {
    if (panel.hidden) return false;
    const inside = panel.contains(panel.getRootNode().activeElement);
    panel.hidden = true;
    asked = false;
    session.set("put-away", data && isPressing(data) ? signature(data) : null);
    shell.badge.setAttribute("aria-expanded", "false");
    if (inside && !shell.badge.hidden) shell.badge.focus();
    return true;
  };
  const toggle = () => {
    if (!data || shell.badge.hidden) return;
    if (putAway()) return;
    asked = true;
    session.set("put-away", null);
    render();
    body.focus();
  };
  close.addEventListener("click", putAway);
  shell.badge.addEventListener("click", toggle);
  shell.onKey("p", toggle);
  shell.onEscape(putAway);

  const entry = (problem) =>
    make("li", { className: problem.severity },
      make("p", {}, make("strong", {}, problem.message)),
      problem.file ? make("p", {}, place(problem)) : null,
      make("pre", { tabIndex: 0 }, problem.text));
  const group = (problems, title, open) => {
    if (problems.length === 0) return null;
    const list = make("ul", {}, ...problems.map(entry));
    return open ? list : make("details", {}, make("summary", {}, title), list);
  };

  const render = () => {
    const { list, trouble, errors, warnings, elsewhere } = data;
    const here = list.filter((one) => one.here || trouble);
    const other = list.filter((one) => !here.includes(one));
    const of = (severity, some) => some.filter((one) => one.severity === severity);
    const open = new Set([...body.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent.replace(/^\d+ /, "")));
    heading.textContent = trouble
      ? "The handbook cannot be read; this is the last good version"
      : [errors && plural(errors, "error"), warnings && plural(warnings, "warning")].filter(Boolean).join(", ") || `${plural(elsewhere.errors, "error")} in other editions`;
    const nothing = isPressing(data) === false;
    const parts = [
      group(of("error", here), "", true),
      group(of("warning", here), plural(of("warning", here).length, "warning"), nothing && errors === 0),
      group(of("error", other), `${plural(of("error", other).length, "error")} in other editions`, nothing && warnings === 0),
      group(of("warning", other), `${plural(of("warning", other).length, "warning")} in other editions`, false),
      group(of("notice", list), plural(of("notice", list).length, "notice"), false),
    ].filter(Boolean);
    parts.forEach((part) => {
      if (part.open === false) part.open = open.has(part.firstChild.textContent.replace(/^\d+ /, ""));
    });
    body.replaceChildren(...parts);
    panel.classList.toggle("pressing", isPressing(data));
    panel.hidden = false;
    shell.badge.setAttribute("aria-expanded", "true");
  };

  const showBadge = ({ trouble, errors, warnings, elsewhere }) => {
    if (errors > 0) shell.setBadge("error", errors);
    else if (trouble) shell.setBadge("error", 1, "! Cannot be read");
    else if (warnings > 0) shell.setBadge("warning", warnings);
    else shell.setBadge("elsewhere", elsewhere.errors, `${plural(elsewhere.errors, "error")} in other editions`);
  };

  return {
    async refresh() {
      const now = await ask(`/_preview/problems?edition=${encodeURIComponent(edition())}`);
      if (!now) return;
      const { version: _, pending: __, ...told } = now;
      const { version: ___, pending: ____, ...before } = data ?? {};
      if (data && JSON.stringify(told) === JSON.stringify(before)) return;
      const was = data;
      data = now;
      showBadge(now);
      const away = session.get("put-away") === signature(now);
      if (isPressing(now) && !away) {
        const news = !was || signature(was) !== signature(now);
        render();
        if (news) shell.say(`${heading.textContent}. ${now.list.find((one) => one.severity === "error" && (one.here || now.trouble))?.message ?? ""}`);
      } else if (asked && !shell.badge.hidden) {
        render();
      } else {
        panel.hidden = true;
        asked = false;
        if (!isPressing(now)) session.set("put-away", null);
        shell.badge.setAttribute("aria-expanded", "false");
        if (was && isPressing(was) && !isPressing(now)) shell.say("The errors are mended.");
      }
    },
  };
}
