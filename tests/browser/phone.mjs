// What readers hold in their hand: the frame on a telephone and around a long page. On the shipped handbook, for the firm
// whose pages are longest, and in a copy that is written from right to left.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { desktop, findings, narrow, opened, overflowing, phone } from "./browser.mjs";
import { build } from "./site.mjs";

const topics = "taking-part/topic-bank/index.html";
const module = "training/m1-essentials/index.html";
const glossary = "reference/glossary/index.html";
const matching = "set-up/matching/index.html";
const roles = "set-up/roles/index.html";
const curriculum = "training/overview-and-facilitators/index.html";
const timeline = "set-up/timeline/index.html";
const rules = "ground-rules/default-rules/index.html";
const chapter = "training/index.html";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const site = build();

/** The shipped handbook as if it were written in Arabic, with a name that is long. */
const turned = (() => {
  const folder = mkdtempSync(join(tmpdir(), "mentorbook-turned-"));
  try {
    cpSync(join(repository, "content"), join(folder, "content"), { recursive: true });
    const edit = (path, work) => writeFileSync(join(folder, path), work(readFileSync(join(folder, path), "utf8")));
    edit("content/firms/birch-cole/firm.yaml", (text) => text.replace(/^language: .*/m, "language: ar"));
    edit("content/firms/harbor-lane/firm.yaml", (text) =>
      text.replace(/^name: .*/m, "name: Rechtsanwaltsgesellschaft Müller-Lüdenscheidt & Partner mbB Steuerberatungsgesellschaft").replace(/^ +logo.*\n/gm, ""));
    return build(folder, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

const reader = opened(site);
const other = opened(turned);

const touch = { viewport: phone, hasTouch: true };
const on = (path, options, work, { of = reader, firm = "birch-cole" } = {}) =>
  of.visit(options, async (page) => {
    await page.goto(of.address(`${firm}/${path}`));
    await work(page);
  });
const box = (page, selector) => page.locator(selector).first().boundingBox();
const here = (page) => page.locator(".contents .here").textContent();
/** Goes to a heading as a reader who scrolls does. */
const scrollTo = (page, id) => page.evaluate((to) => document.getElementById(to).scrollIntoView(), id);

describe("on a phone, the contents of the page", () => {
  test("stay in sight, say which section is read, and open over the text", async () => {
    await on(topics, touch, async (page) => {
      assert.equal(await here(page), "");
      await scrollTo(page, "t-first-week");
      await page.waitForFunction(() => document.querySelector(".here").textContent === "The first five days");
      const bar = await box(page, ".contents summary");
      const header = await box(page, ".site-header");
      assert.ok(Math.abs(bar.y - header.height) < 2, `the bar stands below the header, at ${bar.y}`);
      assert.ok(bar.height >= 43.5);
      assert.deepEqual(await findings(page), []);

      const before = await page.evaluate(() => scrollY);
      await page.touchscreen.tap(60, bar.y + 20);
      assert.ok(await page.locator(".contents ol").first().isVisible());
      assert.equal(await page.evaluate(() => scrollY), before, "the page stays where it is");
      const entry = await box(page, ".contents [aria-current]");
      assert.ok(entry.y > bar.y && entry.y + entry.height < phone.height, "the current entry is in sight");
      const low = await page.locator(".contents li a").evaluateAll((links) => links.filter((link) => link.getBoundingClientRect().height < 43.5).length);
      assert.equal(low, 0, "rows that a finger misses");
      assert.deepEqual(await findings(page), []);
      assert.deepEqual(await overflowing(page), []);

      await page.getByRole("link", { name: "How we make our money" }).first().click();
      await page.waitForFunction(() => location.hash === "#t-how-we-make-money" && !document.querySelector(".contents details").open);
      const heading = await box(page, "#t-how-we-make-money");
      const foot = (await box(page, ".contents summary")).y + bar.height;
      assert.ok(heading.y >= foot && heading.y < foot + 80, `the heading stands below the bar, at ${heading.y}`);
    });
  });

  test("go by keyboard: Enter opens, Escape closes and gives the focus back, Tab leaves", async () => {
    await on(topics, touch, async (page) => {
      await page.locator(".contents summary").focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#choose");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".contents details").getAttribute("open"), null);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Shift+Tab");
      assert.equal(await page.locator(".contents details").getAttribute("open"), null);
    });
  });

  test("close when one touches the text, and lead back to the top", async () => {
    await on(topics, touch, async (page) => {
      assert.equal(await page.locator(".to-top").isVisible(), false);
      await scrollTo(page, "t-first-week");
      await page.locator(".to-top").waitFor();
      await page.locator(".contents summary").click();
      await page.touchscreen.tap(200, phone.height - 4);
      assert.equal(await page.locator(".contents details").getAttribute("open"), null);
      await page.locator(".to-top").click();
      await page.waitForFunction(() => scrollY === 0);
      assert.ok((await box(page, ".to-top")) === null, "at the top it is gone");
      await page.goto(reader.address(`birch-cole/${glossary}`));
      assert.ok((await box(page, ".to-top")) === null);
    });
  });

  test("are a list in the text without a script", async () => {
    await on(topics, { ...touch, javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator(".contents").evaluate((contents) => getComputedStyle(contents).position), "static");
      assert.ok(await page.locator(".contents ol a").first().isVisible());
      assert.equal(await page.locator(".to-top").isVisible(), false);
    });
  });
});

describe("beside the text", () => {
  test("the contents follow the reader in their own box", async () => {
    await on(topics, { viewport: { width: 1440, height: 700 } }, async (page) => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight * 0.8));
      await page.waitForFunction(() => document.querySelector(".contents [aria-current]"));
      await page.waitForFunction(() => document.querySelector(".contents").scrollTop > 200);
      const entry = await box(page, ".contents [aria-current]");
      const frame = await box(page, ".contents");
      assert.ok(entry.y >= frame.y && entry.y + entry.height <= frame.y + frame.height, "the current entry is in sight");
      assert.equal(await page.locator(".to-top").isVisible(), true);
    });
  });

  test("wide tables are not cut at 1280 pixels", async () => {
    await reader.visitAll([matching, roles, curriculum].map((path) => `birch-cole/${path}`), { viewport: { width: 1280, height: 800 } }, async (page, path) => {
      const cut = await page.locator(".table").evaluateAll((boxes) => boxes.filter((each) => each.scrollWidth > each.clientWidth).length);
      assert.equal(cut, 0, path);
    });
  });
});

