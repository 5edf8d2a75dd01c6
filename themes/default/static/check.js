// Knowledge checks: questions become something to answer. Answers go to `handbook.record` and nowhere else: this browser
// (record.js), or a learning system (package.js). Without this file each question is a list with an answer to unfold; on
// paper it is a question with room for a mark.
handbook.record.ready.then(() => {
  const { all, first, attempt, targetOf, make, say, ask, digest, record, today, word } = handbook;

  /**
   * What is recorded. An answer stands under a digest of its question as it is worded now, so what has changed is asked
   * again: in letters, with `~` behind it until it was checked.
   */
  const kept = { answers: {}, best: 0, passed: null };
  /** What readers write where there is no right answer. It stays in this browser, whatever is recorded. */
  const texts = {};
  let keeps = true;
  let trouble = null;
  const isText = (value) => typeof value === "string";
  const save = () => {
    keeps = record.save(kept);
  };
  const load = () => {
    const was = record.load();
    const answers = Object.entries(was?.answers ?? {});
    kept.answers = Object.fromEntries(answers.filter(([, answer]) => isText(answer)));
    if (Number.isInteger(was?.best)) kept.best = was.best;
    if (isText(was?.passed)) kept.passed = was.passed;

    // Earlier versions kept them among the answers, each as {value}.
    const before = answers.filter(([, answer]) => isText(answer?.value)).map(([id, { value }]) => [id, value]);
    Object.assign(texts, Object.fromEntries(before), record.texts.load());
    if (before.length > 0) record.texts.save(texts);
  };

  /** The signs that answers are written in. */
  const signs = "abcdefghijklmnopqrstuvwxyz0123456789";
  const sign = (at) => signs[at] ?? String.fromCodePoint(192 + at);

  let seed;
  /** A number by chance that is this browser's, or where it keeps nothing this page's: options stay where they were. */
  const chance = () => {
    seed ??= handbook.kept("handbook-order") ?? String(Math.random()).slice(2);
    handbook.keep("handbook-order", seed);
    return seed;
  };
  /** The rows in an order that follows from a name. */
  const shuffled = (rows, name) => {
    const places = rows.map((row, at) => ({ row, place: digest(`${at} ${chance()} ${name}`) }));
    return places.sort((one, other) => (one.place < other.place ? -1 : 1)).map(({ row }) => row);
  };

  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const copy = (element) => [...element.childNodes].map((node) => node.cloneNode(true));
  const sentence = (text) => (/[.!?؟…:)]$/.test(text) ? text : `${text}.`);

  /** An option as it stands on a label: links and terms would swallow the click, so they become text. */
  const asLabel = (element) => {
    const label = make("span", { className: "text" }, ...copy(element));
    all("a", label).forEach((link) => link.replaceWith(...link.childNodes));
    all("details, .reason", label).forEach((part) => part.remove());
    return label;
  };

  /** The same request for a mouse and for a pencil. */
  const request = (screen, paper) => [make("span", { className: "on-screen" }, screen), make("span", { className: "on-paper" }, paper)];

  const verdict = (right, text = word(right ? "right" : "not_right")) => make("span", { className: `mark ${right ? "right" : "wrong"}` }, text);

  load();

  // --- Kinds of question: each builds its controls and says how an answer is read, judged and shown again ---------------
  //
  //   type             what learning systems call it
  //   texts            what is asked, beside the heading
  //   value()          the answer as it can be kept: a sign for each part of it; null while there is none
  //   told()           {given, right}: the answer and the key as they are reported, in the order that was written
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
    // By place nobody finds the answer: paper has the order that was written, as the key has. True stands before False.
    rows.forEach(({ option }, i) => {
      option.style.setProperty("--given", i);
      option.firstChild.dataset.letter = `${String.fromCharCode(97 + (i % 26))})`;
    });
    const shown = type === "true-false" ? rows : shuffled(rows, id);
    list.replaceWith(make("div", { className: "options" }, ...shown.map((row) => row.option)));
    const named = (isMeant) => rows.flatMap((row, i) => (isMeant(row) ? [sign(i)] : []));
    // What was chosen gets a verdict; what was not gets its reason only, unless it is the answer.
    const fill = ({ input, reason, option, text, right, because, source }) => {
      const chosen = input.checked ? (right ? "right" : "not_right") : right ? (several ? "also_right" : "the_right_answer") : "";
      const said = chosen && word(chosen);
      const why = because ? copy(because).filter((node) => !node.classList?.contains("verdict")) : [];
      const link = first("a:not(.term)", source);
      const more = link ? [make("p", {}, word("read"), " ", link.cloneNode(true))] : [];
      reason.replaceChildren(...(said ? [verdict(right, said), " "] : []), ...why, ...more);
      reason.hidden = reason.childNodes.length === 0;
      if (said) option.classList.add(right ? "is-right" : "is-wrong");
      input.setAttribute("aria-describedby", reason.id);
      return said ? `${text}: ${[said, ...why.map(plain)].filter(Boolean).map(sentence).join(" ")}` : "";
    };
    return {
      type: type === "true-false" ? type : "choice",
      texts: rows.map((row) => row.text),
      start: shown[0]?.input,
      how: [word(several ? "choose_all" : "choose_one")],
      value: () => named((row) => row.input.checked).join("") || null,
      restore: (value) => rows.forEach((row, i) => (row.input.checked = value.includes(sign(i)))),
      told: () => {
        const told = (chosen) => (type === "true-false" ? (chosen[0] === "a" ? "t" : "f") : chosen.join(","));
        return { given: told(named((row) => row.input.checked)), right: told(named((row) => row.right)) };
      },
      judge: () => {
        const right = rows.every((row) => row.input.checked === row.right);
        const found = rows.filter((row) => row.right && row.input.checked).length;
        const total = rows.filter((row) => row.right).length;
        const wrong = rows.some((row) => row.input.checked && !row.right);
        return { right, text: several && !right ? word(wrong ? "you_have_and_more" : "you_have", { right: found, total }) : "" };
      },
      explain: (everything) =>
        shown
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
      const button = (way, step) => {
        const element = make("button", { type: "button", className: `move ${way}` });
        element.setAttribute("aria-label", word(step < 0 ? "move_up" : "move_down", { item: plain(text) }));
        element.addEventListener("click", () => move(item, step, element));
        return element;
      };
      const mark = make("span", { className: "place", hidden: true });
      item.append(make("span", { className: "body" }, text, mark), make("span", { className: "moves" }, button("up", -1), button("down", 1)));
      // Paper shows the list as it was given, not as it was solved.
      item.style.setProperty("--given", i);
      return { item, mark, text: plain(text), place: Number(item.dataset.place) };
    });
    const order = () => all(":scope > li", list);
    const signOf = (item) => sign(Number(item.dataset.place) - 1);
    const placed = () => order().map(signOf);
    const edges = () =>
      order().forEach((item, i, { length }) => {
        first(".up", item).setAttribute("aria-disabled", String(i === 0));
        first(".down", item).setAttribute("aria-disabled", String(i === length - 1));
      });
    const move = (item, step, button) => {
      const now = order();
      const to = now.indexOf(item) + step;
      const row = rows.find((each) => each.item === item);
      if (to < 0 || to >= now.length) return say(word(step < 0 ? "first_already" : "last_already", { item: row.text }));
      list.insertBefore(item, step < 0 ? now[to] : now[to].nextSibling);
      button.focus();
      edges();
      list.dispatchEvent(new Event("change", { bubbles: true }));
      say(word("now_at", { item: row.text, place: to + 1, total: now.length }));
    };
    edges();
    return {
      start: first("button", list),
      how: request(word("order_on_screen"), word("order_on_paper")),
      type: "sequencing",
      texts: rows.map((row) => row.text),
      value: () => placed().join(""),
      restore: (value) => {
        const wanted = [...value].map((each) => items.find((item) => signOf(item) === each));
        if (wanted.includes(undefined) || new Set(wanted).size !== items.length) return;
        list.append(...wanted);
        edges();
      },
      told: () => ({ given: placed().join(","), right: items.map((item, i) => sign(i)).join(",") }),
      judge: () => {
        const right = order().filter((item, i) => Number(item.dataset.place) === i + 1).length;
        return { right: right === items.length, text: right === items.length ? "" : word("where_they_belong", { right, total: items.length }) };
      },
      explain: () => {
        order().forEach((item, i) => {
          const row = rows.find((each) => each.item === item);
          const right = row.place === i + 1;
          row.mark.replaceChildren(verdict(right, word(right ? "in_its_place" : "not_in_its_place")));
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
      const select = make("select", { id: `${id}-match-${i + 1}` }, make("option", { value: "" }, word("choose")));
      select.append(...choices.map((item, i) => make("option", { value: item.dataset.choice }, named(item, i))));
      select.setAttribute("aria-labelledby", left.id);
      const reason = make("div", { className: "reason", id: `${id}-match-reason-${i + 1}`, hidden: true });
      first("td", line).append(select, reason);
      return { line, select, reason, left: plain(left), answer: line.dataset.answer, why: solution[i]?.children[2] };
    });
    return {
      start: rows[0]?.select,
      how: request(word("match_on_screen"), word("match_on_paper")),
      type: "matching",
      texts: [...rows.map((row) => row.left), ...choices.map(plain)],
      value: () => (rows.every((row) => row.select.value) ? rows.map((row) => sign(row.select.value - 1)).join("") : null),
      told: () => {
        const told = (chosen) => rows.map((row, i) => `${sign(i)}.${chosen(row)}`).join(",");
        return { given: told((row) => row.select.value), right: told((row) => row.answer) };
      },
      partly: () => rows.some((row) => row.select.value),
      restore: (value) =>
        rows.forEach(({ select }, i) => (select.value = [...select.options].find((option) => sign(option.value - 1) === value[i])?.value ?? "")),
      judge: () => {
        const right = rows.filter((row) => row.select.value === row.answer).length;
        return { right: right === rows.length, text: right === rows.length ? "" : word("lines_match", { right, total: rows.length }) };
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

  /** A conversation that the reader leads (scenario.js): answered at an end, and right once the best has been reached. */
  const scenario = ({ question, id, box, name }) => {
    const text = plain(name);
    const isGraded = question.dataset.counts !== "no";
    const result = make("p", { className: "result", hidden: true });
    const again = make("button", { type: "button", className: "button", hidden: true }, word("another_way"));
    const actions = make("div", { className: "actions" }, again);
    let wasRight = false;
    let since = 0;
    const story = handbook.scenario(question, name, () => {
      since ||= performance.now();
      const isNew = !wasRight;
      const spoken = showEnd();
      remember();
      save();
      if (isGraded && isNew && story.hasEnded()) {
        record.answered({ id, type: "other", text, isRight: wasRight, ms: Math.round(performance.now() - since), ...story.told() });
        since = 0;
      }
      const news = progress();
      if (spoken || news) say([spoken, news].filter(Boolean).join(" "));
    });
    question.append(result, actions);
    const under = digest([id, text, ...story.texts].join("\n"));
    /** Whether an end is shown that counts: the best is not lost by going on to look at others. */
    const isDone = () => wasRight || story.hasEnded();
    const showEnd = () => {
      const hasEnded = story.hasEnded();
      result.hidden = again.hidden = !hasEnded;
      if (!hasEnded) return "";
      const isBest = story.isBest();
      wasRight ||= isBest;
      result.className = `result ${isBest ? "is-right" : ""}`;
      result.replaceChildren(isBest ? verdict(true, word("best_end")) : word(isGraded ? "not_the_best_end" : "one_end"));
      return plain(result);
    };
    const remember = () => {
      const value = story.value();
      if (value === null && !wasRight) delete kept.answers[under];
      else kept.answers[under] = `${wasRight ? "!" : ""}${value ?? ""}${isDone() ? "" : "~"}`;
    };
    again.addEventListener("click", () => {
      story.begin();
      showEnd();
      remember();
      progress();
      story.start.focus();
    });

    const was = kept.answers[under];
    if (was) {
      wasRight = was.startsWith("!");
      story.restore(was.replace(/^!|~$/g, ""));
      showEnd();
    }
    return {
      id, under, type: "other", text, box, heading: name, actions, graded: isGraded,
      answered: isDone,
      right: () => wasRight,
      reset: () => { wasRight = false; story.begin(); showEnd(); },
    };
  };

  const build = (question) => {
    const { type } = question.dataset;
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : null;
    if (!kind && !["reflection", "scenario"].includes(type)) return null;
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

    if (type === "scenario") return scenario({ question, id, box, name });
    if (type === "reflection") {
      const area = first("textarea", question);
      if (heading) area.setAttribute("aria-labelledby", named);
      const note = make("p", { className: "how" }, ...request(word("no_right_answer_kept"), word("no_right_answer")));
      area.before(note);
      if (isText(texts[id])) area.value = texts[id];
      area.addEventListener("input", () => {
        if (area.value.trim()) texts[id] = area.value;
        else delete texts[id];
        keeps = record.texts.save(texts);
        if (!keeps) progress(true);
      });
      if (answer) first("summary", answer).textContent = word("to_compare_once_written");
      return { id, box, heading: name, graded: false, answered: () => area.value.trim() !== "", reset: () => { area.value = ""; delete texts[id]; } };
    }

    const control = kind(question, id, type);
    const body = make("fieldset", { className: "asked" });
    const how = make("legend", { id: `${id}-how`, className: "how" }, ...control.how);
    body.setAttribute("aria-labelledby", heading ? `${named} ${how.id}` : how.id);
    const check = make("button", { type: "button", className: "button primary" }, word("check_answer"));
    const reveal = make("button", { type: "button", className: "button", hidden: true }, word("show_the_answer"));
    const result = make("p", { className: "result", hidden: true });
    const general = first(".feedback", question) && make("div", { className: "feedback-shown", hidden: true }, ...copy(first(".feedback", question)));
    const actions = make("div", { className: "actions" }, check, reveal);
    body.append(how, ...all(":scope > :not(.answer)", question), ...(general ? [result, general] : [result]), actions);
    question.prepend(body);
    if (answer) answer.hidden = true;

    const text = heading ? plain(name) : "";
    const under = digest([id, text, ...lead.map(plain), ...control.texts].join("\n"));
    const state = { checked: false, right: false, since: 0 };
    body.addEventListener("focusin", () => (state.since ||= performance.now()));
    const fresh = () => {
      if (!state.checked) return;
      state.checked = state.right = false;
      control.plainAgain();
      result.hidden = true;
      result.className = "result";
      if (general) general.hidden = true;
      if (answer) answer.hidden = true;
      reveal.hidden = true;
      check.textContent = word("check_answer");
      check.classList.add("primary");
    };
    const showResult = () => {
      const { right, text } = control.judge();
      state.checked = true;
      state.right = right;
      const details = control.explain(right);
      result.replaceChildren(verdict(right, word(right ? "right" : "not_right_yet")), right ? "" : ` ${text || word("try_as_often")}`);
      result.className = `result ${right ? "is-right" : "is-wrong"}`;
      result.hidden = false;
      if (general) general.hidden = false;
      check.textContent = word("try_again");
      check.classList.toggle("primary", !right);
      reveal.hidden = right;
      return [sentence(plain(result)), details, general ? plain(general) : ""].filter(Boolean).join(" ");
    };
    const remember = () => {
      const value = control.value();
      if (value === null) delete kept.answers[under];
      else kept.answers[under] = state.checked ? value : `${value}~`;
    };
    const tell = () => {
      const ms = Math.round(performance.now() - (state.since || performance.now()));
      state.since = 0;
      record.answered({ id, type: control.type, text, isRight: state.right, ms, ...control.told() });
    };
    check.addEventListener("click", (event) => {
      if (event.detail > 1) return; // the second half of a double click
      if (state.checked) {
        fresh();
        control.clear();
        delete kept.answers[under];
        progress();
        control.start?.focus();
        say(word("cleared_answer_again"));
        return;
      }
      if (control.value() === null) {
        const some = word(control.partly?.() ? "match_first" : "choose_first");
        result.className = "result";
        result.textContent = some;
        result.hidden = false;
        say(some);
        return;
      }
      const spoken = showResult();
      remember();
      if (graded.some((question) => question.id === id)) tell();
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

    const was = kept.answers[under];
    if (was) {
      control.restore(was.replace(/~$/, ""));
      if (!was.endsWith("~") && control.value() !== null) showResult();
    }
    return {
      id, under, type: control.type, text, box, heading: name, actions, graded: question.dataset.counts !== "no",
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
  // What is not asked any more, or is asked in other words, need not be kept.
  const known = new Set(questions.map(({ under }) => under));
  kept.answers = Object.fromEntries(Object.entries(kept.answers).filter(([under]) => known.has(under)));
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
  const share = (number) => word("percent", { number });
  const percent = (count) => share(Math.round((count / graded.length) * 100));

  /** Who has passed may want to show it; nobody else needs the script. */
  const offerNote = () => {
    const { completion } = article.dataset;
    if (completion) document.head.append(make("script", { src: completion }));
    delete article.dataset.completion;
  };

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
    // Only an answer passes: what was there when the page was opened has been counted before.
    if (!quiet && needed && right >= needed && !kept.passed) kept.passed = today;
    if (!quiet) save();
    const done = kept.passed ?? (finished && !quiet && !pass ? today : null);
    const outcome = { best: kept.best, of: graded.length, passed: done, finished };
    if (graded.length > 0) record.outcome(outcome);
    handbook.outcome = outcome;
    if (done && !record.isSystem) offerNote();
    document.dispatchEvent(new CustomEvent("mentorbook:outcome", { detail: outcome }));
    bar.meter.max = graded.length;
    bar.meter.value = answered;
    const total = graded.length;
    bar.text.textContent = word("answered_and_right", { answered, total, right });
    bar.passed.hidden = !kept.passed;
    const lines = [];
    if (finished) lines.push(word("questions_right", { right, count: total, percent: percent(right) }));
    else lines.push(word("still_to_answer", { count: total - answered }));
    if (pass) lines.push(kept.passed ? word("you_have_passed") : word("to_pass", { needed, percent: share(pass) }));
    if (kept.best > 0) lines.push(word("best_so_far", { best: kept.best, total }));
    if (!keeps) lines.push(word("not_kept"));
    if (trouble) lines.push(trouble);
    end.text.textContent = lines.join(" ");
    end.box.classList.toggle("is-right", Boolean(kept.passed));
    if (!before && kept.passed) return word("you_have_passed_with", { right, total });
    return finished && !quiet ? lines.join(" ") : "";
  }

  if (asked.length > 0) {
    const meter = make("progress", { max: 1, value: 0 });
    meter.setAttribute("aria-label", word("questions_answered"));
    const text = make("p", { className: "count" });
    const passed = make("span", { className: "passed", hidden: true }, word("passed"));
    const view = make("button", { type: "button", className: "button", hidden: asked.length < 2 });
    const again = make("button", { type: "button", className: "button" }, word("start_over"));
    const rule = pass && graded.length > 0 ? ` ${word("pass_rule", { needed, total: graded.length, percent: share(pass) })}` : "";
    const box = make("div", { className: "check-bar" },
      make("p", { className: "promise" }, `${record.says.promise ?? word("answers_stay")}${rule}`),
      ...(graded.length > 0 ? [make("div", { className: "meter" }, meter, text, passed)] : []),
      make("div", { className: "actions" }, view, again));
    asked[0].box.before(box);
    const closing = make("div", { className: "check-end", hidden: graded.length === 0 }, make("p", { className: "panel-title" }, word("where_you_stand")), make("p"));
    asked.at(-1).box.after(closing);
    bar = { meter, text, passed };
    end = { box: closing, text: closing.lastChild };

    again.addEventListener("click", () =>
      ask(again, box, record.says.clear ?? word("clear_check"), word("yes_clear_them"), () => {
        questions.forEach((question) => question.reset());
        Object.assign(kept, { answers: {} }, record.clear());
        record.texts.save(null);
        progress(true);
        go(0, false);
        say(word("answers_cleared"));
      }));

    // One at a time, or all below each other.
    let single = false;
    let at = 0;
    const steps = asked.map((question, i) => {
      const back = make("button", { type: "button", className: "button", hidden: i === 0 }, word("back"));
      const next = make("button", { type: "button", className: "button", hidden: i === asked.length - 1 }, word("next_question"));
      back.addEventListener("click", () => go(i - 1));
      next.addEventListener("click", () => go(i + 1));
      const line = make("div", { className: "steps" }, make("span", { className: "step" }, word("question_of", { place: i + 1, total: asked.length })), back, next);
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
      view.textContent = word(one ? "show_all_questions" : "one_question");
      steps.forEach((line) => (line.hidden = !one));
      go(one ? Math.max(0, asked.findIndex((question) => !question.answered())) : 0, false);
    };
    view.addEventListener("click", () => {
      show(!single);
      handbook.keep("handbook-questions", single ? "one" : "all");
      say(single ? word("one_question_now", { place: at + 1, total: asked.length }) : word("all_shown"));
    });
    asked.forEach(({ box: card }, i) => card.addEventListener("beforematch", () => go(i, false)));
    const follow = () => {
      const target = targetOf(location.hash);
      const to = target ? asked.findIndex(({ box: card }) => card.contains(target)) : -1;
      if (to < 0 || !single) return;
      go(to, false);
      target.scrollIntoView();
    };
    // On a phone one question at a time is what one can see of them.
    const chosen = handbook.kept("handbook-questions");
    const one = chosen ? chosen === "one" : matchMedia("(max-width: 35.99rem)").matches;
    show(one && asked.length > 1);
    record.prepare(graded.map(({ id, type, text: named }) => ({ id, type, text: named })));
    record.trouble((said) => {
      trouble = said;
      progress(true);
    });
    progress(true);
    follow();
    addEventListener("hashchange", follow);
  }
}).catch(reportError);
