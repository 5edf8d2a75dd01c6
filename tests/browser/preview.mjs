// The preview while someone writes: `mentorbook serve` on a copy of the small handbook (handbook/) with two firms, files
// changed under it, and a browser that must follow without losing the reader's place.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { desktop, findings as findingsOf, launch, openWindow, phone } from "./browser.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const repository = resolve(here, "../..");
const program = resolve(process.env.MENTORBOOK ?? join(repository, "target/release/mentorbook"));

// --- The handbook and its files ----------------------------------------------------------------------------------------

const root = mkdtempSync(join(tmpdir(), "mentorbook-preview-"));
const original = new Map();
const added = new Set();

/** Writes a file of the handbook; after the test it is as it was. */
function write(path, text) {
  const file = join(root, path);
  if (!existsSync(file)) added.add(mkdirSync(dirname(file), { recursive: true }) ?? file);
  else if (!original.has(path)) original.set(path, readFileSync(file, "utf8"));
  writeFileSync(file, text);
}
const text = (path) => readFileSync(join(root, path), "utf8");
function change(path, from, to) {
  assert.ok(text(path).includes(from), `${path} has no “${from}”`);
  write(path, text(path).replace(from, to));
}
function remove(path) {
  original.set(path, text(path));
  rmSync(join(root, path));
}
function putBack() {
  for (const [path, was] of original) {
    if (!existsSync(join(root, path)) || text(path) !== was) writeFileSync(join(root, path), was);
  }
  added.forEach((path) => rmSync(path, { recursive: true, force: true }));
  original.clear();
  added.clear();
}

const paragraphs = (word) => Array.from({ length: 12 }, (_, i) => `The ${word} paragraph number ${i + 1}. ${"Words that fill a line or two. ".repeat(6)}`).join("\n\n");
const trust = "content/base/reference/trust.md";
const sheet = "content/base/toolkit/session.md";
const acmeTrust = "content/firms/acme/reference/trust.md";

function writeHandbook() {
  cpSync(join(here, "handbook/content"), join(root, "content"), { recursive: true });
  cpSync(join(repository, "themes"), join(root, "themes"), { recursive: true });
  const file = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  file(trust, `---
title: Trust
description: What stays between two people.
weight: 30
---
# Trust

What stays between two people.

## First {#first}

${paragraphs("first")}

## Who sees notes {#notes}

Nobody but the two of you. See [the rules](../toolkit/rules.md).

${paragraphs("notes")}

## Old section {#old-section}

This goes at one firm.

## Last {#last}

${paragraphs("last")}
`);
  file("content/firms/acme/firm.yaml", "name: Acme LLP\nbrand:\n  colors: {accent: \"#14594a\"}\n");
  file("content/firms/birch/firm.yaml", "name: Birch & Cole\nhide: [toolkit/log.md]\n");
  file(acmeTrust, `---
override: sections
---
## Who sees notes {#notes replace}

At Acme nobody sees them.

## Old section {#old-section remove}

## More {#first append}

Acme adds a line.

## Only at Acme {#only after=notes}

A section of its own.
`);
}

// --- The server --------------------------------------------------------------------------------------------------------

let server;
let origin;

/** Starts the program and waits until it says where it listens. */
async function startServer(port = 0) {
  if (!existsSync(program)) throw new Error(`${program} is not there: run \`cargo build --release\`, or name the program in MENTORBOOK`);
  server = spawn(program, ["serve", "--drafts", "--root", root, "--port", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  origin = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`the preview does not start:\n${said}`)), 30_000);
    server.stderr.on("data", (part) => {
      said += part;
      const found = /http:\/\/127\.0\.0\.1:\d+(?=\/)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      done(found[0]);
    });
    server.on("exit", (code) => fail(new Error(`the preview ended with ${code}:\n${said}`)));
  });
}
async function stopServer() {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((done) => server.once("exit", done));
  server.kill("SIGINT");
  await ended;
}

