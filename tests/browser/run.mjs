// What a reader meets: every page of every edition in a real browser.
//
//   cargo build --release && cd tests/browser && npm ci && npm test
//
// Needs Chromium (`apt-get install chromium`); its place can be named in BROWSER, the program's in MENTORBOOK.
// `node --test --test-name-pattern=keyboard run.mjs` runs the tests with this in their name.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { desktop, findings, narrow, opened, overflowing, phone } from "./browser.mjs";
import { build, files, isRedirect, report } from "./site.mjs";

const site = build();
const firms = ["base", "birch-cole", "halloran-visser", "harbor-lane"];
const editions = firms.flatMap((firm) => [firm, `${firm}.facilitators`]);
const html = (path) => readFileSync(join(site.folder, path), "utf8");
/** Every page of an edition, `birch-cole/why/index.html`; those that only lead on are apart. */
const all = files(site.folder).filter((path) => path.endsWith(".html"));
const of = (edition) => all.filter((path) => path.startsWith(`${edition}/`));
const pages = (edition) => of(edition).filter((path) => !isRedirect(html(path)));
const redirects = (edition) => of(edition).filter((path) => isRedirect(html(path)));

const reader = opened(site);
const address = (path) => reader.address(path);
const visit = (options, work) => reader.visit(options, work);
const visitAll = (paths, options, work) => reader.visitAll(paths, options, work);

test("every edition is there, and each has its pages", () => {
  assert.deepEqual([...new Set(all.map((path) => path.split("/")[0]))].sort(), [...editions].sort());
  for (const edition of editions) assert.ok(pages(edition).length > 8, edition);
});

test("the report of all firms sorts by a column, and axe finds nothing", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await visit({ colorScheme }, async (page) => {
      await page.setContent(report());
      await page.getByRole("button", { name: "MiB" }).click();
      const sizes = await page.locator("tbody td:nth-last-child(2)").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.value)));
      assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a));
      await page.getByRole("button", { name: "layer" }).click();
      const names = await page.locator("tbody th").evaluateAll((cells) => cells.map((cell) => cell.dataset.value));
      assert.deepEqual(names, names.toSorted());
      assert.deepEqual(await findings(page), []);
    });
  }
});