describe("tables on a phone", () => {
  test("are cards, each cell with the name of its column, and none is cut", async () => {
    for (const viewport of [narrow, phone]) {
      await reader.visitAll([matching, roles, curriculum, timeline].map((path) => `birch-cole/${path}`), { ...touch, viewport }, async (page, path) => {
        const cut = await page.locator(".table").evaluateAll((boxes) => boxes.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent.slice(0, 60)));
        assert.deepEqual(cut, [], path);
        assert.deepEqual(await overflowing(page), [], path);
      });
    }
    await on(curriculum, touch, async (page) => {
      const cell = page.locator(".curriculum tbody tr").first().locator("td").first();
      assert.equal(await cell.evaluate((element) => getComputedStyle(element, "::before").content), '"Minutes"');
      const sum = page.locator(".curriculum tfoot td").first();
      assert.equal(await sum.getAttribute("data-label"), "Mentor", "a cell over three columns counts for three");
    });
    await on(timeline, touch, async (page) => {
      const whom = page.locator(".timeline tbody tr").first().locator("td").last();
      const shown = await whom.evaluate((element) => element.scrollWidth <= element.clientWidth && element.getBoundingClientRect().right <= innerWidth);
      assert.ok(shown, "for whom it is can be read");
    });
  });

  test("scroll without a script, and the page does not", async () => {
    await on(curriculum, { ...touch, javaScriptEnabled: false }, async (page) => {
      assert.deepEqual(await overflowing(page), []);
    });
  });
});

