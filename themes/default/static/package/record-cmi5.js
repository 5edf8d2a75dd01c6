// Reports to a learning system by cmi5: statements go to its store one after the other, each again until it was taken, and
// what a reader leaves behind goes with the page. Nothing is sent where others could read it on the way.
{
  const { asInteraction, digest } = handbook;
  const { revision } = document.documentElement.dataset;
  const query = new URLSearchParams(location.search);
  const [endpoint, grant, registration, activity] = ["endpoint", "fetch", "registration", "activityId"].map((name) => query.get(name));
  const spec = "https://w3id.org/xapi/cmi5/context";
  const adl = "http://adlnet.gov/expapi";
  const stateName = "mentorbook";
  const begun = performance.now();
  const isGraded = Number(document.querySelector("article")?.dataset.questions) > 0;
  let tell = () => {};
  let hear = () => {};
  let actor = null;
  let token = "";
  let launch = {};

  // --- Requests ------------------------------------------------------------------------------------------------------

  const isSafe = (address) => {
    try {
      const { origin, protocol } = new URL(address, location.href);
      return protocol === "https:" || (protocol === "http:" && origin === location.origin);
    } catch {
      return false;
    }
  };
  const request = (method, path, { params = {}, body, headers = {} } = {}) => {
    const address = new URL(path, endpoint.replace(/\/*$/, "/"));
    for (const [name, value] of Object.entries(params)) address.searchParams.set(name, value);
    return fetch(address, {
      method,
      body,
      headers: { Authorization: `Basic ${token}`, "X-Experience-API-Version": "1.0.3", ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
      cache: "no-store",
      // What is under way goes on when the page is left.
      keepalive: method !== "GET",
    });
  };
  const stateOf = (stateId) => ({ stateId, activityId: activity, agent: JSON.stringify(actor), registration });

  // --- Statements ----------------------------------------------------------------------------------------------------

  /** An id that follows from a text: the same statement is never taken twice. Stores take versions 1 to 5 of them. */
  const uuid = (text) => {
    const hex = [1, 2, 3, 4].map((part) => parseInt(digest(`${part} ${text}`), 36).toString(16).padStart(8, "0")).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-5$3-a$4-$5");
  };
  // `randomUUID` is not there without encryption.
  const anyId = () => uuid(crypto.getRandomValues(new Uint32Array(4)).join(" "));
  const span = (ms) => `PT${Math.round(ms / 10) / 100}S`;
  const list = (value) => (value === undefined ? [] : [value].flat());

  /** What is undefined in it is not sent. */
  const statement = (verb, { id = anyId(), object, result, categories = [], extensions = {} } = {}) => {
    const { contextActivities = {}, extensions: given, ...rest } = launch.contextTemplate ?? {};
    const category = [...list(contextActivities.category), ...categories.map((name) => ({ id: `${spec}/categories/${name}` }))];
    return {
      id,
      timestamp: new Date().toISOString(),
      actor,
      verb: { id: `${adl}/verbs/${verb}`, display: { en: verb } },
      object: { objectType: "Activity", id: activity, ...object },
      result,
      context: {
        ...rest,
        registration,
        ...(revision ? { revision } : {}),
        contextActivities: { ...contextActivities, ...(category.length > 0 ? { category } : {}) },
        extensions: { ...given, ...extensions },
      },
    };
  };

  /** What could not be handed over: statements, or what is kept. Both are tried again, ever more slowly. */
  const failing = new Set();
  let pause = 1000;
  const fail = (what, isForLater) => {
    failing.add(what);
    tell("not_taken");
    if (!isForLater) return;
    setTimeout(() => send().then(store), pause);
    pause = Math.min(pause * 2, 30_000);
  };
  const recover = (what) => {
    if (!failing.delete(what) || failing.size > 0) return;
    pause = 1000;
    if (!isClosed) tell(null);
  };

  /** Not taken yet, in the order in which they are sent: {statement, isNeeded, taken}. */
  const waiting = [];
  let isSending = false;
  const post = (body) => request("POST", "statements", { body: JSON.stringify(body) });
  const isLater = (status) => status >= 500 || status === 408 || status === 429;
  /** Sends what waits; true once nothing does. */
  const send = async () => {
    if (isSending) return false;
    isSending = true;
    while (waiting.length > 0) {
      const { statement: sent, isNeeded, taken } = waiting[0];
      const status = await post(sent).then((response) => response.status, () => 503);
      // 409: it is there already, from a session whose end nobody saw.
      const isTaken = (status >= 200 && status < 300) || status === 409;
      if (!isTaken && (isNeeded || isLater(status))) {
        fail("statements", isLater(status));
        break;
      }
      waiting.shift();
      if (isTaken) taken?.();
    }
    isSending = false;
    if (waiting.length > 0) return false;
    recover("statements");
    return true;
  };
  const add = (made, { isNeeded = true, taken } = {}) => {
    waiting.push({ statement: made, isNeeded, taken });
    send();
  };

  // --- What the system keeps for us ----------------------------------------------------------------------------------

  /** Of what must be told once: what the store has for sure. */
  let told = [];
  const toldIn = (kept) => list(kept?.told).filter((verb) => verb === "completed" || verb === "passed");
  const scoreIn = (kept) => (Number.isInteger(kept?.s) ? kept.s : null);
  const hasTold = () => told.includes(isGraded ? "passed" : "completed");
  let state = {};
  let stored = null;
  let tag = null;
  let isStoring = false;
  const readTag = async () => {
    const response = await request("GET", "activities/state", { params: stateOf(stateName) });
    tag = response.headers.get("ETag");
    return response.ok ? response.json().catch(() => null) : null;
  };
  const put = (body) => {
    const headers = tag ? { "If-Match": tag } : stored === null ? { "If-None-Match": "*" } : {};
    return request("PUT", "activities/state", { params: stateOf(stateName), body, headers });
  };
  /** Takes over what counts. */
  const merge = (theirs) => {
    stored = "";
    told = [...new Set([...told, ...toldIn(theirs)])];
    hear({ ...theirs, percent: scoreIn(theirs), isDone: hasTold() });
  };
  const store = async () => {
    if (isStoring) return;
    isStoring = true;
    try {
      for (let step = 0; step < 20; step += 1) {
        const text = JSON.stringify({ ...state, told });
        if (text === stored) break;
        const response = await put(text);
        // Another window of the same reader has written.
        if (response.status === 412 || response.status === 409) merge(await readTag());
        else if (!response.ok) throw new Error(`state: ${response.status}`);
        else {
          stored = text;
          tag = response.headers.get("ETag");
          if (!tag) await readTag();
        }
      }
      recover("state");
    } catch {
      fail("state", true);
    }
    isStoring = false;
  };

  // --- The session ---------------------------------------------------------------------------------------------------

  const read = async () => {
    const granted = await fetch(grant, { method: "POST", cache: "no-store" });
    token = (await granted.json())["auth-token"];
    if (typeof token !== "string") throw new Error("no token");

    const launched = await request("GET", "activities/state", { params: stateOf("LMS.LaunchData") });
    launch = await launched.json();
    if (!launch?.contextTemplate) throw new Error("no launch data");
    // The standard asks every module to ask; none of it changes this one.
    await request("GET", "agents/profile", { params: { agent: JSON.stringify(actor), profileId: "cmi5LearnerPreferences" } });
    return readTag();
  };
  /** A system that does not answer keeps nobody from the questions. */
  const late = () => new Promise((done, refuse) => setTimeout(refuse, 15_000));
  const open = async (teller, hearer) => {
    [tell, hear] = [teller, hearer];
    if (!endpoint || !grant) return null;
    if (![endpoint, grant].every(isSafe)) return tell("not_encrypted");
    let kept;
    try {
      actor = JSON.parse(query.get("actor"));
      kept = await Promise.race([read(), late()]);
    } catch {
      return tell("not_begun");
    }

    stored = kept === null ? null : "";
    told = toldIn(kept);
    if (isGraded && launch.masteryScore > 0) document.querySelector("article").dataset.pass = launch.masteryScore * 100;
    add(statement("initialized", { categories: ["cmi5"] }));
    const writes = launch.launchMode === undefined || launch.launchMode === "Normal";
    const { account, mbox = "" } = actor;
    return { learner: account ? `${account.homePage} ${account.name}` : mbox, kept, best: scoreIn(kept), isDone: hasTold(), writes };
  };

  const keep = (now) => {
    state = now;
    store();
    return true;
  };

  const asked = new Set();
  /** Told once in a registration; taken for told only when the store has said so. True where it is told now. */
  const tellOnce = (verb, how) => {
    if (told.includes(verb) || asked.has(verb)) return false;
    asked.add(verb);
    const made = statement(verb, { id: uuid(`${registration} ${activity} ${verb}`), categories: ["cmi5", "moveon"], ...how });
    const taken = () => {
      told.push(verb);
      store();
    };
    add(made, { taken });
    return true;
  };
  const report = ({ isDone, percent, isBetter }) => {
    const duration = span(performance.now() - begun);
    const score = percent === null ? undefined : { scaled: percent / 100, raw: percent, min: 0, max: 100 };
    if (isDone) tellOnce("completed", { result: { completion: true, duration } });

    const extensions = { [`${spec}/extensions/masteryscore`]: launch.masteryScore };
    const isTold = isDone && isGraded && tellOnce("passed", { result: { success: true, duration, score }, extensions });
    // A registration has one pass. A better score after it, or one before it, is a statement of a kind that cmi5 allows.
    if (isBetter && !isTold) {
      const id = uuid(`${registration} ${activity} scored ${percent}`);
      add(statement("scored", { id, result: { duration, score } }), { isNeeded: false });
    }
    return true;
  };

  const answer = ({ id, type, given, right, isRight, text, ms }) => {
    const definition = {
      type: `${adl}/activities/cmi.interaction`,
      interactionType: type,
      correctResponsesPattern: [asInteraction(type, right)],
      ...(text ? { description: { [document.documentElement.lang || "en"]: text } } : {}),
    };
    const result = { response: asInteraction(type, given), success: isRight, duration: span(ms) };
    add(statement("answered", { object: { id: `${activity}/${encodeURIComponent(id)}`, definition }, result }), { isNeeded: false });
  };

  const commit = () => {
    send();
    return failing.size === 0;
  };
  let isClosed = false;
  /** The last statement of a session; on a page that is being left, in one request with all that still wait. */
  const close = (isAsked) => {
    isClosed = true;
    const last = statement("terminated", { categories: ["cmi5"], result: { duration: span(performance.now() - begun) } });
    if (isAsked) {
      waiting.push({ statement: last, isNeeded: true });
      return drain();
    }
    // The first of them is on its way already.
    const left = waiting.slice(isSending ? 1 : 0).map(({ statement: made }) => made);
    post([...left, last]).catch(() => {});
    return true;
  };
  const drain = async () => {
    for (let step = 0; step < 40 && waiting.length > 0; step += 1) {
      if (!isSending && !(await send())) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    return waiting.length === 0;
  };
  const leave = () => {
    if (/^https?:/.test(launch.returnURL ?? "")) location.assign(launch.returnURL);
    else window.close();
  };

  handbook.recordBy({ open, prepare() {}, answer, keep, report, commit, close, leave });
}