// --- The browser -------------------------------------------------------------------------------------------------------

let browser;

/** Opens pages in a window of its own. Whatever the browser complains of fails the test, except what is expected. */
async function on(paths, work, { expected = /(?!)/, ...options } = {}) {
  const { context, complaints } = await openWindow(browser, options, origin);
  try {
    const pages = [];
    for (const path of [paths].flat()) {
      const page = await context.newPage();
      pages.push(page);
      await page.goto(`${origin}/${path}`);
      if (path !== "") await ready(page);
    }
    await work(...pages);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints.filter((complaint) => !expected.test(complaint)), []);
}

/** Connected, and everything the server knows has been shown; from here on a navigation is noticed. */
async function ready(page) {
  await part(page, ".light.live").waitFor();
  await part(page, ".firm .name").filter({ hasText: /\S/ }).waitFor();
  await page.evaluate(() => (globalThis.sameDocument = true));
}
const part = (page, selector) => page.locator(`mentorbook-preview ${selector}`);
const shows = (page, words) => page.waitForFunction((wanted) => document.body.textContent.includes(wanted), words);
const showsNot = (page, words) => page.waitForFunction((wanted) => !document.body.textContent.includes(wanted), words);
const stayed = async (page) => assert.ok(await page.evaluate(() => globalThis.sameDocument), "the page was loaded again");

/** What axe finds; without `preload`, which the policy does not allow. */
const findings = (page) => findingsOf(page, { preload: false });

before(async () => {
  writeHandbook();
  await startServer();
  browser = await launch();
});
afterEach(putBack);
after(async () => {
  await browser?.close();
  await stopServer();
  rmSync(root, { recursive: true, force: true });
});