describe("links to headings", () => {
  test("are there for a finger, large enough, and no stop for the Tab key", async () => {
    await on(rules, touch, async (page) => {
      const anchors = await page.locator(".anchor").evaluateAll((links) =>
        links.map((link) => ({ ...link.getBoundingClientRect().toJSON(), seen: getComputedStyle(link).opacity, tab: link.tabIndex })));
      assert.ok(anchors.length > 10);
      for (const { width, height, right, seen, tab } of anchors) {
        assert.ok(width >= 43.5 && height >= 43.5 && right <= phone.width, `${width} × ${height}, up to ${right}`);
        assert.deepEqual([seen, tab], ["1", -1]);
      }
    });
    await on(rules, { viewport: desktop }, async (page) => {
      await page.locator("main h2").first().hover();
      const { width, height } = await box(page, "main h2 .anchor");
      assert.ok(width >= 24 && height >= 24, `${width} × ${height}`);
    });
  });

  test("copy the address and say so", async () => {
    await on(rules, { ...touch, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      const anchor = page.locator("main h2 .anchor").nth(1);
      await anchor.click();
      await page.waitForFunction(() => document.querySelector("body > [role=status]").textContent === "Link copied");
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await anchor.evaluate((link) => link.href));
      assert.match(await anchor.evaluate((link) => getComputedStyle(link, "::after").content), /Link copied/);
      assert.ok(page.url().endsWith(await anchor.getAttribute("href")));
    });
  });

  test("are links where nothing may be copied", async () => {
    await on(rules, touch, async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } }));
      const anchor = page.locator("main h2 .anchor").nth(1);
      await anchor.click();
      await page.waitForFunction((href) => location.hash === href, await anchor.getAttribute("href"));
      assert.equal(await anchor.getAttribute("data-copied"), null);
    });
  });
});

describe("the glossary", () => {
  test("has few stops for the Tab key, and the keyboard gets everywhere all the same", async () => {
    await on(glossary, { viewport: desktop }, async (page) => {
      await page.locator(".terms summary").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Home");
      assert.ok(await page.evaluate(() => document.activeElement === document.querySelector(".terms li a")));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const term = await page.evaluate(() => document.activeElement.hash || location.hash);
      await page.waitForFunction((hash) => location.hash === hash, term);
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        let part = document.activeElement.closest(".prose > *");
        while (part && !part.matches("h2, h3")) part = part.previousElementSibling;
        return part && `#${part.id}`;
      });
      assert.equal(at, term, "the next stop is a link in the term that one went to");
    });
  });

  test("has letters that lead to the first term of each, as one stop", async () => {
    await on(glossary, {}, async (page) => {
      const letters = await page.locator(".jump a").allTextContents();
      assert.deepEqual(letters, [...new Set(letters)].sort());
      assert.ok(letters.length > 8, `${letters}`);
      for (const letter of [letters[0], letters.at(-1)]) {
        await page.locator(".jump a", { hasText: letter }).evaluate((link) => link.click());
        const term = await page.evaluate(() => document.getElementById(location.hash.slice(1)).textContent);
        assert.ok(term.trim().startsWith(letter), `${letter}: ${term}`);
      }
      assert.equal(await page.locator(".jump [tabindex='0']").count(), 1);
      await page.locator(".jump a").first().focus();
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), letters[1]);
      assert.deepEqual(await findings(page), []);
    });
  });

  test("leaves every link a stop without a script", async () => {
    await on(glossary, { viewport: desktop, javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator(".terms [tabindex], .see-also [tabindex]").count(), 0);
    });
  });
});

