// Reports to a learning system by SCORM 1.2 or 2004 (3rd edition): the two differ in the names of things and in how a
// time is written. The system's API may throw, answer false, take nothing or not be there: the page goes on all the same.
{
  const { asInteraction, digest } = handbook;
  const data = document.documentElement.dataset;
  const is2004 = data.package === "scorm2004";
  const isGradedPage = Number(document.querySelector("article")?.dataset.questions) > 0;
  const names = is2004
    ? { api: "API_1484_11", prefix: "", end: "Terminate", learner: "cmi.learner_id", mode: "cmi.mode", entry: "cmi.entry", exit: "cmi.exit", time: "cmi.session_time", score: "cmi.score", status: "cmi.completion_status", given: "learner_response", at: "timestamp" }
    : { api: "API", prefix: "LMS", end: "LMSFinish", learner: "cmi.core.student_id", mode: "cmi.core.lesson_mode", entry: "cmi.core.entry", exit: "cmi.core.exit", time: "cmi.core.session_time", score: "cmi.core.score", status: "cmi.core.lesson_status", given: "student_response", at: "time" };
  /** What every system has room for. */
  const room = 4096;

  // --- The API -------------------------------------------------------------------------------------------------------

  /** The API of a window; none where it belongs to another origin, or is an element with that id. */
  const apiOf = (view) => {
    try {
      const api = view[names.api];
      return typeof api?.[`${names.prefix}Initialize`] === "function" ? api : null;
    } catch {
      return null;
    }
  };
  /** It is in a window around this one, or around the one that opened this one. */
  const find = () => {
    const from = [window];
    for (const start of from) {
      let view = start;
      for (let step = 0; view && step < 50; step += 1) {
        const api = apiOf(view);
        if (api) return api;
        try {
          if (view.opener && !from.includes(view.opener)) from.push(view.opener);
        } catch {
          // A window of another origin need not say who opened it.
        }
        if (view.parent === view) break;
        view = view.parent;
      }
    }
    return null;
  };

  let api = null;
  const call = (name, ...values) => {
    try {
      return String(api[name](...values));
    } catch {
      return "";
    }
  };
  const isTaken = (answer) => answer === "true" || answer === "1";
  const get = (name) => call(`${names.prefix}GetValue`, name);
  const set = (name, value) => isTaken(call(`${names.prefix}SetValue`, name, String(value)));

  // --- How things are written ----------------------------------------------------------------------------------------

  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const span = (ms) => {
    const seconds = Math.min(ms / 1000, 9999 * 3600);
    if (is2004) return `PT${Math.round(seconds * 100) / 100}S`;
    return `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  /** Systems refuse `…:45Z`. */
  const moment = () => {
    const now = new Date();
    if (is2004) return `${now.toISOString().slice(0, 19)}.00Z`;
    return [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":");
  };
  const written = (type, told) => (is2004 ? asInteraction(type, told) : told);
  const nameOf = (id) => id.replace(/[^\w-]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}`).slice(0, 250);
  const parsed = (text) => {
    try {
      const value = JSON.parse(text);
      return value && typeof value === "object" && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  };

  // --- The session ---------------------------------------------------------------------------------------------------

  const begun = performance.now();
  let kept = null;
  /** The questions by their place in the report, each by four signs: their ids cannot be read back. */
  let places = [];
  const markOf = (id) => digest(id).slice(-4);

  // --- Other windows -------------------------------------------------------------------------------------------------

  // Most systems give each window a copy of what they know, and take it back whole: what this one has reported, others
  // must have too.
  const ours = {};
  let channel = null;
  const meet = (learner, hear) => {
    try {
      channel = new BroadcastChannel(`handbook-package:${location.pathname}:${digest(learner)}`);
    } catch {
      return;
    }
    channel.onmessage = ({ data: theirs }) => (theirs ? hear(theirs) : channel.postMessage(ours));
    // Whoever is there already says what it has.
    channel.postMessage(null);
  };

  // --- What is handed over -------------------------------------------------------------------------------------------

  let writes = false;
  let hasScore = !is2004;
  const open = (tell, hear) => {
    api = find();
    if (!api) return null;
    const isBegun = isTaken(call(`${names.prefix}Initialize`, ""));
    writes = !["review", "browse"].includes(get(names.mode));
    // Some say that they have begun or ended already, or stumble, and still take what is written.
    const isOpen = writes && set(names.exit, "suspend");
    if (!isBegun && !isOpen) return tell("not_begun");

    const status = get(names.status);
    const isUntouched = ["", "not attempted", "unknown"].includes(status);
    // Without a status some systems take a session that has ended for a module that is finished.
    if (writes && isUntouched) set(names.status, "incomplete");
    // In 2004 it is an error to ask for what was never written; but some call every launch the first.
    const isNew = get(names.entry) === "ab-initio" && isUntouched;
    kept = is2004 && isNew ? null : parsed(get("cmi.suspend_data"));
    hasScore ||= Number.isInteger(kept?.s);
    const score = hasScore ? get(`${names.score}.raw`) : "";
    const isCompleted = status === "completed" || status === "passed";
    const isDone = isCompleted && (!is2004 || !isGradedPage || get("cmi.success_status") === "passed");
    const learner = get(names.learner);
    if (writes) meet(learner, hear);
    return { learner, kept, best: score === "" ? null : Math.round(Number(score)) || 0, isDone, writes };
  };

  const keep = (state) => {
    Object.assign(ours, { best: state.best, passed: state.passed });
    const text = JSON.stringify({ ...state, ...(places.length > 0 ? { i: places.join("") } : {}) });
    return text.length <= room && set("cmi.suspend_data", text) && get("cmi.suspend_data") === text;
  };

  /** Written for all before the first answer: in reports a question's column is its place. */
  const prepare = (questions) => {
    const count = Number(get("cmi.interactions._count")) || 0;
    const were = typeof kept?.i === "string" ? kept.i.match(/.{4}/g) ?? [] : questions.map(({ id }) => markOf(id));
    places = were.slice(0, count);
    while (places.length < count) places.push("....");
    for (const { id, type, text } of questions) {
      if (places.includes(markOf(id))) continue;
      const at = `cmi.interactions.${places.length}`;
      // A system need not take these.
      if (!set(`${at}.id`, nameOf(id))) return;
      // What SCORM 1.2 calls a task in several steps.
      set(`${at}.type`, type === "other" && !is2004 ? "performance" : type);
      if (is2004 && text) set(`${at}.description`, text.slice(0, 250));
      places.push(markOf(id));
    }
  };

  const answer = ({ id, type, given, right, isRight, ms }) => {
    const place = places.indexOf(markOf(id));
    if (place < 0) return;
    const at = `cmi.interactions.${place}`;
    set(`${at}.${names.at}`, moment());
    set(`${at}.correct_responses.0.pattern`, written(type, right));
    set(`${at}.${names.given}`, written(type, given));
    set(`${at}.result`, isRight ? "correct" : is2004 ? "incorrect" : "wrong");
    set(`${at}.latency`, span(ms));
  };

  /** True where the system has it: what must hold is read back. */
  const report = ({ isDone, percent, isGraded }) => {
    Object.assign(ours, { isDone, percent });
    if (percent !== null) {
      // The system may have a better one by now.
      const best = Math.max(percent, (hasScore && Number(get(`${names.score}.raw`))) || 0);
      const isSet = set(`${names.score}.raw`, best) && Number(get(`${names.score}.raw`)) === best;
      hasScore ||= isSet;
      set(`${names.score}.min`, 0);
      set(`${names.score}.max`, 100);
      if (!isSet || (is2004 && !set("cmi.score.scaled", best / 100))) return false;
    }
    if (!isDone) return true;
    if (!is2004) {
      const isScored = isGraded && data.report !== "completion";
      set(names.status, isScored ? "passed" : "completed");
      return ["passed", "completed"].includes(get(names.status));
    }
    set(names.status, "completed");
    if (isGraded) set("cmi.success_status", "passed");
    return get(names.status) === "completed" && (!isGraded || get("cmi.success_status") === "passed");
  };

  const commit = () => {
    // With every commit, since a page that is closed cannot be sure of its last call.
    set(names.time, span(performance.now() - begun));
    channel?.postMessage(ours);
    return isTaken(call(`${names.prefix}Commit`, ""));
  };
  const close = (isAsked) => {
    channel?.close();
    if (writes) set(names.time, span(performance.now() - begun));
    // A system that shows the module in a frame takes the frame back.
    if (is2004 && isAsked) set("adl.nav.request", "suspendAll");
    return isTaken(call(names.end, ""));
  };
  const leave = () => window.close();

  handbook.recordBy({ open, prepare, answer, keep, report, commit, close, leave });
}
