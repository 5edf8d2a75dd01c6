// What is for one reader alone, and what stays steady: an address that is none, announcements, a letter on what is wrong,
// what is new since the last visit, pictures that come late. On the shipped handbook, with two announcements.

import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { desktop, findings, inBoth, launch, narrow, opened, overflowing, phone, shift } from "./browser.mjs";
import { build, serve } from "./site.mjs";

const handbook = mkdtempSync(join(tmpdir(), "mentorbook-reader-"));
cpSync(join(dirname(fileURLToPath(import.meta.url)), "../../content"), join(handbook, "content"), { recursive: true });
const announce = (firm, lines) => appendFileSync(join(handbook, `content/firms/${firm}/firm.yaml`), `\nannounce: {${lines}}\n`);
announce("birch-cole", "text: The launch has moved to 11 October., link: {title: See the dates, url: set-up/timeline.md}, until: 2099-10-11");
announce("halloran-visser", "text: Only in May, from: 2030-05-01, until: 2030-05-31");
const site = build(handbook);
rmSync(handbook, { recursive: true, force: true });

const rules = "birch-cole/ground-rules/default-rules/index.html";

/** As in a private window of some browsers. */
const forbidStorage = (page) => page.addInitScript(() => {
  Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("forbidden", "SecurityError"); } });
});

const reader = opened(site);

describe("an address that is none", () => {
  /** Opens an address in a window of its own; gives what was asked for in vain and what the browser complained of. */
  async function at(server, address, options, work) {
    const browser = await launch();
    try {
      const page = await (await browser.newContext({ reducedMotion: "reduce", ...options })).newPage();
      const failed = [];
      page.on("response", (response) => {
        if (response.status() >= 400 && !response.url().includes("/_assets/lost.") && response.url() !== server.origin + address) {
          failed.push(response.url());
        }
      });
      page.on("pageerror", (error) => failed.push(String(error)));
      page.on("console", (message) => {
        if (/Content Security Policy/.test(message.text())) failed.push(message.text());
      });
      await page.goto(server.origin + address, { waitUntil: "networkidle" });
      await work(page);
      assert.deepEqual(failed, [], address);
    } finally {
      await browser.close();
    }
  }
  const isStyled = (page) => page.evaluate(() => getComputedStyle(document.querySelector(".site-header")).position === "sticky");

  for (const [where, folder, below] of [["as a site of its own", "birch-cole", ""], ["in a folder of a site", "", "/birch-cole"]]) {
    for (const path of ["/nope", "/training/nope/", "/training/nope/index.html", "/a/b/c/d"]) {
      test(`${path}, published ${where}`, async () => {
        const server = await serve(join(site.folder, folder), undefined, "birch-cole/404.html".slice(folder ? 11 : 0));
        try {
          await at(server, below + path, {}, async (page) => {
            assert.equal(await page.locator("h1").textContent(), "Page not found");
            assert.ok(await isStyled(page), "it is styled");
            assert.ok(await page.locator("html.js").count(), "its scripts run");
            assert.deepEqual(await page.evaluate(() => [...document.images].filter((i) => i.checkVisibility() && !i.naturalWidth).map((i) => i.src)), []);

            const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href));
            const own = links.filter((link) => link.startsWith(server.origin) && !link.includes("#"));
            assert.ok(own.length > 40, `${own.length} links`);
            for (const link of new Set(own)) assert.equal((await fetch(link)).status, 200, link);

            // A link to a place on this page stays on it.
            await page.locator(".skip").focus();
            await page.keyboard.press("Enter");
            assert.equal(await page.evaluate(() => document.activeElement.id), "site.main");

            assert.deepEqual(await findings(page), []);
            await page.locator(".prose a").first().click();
            await page.waitForURL(`${server.origin}${below}/index.html`);
          });
        } finally {
          await server.close();
        }
      });
    }
  }

  test("without script it is a page of links at the top, as everywhere", async () => {
    const server = await serve(join(site.folder, "birch-cole"), undefined, "404.html");
    try {
      await at(server, "/nope", { javaScriptEnabled: false }, async (page) => {
        assert.ok(await page.locator(".sidebar a").first().isVisible());
        assert.equal(await page.locator("link[rel=stylesheet]").count() > 0, true);
      });
    } finally {
      await server.close();
    }
  });
});

