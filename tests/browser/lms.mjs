// Learning systems to try packages in: a page that shows one in a frame, as such systems do, with scorm-again or an API
// that misbehaves; and a store of statements, as cmi5 wants it.

import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { exported, unzipped } from "./site.mjs";

const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const scormAgain = (name) => readFileSync(join(modules, "scorm-again/dist", `${name}.min.js`));
const types = { ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8" };

// --- Packages -------------------------------------------------------------------------------------------------------------

const exports = new Map();

/** What `export` makes of firms of a handbook that report this much, made once. */
function packages(handbook, firms, report) {
  const name = `${handbook} ${firms} ${report}`;
  const settings = `url: https://handbook.example/\nlms: {report: ${report}}`;
  if (!exports.has(name)) exports.set(name, exported({ handbook, firms, settings }));
  return exports.get(name).folder;
}

/** Takes away what was packed. */
export const removePackages = () => exports.forEach((made) => made.remove());

/** The archive of a module's package. */
export function archive({ edition, module, standard, report, handbook, firms = [edition] }) {
  return join(packages(handbook, firms, report), edition, `${module}.${edition}.${standard}.zip`);
}

/** A package of a module as it lies in a learning system: a folder; `edit` makes another version of its page. */
export function unpacked({ edit = (html) => html, ...which }) {
  const packed = archive(which);
  const to = join(dirname(packed), "../../unpacked", randomUUID());
  for (const [path, bytes] of unzipped(packed)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), path === "index.html" ? edit(bytes.toString("utf8")) : bytes);
  }
  return to;
}

/** The page of a module without its questions. */
export const withoutQuestions = (html) => {
  const [facts, script] = html.match(/ data-questions="\d+" data-completion="([^"]*)"/);
  return html.replace(facts, "").replaceAll('class="question"', 'class="text"').replace("</head>", `<script src="${script}" defer></script></head>`);
};

// --- SCORM ----------------------------------------------------------------------------------------------------------------

/** In the host's page: an API that does what is right, but for one thing; every call of it is noted. */
function stub(bad, is2004, kept, calls) {
  const prefix = is2004 ? "" : "LMS";
  const data = { ...kept };
  let count = 0;
  let writes = 0;
  const own = {
    Initialize() {
      if (bad === "initialize throws" || bad === "everything throws") throw new TypeError("no session");
      if (bad === "began already" || bad === "session over") return "false";
      return "true";
    },
    GetValue(name) {
      if (bad === "everything throws") throw new Error("broken");
      if (bad === "answers nothing") return undefined;
      if (name.endsWith("._count")) return String(Object.keys(data).filter((key) => /interactions\.\d+\.id$/.test(key)).length);
      return data[name] ?? "";
    },
    SetValue(name, value) {
      writes += 1;
      if (bad === "everything throws" || (bad === "throws from the third on" && writes > 2)) throw new Error("broken");
      if (bad === "takes nothing" || bad === "session over") return "false";
      if (bad === "no room" && name === "cmi.suspend_data") return "false";
      if (bad === "little room" && name === "cmi.suspend_data" && value.length > 120) return "false";
      if (bad === "cuts at 40" && name === "cmi.suspend_data") value = value.slice(0, 40);
      if (bad === "forgets the status" && /status$/.test(name) && value !== "incomplete") return "true";
      if (bad === "forgets the score" && /score/.test(name)) return "true";
      data[name] = value;
      return bad === "answers true" ? true : "true";
    },
    Commit() {
      count += 1;
      if (bad === "commit throws") throw new Error("offline");
      return bad === "commit fails" || (bad === "first commits fail" && count < 4) ? "false" : "true";
    },
    Finish() {
      if (bad === "finish throws") throw new Error("gone");
      return "true";
    },
    GetLastError: () => "0",
  };
  own.Terminate = own.Finish;
  const api = {};
  for (const [name, work] of Object.entries(own)) {
    api[`${prefix}${name}`] = (...given) => {
      calls.push([name, ...given]);
      return work(...given);
    };
  }
  return { api, data };
}