describe("a long list", () => {
  test("shows what one looks for, by words and by group, and says how many", async () => {
    for (const viewport of [phone, desktop]) {
      await on(topics, { viewport, hasTouch: viewport === phone }, async (page) => {
        const shown = () => page.locator(".prose h3:visible").allTextContents();
        const everything = await shown();
        const count = page.locator(".picker .count");
        assert.equal(await count.textContent(), `${everything.length} of ${everything.length} shown.`);
        await page.getByLabel("Look for").fill("STRANGER finds");
        assert.deepEqual(await shown(), ["What a stranger finds"]);
        assert.equal(await count.textContent(), `1 of ${everything.length} shown.`);
        assert.equal(await page.locator("#g-work").isVisible(), false, "a group without a topic is gone");
        assert.ok(await page.locator("#g-tools").isVisible());
        await page.waitForFunction((text) => document.querySelector("body > [role=status]").textContent === text, await count.textContent());
        assert.deepEqual(await findings(page), []);
        assert.deepEqual(await overflowing(page), []);

        await page.getByLabel("Look for").fill("Zeppelin");
        assert.deepEqual(await shown(), []);
        assert.ok(await page.getByRole("button", { name: "Draw one" }).isDisabled());
        await page.getByLabel("Look for").fill("");
        await page.getByLabel("Group").selectOption({ label: "Real decisions" });
        assert.equal((await shown()).length, 6);
        await page.getByRole("button", { name: "Draw one" }).click();
        assert.ok((await shown()).includes(await page.evaluate(() => document.activeElement.textContent)));

        await page.getByRole("link", { name: "The first five days" }).first().evaluate((link) => link.click());
        await page.waitForFunction(() => document.getElementById("t-first-week").checkVisibility());
        assert.deepEqual(await shown(), everything, "a link to what is not shown shows all");
      });
    }
  });

  test("shows what most entries say of themselves, such as their level, as one more choice", async () => {
    await on(topics, {}, async (page) => {
      const all = await page.locator(".prose h3:visible").count();
      const levels = await page.getByLabel("Level").locator("option").allTextContents();
      assert.deepEqual(levels, ["All", "Start", "Stretch"]);
      const counts = [];
      for (const label of ["Start", "Stretch"]) {
        await page.getByLabel("Level").selectOption({ label });
        const shown = await page.locator(".prose h3:visible").count();
        const said = await page.locator(".prose dt:visible").evaluateAll((names) =>
          names.filter((name) => name.textContent === "Level").map((name) => name.nextElementSibling.textContent.trim()));
        assert.equal(said.length, shown);
        assert.ok(said.every((level) => level.startsWith(label)), `${said}`);
        counts.push(shown);
      }
      assert.equal(counts[0] + counts[1], all);
      // What each entry says in other words sorts nothing.
      assert.equal(await page.locator(".picker select").count(), 2);
    });
  });

  test("takes what nobody would type", async () => {
    await on(topics, {}, async (page) => {
      for (const text of ["<script>", "a".repeat(10_000), "\\", "(", "ünïcode", "价格", "مرحبا"]) {
        await page.getByLabel("Look for").fill(text);
        assert.match(await page.locator(".picker .count").textContent(), /^\d+ of \d+ shown\.$/);
      }
    });
  });

  test("is whole without a script, and has no field", async () => {
    await on(topics, { javaScriptEnabled: false }, async (page) => {
      assert.ok((await page.locator(".prose h3:visible").count()) > 35);
      assert.equal(await page.locator(".picker input").count(), 0);
    });
  });
});

describe("what the browser keeps", () => {
  test("tabs are chosen again on other pages by their titles", async () => {
    await on(chapter, {}, async (page) => {
      await page.getByRole("tab", { name: "As a pair" }).click();
      await page.reload();
      assert.equal(await page.locator("[role=tab][aria-selected=true]").first().textContent(), "As a pair");
      await page.evaluate(() => localStorage.setItem("handbook-tabs", '{"not": ["a list"]}'));
      await page.reload();
      assert.equal(await page.locator("[role=tab][aria-selected=true]").first().textContent(), "On your own");
    }, { firm: "base" });
  });

  test("where one was reading, for the home page", async () => {
    await on(topics, touch, async (page) => {
      await scrollTo(page, "t-first-week");
      await page.waitForFunction(() => localStorage.getItem("handbook-reading:birch-cole"));
      const place = await page.evaluate(() => JSON.parse(localStorage.getItem("handbook-reading:birch-cole")));
      assert.deepEqual([place.page, place.title, place.id, place.heading], ["taking-part/topic-bank/", "Topic bank", "t-first-week", "The first five days"]);
    });
  });

  test("nothing breaks where it keeps nothing", async () => {
    await reader.visit(touch, async (page) => {
      await page.addInitScript(() => {
        for (const name of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(globalThis, name, { get: () => { throw new DOMException("no", "SecurityError"); } });
        }
      });
      for (const path of [topics, chapter, module, glossary]) {
        await page.goto(reader.address(`birch-cole/${path}`));
        await page.evaluate(() => scrollTo(0, 3000));
        await page.waitForTimeout(50);
      }
      await page.goto(reader.address(`base/${chapter}`));
      await page.getByRole("tab", { name: "As a pair" }).click();
      assert.ok(await page.getByText("M4 and M6 are for the two of you").isVisible());
    });
  });
});