describe("an announcement", () => {
  const home = "birch-cole/index.html";
  const shown = (page) => page.locator(".announcement").isVisible();

  test("stands on each page, and axe finds nothing", async () => {
    for (const viewport of [narrow, desktop]) {
      await reader.visitAll([home, rules, "birch-cole/recent.html"], { viewport }, async (page) => {
        const notice = page.getByRole("complementary", { name: "Announcement" });
        assert.match(await notice.textContent(), /The launch has moved to 11 October\./);
        assert.ok((await shift(page)) < 0.01);
        assert.deepEqual(await overflowing(page), []);
        await inBoth(page, async (colorScheme) => assert.deepEqual(await findings(page), [], colorScheme));
      });
    }
    await reader.visitAll([rules], {}, async (page) => {
      await page.locator(".announcement a").click();
      await page.waitForURL(/birch-cole\/set-up\/timeline\/index\.html$/);
      await page.emulateMedia({ media: "print" });
      assert.equal(await shown(page), false);
    });
  });

  test("is gone when it is dismissed, on every page of that edition", async () => {
    await reader.visit({}, async (page) => {
      await page.goto(reader.address(home));
      await page.locator(".announcement").getByRole("button", { name: "Dismiss" }).focus();
      await page.keyboard.press("Enter");
      assert.equal(await shown(page), false);
      assert.equal(await page.evaluate(() => document.activeElement.id), "site.main");
      for (const path of [home, rules]) {
        await page.goto(reader.address(path));
        assert.equal(await shown(page), false, path);
        assert.ok((await shift(page)) < 0.01);
      }
      await page.goto(reader.address("birch-cole.facilitators/index.html"));
      assert.equal(await shown(page), true);
      // Another announcement has another name.
      await page.evaluate(() => (localStorage["handbook-announced:birch-cole"] = "another"));
      await page.goto(reader.address(home));
      assert.equal(await shown(page), true);
    });
  });

  for (const [day, isShown] of [["2030-04-30", false], ["2030-05-01", true], ["2030-05-31", true], ["2030-06-01", false]]) {
    test(`is ${isShown ? "shown" : "hidden"} on ${day}, by the reader's clock`, async () => {
      await reader.visit({}, async (page) => {
        await page.clock.setFixedTime(new Date(`${day}T12:00:00`));
        await page.goto(reader.address("halloran-visser/index.html"));
        assert.equal(await shown(page), isShown);
      });
    });
  }

  test("without script it is there and has no button; without storage it can be dismissed", async () => {
    await reader.visitAll([home], { javaScriptEnabled: false }, async (page) => {
      assert.equal(await shown(page), true);
      assert.equal(await page.locator(".announcement button").isVisible(), false);
    });
    await reader.visit({}, async (page) => {
      await forbidStorage(page);
      await page.goto(reader.address(home));
      await page.locator(".announcement button").click();
      assert.equal(await shown(page), false);
    });
  });
});

describe("something wrong", () => {
  test("is a letter that names page, section and address", async () => {
    await reader.visitAll([rules], {}, async (page) => {
      const asked = page.evaluate(() => new Promise((done) => {
        document.addEventListener("click", (event) => {
          event.preventDefault();
          done(event.target.href);
        });
      }));
      await page.locator("#gr-06").evaluate((heading) => heading.scrollIntoView());
      await page.locator("a.feedback").evaluate((link) => link.click());
      const letter = new URL(await asked);
      assert.equal(letter.pathname, "mentoring@birchcole.example");
      assert.equal(letter.searchParams.get("subject"), "Reverse mentoring handbook: The default rules");
      const lines = letter.searchParams.get("body").split("\r\n");
      assert.deepEqual(lines.slice(0, 2), ["The default rules", "ground-rules/default-rules/index.html"]);
      assert.match(lines[2], /^GR-06 Nothing said here/);
      assert.equal(lines[3], `${reader.address(rules)}#gr-06`);
      assert.deepEqual(lines.slice(4), ["", ""]);
    });
  });

  test("stands at the foot of each page, and is not printed", async () => {
    await reader.visitAll([rules, "birch-cole/index.html"], {}, async (page) => {
      const link = page.getByRole("contentinfo").getByRole("link", { name: "Something wrong or unclear?" });
      assert.ok(await link.isVisible());
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator("a.feedback").isVisible(), false);
      await page.emulateMedia({ media: "screen" });
    });
  });
});