/** In the host's page: scorm-again's API, with what was committed before; every call of it is noted, with its error. */
function again(is2004, kept, calls) {
  const settings = { autocommit: false, lmsCommitUrl: "/commit", logLevel: 5, useAsynchronousCommits: false };
  const api = is2004 ? new window.Scorm2004API(settings) : new window.Scorm12API(settings);
  if (kept) api.loadFromJSON(kept, "cmi");
  const prefix = is2004 ? "" : "LMS";
  for (const name of ["Initialize", "GetValue", "SetValue", "Commit", is2004 ? "Terminate" : "Finish"]) {
    const own = api[`${prefix}${name}`].bind(api);
    api[`${prefix}${name}`] = (...given) => {
      const answer = own(...given);
      const error = api[`${prefix}GetLastError`]();
      calls.push([name, ...given, ...(String(error) === "0" ? [] : [`error ${error}`])]);
      return answer;
    };
  }
  return { api };
}

/** A learning system with SCORM: shows a package in a frame, and has what it recorded. */
export async function scormHost() {
  const host = { folder: "", kept: null, commits: [], headers: { "Content-Security-Policy": "default-src 'self'" } };
  const page = ({ searchParams }) => {
    const is2004 = searchParams.has("2004");
    const bad = searchParams.get("bad");
    const entry = host.kept ? "resume" : "ab-initio";
    const core = is2004 ? { learner_id: "pat", entry, mode: searchParams.get("mode") ?? "normal" } : { student_id: "pat", entry, lesson_mode: searchParams.get("mode") ?? "normal" };
    const kept = is2004 ? { ...host.kept, ...core } : { ...host.kept, core: { ...host.kept?.core, ...core } };
    const flat = is2004 ? { "cmi.learner_id": "pat", "cmi.entry": "ab-initio", ...host.flat } : { "cmi.core.student_id": "pat", "cmi.core.lesson_status": "not attempted", ...host.flat };
    const make = bad ? `(${stub})(${JSON.stringify(bad)}, ${is2004}, ${JSON.stringify(flat)}, calls)` : `(${again})(${is2004}, ${JSON.stringify(kept)}, calls)`;
    const name = is2004 ? "API_1484_11" : "API";
    return `<!doctype html><title>Learning system</title><style>html, body { margin: 0; height: 100% } iframe { width: 100%; height: 100%; border: 0; display: block }</style>
      <script src="/scorm-again.js?${is2004 ? "scorm2004" : "scorm12"}"></script>
      <script>const calls = []; const made = ${make}; window.${name} = made.api;</script>
      <iframe title="Module" src="/content/index.html" ${searchParams.get("frame") ?? ""}></iframe>`;
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    if (url.pathname === "/commit") {
      let body = "";
      for await (const part of request) body += part;
      const { cmi } = JSON.parse(body);
      host.kept = cmi;
      host.commits.push(cmi);
      return response.writeHead(200, { "Content-Type": "application/json" }).end('{"result":true,"errorCode":0}');
    }
    if (url.pathname === "/host") return response.writeHead(200, { "Content-Type": types[".html"] }).end(page(url));
    if (url.pathname === "/empty") return response.writeHead(200, { "Content-Type": types[".html"] }).end(`<!doctype html><title>Another page</title><iframe title="Module" src="${url.searchParams.get("of") ?? "/content/index.html"}" ${url.searchParams.get("frame") ?? ""}></iframe>`);
    if (url.pathname === "/scorm-again.js") return response.writeHead(200, { "Content-Type": types[".js"] }).end(scormAgain(url.search.slice(1)));
    return content(host, url.pathname, response);
  });
  return Object.assign(host, await listening(server));
}

function content(host, path, response) {
  const file = join(host.folder, decodeURIComponent(path.replace(/^\/content/, "")));
  if (!file.startsWith(host.folder + sep) || !existsSync(file)) return response.writeHead(404).end();
  return response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...host.headers }).end(readFileSync(file));
}