describe("a change that is saved", () => {
  test("is in the page at once: place, open parts, focus and selection stay, and the page is not loaded again", () =>
    on("acme/reference/trust/", async (page) => {
      const other = page.locator(".sidebar details").filter({ hasText: "Essentials" });
      await other.evaluate((details) => (details.open = true));
      await page.locator("#last").scrollIntoViewIfNeeded();
      await page.evaluate(() => document.getElementById("last").scrollIntoView());
      await page.locator(".brand").evaluate((link) => link.focus({ preventScroll: true }));
      const top = () => page.evaluate(() => document.getElementById("last").getBoundingClientRect().top);
      const was = await top();
      await page.evaluate(() => {
        globalThis.told = new Set();
        document.addEventListener("mentorbook:changed", ({ target }) => globalThis.told.add(target.localName));
      });

      change(trust, "The first paragraph number 2.", "The second paragraph, said otherwise.\n\nAnd one more.");
      await shows(page, "said otherwise");
      await shows(page, "And one more.");
      assert.ok(Math.abs(await top() - was) < 2, `what is read has moved by ${await top() - was} pixels`);
      assert.ok(await other.evaluate((details) => details.open));
      assert.ok(await page.evaluate(() => document.activeElement.matches(".brand")));
      assert.deepEqual(await page.evaluate(() => [...globalThis.told]), ["p"], "scripts are told of what has changed, and of nothing around it");
      await stayed(page);
    }));

  test("leaves typed words where they are, also in the form that it changes", () =>
    on("base/toolkit/session/", async (page) => {
      const area = page.locator(".form textarea").first();
      await area.fill("What we learned");
      await area.evaluate((field) => field.setSelectionRange(5, 7));
      change(sheet, "- Topic", "- What it was about");
      await shows(page, "What it was about");
      change(sheet, "Fill it in together.", "Fill it in, the two of you.");
      await shows(page, "the two of you");
      assert.equal(await area.inputValue(), "What we learned");
      assert.deepEqual(await area.evaluate((field) => [document.activeElement === field, field.selectionStart, field.selectionEnd]), [true, 5, 7]);
      assert.equal(await page.locator(".form-bar").count(), 1);
      await stayed(page);
    }));

  test("leaves the answers of a knowledge check, and those of its other questions when a question changes", () =>
    on("base/training/practice/", async (page) => {
      const card = page.locator(".question-card", { has: page.locator("#p-q1") });
      await page.locator("#p-q1-answer-2").check();
      await card.locator(".asked .actions button").first().click();
      const result = await card.locator(".result").textContent();
      change("content/base/training/practice.md", "Write down three people", "Write down four people");
      await shows(page, "four people");
      assert.equal(await card.locator(".result").textContent(), result);
      await stayed(page);
      change("content/base/training/practice.md", "- [ ] The law", "- [ ] The rule book");
      await page.locator(".question-card .option", { hasText: "The rule book" }).waitFor();
      await page.waitForFunction(() => !globalThis.sameDocument);
      assert.equal(await card.locator(".result").textContent(), result);
    }));

  test("in two halves ends up whole", () =>
    on("acme/reference/trust/", async (page) => {
      const whole = text(trust).replace("What stays between two people.\n\n##", "What stays, and what does not.\n\n##");
      write(trust, whole.slice(0, whole.length / 2));
      await new Promise((done) => setTimeout(done, 150));
      write(trust, whole);
      await shows(page, "What stays, and what does not.");
      await shows(page, "The last paragraph number 12.");
      assert.equal(await page.locator("#last").count(), 1);
      await stayed(page);
      // Half a page may lack what a firm's overrides are meant for.
    }, { expected: /404/ }));

  test("of a style or a colour is applied without loading the page again", () =>
    on("acme/reference/trust/", async (page) => {
      const style = (selector, name) => page.evaluate(([s, n]) => getComputedStyle(document.querySelector(s))[n], [selector, name]);
      const sheets = await page.evaluate(() => document.querySelectorAll("link[rel=stylesheet]").length);
      change("content/firms/acme/firm.yaml", "#14594a", "#7a1f5c");
      await page.waitForFunction(() => getComputedStyle(document.querySelector(".site-header")).borderTopColor === "rgb(122, 31, 92)");
      write("themes/default/static/style.css", `${text("themes/default/static/style.css")}\nh1 { letter-spacing: 7px !important; }\n`);
      await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
      await page.waitForFunction((count) => document.querySelectorAll("link[rel=stylesheet]").length === count, sheets);
      assert.equal(await style(".site-header", "borderTopColor"), "rgb(122, 31, 92)");
      await stayed(page);
    }));

  test("of a template or a firm's name is in the page, too", () =>
    on("acme/reference/trust/", async (page) => {
      change("themes/default/templates/layout.html", '{{ word(name="skip_to_the_text") }}', "Jump to the text");
      await shows(page, "Jump to the text");
      change("content/firms/acme/firm.yaml", "Acme LLP", "Acme & Sons");
      await page.locator(".brand", { hasText: "Acme & Sons" }).waitFor();
      await part(page, ".firm").filter({ hasText: "Acme & Sons" }).waitFor();
      await stayed(page);
    }));

  test("a page that is deleted says so, and comes back", () =>
    on("base/toolkit/log/", async (page) => {
      remove("content/base/toolkit/log.md");
      await page.locator("h1", { hasText: "Page not found" }).waitFor();
      putBack();
      await page.locator("h1", { hasText: "Log" }).waitFor();
    }, { expected: /404/ }));

  test("reaches two tabs on two firms; one that was hidden catches up when it is shown", () =>
    on(["acme/reference/trust/", "birch/reference/trust/"], async (acme, birch) => {
      const see = (page, state) => page.evaluate((now) => {
        Object.defineProperty(document, "visibilityState", { value: now, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
      await see(birch, "hidden");
      change(trust, "This goes at one firm.", "This goes at Acme only.");
      change(trust, "What stays between two people.\n\n##", "Told to both.\n\n##");
      await shows(acme, "Told to both.");
      await new Promise((done) => setTimeout(done, 300));
      assert.ok(!(await birch.locator("body").textContent()).includes("Told to both."), "a hidden tab keeps no connection");
      await see(birch, "visible");
      await shows(birch, "Told to both.");
      await shows(birch, "This goes at Acme only.");
      await stayed(acme);
      await stayed(birch);
    }));
});

describe("the server", () => {
  test("when it stops, the bar says so; when it is back, the page goes on", () =>
    on("acme/reference/trust/", async (page) => {
      const port = new URL(origin).port;
      await stopServer();
      await part(page, ".stopped").waitFor();
      change(trust, "What stays between two people.\n\n##", "Written meanwhile.\n\n##");
      await startServer(port);
      await shows(page, "Written meanwhile.");
      await part(page, ".stopped").waitFor({ state: "hidden" });
      await stayed(page);
    }, { expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/ }));
});

describe("a problem", () => {
  test("comes up over the last good page with file and line, and goes when it is mended", () =>
    on("acme/reference/trust/", async (page) => {
      const panel = part(page, ".problems");
      assert.ok(await panel.isHidden());
      change(trust, "weight: 30", "weight: [30");
      await panel.waitFor();
      assert.match(await panel.locator("h2").textContent(), /error/);
      const entry = panel.locator("li.error", { has: page.locator("pre", { hasText: "trust.md" }) }).first();
      assert.match(await entry.locator(".place").first().textContent(), /^content\/base\/reference\/trust\.md:\d+$/);
      assert.match(await entry.locator("pre").textContent(), /-->.*trust\.md/);
      assert.deepEqual(await findings(page), []);

      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
      assert.match(await part(page, ".badge").textContent(), /error|Cannot/);
      await page.keyboard.press("p");
      await panel.waitFor();
      putBack();
      await panel.waitFor({ state: "hidden" });
      await showsNot(page, "Page not found");
      await page.locator("#last").waitFor();
    }, { expected: /404/ }));

  test("in the handbook's own file leaves the last good version to be read", () =>
    on("acme/reference/trust/", async (page) => {
      const panel = part(page, ".problems");
      write("content/handbook.yaml", `${text("content/handbook.yaml")}\nbroken: [\n`);
      await panel.waitFor();
      assert.match(await panel.textContent(), /handbook\.yaml/);
      assert.ok((await page.locator("main").textContent()).includes("At Acme nobody sees them."));
      putBack();
      await panel.waitFor({ state: "hidden" });
    }));

  test("of another firm is only counted", () =>
    on("birch/reference/trust/", async (page) => {
      change(acmeTrust, "At Acme nobody sees them.", "At Acme nobody sees [them](nowhere.md).");
      await part(page, ".badge", { hasText: "other editions" }).filter({ hasText: "other editions" }).waitFor();
      assert.ok(await part(page, ".problems").isHidden());
    }));
});

describe("the firm switcher", () => {
  test("goes to the same page of another firm with the keyboard alone", () =>
    on("acme/reference/trust/", async (page) => {
      await page.keyboard.press("f");
      await part(page, "dialog[open]").waitFor();
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press("Escape");
      await part(page, "dialog").waitFor({ state: "hidden" });
      await page.keyboard.press("f");
      await page.keyboard.type("birch");
      await page.keyboard.press("Enter");
      await page.waitForURL(`${origin}/birch/reference/trust/`);
      await ready(page);
      assert.match(await part(page, ".firm").textContent(), /Birch & Cole/);
    }));

  test("says where a page is missing and goes to the firm's first page then", () =>
    on("acme/toolkit/log/", async (page) => {
      await part(page, ".firm").click();
      const row = part(page, "[role=option]").filter({ hasText: "Birch & Cole" });
      assert.match(await row.textContent(), /does not have this page/);
      await row.click();
      await page.waitForURL(`${origin}/birch/`);
    }));

  test("is closed with Escape and gives the focus back; keys do nothing while something is typed", () =>
    on("base/toolkit/session/", async (page) => {
      await part(page, ".firm").focus();
      await page.keyboard.press("Enter");
      await part(page, "dialog[open]").waitFor();
      await page.keyboard.press("Escape");
      await part(page, "dialog").waitFor({ state: "hidden" });
      assert.ok(await part(page, ".firm").evaluate((button) => button.getRootNode().activeElement === button));
      await page.locator(".form textarea").first().focus();
      await page.keyboard.type("fmp");
      assert.equal(await page.locator(".form textarea").first().inputValue(), "fmp");
      assert.ok(await part(page, "dialog").isHidden());
    }));
});

describe("the marks", () => {
  const row = (page, name) => part(page, `.row[aria-label="Section ${name}"]`);

  test("say which layer a section comes from and what it did; toggled off, nothing of them is left", () =>
    on("acme/reference/trust/", async (page) => {
      const html = () => page.evaluate(() => document.body.outerHTML);
      const was = await html();
      await page.keyboard.press("m");
      await row(page, "Who sees notes").waitFor();
      assert.equal(await row(page, "Who sees notes").locator(".change").textContent(), "Acme LLP · replaced");
      assert.equal(await row(page, "Only at Acme").locator(".change").textContent(), "Acme LLP · added");
      assert.equal(await row(page, "First").locator(".change").textContent(), "Acme LLP · extended");
      assert.equal(await row(page, "Last").locator(".change").count(), 0);
      assert.match(await row(page, "Last").locator(".place").textContent(), /source|trust\.md:\d+/);
      assert.match(await part(page, ".summary").textContent(), /old-section.*removed/);
      const [label, heading] = await Promise.all([row(page, "Last").boundingBox(), page.locator("#last").boundingBox()]);
      assert.ok(label.y >= heading.y - 1 && label.y + label.height <= heading.y + heading.height, "a mark stands in the room above its heading");
      assert.deepEqual(await findings(page), []);

      change(trust, "The first paragraph number 2.", "The second paragraph, said otherwise.");
      await shows(page, "said otherwise");
      await row(page, "Who sees notes").waitFor();
      await page.keyboard.press("m");
      await row(page, "Last").waitFor({ state: "detached" });
      assert.equal((await html()).replace("The second paragraph, said otherwise.", "The first paragraph number 2."), was);
      await stayed(page);
    }));

  test("show the base's text beside a section, with links that lead somewhere", () =>
    on("acme/reference/trust/", async (page) => {
      await page.keyboard.press("m");
      const button = row(page, "Who sees notes").getByRole("button", { name: "Base version" });
      await button.click();
      const view = part(page, ".base-view");
      await view.waitFor();
      assert.match(await view.textContent(), /Nobody but the two of you/);
      assert.ok(!(await view.textContent()).includes("This goes at one firm"));
      assert.equal(await view.getByRole("link", { name: "the rules" }).evaluate((link) => link.pathname.replace("index.html", "")), "/base/toolkit/rules/");
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press("Escape");
      await view.waitFor({ state: "hidden" });
      assert.ok(await button.evaluate((element) => element.getRootNode().activeElement === element));
    }));

  test("say what drifted, and show the texts word by word, a firm's as text", () =>
    on("acme/reference/trust/", async (page) => {
      await page.keyboard.press("m");
      await row(page, "Who sees notes").waitFor();
      assert.equal(await part(page, ".drift").count(), 0);
      change(trust, "Nobody but the two of you.", "Nobody but the two of you, ever.");
      change(acmeTrust, "A section of its own.", "A section <em>of its own</em>.");

      const chip = row(page, "Who sees notes").locator(".drift");
      await chip.waitFor();
      assert.equal(await chip.textContent(), "drifted");
      assert.match(await part(page, "button.marks").textContent(), /^Marks · \d+ drifted$/);
      await chip.click();
      const view = part(page, ".drift-view");
      await view.waitFor();
      assert.equal((await view.locator("ins").first().textContent()).trim(), "you, ever.");
      assert.match(await view.textContent(), /mentorbook drift accept acme reference\/trust\.md#notes/);
      assert.equal(await view.locator("em").count(), 0);
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press("Escape");
      await view.waitFor({ state: "hidden" });
      assert.ok(await chip.evaluate((element) => element.getRootNode().activeElement === element));
    }));

  test("stay on across pages, and on a phone nothing sticks out", () =>
    on("acme/reference/trust/", async (page) => {
      await page.keyboard.press("m");
      await row(page, "Last").waitFor();
      await page.goto(`${origin}/acme/toolkit/rules/`);
      await part(page, ".row").first().waitFor();
      assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth), 0);
      assert.deepEqual(await findings(page), []);
    }, { viewport: phone, hasTouch: true }));

  test("name the variables without a value", () =>
    on("acme/reference/trust/", async (page) => {
      change("content/handbook.yaml", "variables:\n", "variables:\n  contact.email:\n    type: email\n    required: true\n    description: Whom to write to.\n");
      change(acmeTrust, "A section of its own.", "Write to {{ contact.email }}.");
      await shows(page, "Write to");
      await page.keyboard.press("m");
      const chip = row(page, "Only at Acme").locator(".missing");
      await chip.waitFor();
      assert.match(await chip.textContent(), /^contact\.email has no value · line \d+$/);
    }));
});

describe("the bar", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const [device, viewport] of Object.entries({ desktop, phone })) {
      test(`axe finds nothing: ${colorScheme}, ${device}`, () =>
        on("acme/reference/trust/", async (page) => {
          assert.deepEqual(await findings(page), []);
          await page.goto(`${origin}/`);
          await page.locator(".light.live").waitFor();
          assert.deepEqual(await findings(page), []);
        }, { colorScheme, viewport, hasTouch: viewport === phone }));
    }
  }

  test("can be folded, which is remembered; a draft is marked all the same", () =>
    on("acme/reference/trust/", async (page) => {
      await part(page, ".fold").click();
      await part(page, ".firm").waitFor({ state: "hidden" });
      await page.reload();
      await part(page, ".light.live").waitFor();
      assert.ok(await part(page, ".firm").isHidden());
      change(trust, "weight: 30", "weight: 30\ndraft: true");
      await part(page, ".draft").waitFor();
    }));

  test("is not printed", () =>
    on("acme/reference/trust/", async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.ok(await part(page, ".bar").isHidden());
    }));
});

