// Worksheets: what is written can be saved to a file, loaded from one, cleared and printed. It stays on the page until
// the reader saves it: nothing is stored or sent. The self-check adds up by itself. Without this file everything can
// still be filled in and printed.
{
  const { all, first, enhance, make, say, ask, page, word, date: written } = globalThis.handbook;
  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const title = plain(first("h1") ?? document.body);

  // --- Fields ---------------------------------------------------------------------------------------------------------

  const controls = "input, textarea, select";

  /** What a field is called for people: its own label, below that of the group it is in. */
  const labelOf = (control) => {
    const own = control.labels?.[0] ? plain(control.labels[0]) : control.getAttribute("aria-label") ?? "";
    const groups = [];
    for (let at = control.closest("fieldset"); at; at = at.parentElement?.closest("fieldset")) {
      const legend = first(":scope > legend", at);
      if (legend) groups.unshift(plain(legend));
    }
    const options = control.type === "radio" || (control.type === "checkbox" && all(":scope > label", control.closest("fieldset") ?? control).length > 1);
    return [...groups, ...(options ? [] : [own])].filter(Boolean).join(": ");
  };

  /** An option is known by its words, so that a file can be read by people and outlives a new order of the options. */
  const optionOf = (control) => plain(control.closest("label") ?? control) || control.value;

  /** Every field of the page's forms: one for each name. */
  const allFields = () => {
    const fields = new Map();
    all(".form").forEach((form) =>
      all(controls, form).forEach((control) => {
        const name = control.name || control.id;
        if (!name) return;
        if (!fields.has(name)) fields.set(name, { name, label: labelOf(control), controls: [] });
        fields.get(name).controls.push(control);
      }));
    return [...fields.values()];
  };

  /** A text, true or false for a tick box, the chosen value of several, or a list of them. */
  const read = ({ controls: [control, ...more] }) => {
    if (control.type === "radio") {
      const chosen = [control, ...more].find((each) => each.checked);
      return chosen ? optionOf(chosen) : "";
    }
    if (control.type === "checkbox" && (more.length > 0 || control.closest(".choices"))) {
      return [control, ...more].filter((each) => each.checked).map(optionOf);
    }
    return control.type === "checkbox" ? control.checked : control.value;
  };

  /** Puts a value into a field; answers with what is wrong with it, in words, or with nothing. */
  const write = (field, value) => {
    const [control, ...more] = field.controls;
    const list = [control, ...more];
    if (control.type === "radio") {
      if (typeof value !== "string" || (value !== "" && !list.some((each) => optionOf(each) === value))) return word("not_a_choice");
      list.forEach((each) => (each.checked = value !== "" && optionOf(each) === value));
    } else if (control.type === "checkbox" && (more.length > 0 || control.closest(".choices"))) {
      if (!Array.isArray(value) || value.some((one) => !list.some((each) => optionOf(each) === one))) return word("not_a_choice");
      list.forEach((each) => (each.checked = value.includes(optionOf(each))));
    } else if (control.type === "checkbox") {
      if (typeof value !== "boolean") return word("not_ticked_or_empty");
      control.checked = value;
    } else {
      if (typeof value !== "string") return word("not_a_text");
      if (control.type === "date" && value !== "" && !/^\d{4}-\d\d-\d\d$/.test(value)) return word("not_a_date");
      control.value = value;
      grow(control);
    }
    return null;
  };

  const empty = (field) => {
    field.controls.forEach((control) => {
      if (control.type === "radio" || control.type === "checkbox") control.checked = false;
      else control.value = "";
      grow(control);
    });
  };

  /** Room for what is written, where the browser does not make it by itself; paper hides the form of an empty date. */
  const grows = CSS.supports("field-sizing", "content");
  const grow = (control) => {
    if (control.type === "date") control.classList.toggle("filled", control.value !== "");
    if (control.tagName !== "TEXTAREA" || grows) return;
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight + 2}px`;
  };

  // --- The tools above a form -----------------------------------------------------------------------------------------

  const format = "mentorbook worksheet";
  let dirty = false;

  const toolbar = () => {
    const button = (text, act) => {
      const element = make("button", { type: "button", className: "button" }, text);
      element.addEventListener("click", () => act(element));
      return element;
    };
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: true, tabIndex: -1 });
    file.setAttribute("aria-label", word("file_to_load"));
    const told = make("p", { className: "told", role: "status" });
    const problems = make("ul", { className: "problems", hidden: true });
    const tell = (text, list = []) => {
      told.textContent = text;
      problems.replaceChildren(...list.map((line) => make("li", {}, line)));
      problems.hidden = list.length === 0;
    };

    const save = () => {
      const day = new Date();
      const date = new Date(day.getTime() - day.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
      const content = {
        format,
        version: 1,
        page,
        title,
        saved: date,
        fields: allFields().map((field) => ({ name: field.name, label: field.label, value: read(field) })),
      };
      const slug = page.replace(/\/$/, "").split("/").pop() || "worksheet";
      const name = `${slug}-${date}.json`;
      const link = make("a", { href: URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: "application/json" })), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      dirty = false;
      tell(word("saved_as", { name }));
    };

    const load = (text, from) => {
      const refuse = (reason) => tell(word("not_loaded", { name: from, reason }));
      let content;
      try {
        content = JSON.parse(text);
      } catch {
        return refuse(word("not_a_worksheet"));
      }
      if (content?.format !== format || !Array.isArray(content.fields)) return refuse(word("not_a_worksheet"));
      if (content.version !== 1) return refuse(word("newer_version"));
      if (content.page !== page && content.title !== title) {
        return refuse(word("other_page", { title: String(content.title ?? content.page).slice(0, 80) }));
      }
      const known = new Map(allFields().map((field) => [field.name, field]));
      const bad = [];
      let good = 0;
      for (const entry of content.fields.slice(0, 2000)) {
        const name = typeof entry?.name === "string" ? entry.name : "";
        const label = String(entry?.label || name || word("field_without_a_name")).slice(0, 80);
        const field = known.get(name);
        const wrong = field ? write(field, entry.value) : word("no_longer_here");
        if (wrong) bad.push(word("field_problem", { label, problem: wrong }));
        else good += 1;
        known.delete(name);
      }
      if (good > 0) dirty = true;
      const values = { name: from, count: good };
      const said = typeof content.saved === "string" ? word("loaded_saved_on", { ...values, date: written(content.saved.slice(0, 10)) }) : word("loaded", values);
      tell(bad.length > 0 ? `${said} ${word("fields_left_out", { count: bad.length })}` : said, bad);
    };

    file.addEventListener("change", async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      if (chosen.size > 2_000_000) tell(word("not_loaded", { name: chosen.name, reason: word("file_too_large") }));
      else load(await chosen.text(), chosen.name);
      file.value = "";
    });

    const buttons = make("div", { className: "actions" },
      button(word("save_to_a_file"), save),
      button(word("load_from_a_file"), () => file.click()),
      button(word("clear"), (clear) =>
        ask(clear, buttons, word("clear_worksheet"), word("yes_clear_it"), () => {
          allFields().forEach(empty);
          dirty = false;
          tell(word("everything_cleared"));
        })),
      button(word("print"), () => print()));
    const bar = make("div", { className: "form-bar", role: "group" },
      make("p", { className: "promise" }, word("worksheet_promise")),
      buttons, file, told, problems);
    bar.setAttribute("aria-label", word("this_worksheet"));
    return bar;
  };

  let tools = null;
  enhance(".form", () => {
    if (tools?.isConnected) return;
    tools ??= toolbar();
    first(".form").before(tools);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.(".form")) return;
    dirty = true;
    grow(event.target);
  });
  // The browser may have kept what was written when the reader went back or reloaded.
  addEventListener("pageshow", () => all(`.form :is(${controls})`).forEach(grow));
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });

  // --- Self-check -----------------------------------------------------------------------------------------------------

  enhance(".self-check:not(.ready)", (check) => {
    check.classList.add("ready");
    const max = Number(check.dataset.max) || 0;
    const statements = all(".statements fieldset", check);
    const body = first(".scores tbody", check);
    if (!body || statements.length === 0) return;
    const rows = all("tr", body);
    const given = [...rows];
    const told = make("p", { className: "told" });
    const again = make("button", { type: "button", className: "button" }, word("start_over"));
    const bar = make("div", { className: "actions" }, again);
    const table = body.closest(".table") ?? body.closest("table");
    table.before(told);
    table.after(bar);
    let finished = false;

    const count = () => {
      const scores = rows.map((row) => {
        const own = statements.filter((statement) => statement.dataset.for === row.dataset.for);
        const values = own.flatMap((statement) => first("input:checked", statement)?.value ?? []).map(Number);
        return { row, left: own.length - values.length, score: values.reduce((sum, value) => sum + value, 0), most: own.length * max, any: values.length > 0 };
      });
      const left = scores.reduce((sum, { left }) => sum + left, 0);
      const top = Math.max(...scores.map(({ score }) => score));
      scores.forEach(({ row, left: open, score, most, any }) => {
        const highest = left === 0 && score === top;
        const cell = first(".score", row);
        cell.replaceChildren(any ? word(open > 0 ? "score_open" : "score_of", { score, total: most, open }) : "");
        if (highest) cell.append(" ", make("span", { className: "highest" }, word("highest")));
        row.classList.toggle("is-highest", highest);
      });
      const order = left === 0 ? [...scores].sort((a, b) => b.score - a.score).map(({ row }) => row) : given;
      if (order.some((row, i) => body.children[i] !== row)) body.append(...order);
      const highest = scores.filter(({ score }) => score === top).map(({ row }) => plain(first("th", row)));
      told.textContent = left === 0
        ? word("all_answered", { score: top, names: highest.join("; ") })
        : word("answered", { answered: statements.length - left, total: statements.length });
      if (left === 0 && !finished) say(told.textContent);
      finished = left === 0;
    };

    check.addEventListener("change", count);
    again.addEventListener("click", () => {
      ask(again, bar, word("clear_self_check"), word("yes_clear_them"), () => {
        all("input", check).forEach((input) => (input.checked = false));
        count();
        say(word("answers_cleared"));
      });
    });
    addEventListener("pageshow", count);
  });
}