async function listening(server) {
  server.keepAliveTimeout = 0;
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

// --- cmi5 -----------------------------------------------------------------------------------------------------------------

const context = "https://w3id.org/xapi/cmi5/context";

/**
 * A store of statements that launches one module: `launch(how)` gives the address that a learning system would open.
 * `trouble(request)` may answer with the status that a request fails with.
 */
export async function cmi5Host() {
  const host = { folder: "", headers: { "Content-Security-Policy": "default-src 'self'" }, statements: [], refused: [], states: new Map(), requests: [], sessions: [], trouble: () => null };
  const activity = "https://handbook.example/m1";
  const registration = randomUUID();
  const actor = { objectType: "Agent", account: { homePage: "https://lms.example", name: "pat" } };

  host.launch = ({ mode = "Normal", mastery = 0.8, returnURL, endpoint = `${host.origin}/lrs/` } = {}) => {
    const id = randomUUID();
    const grant = randomUUID();
    const launchData = {
      contextTemplate: {
        contextActivities: { grouping: [{ objectType: "Activity", id: "https://handbook.example/m1/published" }] },
        extensions: { [`${context}/extensions/sessionid`]: id },
      },
      launchMode: mode, moveOn: "CompletedAndPassed", masteryScore: mastery, ...(returnURL ? { returnURL } : {}),
    };
    host.sessions.push({ id, grant, launchData, token: Buffer.from(id).toString("base64"), isUsed: false, requests: [], statements: [] });
    const query = new URLSearchParams({ endpoint, fetch: `${host.origin}/grant/${grant}`, actor: JSON.stringify(actor), registration, activityId: activity });
    return `${host.origin}/content/index.html?${query}`;
  };
  Object.assign(host, { activity, actor, registration });

  const answer = (response, status, body, headers = {}) =>
    response.writeHead(status, { "Content-Type": "application/json", "X-Experience-API-Version": "1.0.3", ...headers }).end(body === undefined ? "" : JSON.stringify(body));
  const take = (session, statement) => {
    const before = host.statements.find(({ id }) => id === statement.id);
    if (before) return JSON.stringify(before) === JSON.stringify(statement) ? 204 : 409;
    const problem = host.statements.length === 0 && !statement.verb.id.endsWith("initialized") ? "the first is not initialized" : null;
    if (problem) {
      host.refused.push(problem);
      return 403;
    }
    host.statements.push(statement);
    session.statements.push(statement);
    return 200;
  };
  const state = (session, request, url, body, response) => {
    const id = url.searchParams.get("stateId");
    if (id === "LMS.LaunchData") return request.method === "GET" ? answer(response, 200, session.launchData) : answer(response, 403);
    const kept = host.states.get(id);
    const tag = kept && `"${kept.version}"`;
    if (request.method === "GET") return kept ? answer(response, 200, JSON.parse(kept.text), { ETag: tag }) : answer(response, 404);
    const matches = kept ? request.headers["if-match"] === tag : request.headers["if-none-match"] === "*";
    if (!matches) return answer(response, 412);
    host.states.set(id, { text: body, version: (kept?.version ?? 0) + 1 });
    return answer(response, 204);
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    let body = "";
    for await (const part of request) body += part;
    if (url.pathname === "/done") return response.writeHead(200, { "Content-Type": types[".html"] }).end("<!doctype html><title>Courses</title>");
    if (!/^\/(lrs|grant)\//.test(url.pathname)) return content(host, url.pathname, response);
    host.requests.push(`${request.method} ${url.pathname}`);
    const failing = host.trouble({ method: request.method, path: url.pathname, body });
    if (failing) return answer(response, failing);
    if (url.pathname.startsWith("/grant/")) {
      const session = host.sessions.find(({ grant }) => grant === url.pathname.slice(7));
      if (request.method !== "POST" || !session || session.isUsed) return answer(response, 200, { "error-code": "1", "error-text": "used" });
      session.isUsed = true;
      return answer(response, 200, { "auth-token": session.token });
    }
    const session = host.sessions.find(({ token }) => request.headers.authorization === `Basic ${token}`);
    if (!session) return answer(response, 401);
    if (!request.headers["x-experience-api-version"]) return answer(response, 400);
    session.requests.push({ method: request.method, path: url.pathname, ...Object.fromEntries(url.searchParams) });
    if (url.pathname === "/lrs/statements") {
      const given = [JSON.parse(body)].flat();
      const statuses = given.map((statement) => take(session, statement));
      return answer(response, Math.max(...statuses) > 204 ? Math.max(...statuses) : 200, given.map(({ id }) => id));
    }
    if (url.pathname === "/lrs/activities/state") return state(session, request, url, body, response);
    if (url.pathname === "/lrs/agents/profile") return answer(response, 404);
    return answer(response, 404);
  });
  return Object.assign(host, await listening(server));
}