describe("questions", () => {
  test("come one at a time on a phone, all at once beside it, and as the reader has chosen", async () => {
    const shown = (page) => page.locator(".question-card:has(> .steps):not([hidden])").count();
    await on(module, touch, async (page) => {
      assert.equal(await shown(page), 1);
      assert.deepEqual(await findings(page), []);
      await page.getByRole("button", { name: "Show all questions" }).click();
      assert.equal(await shown(page), 5);
      await page.reload();
      assert.equal(await shown(page), 5);
    });
    await on(module, { viewport: desktop }, async (page) => {
      assert.equal(await shown(page), 5);
    });
  });

  test("and their answers have the same letters without a script", async () => {
    await on(module, { javaScriptEnabled: false }, async (page) => {
      const styles = await page.locator("ol.options[type=A], ol.options, ol.reasons").evaluateAll((lists) =>
        lists.filter((list) => !list.closest('[data-type="ordering"]')).map((list) => getComputedStyle(list).listStyleType));
      assert.deepEqual([...new Set(styles)], ["upper-alpha"]);
    });
  });
});

describe("the frame", () => {
  test("rows of the menu are for fingers, and the way home is the first of them", async () => {
    await on(topics, touch, async (page) => {
      await page.locator("button.menu").click();
      const rows = await page.locator(".nav a:visible, .nav summary:visible, .tool:visible").evaluateAll((all) =>
        all.filter((each) => each.getBoundingClientRect().height < 43.5 || each.getBoundingClientRect().width < 43.5).map((each) => each.textContent));
      assert.deepEqual(rows, []);
      assert.equal(await page.locator(".nav a").first().textContent(), "Home");
      assert.deepEqual(await findings(page), []);
    });
    await on("index.html", {}, async (page) => {
      assert.equal(await page.locator(".nav a").first().getAttribute("aria-current"), "page");
    });
    await on(module, {}, async (page) => {
      assert.equal(await page.locator(".breadcrumb a").first().textContent(), "Home");
    });
  });

  test("the home page's navigation stands as everywhere without a script", async () => {
    const starts = [];
    for (const path of ["index.html", module]) {
      await on(path, { javaScriptEnabled: false, viewport: desktop }, async (page) => starts.push((await box(page, ".nav a")).x));
    }
    assert.equal(starts[0], starts[1]);
  });

  test("a long name without a logo hides nothing below the header", async () => {
    await on(rules, { viewport: narrow, hasTouch: true }, async (page) => {
      const height = (await box(page, ".site-header")).height;
      assert.ok(height > 80, `the name takes ${height} pixels`);
      assert.ok(height <= narrow.height / 4, `the name leaves the window to the text, and takes ${height} pixels`);
      const id = await page.locator("main h2[id]").nth(2).getAttribute("id");
      await page.goto(`${page.url()}#${id}`);
      await page.waitForTimeout(100);
      const foot = (await box(page, ".contents")).y + (await box(page, ".contents summary")).height;
      assert.ok(foot >= height, "the bar stands below the header");
      assert.ok((await box(page, `[id="${id}"]`)).y >= foot, "the heading can be seen");
      await page.locator("button.menu").click();
      // The menu may have scrolled to the page that is open.
      assert.ok((await box(page, ".sidebar")).y >= height - 1, "the menu begins below the header");
      const current = await box(page, ".nav [aria-current=page]");
      assert.ok(current.y >= height && current.y + current.height <= narrow.height, "the current page is in sight in it");
      assert.deepEqual(await overflowing(page), []);
    }, { of: other, firm: "harbor-lane" });
  });

  test("a chapter does not say twice where it leads", async () => {
    await on(chapter, {}, async (page) => {
      const listed = await page.locator(".pages a").evaluateAll((links) => links.map((link) => link.href));
      const below = await page.locator(".children a").evaluateAll((links) => links.map((link) => link.href));
      assert.ok(listed.length > 2 && below.length > 0);
      assert.deepEqual(below.filter((href) => listed.includes(href)), []);
      assert.equal(await page.locator(".children h2").textContent(), "Also in this chapter");
    });
  });

  test("a passed module is marked after the words that belong to its link", async () => {
    await on(chapter, {}, async (page) => {
      await page.evaluate(() => localStorage.setItem("handbook-progress:birch-cole:training/m1-essentials/", '{"passed": "2027-05-04"}'));
      await page.reload();
      assert.match(await page.locator(".pages li", { hasText: "M1" }).innerText(), /^M1 Essentials: for both of a pair, the sponsor and the coordinator[ \u00a0]Passed 20 min$/);
    });
  });

  test("the navigation marks what was passed, and what is for the reader's role", async () => {
    await reader.visit({}, async (page) => {
      await page.addInitScript(() => {
        localStorage.setItem("handbook-progress:birch-cole:training/m3-leading-from-day-one/", '{"passed":"2027-05-03"}');
      });
      await page.goto(reader.address(`birch-cole/${chapter}`));
      const signs = () => page.locator(".sidebar .sign").evaluateAll((all) => all.map((sign) => `${sign.closest("a").getAttribute("href").split("/").at(-2)}${sign.textContent}`));
      assert.deepEqual(await signs(), ["m3-leading-from-day-one (Passed)"], "nobody has said who they are");

      await page.goto(reader.address("birch-cole/index.html"));
      await page.locator(".tile[data-role=mentee]").click();
      const marked = await signs();
      assert.ok(marked.includes("mentee-guide (for you)") && !marked.some((name) => name.startsWith("mentor-guide")), `${marked}`);
      await page.goto(reader.address(`birch-cole/${chapter}`));
      assert.deepEqual(await signs(), marked);
      assert.deepEqual(await findings(page), []);
    });
  });

  test("says for whom a page is in the plural", async () => {
    await on(topics, {}, async (page) => {
      assert.match(await page.locator(".meta").innerText(), /For mentors, mentees/);
    });
  });
});

