// What a reader is told and what stays steady: an address that is none.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { join } from "node:path";
import { findings, launch, open } from "./browser.mjs";
import { build, serve } from "./site.mjs";

const site = build();

let reader;
before(async () => {
  reader = await open(site.folder);
});
after(async () => {
  await reader?.close();
  site.remove();
});

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
            assert.equal(await page.evaluate(() => document.activeElement.id), "main");

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
        assert.ok(await page.locator("#nav a").first().isVisible());
        assert.equal(await page.locator("link[rel=stylesheet]").count() > 0, true);
      });
    } finally {
      await server.close();
    }
  });
});