describe("what is new since the last visit", () => {
  const key = "handbook-seen:birch-cole:ground-rules/default-rules/";
  const said = (page) => page.locator(".news summary").textContent();
  const on = (page, day) => page.clock.setFixedTime(new Date(`${day}T12:00:00`));
  /** As if the page had read otherwise when it was last seen: one section did, and one was not there. */
  const forget = (page) => page.evaluate((name) => {
    const seen = JSON.parse(localStorage[name]);
    seen.sections["gr-02"] = "----";
    delete seen.sections["gr-05"];
    localStorage[name] = JSON.stringify(seen);
  }, key);

  test("is said with links, and only once it is another day", async () => {
    await reader.visit({}, async (page) => {
      await on(page, "2027-05-03");
      await page.goto(reader.address(rules));
      assert.equal(await page.locator(".news, .is-new").count(), 0, "a first visit says nothing");
      await page.reload();
      assert.equal(await page.locator(".news, .is-new").count(), 0, "nothing has changed");

      await forget(page);
      await on(page, "2027-05-20");
      for (let time = 0; time < 2; time += 1) {
        await page.reload();
        assert.equal(await said(page), "2 sections have changed since you were here on 3 May 2027");
      }
      assert.ok((await shift(page)) < 0.01, "nothing moves");
      assert.deepEqual(await page.locator(".prose .is-new").evaluateAll((all) => all.map((heading) => heading.id)), ["gr-02", "gr-05"]);
      assert.equal(await page.locator("nav.contents a.is-new").count(), 2);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await findings(page), []);
      }
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".news").isVisible(), false);
      await page.emulateMedia({ media: "screen" });

      await page.locator(".news summary").click();
      await page.locator(".news a").last().click();
      assert.equal(new URL(page.url()).hash, "#gr-05");
      assert.equal(await page.locator(".news").count(), 0, "who has followed a link knows");

      await on(page, "2027-05-21");
      await page.goto(reader.address(rules));
      assert.equal(await page.locator(".news, .is-new").count(), 0);
    });
  });

  test("goes with Escape, and fits on a phone", async () => {
    await reader.visit({ viewport: narrow }, async (page) => {
      await on(page, "2027-05-03");
      await page.goto(reader.address(rules));
      await forget(page);
      await on(page, "2028-01-01");
      await page.reload();
      assert.equal(await said(page), "2 sections have changed since you were here on 3 May 2027");
      await page.locator(".news summary").click();
      assert.deepEqual(await overflowing(page), []);
      assert.deepEqual(await findings(page), []);
      await page.locator(".news a").first().focus();
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".news").count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.id), "site.main");
    });
  });

  test("says nothing where storage is forbidden, or holds something else", async () => {
    await reader.visit({}, async (page) => {
      await page.goto(reader.address(rules));
      for (const kept of ["{", "null", "[]", "7", '{"day":"x","sections":{}}', '{"day":"2020-01-01","sections":7}', '{"day":"2020-01-01"}']) {
        await page.evaluate(([name, value]) => (localStorage[name] = value), [key, kept]);
        await page.reload();
        assert.equal(await page.locator(".news").count(), 0, kept);
      }
    });
    await reader.visit({}, async (page) => {
      await forbidStorage(page);
      await page.goto(reader.address(rules));
      assert.equal(await page.locator(".news").count(), 0);
    });
  });
});

describe("nothing jumps", () => {
  for (const viewport of [phone, desktop]) {
    test(`when pictures come late, at ${viewport.width} pixels`, async () => {
      await reader.visit({ viewport }, async (page) => {
        await page.route(/\.svg$/, async (route) => {
          await new Promise((done) => setTimeout(done, 400));
          await route.continue();
        });
        for (const path of ["index.html", "why/what-it-is/index.html", "ground-rules/how-to-set-them/index.html", "training/m1-essentials/index.html"]) {
          await page.goto(reader.address(`birch-cole/${path}`), { waitUntil: "networkidle" });
          assert.ok((await shift(page)) < 0.01, `${path}: ${await shift(page)}`);
          const bare = await page.locator(".prose img:not([width][height]), .brand img:not([width][height])").count();
          assert.equal(bare, 0, path);
        }
      });
    });
  }
});
