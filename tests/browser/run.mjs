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
import { desktop, findings, inBoth, opened, phone } from "./browser.mjs";
import { hold, ofPages } from "./figures.mjs";
import { build, files, isRedirect, report } from "./site.mjs";
import { tour } from "./tour.mjs";

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

/** Pages are looked at closely once: firms differ from the base in their words and their colours. */
const isClose = (path) => path.startsWith("base.facilitators/");

/** The facilitators' page that an edition's page is like in all but the name of the edition and the band that says so. */
function twin(path) {
  const [edition, ...rest] = path.split("/");
  const other = [`${edition}.facilitators`, ...rest].join("/");
  if (edition.endsWith(".facilitators") || !all.includes(other)) return undefined;
  const plain = (text) => text.replace(` data-edition="${edition}.facilitators"`, ` data-edition="${edition}"`).replace(/<p class="edition-band">.*<\/p>\n/, "");
  return html(path) === plain(html(other)) ? other : undefined;
}

let toured;
/** What there is to say of each page of all editions, by its path. What is like another page is not looked at again. */
async function seen() {
  const every = editions.flatMap(pages);
  toured ??= tour(reader, every.filter((path) => !twin(path)), isClose).then((looked) => {
    const by_path = new Map(looked.map((facts) => [facts.path, facts]));
    const like = (path) => {
      const facts = by_path.get(twin(path));
      const own = (href) => href.replace(address(`${twin(path).split("/")[0]}/`), address(`${path.split("/")[0]}/`));
      return { ...facts, path, hrefs: facts.hrefs.map(own), requests: facts.requests.map((request) => ({ ...request, url: own(request.url) })) };
    };
    return new Map(every.map((path) => [path, by_path.get(path) ?? like(path)]));
  });
  return toured;
}
const facts = async (edition) => {
  const all = await seen();
  return pages(edition).map((path) => all.get(path));
};

hold(ofPages, { folder: site.folder, reader, pages: async () => [...(await seen()).values()] });

test("every edition is there, and each has its pages", () => {
  assert.deepEqual([...new Set(all.map((path) => path.split("/")[0]))].sort(), [...editions].sort());
  for (const edition of editions) assert.ok(pages(edition).length > 8, edition);
});

test("the report of all firms sorts by a column, and axe finds nothing", async () => {
  await visit({}, async (page) => {
    await page.setContent(report());
    await page.getByRole("button", { name: "MiB" }).click();
    const sizes = await page.locator("tbody td:nth-last-child(2)").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.value)));
    assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a));
    await page.getByRole("button", { name: "layer" }).click();
    const names = await page.locator("tbody th").evaluateAll((cells) => cells.map((cell) => cell.dataset.value));
    assert.deepEqual(names, names.toSorted());
    await inBoth(page, async () => assert.deepEqual(await findings(page), []));
  });
});

for (const edition of editions) {
  describe(edition, () => {
    const closely = edition.endsWith(".facilitators") ? test : test.skip;

    test("every page has one title, all its pictures and its navigation, and no Menu button when it is wide", async () => {
      for (const { path, titles, broken, hasNavigation, hasMenu } of await facts(edition)) {
        assert.deepEqual({ titles, broken, hasNavigation, hasMenu }, { titles: 1, broken: [], hasNavigation: true, hasMenu: false }, path);
      }
    });

    test("every link of every page leads to a page, and every #anchor to a place on it", async () => {
      const links = [];
      const anchors = new Map();
      for (const { path, ids, hrefs } of await facts(edition)) {
        assert.equal(new Set(ids).size, ids.length, `${path} has an id twice`);
        anchors.set(address(path), new Set(ids));
        links.push(...hrefs.map((href) => [path, href]));
      }
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
      for (const javaScriptEnabled of [true, false]) {
        await visit({ javaScriptEnabled }, async (page) => {
          for (const path of redirects(edition)) {
            await page.goto(address(path));
            await page.waitForURL((url) => url.href !== address(path));
            assert.equal(await page.locator("h1").count(), 1);
            assert.ok(pages(edition).includes(new URL(page.url()).pathname.slice(1)), page.url());
          }
        });
      }
    });

    test("nothing is cut off and nothing scrolls sideways at 320 pixels", async () => {
      for (const { path, sticksOut } of await facts(edition)) assert.deepEqual(sticksOut, [], path);
    });

    closely("no script: navigation, text and every tab are there", async () => {
      const inert = { javaScriptEnabled: false };
      await visitAll(pages(edition), inert, async (page, path) => {
        assert.ok(await page.locator(".sidebar a").first().isVisible(), path);
        assert.ok(await page.locator("main h1").isVisible(), path);
        assert.equal(await page.locator("button:visible").count(), 0, `${path} shows a button that does nothing`);
        const tabs = page.locator(".tab");
        for (let at = 0; at < (await tabs.count()); at += 1) assert.ok(await tabs.nth(at).isVisible(), path);
      });
      await visitAll([`${edition}/index.html`], { ...inert, viewport: phone }, async (page) => {
        assert.equal(await page.locator(".sidebar").isVisible(), false);
        await page.locator(".menu:visible").click();
        // The first leads home, and one is there.
        await page.locator(".sidebar a").nth(1).click();
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

    test("on paper: the text, no controls, every tab, no answer to a knowledge check", async () => {
      for (const { path, paper } of await facts(edition)) {
        assert.deepEqual(paper, { controls: [], tabsLost: 0, ink: "rgb(0, 0, 0)" }, path);
      }
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
      assert.equal(await page.evaluate(() => document.activeElement.id), "site.main");
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
      const nav = page.locator(".sidebar");
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