for (const edition of editions) {
  describe(edition, () => {
    // Facilitators see all that participants see and more, so it is enough to look at their pages closely.
    const closely = edition.endsWith(".facilitators") ? test : test.skip;

    closely("no page complains, breaks the content policy or asks another host", async () => {
      await visitAll(pages(edition), {}, async (page, path) => {
        // Pictures further down are fetched when they come into view.
        await page.evaluate(async () => {
          for (const picture of document.images) {
            picture.loading = "eager";
            await picture.decode().catch(() => {});
          }
        });
        const broken = await page.evaluate(() => [...document.images].filter((i) => !i.naturalWidth).map((i) => i.src));
        assert.deepEqual(broken, [], path);
        assert.equal(await page.locator("h1").count(), 1, path);
      });
    });

    // A firm differs from the base in its words and its colours.
    const looks = edition === "base.facilitators"
      ? [["light", "desktop"], ["light", "phone"], ["dark", "desktop"], ["dark", "phone"]]
      : edition.endsWith(".facilitators") ? [["light", "phone"], ["dark", "desktop"]] : [];
    for (const [colorScheme, device] of looks) {
      test(`axe finds nothing: ${colorScheme}, ${device}`, async () => {
        const found = [];
        await visitAll(pages(edition), { viewport: { desktop, phone }[device], colorScheme }, async (page, path) => {
          found.push(...(await findings(page)).map((finding) => `${path}: ${finding}`));
        });
        assert.deepEqual(found, []);
      });
    }

    test("every link of every page leads to a page, and every #anchor to a place on it", async () => {
      const links = [];
      const anchors = new Map();
      await visitAll(pages(edition), {}, async (page, path) => {
        const seen = await page.evaluate(() => ({
          ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
          hrefs: [...document.querySelectorAll("[href], [src]")].map((element) => element.href ?? element.src),
        }));
        assert.equal(new Set(seen.ids).size, seen.ids.length, `${path} has an id twice`);
        anchors.set(address(path), new Set(seen.ids));
        links.push(...seen.hrefs.map((href) => [path, href]));
      });
      const root = address(`${edition}/`);
      const known = new Set(files(join(site.folder, edition)).map((file) => root + file));
      const bad = [];
      let internal = 0;
      for (const [path, href] of links) {
        const { protocol, origin, hash, pathname } = new URL(href);
        // The page for lost readers asks for its script at several depths, of which one is right.
        if (path.endsWith("/404.html") && /\/lost\.\w+\.js$/.test(pathname)) continue;
        if (origin !== reader.origin) {
          if (!["https:", "http:", "mailto:", "tel:"].includes(protocol)) bad.push(`${path}: ${href}`);
          continue;
        }
        internal += 1;
        const target = origin + decodeURIComponent(pathname);
        const place = decodeURIComponent(hash.slice(1));
        // Links end in index.html, so that they work without a server.
        if (!known.has(target) || (place && !anchors.get(target)?.has(place))) bad.push(`${path}: ${href}`);
      }
      assert.deepEqual(bad, []);
      assert.ok(internal > 100);
    });

    test("every page can be reached from the home page by links", () => {
      const reached = new Set();
      const open = [`${edition}/index.html`];
      while (open.length > 0) {
        const path = open.pop();
        if (reached.has(path)) continue;
        reached.add(path);
        for (const [, href] of html(path).matchAll(/<a\b[^>]*?\bhref="([^"#]+)/g)) {
          const target = new URL(href.replaceAll("&amp;", "&"), `file:///${path}`);
          const to = decodeURIComponent(target.pathname.slice(1));
          if (target.protocol === "file:" && all.includes(to)) open.push(to);
        }
      }
      // The page for addresses that do not exist is the server's to show.
      const apart = new Set([`${edition}/404.html`]);
      assert.deepEqual(pages(edition).filter((path) => !reached.has(path) && !apart.has(path)), []);
    });

    closely("earlier addresses lead on, with and without scripts", async () => {
      for (const path of redirects(edition)) {
        for (const javaScriptEnabled of [true, false]) {
          await visit({ javaScriptEnabled }, async (page) => {
            await page.goto(address(path));
            await page.waitForURL((url) => url.href !== address(path));
            assert.equal(await page.locator("h1").count(), 1);
            assert.ok(pages(edition).includes(new URL(page.url()).pathname.slice(1)), page.url());
          });
        }
      }
    });

    closely("nothing is cut off and nothing scrolls sideways at 320 pixels", async () => {
      await visitAll(pages(edition), { viewport: narrow }, async (page, path) => {
        assert.deepEqual(await overflowing(page), [], path);
      });
    });

    closely("no script: navigation, text and every tab are there", async () => {
      const inert = { javaScriptEnabled: false };
      await visitAll(pages(edition), inert, async (page, path) => {
        assert.ok(await page.locator("#nav a").first().isVisible(), path);
        assert.ok(await page.locator("main h1").isVisible(), path);
        assert.equal(await page.locator("button:visible").count(), 0, `${path} shows a button that does nothing`);
        const tabs = page.locator(".tab");
        for (let at = 0; at < (await tabs.count()); at += 1) assert.ok(await tabs.nth(at).isVisible(), path);
      });
      await visitAll([`${edition}/index.html`], { ...inert, viewport: phone }, async (page) => {
        assert.equal(await page.locator("#nav").isVisible(), false);
        await page.locator(".menu:visible").click();
        // The first leads home, and one is there.
        await page.locator("#nav a").nth(1).click();
        await page.waitForURL((url) => url.pathname !== `/${edition}/index.html`);
        assert.ok(await page.locator("main h1").isVisible());
      });
    });

    closely("from a folder on disk: click through from index.html", async () => {
      await visit({}, async (page) => {
        const home = pathToFileURL(join(site.folder, edition, "index.html")).href;
        await page.goto(home);
        await page.locator(".chapters a").first().click();
        await page.waitForURL(/^file:.*index\.html$/);
        const seen = new Set([home]);
        for (let step = 0; step < 40; step += 1) {
          assert.equal(await page.locator("h1").count(), 1, page.url());
          const styled = await page.evaluate(() => getComputedStyle(document.querySelector("header")).position);
          assert.equal(styled, "sticky", `${page.url()} has no style`);
          seen.add(page.url());
          const next = page.locator("a.next");
          if ((await next.count()) === 0) break;
          const from = page.url();
          await next.click();
          await page.waitForURL((url) => url.href !== from);
        }
        assert.ok(seen.size > 5, `only ${[...seen]}`);
        await page.locator("a.brand").click();
        await page.waitForURL(home);
      });
    });

    closely("on paper: the text, no controls, every tab, no answer to a knowledge check", async () => {
      await visitAll(pages(edition), {}, async (page, path) => {
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        const shown = (selector) => page.locator(`${selector} >> visible=true`).count();
        assert.equal(await shown(".tool, .sidebar, .pager, .skip, .contents, .breadcrumb, button, .answer"), 0, path);
        assert.equal(await shown(".tab"), await page.locator(".tab").count(), path);
        const ink = await page.evaluate(() => getComputedStyle(document.body).color);
        assert.equal(ink, "rgb(0, 0, 0)", path);
        await page.emulateMedia({ media: "screen" });
      });
    });
  });
}

describe("keyboard", () => {
  const path = "birch-cole/ground-rules/how-to-set-them/index.html";

  test("the first stop is a link past the navigation", async () => {
    await visitAll([path], {}, async (page) => {
      await page.keyboard.press("Tab");
      const skip = page.locator(".skip");
      assert.ok(await skip.evaluate((link) => link === document.activeElement));
      assert.ok((await skip.boundingBox()).y >= 0, "it comes into view");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "main");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
    });
  });

  test("wherever the keyboard goes, it can be seen", async () => {
    await visitAll(["birch-cole/index.html", path], {}, async (page) => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press("Tab");
        const hidden = await page.evaluate(() => {
          const at = document.activeElement;
          const box = at.getBoundingClientRect();
          const outlined = getComputedStyle(at).outlineStyle !== "none" || at.matches(".skip");
          const inView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
          return at === document.body || (outlined && inView) ? null : at.outerHTML.slice(0, 200);
        });
        assert.equal(hidden, null);
      }
    });
  });

  test("on a phone the menu opens, holds the focus behind it back, and closes with Escape", async () => {
    await visitAll([path, "birch-cole/index.html"], { viewport: phone }, async (page) => {
      const button = page.locator("button.menu");
      const nav = page.locator("#nav");
      assert.equal(await nav.isVisible(), false);
      await button.focus();
      await page.keyboard.press("Enter");
      assert.equal(await button.getAttribute("aria-expanded"), "true");
      assert.ok(await nav.isVisible());
      assert.ok(await page.locator("main").evaluate((main) => main.inert));
      assert.deepEqual(await findings(page), []);
      await nav.locator("a").first().focus();
      await page.keyboard.press("Escape");
      assert.equal(await button.getAttribute("aria-expanded"), "false");
      assert.equal(await nav.isVisible(), false);
      assert.ok(await button.evaluate((element) => element === document.activeElement));
    });
  });

  test("at desktop width every page shows its navigation and no Menu button", async () => {
    for (const edition of editions) {
      await visitAll(pages(edition), {}, async (page, page_path) => {
        assert.ok(await page.locator("#nav a").first().isVisible(), page_path);
        assert.equal(await page.locator(".menu:visible").count(), 0, page_path);
      });
    }
  });

  test("tabs move with the arrow keys", async () => {
    await visitAll([path], {}, async (page) => {
      const tabs = page.getByRole("tab");
      await tabs.first().focus();
      await page.keyboard.press("ArrowRight");
      assert.equal(await tabs.nth(1).getAttribute("aria-selected"), "true");
      assert.ok(await tabs.nth(1).evaluate((tab) => tab === document.activeElement));
      assert.equal(await page.locator(".tab:visible").count(), 1);
      await page.keyboard.press("End");
      assert.equal(await tabs.last().getAttribute("aria-selected"), "true");
    });
  });
});

