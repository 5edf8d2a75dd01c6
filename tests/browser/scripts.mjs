// Visits every page and drawing below a folder, served without any policy, and prints what is alive in them: script that
// runs, addresses that would run, requests that leave. `cargo bench --bench promises` runs it.

import { launch } from "./browser.mjs";
import { files, serve } from "./site.mjs";

const folder = process.argv[2];
const windows = 2;

/** In the page, before anything else: whoever calls one of these is alive. */
function watch() {
  window.alive = [];
  for (const name of ["alert", "confirm", "prompt", "print", "msgbox"]) {
    window[name] = () => window.alive.push(`${name} was called`);
  }
}

/** In the page: touches everything, and looks where it leads. */
function touch() {
  const events = ["mouseover", "mousemove", "pointerenter", "focus", "toggle", "error", "load", "begin", "start", "input"];
  const runs = /^(javascript|data|vbscript|livescript|blob|filesystem|view-source):/;
  for (const element of document.querySelectorAll("*")) {
    for (const event of events) element.dispatchEvent(new Event(event));
    for (const name of ["href", "action", "formAction", "src"]) {
      const value = element[name]?.baseVal ?? element[name];
      const isImage = element.localName === "img" || element.localName === "image";
      if (typeof value !== "string" || !value) continue;
      let address;
      try {
        address = new URL(value, document.baseURI).href;
      } catch {
        continue;
      }
      if (runs.test(address) && !isImage) window.alive.push(`${element.localName} leads to ${address}`);
    }
  }
  return window.alive;
}

const server = await serve(folder, {});
const browser = await launch();
const waiting = files(folder).filter((path) => /\.(html|svg)$/.test(path));
let visited = 0;

async function visit() {
  const context = await browser.newContext();
  await context.addInitScript(watch);
  await context.route("**/*", (route) => {
    const { origin, protocol } = new URL(route.request().url());
    return origin === server.origin || protocol === "data:" ? route.continue() : route.abort();
  });
  let leaves = [];
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== server.origin && protocol !== "data:") leaves.push(`a request for ${request.url()}`);
  });
  const page = await context.newPage();
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    leaves = [];
    await page.goto(`${server.origin}/${path.split("/").map(encodeURIComponent).join("/")}`, { waitUntil: "load" });
    const alive = await page.evaluate(touch);
    visited += 1;
    for (const what of new Set([...alive, ...leaves])) console.log(`LIVE ${path}: ${what}`);
  }
  await context.close();
}

await Promise.all(Array.from({ length: windows }, visit));
await browser.close();
await server.close();
console.log(`visited ${visited}`);
