// What every package for a learning system has, whichever standard it speaks (record-scorm.js, record-cmi5.js): what is
// reported and what is not, a bar that says what became of it, and links that leave the page where it is.
//
// The rules: opening a module never finishes it, nothing is ever reported as failed or lower than before, what readers
// write stays in this browser, and what the learning system did not take is said.
{
  const { all, attempt, digest, first, make, say, shelf, word } = handbook;
  const { edition = "", module = "", report = "completion", revision = "" } = document.documentElement.dataset;
  const promises = { completion: "tells_completion", score: "tells_score", answers: "tells_answers" };
  /** An answer as SCORM 2004 and xAPI write it; it is told as SCORM 1.2 does. */
  handbook.asInteraction = (type, told) => {
    if (type === "true-false") return told === "t" ? "true" : "false";
    return told.replace(/,/g, "[,]").replace(/\./g, "[.]");
  };
  const isText = (value) => typeof value === "string";
  const isObject = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

  // A page that is left takes the session with it, so what leads elsewhere opens elsewhere.
  for (const link of all("a[href]")) {
    const isHere = link.origin === location.origin && link.pathname === location.pathname;
    if (isHere || !/^(https?|file):$/.test(link.protocol)) continue;
    link.target = "_blank";
    link.rel = "noopener";
    link.append(make("span", { className: "vh" }, ` ${word("opens_elsewhere")}`));
  }

  const said = make("p", { className: "said" });
  const again = make("button", { type: "button", className: "button again", hidden: true }, word("try_again"));
  const leave = make("button", { type: "button", className: "button leave", hidden: true }, word("save_and_close"));
  const bar = make("div", { className: "record-bar", hidden: true }, said, again, leave);
  (first("article") ?? document.body).append(bar);

  /**
   * Records by a transport, which has: `open(tell, hear)`, what the system knows, {learner, kept, best, isDone, writes}, or
   * none where there is no system; `prepare(questions)`; `answer(answer)`; `keep(state)`; `report(news)`; `commit()`;
   * `close(isAsked)`; `leave()`. What answers says whether it was taken; what turns out later is for `tell`, with the name
   * of what is wrong, or null once it is right again. What another window of this reader has reached is for `hear`.
   */
  handbook.recordBy = (transport) => {
    const state = { answers: {}, best: 0, passed: null };
    let session = null;
    let place = shelf("");
    let attemptName = "";
    let outcome = null;
    /** The best of other windows: the last one to be closed must not put less in its place. */
    const elsewhere = { best: 0, passed: null, percent: null, isDone: false };
    /** Open for what is reported; closed once, for good. */
    let isOpen = false;
    let isClosed = false;
    let isUnsaved = false;
    let keptText = null;
    let isDropped = false;

    // --- What is said ------------------------------------------------------------------------------------------------

    let told = null;
    let listener = () => {};
    /** Says how things stand; what is wrong is read out, and said where the questions are. */
    const show = (name, isTrouble = false) => {
      if (told === name) return;
      told = name;
      said.textContent = word(name);
      bar.hidden = false;
      bar.classList.toggle("is-trouble", isTrouble);
      again.hidden = name !== "not_taken";
      if (isTrouble) say(said.textContent);
      listener(isTrouble ? said.textContent : null);
    };
    const showState = () => {
      if (isDropped) show("answers_dropped", true);
      else show(session.isDone ? "has_finished" : "has_not_finished");
    };
    const tell = (name) => (name ? show(name, true) : showState());

    // --- What is handed over -----------------------------------------------------------------------------------------

    const isForSystem = report === "score" || report === "answers";
    /** What the system is given to keep. Unless a score is reported, that is no answer and no score. */
    const forSystem = (answers) => {
      const best = Math.max(state.best, elsewhere.best);
      const passed = state.passed ?? elsewhere.passed;
      if (!isForSystem) return { r: revision, t: attemptName, passed };
      return { r: revision, answers, best, passed, ...(session.best === null ? {} : { s: session.best }) };
    };
    /** Where there is not room for all, the answers go, and what counts is kept. */
    const keep = () => {
      const ways = isForSystem ? [state.answers, {}] : [{}];
      return ways.some((answers, at) => {
        const text = JSON.stringify(forSystem(answers));
        if (text !== keptText) {
          isUnsaved = true;
          if (!transport.keep(forSystem(answers))) return false;
          keptText = text;
        }
        isDropped = at > 0;
        return true;
      });
    };
    /** Reports what is better than what the system has. */
    const reportNews = () => {
      if (!outcome) return true;
      const { best, of, passed, finished } = outcome;
      const isDone = session.isDone || elsewhere.isDone || Boolean(passed);
      const own = isDone || finished ? Math.round((best / of) * 100) : null;
      const scores = [own, session.best, elsewhere.percent].filter((score) => score !== null);
      const percent = isForSystem && of > 0 && scores.length > 0 ? Math.max(...scores) : null;
      const isBetter = percent !== null && percent !== session.best;
      if (isDone === session.isDone && !isBetter) return true;
      isUnsaved = true;
      if (!transport.report({ isDone, percent, isBetter, isGraded: of > 0 })) return false;
      session.isDone = isDone;
      session.best = percent ?? session.best;
      return true;
    };

    let isFlushing = false;
    const flush = () => {
      if (!isOpen || isFlushing) return;
      isFlushing = true;
      const isTaken = [reportNews(), keep()].every(Boolean);
      const isOwed = isUnsaved || told === "not_taken";
      const isSaved = isTaken && (!isOwed || transport.commit());
      isUnsaved &&= !isSaved;
      if (isSaved) showState();
      else show("not_taken", true);
      isFlushing = false;
    };
    again.addEventListener("click", () => {
      told = null;
      isUnsaved = true;
      flush();
    });

    const hear = ({ best, passed, percent, isDone }) => {
      const before = JSON.stringify(elsewhere);
      if (Number.isInteger(best)) elsewhere.best = Math.max(elsewhere.best, best);
      if (isText(passed)) elsewhere.passed ??= passed;
      if (Number.isInteger(percent)) elsewhere.percent = Math.max(elsewhere.percent ?? 0, percent);
      elsewhere.isDone ||= isDone === true;
      if (JSON.stringify(elsewhere) === before) return;
      if (isOpen) flush();
      else keep();
    };

    // --- The end of the session --------------------------------------------------------------------------------------

    const close = (isAsked) => {
      flush();
      if (!session || isClosed) return true;
      isClosed = true;
      isOpen = false;
      return attempt(() => transport.close(isAsked));
    };
    leave.addEventListener("click", async () => {
      leave.hidden = true;
      const isLost = bar.classList.contains("is-trouble") && !isDropped;
      const isSaved = (await close(true)) !== false && !isLost;
      show(isSaved ? "closed" : "closed_unsaved", !isSaved);
      if (isSaved) transport.leave();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") flush();
    });
    addEventListener("pagehide", () => close(false));
    // Brought back with a session that has ended: another begins.
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

    // --- Its beginning -----------------------------------------------------------------------------------------------

    const restore = (kept) => {
      if (isObject(kept?.answers)) state.answers = kept.answers;
      if (Number.isInteger(kept?.best)) state.best = kept.best;
      if (isText(kept?.passed)) state.passed = kept.passed;
    };
    const begin = (opened) => {
      session = opened ?? null;
      // One browser may serve many.
      const learner = digest(String(session?.learner ?? ""));
      place = shelf(`handbook-package:${edition}:${module}:${learner}`);
      handbook.record.texts = shelf(`handbook-texts:${edition}:${module}:${learner}`);
      const here = place.load();
      if (!session) {
        restore(here);
        show(told ?? "no_system", true);
        return;
      }

      const { kept, writes } = session;
      handbook.record.isSystem = true;
      handbook.record.says = { promise: word(promises[report] ?? promises.completion), clear: word("clear_answers") };
      // Answers that only this browser has go with the attempt that they were given in.
      attemptName = isText(kept?.t) ? kept.t : digest(String(Math.random()));
      if (!isForSystem && here?.t === attemptName) restore(here);
      restore(isForSystem ? kept : { passed: kept?.passed });
      leave.hidden = false;
      if (!writes) return show("looking_back");
      isOpen = isUnsaved = true;
      if (!told) showState();
    };

    const opening = Promise.resolve(attempt(() => transport.open(tell, hear)));
    handbook.record = {
      ready: opening.catch(() => null).then(begin),
      says: {},
      isSystem: false,
      texts: shelf(""),
      load: () => state,
      save(now) {
        Object.assign(state, JSON.parse(JSON.stringify(now)));
        if (session && (isForSystem || !isOpen)) return true;
        return place.save({ ...state, ...(session ? { t: attemptName, passed: null } : {}) });
      },
      /** Forgets the answers; what was reported stays. */
      clear() {
        const left = session ? { best: state.best, passed: state.passed } : { best: 0, passed: null };
        this.save({ answers: {}, ...left });
        flush();
        return left;
      },
      prepare(questions) {
        if (isOpen && report === "answers") transport.prepare(questions);
      },
      answered(answer) {
        if (!isOpen || report !== "answers") return;
        isUnsaved = true;
        transport.answer(answer);
      },
      outcome(now) {
        outcome = now;
        flush();
      },
      trouble(callback) {
        listener = callback;
        if (bar.classList.contains("is-trouble")) callback(said.textContent);
      },
    };
  };
}