describe("from right to left", () => {
  const ar = { of: other };
  for (const colorScheme of ["light", "dark"]) {
    test(`nothing sticks out and axe finds nothing: ${colorScheme}`, async () => {
      for (const viewport of [narrow, { width: 1280, height: 800 }]) {
        await other.visitAll([topics, module, glossary, timeline, rules].map((path) => `birch-cole/${path}`), { viewport, colorScheme }, async (page, path) => {
          assert.equal(await page.evaluate(() => document.dir), "rtl");
          assert.deepEqual(await overflowing(page), [], path);
          assert.deepEqual(await findings(page), [], path);
        });
      }
    });
  }

  test("the frame is turned: menu, chevrons, arrows, marks", async () => {
    await on(rules, touch, async (page) => {
      const button = await box(page, "button.menu");
      assert.ok(button.x > phone.width / 2);
      await page.locator("button.menu").click();
      const menu = await box(page, ".sidebar");
      assert.ok(Math.abs(menu.x + menu.width - phone.width) < 1, "the menu stands at the right");
      const link = await box(page, ".nav > li:has(details) > a");
      const chevron = await box(page, ".nav > li:has(details) summary");
      assert.ok(chevron.x + chevron.width <= link.x + 48, "the chevron is not on the title");
      assert.ok(chevron.x < phone.width / 2);
    }, { of: other });
    await on(rules, { viewport: { width: 1280, height: 800 } }, async (page) => {
      const arrow = (selector, part) => page.locator(selector).first().evaluate((element, pseudo) => getComputedStyle(element, pseudo).content, part);
      assert.match(await arrow(".pager .next span", "::after"), /←/);
      assert.match(await arrow(".pager .previous span", "::before"), /→/);
      assert.ok((await box(page, ".sidebar")).x > (await box(page, "main")).x);
    }, { of: other });
  });

  test("no rule of the stylesheets knows left or right", () => {
    const physical = /(?:^|[\s;{])(?:margin|padding|border)-(?:left|right)\b|(?:^|[\s;{])(?:left|right):|text-align: (?:left|right)|float: right|border-radius: 0 var|inset: (?:[^;\s]+ ){3}/;
    for (const name of ["style", "kinds", "frame", "home"]) {
      const lines = readFileSync(join(repository, `themes/default/static/${name}.css`), "utf8").split("@media print")[0].split("\n");
      // A note is put in its place by the script, which reckons from the left.
      const found = lines.filter((line) => physical.test(line) && !line.startsWith(".term-note"));
      assert.deepEqual(found, [], name);
    }
  });
});

describe("by the reader's settings", () => {
  const all = [topics, module, glossary, timeline, curriculum, chapter].map((path) => `birch-cole/${path}`);

  test("enlarged four times, nothing is wider than the window and the header leaves it to the text", async () => {
    await reader.visitAll(all, { viewport: { width: 320, height: 256 } }, async (page, path) => {
      assert.deepEqual(await overflowing(page), [], path);
      await page.evaluate(() => scrollTo(0, 900));
      const covered = await page.evaluate(() => {
        const at = (y) => document.elementFromPoint(160, y)?.closest(".site-header, .contents");
        return Array.from({ length: 256 }, (_, y) => y).filter(at).length;
      });
      assert.ok(covered <= 64, `${covered} of 256 pixels are covered on ${path}`);
      await page.locator("button.menu").evaluate((button) => button.click());
      assert.ok((await box(page, "button.menu")).y < 40 && (await box(page, ".sidebar")).y > 40, "the menu opens below the header");
    });
  });

  test("with letters twice as large nothing is wider than the window", async () => {
    await reader.visit({ viewport: phone }, async (page) => {
      for (const path of all) {
        await page.goto(reader.address(path));
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        await page.waitForTimeout(50);
        assert.deepEqual(await overflowing(page), [], path);
        const [logo, find] = [await box(page, ".brand .logo:visible"), await box(page, ".find:visible")];
        assert.ok(logo.width > 80 && logo.x + logo.width <= find.x, `the logo can be seen, and nothing lies on it: ${path}`);
        const cut = await page.locator(".meta").evaluateAll((lists) => lists.flatMap((list) => {
          const words = document.createRange();
          // What begins a line begins where the list does, less the room for the dot, which is cut off.
          const start = list.getBoundingClientRect().left + parseFloat(getComputedStyle(list).fontSize) * 1.3;
          return [...list.querySelectorAll("li")].filter((item) => {
            words.selectNodeContents(item);
            return [...words.getClientRects()].some((line) => line.left < start - 1);
          }).map((item) => item.textContent);
        }));
        assert.deepEqual(cut, [], path);
      }
    });
  });

  test("nor is the home page, whatever it shows", async () => {
    for (const firm of ["base", "birch-cole", "halloran-visser", "harbor-lane"]) {
      for (const width of [320, 760, 1280]) {
        await reader.visit({ viewport: { width, height: 800 } }, async (page) => {
          await page.goto(reader.address(`${firm}/index.html`));
          for (const [state, button] of [["asking"], ["today", ".tile"], ["asking", ".again:visible"], ["everything", ".asking .as-link"]]) {
            await page.evaluate(() => (document.documentElement.style.fontSize = ""));
            if (button) await page.locator(button).first().click();
            assert.equal(await page.locator(".my-page").getAttribute("data-state"), state);
            await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
            await page.waitForTimeout(50);
            assert.deepEqual(await overflowing(page), [], `${firm} at ${width}, ${state}`);
          }
        });
      }
    }
  });

  test("the names in the header take two lines at most", async () => {
    for (const firm of ["base", "birch-cole", "halloran-visser", "harbor-lane"]) {
      await reader.visit({}, async (page) => {
        await page.goto(reader.address(`${firm}/training/index.html`));
        for (const width of [320, 360, 600, 768, 800, 900, 1000, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const lines = await page.locator(".brand :is(.firm, .handbook)").evaluateAll((names) => names.map((name) => {
            const words = document.createRange();
            words.selectNodeContents(name);
            return new Set([...words.getClientRects()].map(({ top }) => Math.round(top))).size;
          }));
          assert.ok(Math.max(...lines) <= 2, `${firm} at ${width}: ${lines}`);
        }
      });
    }
  });

  test("who wants no motion gets none", async () => {
    await on(topics, { ...touch, reducedMotion: "reduce" }, async (page) => {
      const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        return style.transitionDuration.split(", ").some((time) => time !== "0s");
      }).length);
      assert.equal(moving, 0);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
    });
  });

  test("with the colours of Windows one sees where one is, what is done, and which button comes first", async () => {
    await on(module, { forcedColors: "active", viewport: { width: 1280, height: 800 } }, async (page) => {
      const edge = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).borderInlineStartColor);
      await scrollTo(page, "check");
      await page.waitForFunction(() => document.querySelector(".contents [aria-current]"));
      assert.notEqual(await edge(".contents [aria-current]"), await edge(".contents li a:not([aria-current])"));
      const ground = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).backgroundColor);
      assert.notEqual(await ground(".asked .button.primary"), await ground(".check-bar .button:not(.primary)"));
      assert.notEqual(await page.locator(".check-bar").evaluate((element) => getComputedStyle(element).borderTopWidth), "0px");
      assert.deepEqual(await findings(page), []);
    });
  });
});
