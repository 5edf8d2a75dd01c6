// Knowledge checks: questions become something to answer. Answers stay in this browser. Without this file each question
// is a list with an answer to unfold; on paper it is a question with room for a mark.
{
  const { all, first, attempt, targetOf, make, say, ask, store } = globalThis.handbook;

  /** What is kept: {answers: {id: {of, value, checked}}, best, passed}. `of` tells when a question has changed since. */
  const was = store.load();
  const kept = {
    answers: was?.answers && typeof was.answers === "object" ? was.answers : {},
    best: Number.isInteger(was?.best) ? was.best : 0,
    passed: typeof was?.passed === "string" ? was.passed : null,
  };
  let keeps = true;
  const save = () => {
    keeps = store.save(kept);
  };

  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const copy = (element) => [...element.childNodes].map((node) => node.cloneNode(true));
  const sentence = (text) => (/[.!?…:)]$/.test(text) ? text : `${text}.`);

  /** An option as it stands on a label: links and terms would swallow the click, so they become text. */
  const asLabel = (element) => {
    const label = make("span", { className: "text" }, ...copy(element));
    all("a", label).forEach((link) => link.replaceWith(...link.childNodes));
    all("details, .reason", label).forEach((part) => part.remove());
    return label;
  };

  /** The same request for a mouse and for a pencil. */
  const request = (screen, paper) => [make("span", { className: "on-screen" }, screen), make("span", { className: "on-paper" }, paper)];

  const verdict = (right, word) => make("span", { className: `mark ${right ? "right" : "wrong"}` }, word ?? (right ? "Right" : "Not right"));

  // --- Kinds of question: each builds its controls and says how an answer is read, judged and shown again ---------------
  //
  //   value()          the answer as it can be kept; null while there is none
  //   restore(value)   puts a kept answer back
  //   judge()          {right, text}: whether it is right, and what to say
  //   explain(all)     shows the feedback beside what was answered, or all of it; says what it shows
  //   plainAgain()     takes the feedback away
  //   clear()          takes the answer away
  //   start            what gets the focus when the reader tries again

  /** One or several of a list. */
  const choice = (question, id, type) => {
    const several = type === "multiple";
    const list = first(".options", question);
    const reasons = all(".answer .reasons > li", question);
    const rows = all(":scope > li", list).map((item, i) => {
      const input = make("input", { type: several ? "checkbox" : "radio", name: `${id}-answer`, id: `${id}-answer-${i + 1}` });
      const reason = make("div", { className: "reason", id: `${id}-reason-${i + 1}`, hidden: true });
      const label = asLabel(item);
      const option = make("div", { className: "option" }, make("label", {}, input, label), reason);
      return { input, reason, option, text: plain(label), right: reasons[i]?.dataset.right === "yes", because: reasons[i], source: item };
    });
    list.replaceWith(make("div", { className: "options" }, ...rows.map((row) => row.option)));
    // What was chosen gets a verdict; what was not gets its reason only, unless it is the answer.
    const fill = ({ input, reason, option, text, right, because, source }) => {
      const word = input.checked ? (right ? "Right" : "Not right") : right ? (several ? "Also right" : "The right answer") : "";
      const why = because ? copy(because).filter((node) => !node.classList?.contains("verdict")) : [];
      const link = first("a:not(.term)", source);
      const more = link ? [make("p", {}, "Read: ", link.cloneNode(true))] : [];
      reason.replaceChildren(...(word ? [verdict(right, word), " "] : []), ...why, ...more);
      reason.hidden = reason.childNodes.length === 0;
      if (word) option.classList.add(right ? "is-right" : "is-wrong");
      input.setAttribute("aria-describedby", reason.id);
      return word ? `${text}: ${[word, ...why.map(plain)].filter(Boolean).map(sentence).join(" ")}` : "";
    };
    return {
      start: rows[0]?.input,
      how: [several ? "Choose all that are right." : "Choose one answer."],
      sign: rows.map((row) => row.text).join("|"),
      value: () => {
        const chosen = rows.flatMap((row, i) => (row.input.checked ? [i] : []));
        return chosen.length > 0 ? chosen : null;
      },
      restore: (value) => rows.forEach((row, i) => (row.input.checked = Array.isArray(value) && value.includes(i))),
      judge: () => {
        const right = rows.every((row) => row.input.checked === row.right);
        const found = rows.filter((row) => row.right && row.input.checked).length;
        const wanted = rows.filter((row) => row.right).length;
        const wrong = rows.some((row) => row.input.checked && !row.right);
        const some = several && !right ? ` You have ${found} of ${wanted}${wrong ? ", and something that does not belong" : ""}.` : "";
        return { right, text: some };
      },
      explain: (everything) =>
        rows
          .filter((row) => row.input.checked || everything)
          .map(fill)
          .join(" "),
      plainAgain: () =>
        rows.forEach(({ input, reason, option }) => {
          reason.hidden = true;
          reason.replaceChildren();
          option.classList.remove("is-right", "is-wrong");
          input.removeAttribute("aria-describedby");
        }),
      clear: () => rows.forEach((row) => (row.input.checked = false)),
    };
  };

  /** A list to put in order, with a button up and a button down on each line. */
  const ordering = (question, id) => {
    const list = first(".options", question);
    const items = all(":scope > li", list);
    list.classList.add("sortable");
    list.setAttribute("aria-labelledby", `${id}-text`);
    const rows = items.map((item, i) => {
      const text = make("span", { className: "text", id: `${id}-item-${i + 1}` }, ...item.childNodes);
      const button = (name, step) => {
        const element = make("button", { type: "button", className: `move ${name.toLowerCase()}` });
        element.setAttribute("aria-label", `${name}: ${plain(text)}`);
        element.addEventListener("click", () => move(item, step, element));
        return element;
      };
      const mark = make("span", { className: "place", hidden: true });
      item.append(make("span", { className: "body" }, text, mark), make("span", { className: "moves" }, button("Up", -1), button("Down", 1)));
      // Paper shows the list as it was given, not as it was solved.
      item.style.setProperty("--given", i);
      return { item, mark, text: plain(text), place: Number(item.dataset.place) };
    });
    const order = () => all(":scope > li", list);
    const edges = () =>
      order().forEach((item, i, { length }) => {
        first(".up", item).setAttribute("aria-disabled", String(i === 0));
        first(".down", item).setAttribute("aria-disabled", String(i === length - 1));
      });
    const move = (item, step, button) => {
      const now = order();
      const to = now.indexOf(item) + step;
      const row = rows.find((each) => each.item === item);
      if (to < 0 || to >= now.length) return say(`${row.text} is ${step < 0 ? "first" : "last"} already.`);
      list.insertBefore(item, step < 0 ? now[to] : now[to].nextSibling);
      button.focus();
      edges();
      list.dispatchEvent(new Event("change", { bubbles: true }));
      say(`${row.text}: now ${to + 1} of ${now.length}.`);
    };
    edges();
    return {
      start: first("button", list),
      how: request("Put these in order with the arrow buttons.", "Number these in the right order."),
      sign: rows.map((row) => row.text).join("|"),
      value: () => order().map((item) => items.indexOf(item)),
      restore: (value) => {
        if (!Array.isArray(value) || [...value].sort((a, b) => a - b).some((at, i) => at !== i) || value.length !== items.length) return;
        list.append(...value.map((at) => items[at]));
        edges();
      },
      judge: () => {
        const placed = order().filter((item, i) => Number(item.dataset.place) === i + 1).length;
        return { right: placed === items.length, text: placed === items.length ? "" : ` ${placed} of ${items.length} are where they belong.` };
      },
      explain: () => {
        order().forEach((item, i) => {
          const row = rows.find((each) => each.item === item);
          const right = row.place === i + 1;
          row.mark.replaceChildren(verdict(right, right ? "In its place" : "Not in its place"));
          row.mark.hidden = false;
          item.classList.add(right ? "is-right" : "is-wrong");
        });
        return "";
      },
      plainAgain: () =>
        rows.forEach(({ item, mark }) => {
          mark.hidden = true;
          item.classList.remove("is-right", "is-wrong");
        }),
      clear: () => {
        list.append(...items);
        edges();
      },
    };
  };

  /** A table whose right side is chosen from a list. */
  const matching = (question, id) => {
    const table = first(".match", question);
    const choices = all(".choices > li", question);
    const solution = all(".solution tbody tr", question);
    // What is too long for the closed list is told beneath it, with a letter.
    const long = choices.some((item) => plain(item).length > 36);
    first(".choices", question)?.classList.toggle("lettered", long);
    const named = (item, i) => (long ? `${String.fromCharCode(65 + i)}. ${plain(item)}` : plain(item));
    const rows = all("tbody tr", table).map((line, i) => {
      const left = first("th", line);
      left.id ||= `${id}-left-${i + 1}`;
      const select = make("select", { id: `${id}-match-${i + 1}` }, make("option", { value: "" }, "Choose…"));
      select.append(...choices.map((item, i) => make("option", { value: item.dataset.choice }, named(item, i))));
      select.setAttribute("aria-labelledby", left.id);
      const reason = make("div", { className: "reason", id: `${id}-match-reason-${i + 1}`, hidden: true });
      first("td", line).append(select, reason);
      return { line, select, reason, left: plain(left), answer: line.dataset.answer, why: solution[i]?.children[2] };
    });
    return {
      start: rows[0]?.select,
      how: request("Choose the match for each line.", "Write the letter of the match on each line."),
      sign: rows.map((row) => row.left).join("|"),
      value: () => (rows.every((row) => row.select.value) ? rows.map((row) => row.select.value) : null),
      partly: () => rows.some((row) => row.select.value),
      restore: (value) => rows.forEach((row, i) => (row.select.value = Array.isArray(value) ? value[i] ?? "" : "")),
      judge: () => {
        const right = rows.filter((row) => row.select.value === row.answer).length;
        return { right: right === rows.length, text: right === rows.length ? "" : ` ${right} of ${rows.length} match.` };
      },
      explain: () =>
        rows
          .map(({ line, select, reason, answer, why, left }) => {
            const right = select.value === answer;
            reason.replaceChildren(verdict(right), ...(right && why ? [" ", ...copy(why)] : []));
            reason.hidden = false;
            line.classList.add(right ? "is-right" : "is-wrong");
            select.setAttribute("aria-describedby", reason.id);
            return `${left}: ${sentence(plain(reason))}`;
          })
          .join(" "),
      plainAgain: () =>
        rows.forEach(({ line, select, reason }) => {
          reason.hidden = true;
          line.classList.remove("is-right", "is-wrong");
          select.removeAttribute("aria-describedby");
        }),
      clear: () => rows.forEach((row) => (row.select.value = "")),
    };
  };

  const kinds = { single: choice, "true-false": choice, multiple: choice, ordering, matching };

  // --- A question on the page -----------------------------------------------------------------------------------------

  /** The heading, what stands between it and the question, and the question, as one card. */
  const card = (question) => {
    const parts = [question];
    for (let at = question.previousElementSibling; at; at = at.previousElementSibling) {
      parts.unshift(at);
      if (/^H[1-6]$/.test(at.tagName)) break;
    }
    const heading = parts.find((part) => /^H[1-6]$/.test(part.tagName));
    const box = make("div", { className: "question-card" });
    parts[0].before(box);
    box.append(...parts);
    return { box, heading, lead: parts.filter((part) => part !== heading && part !== question) };
  };

  const build = (question) => {
    const { type } = question.dataset;
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : null;
    if (!kind && type !== "reflection") return null;
    const id = question.dataset.id || `question-${all(".question").indexOf(question) + 1}`;
    const { box, heading, lead } = card(question);
    // The heading without its link names the controls.
    const name = make("span", { id: `${id}-text` });
    if (heading) {
      name.append(...[...heading.childNodes].filter((node) => !node.classList?.contains("anchor")));
      heading.prepend(name);
      name.tabIndex = -1;
    }
    lead.forEach((part, i) => (part.id ||= `${id}-lead-${i + 1}`));
    const named = [`${id}-text`, ...lead.map((part) => part.id)].join(" ");
    const answer = first(".answer", question);

    if (type === "reflection") {
      const area = first("textarea", question);
      if (heading) area.setAttribute("aria-labelledby", named);
      const note = make("p", { className: "how" }, ...request("There is no right answer. What you write stays in this browser.", "There is no right answer."));
      area.before(note);
      const was = kept.answers[id];
      if (typeof was?.value === "string") area.value = was.value;
      area.addEventListener("input", () => {
        if (area.value.trim()) kept.answers[id] = { value: area.value };
        else delete kept.answers[id];
        save();
        progress();
      });
      if (answer) first("summary", answer).textContent = "To compare with, once you have written";
      return { id, box, heading: name, graded: false, answered: () => area.value.trim() !== "", reset: () => { area.value = ""; } };
    }

    const control = kind(question, id, type);
    const body = make("fieldset", { className: "asked" });
    const how = make("legend", { id: `${id}-how`, className: "how" }, ...control.how);
    body.setAttribute("aria-labelledby", heading ? `${named} ${how.id}` : how.id);
    const check = make("button", { type: "button", className: "button primary" }, "Check answer");
    const reveal = make("button", { type: "button", className: "button", hidden: true }, "Show the answer");
    const result = make("p", { className: "result", hidden: true });
    const general = first(".feedback", question) && make("div", { className: "feedback-shown", hidden: true }, ...copy(first(".feedback", question)));
    const actions = make("div", { className: "actions" }, check, reveal);
    body.append(how, ...all(":scope > :not(.answer)", question), ...(general ? [result, general] : [result]), actions);
    question.prepend(body);
    if (answer) answer.hidden = true;

    const state = { checked: false, right: false };
    const fresh = () => {
      if (!state.checked) return;
      state.checked = state.right = false;
      control.plainAgain();
      result.hidden = true;
      result.className = "result";
      if (general) general.hidden = true;
      if (answer) answer.hidden = true;
      reveal.hidden = true;
      check.textContent = "Check answer";
      check.classList.add("primary");
    };
    const showResult = () => {
      const { right, text } = control.judge();
      state.checked = true;
      state.right = right;
      const details = control.explain(right);
      result.replaceChildren(verdict(right, right ? "Right" : "Not right yet"), text || (right ? "" : " Try again as often as you like."));
      result.className = `result ${right ? "is-right" : "is-wrong"}`;
      result.hidden = false;
      if (general) general.hidden = false;
      check.textContent = "Try again";
      check.classList.toggle("primary", !right);
      reveal.hidden = right;
      return [sentence(plain(result)), details, general ? plain(general) : ""].filter(Boolean).join(" ");
    };
    const remember = () => {
      const value = control.value();
      if (value === null) delete kept.answers[id];
      else kept.answers[id] = { of: control.sign, value, checked: state.checked };
    };
    check.addEventListener("click", (event) => {
      if (event.detail > 1) return; // the second half of a double click
      if (state.checked) {
        fresh();
        control.clear();
        delete kept.answers[id];
        save();
        progress();
        control.start?.focus();
        say("Cleared. Answer again.");
        return;
      }
      if (control.value() === null) {
        const some = control.partly?.() ? "Choose a match for every line first." : "Choose an answer first.";
        result.className = "result";
        result.textContent = some;
        result.hidden = false;
        say(some);
        return;
      }
      const spoken = showResult();
      remember();
      say([spoken, progress()].filter(Boolean).join(" "));
    });
    reveal.addEventListener("click", () => {
      reveal.hidden = true;
      let text;
      if (kind === choice) {
        text = control.explain(true);
      } else {
        answer.hidden = false;
        answer.open = true;
        text = plain(answer);
      }
      check.focus();
      say(text);
    });
    body.addEventListener("change", () => {
      const was = state.checked;
      if (was) fresh();
      else result.hidden = true;
      remember();
      save();
      if (was) progress();
    });

    const was = kept.answers[id];
    if (was && was.of === control.sign) {
      control.restore(was.value);
      if (was.checked && control.value() !== null) showResult();
    } else if (was) {
      delete kept.answers[id];
    }
    return {
      id, box, heading: name, graded: true, actions,
      answered: () => state.checked,
      right: () => state.checked && state.right,
      reset: () => { fresh(); result.hidden = true; control.clear(); },
    };
  };

  // Questions are taken apart for good: when one changes, a preview has to load the page again. The answers stay.
  document.addEventListener("mentorbook:changed", (event) => {
    if (event.target.closest(".question") || first(".question", event.target)) event.preventDefault();
  });

  // --- The check as a whole -------------------------------------------------------------------------------------------

  // A heading may have any class that its writer likes.
  const questions = all(".prose .question:not(h1, h2, h3, h4, h5, h6)").map((question) => attempt(() => build(question))).filter(Boolean);
  const start = document.getElementById("check");
  const inCheck = (question) => {
    if (!start) return false;
    for (let at = question.box; at; at = at.previousElementSibling) {
      if (at === start) return true;
      if (at.tagName === "H2") return false;
    }
    return false;
  };
  const asked = questions.filter(inCheck);
  const graded = asked.filter((question) => question.graded);
  const article = first("article");
  const pass = Number(article?.dataset.pass) || null;
  const needed = pass && Math.ceil((graded.length * pass) / 100 - 1e-9);
  const percent = (count) => Math.round((count / graded.length) * 100);
  const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  let bar = null;
  let end = null;
  /** Counts, keeps and shows; answers with a sentence when the check has just been passed or finished. */
  function progress(quiet = false) {
    if (!bar) {
      save();
      return "";
    }
    const answered = graded.filter((question) => question.answered()).length;
    const right = graded.filter((question) => question.right()).length;
    const finished = answered === graded.length;
    const before = kept.passed;
    kept.best = Math.max(Math.min(kept.best, graded.length), right);
    if (needed && right >= needed && !kept.passed) kept.passed = new Date().toISOString().slice(0, 10);
    if (!quiet) save();
    bar.meter.max = graded.length;
    bar.meter.value = answered;
    bar.text.textContent = `${answered} of ${graded.length} answered, ${right} right.`;
    bar.passed.hidden = !kept.passed;
    const lines = [];
    if (finished) lines.push(`${right} of ${count(graded.length, "question")} right: ${percent(right)}%.`);
    else lines.push(`${count(graded.length - answered, "question")} still to answer.`);
    if (pass) lines.push(kept.passed ? "You have passed." : `To pass, you need ${needed} right (${pass}%).`);
    if (kept.best > 0) lines.push(`Your best so far: ${kept.best} of ${graded.length}.`);
    if (!keeps) lines.push("This browser does not keep your answers; they are gone when you leave the page.");
    end.text.textContent = lines.join(" ");
    end.box.classList.toggle("is-right", Boolean(kept.passed));
    if (!before && kept.passed) return `You have passed: ${right} of ${graded.length} right.`;
    return finished && !quiet ? lines.join(" ") : "";
  }

  if (asked.length > 0) {
    const meter = make("progress", { max: 1, value: 0 });
    meter.setAttribute("aria-label", "Questions answered");
    const text = make("p", { className: "count" });
    const passed = make("span", { className: "passed", hidden: true }, "Passed");
    const view = make("button", { type: "button", className: "button", hidden: asked.length < 2 });
    const again = make("button", { type: "button", className: "button" }, "Start over");
    const rule = pass ? ` To pass you need ${needed} of ${graded.length} right (${pass}%). Try as often as you like; your best try counts.` : "";
    const box = make("div", { className: "check-bar" },
      make("p", { className: "promise" }, `Your answers stay in this browser; nobody else sees them.${graded.length > 0 ? rule : ""}`),
      ...(graded.length > 0 ? [make("div", { className: "meter" }, meter, text, passed)] : []),
      make("div", { className: "actions" }, view, again));
    asked[0].box.before(box);
    const closing = make("div", { className: "check-end", hidden: graded.length === 0 }, make("p", { className: "panel-title" }, "Where you stand"), make("p"));
    asked.at(-1).box.after(closing);
    bar = { meter, text, passed };
    end = { box: closing, text: closing.lastChild };

    again.addEventListener("click", () =>
      ask(again, box, "Clear all your answers on this page, your best score and the pass?", "Yes, clear them", () => {
        questions.forEach((question) => question.reset());
        Object.assign(kept, { answers: {}, best: 0, passed: null });
        store.save(null);
        progress(true);
        go(0, false);
        say("All answers are cleared.");
      }));

    // One at a time, or all below each other.
    let single = false;
    let at = 0;
    const steps = asked.map((question, i) => {
      const back = make("button", { type: "button", className: "button", hidden: i === 0 }, "Back");
      const next = make("button", { type: "button", className: "button", hidden: i === asked.length - 1 }, "Next question");
      back.addEventListener("click", () => go(i - 1));
      next.addEventListener("click", () => go(i + 1));
      const line = make("div", { className: "steps" }, make("span", { className: "step" }, `Question ${i + 1} of ${asked.length}`), back, next);
      question.box.append(line);
      return line;
    });
    const go = (to, focus = true) => {
      at = to;
      asked.forEach(({ box: card }, i) => {
        if (!single || i === at) card.removeAttribute("hidden");
        else card.setAttribute("hidden", "until-found");
      });
      if (!single || !focus) return;
      asked[at].heading.focus({ preventScroll: true });
      asked[at].box.scrollIntoView({ block: "nearest" });
    };
    const show = (one) => {
      single = one;
      view.textContent = one ? "Show all questions" : "One question at a time";
      steps.forEach((line) => (line.hidden = !one));
      go(one ? Math.max(0, asked.findIndex((question) => !question.answered())) : 0, false);
    };
    view.addEventListener("click", () => {
      show(!single);
      try {
        localStorage.setItem("handbook-questions", single ? "one" : "all");
      } catch {
        // Not remembered, but done.
      }
      say(single ? `One question at a time. Question ${at + 1} of ${asked.length}.` : "All questions are shown.");
    });
    asked.forEach(({ box: card }, i) => card.addEventListener("beforematch", () => go(i, false)));
    const follow = () => {
      const target = targetOf(location.hash);
      const to = target ? asked.findIndex(({ box: card }) => card.contains(target)) : -1;
      if (to < 0 || !single) return;
      go(to, false);
      target.scrollIntoView();
    };
    let one = false;
    try {
      one = localStorage.getItem("handbook-questions") === "one";
    } catch {
      // All are shown.
    }
    show(one && asked.length > 1);
    progress(true);
    follow();
    addEventListener("hashchange", follow);
  }
}
