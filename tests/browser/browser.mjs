// A browser on a site, with everything that it complains of held against the test.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };
export const narrow = { width: 320, height: 640 };

/**
 * What axe finds on the page as it is now, in words. It looks into shadow roots, too. What passed is not listed, and no
 * style sheet is fetched once more: none of these rules needs it.
 */
export async function findings(page, options = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${axe};undefined`);
  const how = { runOnly: rules, resultTypes: ["violations"], preload: false, ...options };
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), how);
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}) at ${nodes.map((node) => node.target.flat().join(" ")).join(", ")}`);
}

/** What sticks out of the window or is cut off by it. */
export function overflowing(page) {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const scrolls = (element) => element.closest(".table, pre, .vh, .skip, .sidebar");
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > edge + 1 || box.left < -1) && !scrolls(element);
    });
    const wide = document.scrollingElement.scrollWidth - edge;
    return [...(wide > 0 ? [`${wide} pixels too wide`] : []), ...out.map((element) => element.outerHTML.slice(0, 120))];
  });
}

/** In each colour scheme, on the page as it stands there: nothing of it is loaded again. */
export async function inBoth(page, work) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await work(colorScheme);
  }
}

/** How far things have moved since the page began, by the measure of browsers. */
export const shift = (page) =>
  page.evaluate(() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 400);
  }));

/** Starts the browser. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.BROWSER ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** The page for addresses that do not exist asks for this script at each depth, and finds it at one. */
const isSought = (address) => /\/_assets\/lost\.\w+\.js/.test(address);

/** A window, and what the browser complains of in it: errors and warnings, and requests that leave for elsewhere. */
export async function openWindow(browser, options, home, local = ["data:", "blob:"]) {
  const context = await browser.newContext({ viewport: desktop, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10_000);
  // Pages can take long where much else is at work, the first one of a browser most of all.
  context.setDefaultNavigationTimeout(60_000);
  const complaints = [];
  context.on("console", (message) => {
    if (isSought(message.location().url) || isSought(message.text())) return;
    // Without scripts it is looked for, too, but then no message says for what.
    if (message.text().startsWith("Failed to load resource") && message.page()?.url().endsWith("/404.html")) return;
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!local.includes(protocol) && origin !== home) complaints.push(`a request leaves for ${request.url()}`);
  });
  return { context, complaints };
}

/** Serves a folder, under the strictest policy or another, and opens a browser on it. */
export async function open(folder, headers) {
  const server = await serve(folder, headers);
  const browser = await launch();
  const address = (path) => `${server.origin}/${path}`;

  /** A window of its own, with all that the browser complains of in it. */
  async function enter(options) {
    const { context, complaints } = await openWindow(browser, options, server.origin, ["file:", "data:", "blob:"]);
    context.on("requestfailed", (request) => {
      // A page that is left while it loads cancels what it had asked for.
      const reason = request.failure()?.errorText;
      if (reason !== "net::ERR_ABORTED" && !isSought(request.url())) complaints.push(`${request.url()}: ${reason}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400 && !isSought(response.url())) complaints.push(`${response.url()}: ${response.status()}`);
    });
    return { page: await context.newPage(), complaints, leave: () => context.close() };
  }

  /** Runs `work` in a browser window of its own; whatever the browser complains of fails the test. */
  async function visit(options, work) {
    const { page, complaints, leave } = await enter(options);
    try {
      await work(page);
    } finally {
      await leave();
    }
    assert.deepEqual(complaints, []);
  }

  /** Visits pages one after the other in one window. */
  async function visitAll(paths, options, work) {
    assert.ok(paths.length > 0);
    await visit(options, async (page) => {
      for (const path of paths) {
        await page.goto(address(path), { waitUntil: "load" });
        await work(page, path);
      }
    });
  }

  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { address, enter, visit, visitAll, close, origin: server.origin };
}

/** A site that is open in a browser from before a file's first test until after its last one, and then is removed. */
export function opened(site) {
  const reader = {};
  before(async () => {
    Object.assign(reader, await open(site.folder));
  });
  after(async () => {
    await reader.close?.();
    site.remove();
  });
  return reader;
}