test("the reader's colours are remembered, page after page", async () => {
  await visitAll(["birch-cole/index.html"], { colorScheme: "light" }, async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    const toggle = page.locator("button.theme");
    for (const name of ["light", "dark"]) {
      await toggle.click();
      assert.equal(await toggle.getAttribute("aria-label"), `Theme: ${name}`);
    }
    assert.notEqual(await ground(), light);
    await page.goto(address("birch-cole/why/index.html"));
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    assert.notEqual(await ground(), light);
    await toggle.click();
    assert.equal(await toggle.getAttribute("aria-label"), "Theme: automatic");
    await page.reload();
    assert.equal(await ground(), light);
  });
});

test("a section's link is kept in view below the header", async () => {
  await visitAll(["base/ground-rules/default-rules/index.html#gr-09"], {}, async (page) => {
    const top = await page.locator("#gr-09").evaluate((heading) => heading.getBoundingClientRect().top);
    const header = await page.locator(".site-header").evaluate((element) => element.getBoundingClientRect().bottom);
    assert.ok(top >= header && top < desktop.height / 2, `${top} below ${header}`);
  });
});

test("no firm's words in another's edition", () => {
  // Taken from each firm's folder: names, addresses, telephone numbers, words only its pages have.
  const words = {
    "halloran-visser": ["Halloran", "Crossbeam", "Joris de Wit", "X-BEAM", "555 0119"],
    "birch-cole": ["Birch", "birchcole", "Okafor", "Ashworth", "Second Sight", "0808 157 0192", "fourth floor", "BC-01"],
    "harbor-lane": ["Harbor", "harborlane", "Delgado", "Priya", "Tide Table", "207-555", "Wayfinder", "HL-01"],
  };
  const texts = (edition) =>
    files(join(site.folder, edition))
      .filter((file) => /\.(html|css|js|json|svg|txt|xml)$/.test(file))
      .map((file) => [file, readFileSync(join(site.folder, edition, file), "utf8").toLowerCase()]);
  for (const edition of editions) {
    const found = texts(edition);
    for (const [firm, list] of Object.entries(words)) {
      for (const word of list) {
        const where = found.filter(([file, text]) => `${file} ${text}`.includes(word.toLowerCase())).map(([file]) => file);
        if (firm === edition.split(".")[0]) assert.notDeepEqual(where, [], `${edition} does not even have its own “${word}”`);
        else assert.deepEqual(where, [], `${edition} shows “${word}”, which is ${firm}'s`);
      }
    }
  }
});
