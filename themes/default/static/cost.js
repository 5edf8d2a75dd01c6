// What a cohort takes: the figures of the table become fields, and hours and cost are worked out anew with each change.
// Nothing is sent or kept. Without this file the table stands as it was worked out.
{
  const { all, enhance, first, make, say, word } = handbook;
  const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const most = 1e6;

  /** A figure becomes a field; what is no figure counts as none. */
  const asField = (element, properties = {}) => {
    const field = make("input", { type: "number", min: "0", max: String(most), step: "any", value: element.textContent.trim(), ...properties });
    element.replaceChildren(field);
    return { field, value: () => Math.min(most, Math.max(0, field.valueAsNumber || 0)) };
  };

  enhance("div.cost:not(.ready)", (box) => {
    const line = first(".cost-pairs", box);
    const heads = all("thead th", box).map((head) => head.textContent.trim());
    if (!line || heads.length === 0) return;
    box.classList.add("ready");
    const pairs = asField(first(".figure", line));
    line.replaceChildren(make("label", {}, ...line.childNodes));
    const rows = all("tbody tr", box).map((row) => {
      const who = row.cells[0].textContent.trim();
      const [each, rate] = all(".figure", row).map((cell) => asField(cell, { "aria-label": `${who}, ${heads[cell.cellIndex]}` }));
      return { row, each, rate, isOnce: "once" in row.dataset };
    });
    const put = (row, name, value) => (first(`.${name}`, row).textContent = shown.format(value));

    const workOut = () => {
      let [hours, cost] = [0, 0];
      for (const { row, each, rate, isOnce } of rows) {
        const people = isOnce ? 1 : pairs.value();
        const time = people * each.value();
        put(row, "people", people);
        put(row, "time", time);
        put(row, "sum", time * rate.value());
        hours += time;
        cost += time * rate.value();
      }
      const foot = first("tfoot tr", box);
      put(foot, "time", hours);
      put(foot, "sum", cost);
      return { hours: shown.format(hours), cost: shown.format(cost) };
    };
    let saying;
    box.addEventListener("input", () => {
      const told = workOut();
      clearTimeout(saying);
      saying = setTimeout(() => say(word("cost_told", told)), 700);
    });
    box.append(make("p", { className: "how on-screen" }, word("cost_own_figures")));
    // The browser may have kept what was put in when the reader went back.
    addEventListener("pageshow", workOut);
    workOut();
  });
}
