// The shipped handbook as readers get it: built by the real program, served as any web server would serve it.

import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The program that is tried. */
function program() {
  const path = resolve(process.env.MENTORBOOK ?? join(repository, "target/release/mentorbook"));
  if (existsSync(path)) return path;
  throw new Error(`${path} is not there: run \`cargo build --release\`, or name the program in MENTORBOOK`);
}

/** The report of the shipped handbook: one page of HTML. */
export function report() {
  const folder = mkdtempSync(join(tmpdir(), "mentorbook-report-"));
  const page = join(folder, "report.html");
  try {
    spawnSync(program(), ["report", "--root", repository, "--out", page]);
    return readFileSync(page, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Builds every edition of a handbook into a new folder: the shipped one, or that of a folder with `content/` in it,
 * which gets the shipped themes. A warning is a failure, unless the flags are others.
 */
export function build(handbook, flags = ["--strict"]) {
  const out = mkdtempSync(join(tmpdir(), "mentorbook-browser-"));
  let root = repository;
  if (handbook) {
    root = join(out, "handbook");
    cpSync(join(handbook, "content"), join(root, "content"), { recursive: true });
    cpSync(join(repository, "themes"), join(root, "themes"), { recursive: true });
  }
  const run = spawnSync(program(), ["build", "--root", root, "--out", join(out, "site"), ...flags], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`the handbook does not build:\n${run.stderr}${run.stdout}`);
  return { folder: join(out, "site"), remove: () => rmSync(out, { recursive: true, force: true }) };
}

/**
 * Packs the modules of a handbook, the shipped one or another: of some firms, each with more lines in its `firm.yaml`, or
 * of all. A folder with what was made.
 */
export function exported({ handbook = repository, firms = [], settings = "", formats = "scorm12,scorm2004,cmi5" }) {
  const out = mkdtempSync(join(tmpdir(), "mentorbook-packages-"));
  const root = join(out, "handbook");
  cpSync(join(handbook, "content"), join(root, "content"), { recursive: true });
  cpSync(join(repository, "themes"), join(root, "themes"), { recursive: true });
  firms.forEach((firm) => appendFileSync(join(root, "content/firms", firm, "firm.yaml"), `\n${settings}\n`));
  const flags = [...firms.flatMap((firm) => ["--firm", firm]), "--format", formats, "--out", join(out, "packages")];
  const run = spawnSync(program(), ["export", "--root", root, ...flags], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`the modules cannot be packed:\n${run.stderr}${run.stdout}`);
  return { folder: join(out, "packages"), remove: () => rmSync(out, { recursive: true, force: true }) };
}

/** The files of a ZIP archive by path, in its order. Source: the ZIP file format specification of PKWARE, 4.3. */
export function unzipped(archive) {
  const bytes = readFileSync(archive);
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const found = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, name, extra, remark] = [20, 28, 30, 32].map((field) => (field === 20 ? bytes.readUInt32LE(at + field) : bytes.readUInt16LE(at + field)));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    const path = bytes.subarray(at + 46, at + 46 + name).toString("utf8");
    found.set(path, bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + name + extra + remark;
  }
  return found;
}

/** All files below a folder, as paths with `/`. */
export function files(folder) {
  const found = [];
  const walk = (at) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else found.push(relative(folder, path).split(sep).join("/"));
    }
  };
  walk(folder);
  return found.sort();
}

/** A page that only leads on to another address. */
export const isRedirect = (html) => /<meta http-equiv="refresh"/.test(html);

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".eml": "message/rfc822",
  ".ics": "text/calendar; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
};

/** The strictest policy that the handbook promises to work with. */
const policy = { "Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff" };

/**
 * Serves a folder on this machine, under the strictest policy or another; for an address that is none, a page of it where
 * one is named.
 */
export async function serve(folder, headers = policy, missing = null) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = join(folder, path);
    if (path.endsWith("/")) file = join(file, "index.html");
    let body;
    try {
      if (!file.startsWith(folder + sep)) throw new Error("outside");
      body = readFileSync(file);
    } catch {
      const type = missing ? types[".html"] : "text/plain";
      response.writeHead(404, { "Content-Type": type, ...headers }).end(missing ? readFileSync(join(folder, missing)) : "not found");
      return;
    }
    response.writeHead(200, {
      "Content-Type": types[extname(file)] ?? "application/octet-stream",
      "Cache-Control": "no-store",
      ...headers,
    });
    response.end(body);
  });
  // A browser that is slow comes back to its connections late, and must not find them being closed.
  server.keepAliveTimeout = 0;
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