describe("the list of editions", () => {
  test("leads to each edition, says what is wrong where, and follows when a firm is added", () =>
    on("", async (page) => {
      await page.locator(".light.live").waitFor();
      assert.deepEqual(await page.locator("[data-edition]").evaluateAll((items) => items.map((item) => item.dataset.edition)), ["base", "acme", "birch"]);
      assert.ok(await page.locator("#find").isHidden());
      change(acmeTrust, "At Acme nobody sees them.", "At Acme nobody sees [them](nowhere.md).");
      await page.locator('[data-edition="acme"] .state', { hasText: /\d errors?/ }).waitFor();
      assert.ok(await page.locator('[data-edition="birch"] .state').isHidden());
      write("content/firms/cedar/firm.yaml", "name: Cedar & Sons\n");
      await page.locator('[data-edition="cedar"]', { hasText: "Cedar & Sons" }).waitFor();
      await page.locator('[data-edition="acme"] a').click();
      await page.waitForURL(`${origin}/acme/`);
    }));

  test("can be searched when it is long", () =>
    on("", async (page) => {
      for (let i = 1; i <= 8; i += 1) write(`content/firms/extra-${i}/firm.yaml`, `name: Extra number ${i}\n`);
      await page.locator("#find").waitFor();
      await page.locator("#find").fill("number 7");
      assert.deepEqual(await page.locator("[data-edition]:visible").evaluateAll((items) => items.map((item) => item.dataset.edition)), ["extra-7"]);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${origin}/extra-7/`);
    }));
});
