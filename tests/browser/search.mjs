// Asking the handbook: what is found and in which order, by keyboard and from a disk, what is said where nothing can be
// found, and the marks on the page that was reached.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { ask, closeSearch, field, found, openSearch, options, questions } from "./asking.mjs";
import { desktop, findings, inBoth, launch, narrow, open, openWindow, opened, overflowing } from "./browser.mjs";
import { hold, ofSearch } from "./figures.mjs";
import { build } from "./site.mjs";

const site = build();
const scratch = mkdtempSync(join(tmpdir(), "mentorbook-search-"));
const page_with_a_check = "base/training/m1-essentials/index.html";
const some_page = "base/why/index.html";

const reader = opened(site);
after(() => rmSync(scratch, { recursive: true, force: true }));

const note = (page) => page.locator(".search-note");
const status = (page) => page.locator(".search-foot [role=status]");

/** Opens a page in a window of its own, and the search on it. */
const searching = (path, options, work) =>
  reader.visit(options, async (page) => {
    await page.goto(reader.address(path));
    await openSearch(page);
    await work(page);
  });

/** A handbook made of these files, built and opened. */
async function withHandbook(name, files, work) {
  const folder = join(scratch, name);
  for (const [path, text] of Object.entries({ "handbook.yaml": "title: Handbook\n", ...files })) {
    const file = join(folder, "content", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const built = build(folder);
  const opened = await open(built.folder);
  try {
    await opened.visit({}, async (page) => {
      await page.goto(opened.address("base/index.html"));
      await openSearch(page);
      await work(page, opened);
    });
  } finally {
    await opened.close();
    built.remove();
  }
}

// --- Questions --------------------------------------------------------------------------------------------------------

for (const set of ["tune", "held-out"]) {
  test(`questions, ${set}: a right section stands first, or nearly so`, async (t) => {
    const asked = questions(set);
    if (asked.length === 0) return t.skip("no question of this set");
    const places = [];
    await searching(some_page, {}, async (page) => {
      for (const question of asked) {
        await ask(page, question.asked);
        const at = (await found(page)).findIndex((to) => question.right.includes(to));
        places.push(at < 0 ? Infinity : at);
        if (at !== 0) t.diagnostic(`${question.asked}: ${at < 0 ? "not shown" : `number ${at + 1}`}`);
      }
    });
    const first = places.filter((at) => at === 0).length;
    const three = places.filter((at) => at < 3).length;
    const told = [first, three].map((count) => `${count} (${Math.round((100 * count) / asked.length)} %)`);
    t.diagnostic(`of ${asked.length} questions, first: ${told[0]}, in the first three: ${told[1]}`);
    // What is held out is only measured, so that nobody is led to tune on it.
    if (set === "tune") assert.ok(first >= asked.length * 0.9 && three >= asked.length * 0.95, told.join(", "));
  });
}

hold(ofSearch, { folder: site.folder, reader });

// --- Asking -----------------------------------------------------------------------------------------------------------

test("by keyboard alone: search, page, question, answer", async () => {
  await reader.visit({}, async (page) => {
    await page.goto(reader.address("base/index.html"));
    await page.keyboard.press("/");
    await field(page).waitFor();
    await page.keyboard.type("reverse mentoring essentials");
    await options(page).first().waitFor();
    const wanted = page.locator(`.search [role=option][href$="${page_with_a_check}"]`).first();
    await wanted.waitFor();
    for (let step = 0; step < 20 && (await wanted.getAttribute("aria-selected")) !== "true"; step += 1) await page.keyboard.press("ArrowDown");
    assert.equal(await field(page).getAttribute("aria-activedescendant"), await wanted.getAttribute("id"));
    await page.keyboard.press("Enter");
    await page.waitForURL(reader.address(page_with_a_check));

    const onAnswer = () => page.evaluate(() => document.activeElement.matches(".question input[type=radio], .question input[type=checkbox]"));
    for (let step = 0; step < 200 && !(await onAnswer()); step += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    const onCheck = () => page.evaluate(() => document.activeElement.matches(".asked .actions button"));
    for (let step = 0; step < 20 && !(await onCheck()); step += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const voice = page.locator("body > p[role=status]");
    await page.waitForFunction((element) => /right/i.test(element.textContent), await voice.elementHandle());
  });
});

test("opens from the field, with / and with Ctrl-K, and gives the focus back", async () => {
  await reader.visit({}, async (page) => {
    await page.goto(reader.address(some_page));
    const button = page.locator("button.find");
    for (const act of [() => button.click(), () => page.keyboard.press("Control+k"), () => page.keyboard.press("/")]) {
      await button.focus();
      await act();
      await page.locator(".search[open]").waitFor();
      assert.ok(await field(page).evaluate((input) => input === document.activeElement));
      await closeSearch(page);
      assert.ok(await button.evaluate((element) => element === document.activeElement));
    }
  });
  await reader.visit({}, async (page) => {
    await page.goto(reader.address("base/toolkit/agreement/index.html"));
    await page.locator("main input[type=text], main textarea").first().focus();
    await page.keyboard.type("either/or");
    assert.equal(await page.locator(".search[open]").count(), 0, "in a field of a form / is a letter");
    assert.equal(await page.evaluate(() => document.activeElement.value), "either/or");
  });
});

test("/ can be switched off, for readers who speak to their computer", async () => {
  await reader.visit({}, async (page) => {
    await page.goto(reader.address(some_page));
    const button = page.locator("button.find");
    await page.keyboard.press("/");
    const choice = page.getByLabel("The key / opens the search");
    await choice.uncheck();
    await closeSearch(page);
    assert.equal(await button.getAttribute("aria-keyshortcuts"), "Control+K");
    assert.equal(await button.locator("kbd").isVisible(), false);

    await page.goto(reader.address("base/index.html"));
    await page.keyboard.press("/");
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".search[open]").count(), 0);
    await page.keyboard.press("Control+k");
    await page.locator(".search[open]").waitFor();
    await choice.check();
    await closeSearch(page);
    await page.keyboard.press("/");
    await page.locator(".search[open]").waitFor();
    assert.deepEqual(await findings(page), []);
  });
});

test("a search that was closed is opened again at once, as often as one likes", async () => {
  await searching(some_page, {}, async (page) => {
    for (let turn = 0; turn < 20; turn++) {
      await closeSearch(page);
      await openSearch(page);
    }
  });
});

test("answers stand first: a rule, a term, whom to call, what is next", async () => {
  await searching(some_page, {}, async (page) => {
    const first = page.locator(".search-answers [role=option]").first();
    await ask(page, "gr-07");
    assert.match(await first.textContent(), /Ground rule.*Never inside the reporting line/);
    await ask(page, "cohort");
    assert.match(await first.textContent(), /What it means.*All pairs that start together/);
    await ask(page, "whom to call");
    assert.match(await first.textContent(), /Who to call/);
    await ask(page, "when is the next session");
    assert.match(await first.textContent(), /Next date.*Session \d.*\d{4}/);
    await ask(page, "confidencial");
    assert.match(await first.textContent(), /Confidentiality/, "one letter is wrong");
    assert.ok((await page.locator(".search-answers mark").count()) > 0);
    assert.match(await status(page).textContent(), /^\d+ sections on \d+ pages$/);
  });
});

test("the next date is that of the reader's role", async () => {
  await reader.visit({}, async (page) => {
    await page.goto(reader.address(some_page));
    const next = async (role) => {
      await page.evaluate((name) => (document.documentElement.dataset.role = name), role);
      await openSearch(page);
      await ask(page, "next date");
      const text = await page.locator(".search-answers .search-title").first().textContent();
      await closeSearch(page);
      return text;
    };
    await page.clock.setFixedTime(new Date("2027-03-01T12:00:00Z"));
    assert.equal(await next("coordinator"), "The sponsor decides");
    assert.equal(await next("mentor"), "Replies and questionnaires are due");
    assert.equal(await next("nobody"), "Launch", "a role that this edition does not have: what is for all");
  });
});

test("every page that was found is named once, and more of them come when asked for", async () => {
  await searching(some_page, {}, async (page) => {
    await ask(page, "mentor");
    const names = () => page.locator(".search [role=group]").evaluateAll((groups) => groups.map((group) => group.getAttribute("aria-label")));
    const before = await names();
    assert.equal(new Set(before).size, before.length);
    const more = page.locator(".search-more");
    await more.click();
    await page.waitForFunction((count) => document.querySelectorAll(".search [role=group]").length > count, before.length);
    const here = page.locator(".search-here").first();
    const shown = await options(page).count();
    await here.click();
    await page.waitForFunction((count) => document.querySelectorAll(".search [role=option]").length >= count, shown);
    assert.equal(await page.locator(".search [aria-selected=true]").count(), 1);
  });
});

test("from a folder on disk: found, reached, marked", async () => {
  await reader.visit({}, async (page) => {
    await page.goto(pathToFileURL(join(site.folder, some_page)).href);
    await openSearch(page);
    await ask(page, "protected time");
    await page.keyboard.press("Enter");
    await page.waitForURL(/^file:.*#/);
    await page.locator(".search-marks").waitFor();
    assert.ok(await page.evaluate(() => CSS.highlights.get("found").size > 0));
  });
});

test("words are marked on the page that was reached, until Escape", async () => {
  await searching(some_page, {}, async (page) => {
    await ask(page, "no return mentoring");
    const to = await options(page).first().evaluate((option) => option.href);
    await page.keyboard.press("Enter");
    await page.waitForURL(to);
    await page.locator(".search-marks").waitFor();
    const words = await page.evaluate(() => [...CSS.highlights.get("found")].map((range) => range.toString().toLowerCase()));
    assert.ok(words.includes("return") && words.some((word) => word.startsWith("mentor")), words.join());
    assert.equal(await page.locator("main mark").count(), 0, "the page itself is as it was");
    const heading = page.locator(":target");
    const header = await page.locator(".site-header").evaluate((element) => element.getBoundingClientRect().bottom);
    assert.ok((await heading.boundingBox()).y >= header - 1, "the section is in view");
    assert.deepEqual(await findings(page), []);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => CSS.highlights.has("found")), false);
    assert.equal(await page.locator(".search-marks").count(), 0);
    await page.reload();
    assert.equal(await page.locator(".search-marks").count(), 0, "only once");
  });
  await searching("base/ground-rules/default-rules/index.html", {}, async (page) => {
    await ask(page, "gr-13");
    await page.keyboard.press("Enter");
    await page.locator(".search-marks").waitFor();
    assert.equal(await page.locator(".search[open]").count(), 0);
    assert.match(page.url(), /#gr-13$/, "on the same page, too");
  });
});

// --- What it looks like -------------------------------------------------------------------------------------------------

for (const [name, viewport] of Object.entries({ narrow, desktop, "400 %": { width: 320, height: 256 } })) {
  test(`axe finds nothing, and nothing sticks out: ${name}`, async () => {
    await searching("birch-cole.facilitators/training/m1-essentials/index.html", { viewport }, async (page) => {
      for (const text of ["", "confidentiality", "when is the next session", "xyzzyq"]) {
        await ask(page, text);
        await inBoth(page, async (colorScheme) => assert.deepEqual(await findings(page), [], `${colorScheme}: ${text}`));
        assert.deepEqual(await overflowing(page), [], text);
      }
      assert.ok(await field(page).isVisible());
      const box = await page.locator(".search-close").boundingBox();
      assert.ok(box.width >= 44 && box.height >= 44);
    });
  });
}

test("with forced colours the chosen one is outlined, and nothing moves", async () => {
  await searching(some_page, { forcedColors: "active" }, async (page) => {
    await ask(page, "cohort");
    const outline = await page.locator(".search [aria-selected=true]").evaluate((option) => getComputedStyle(option).outlineStyle);
    assert.equal(outline, "solid");
    const moving = await page.evaluate(() => document.querySelector(".search").getAnimations({ subtree: true }).length);
    assert.equal(moving, 0);
  });
});

test("on a phone the field is a button of 44 pixels", async () => {
  await reader.visit({ viewport: narrow }, async (page) => {
    await page.goto(reader.address("birch-cole/index.html"));
    const box = await page.locator("button.find").boundingBox();
    assert.ok(box.width >= 44 && box.height >= 44, JSON.stringify(box));
    assert.deepEqual(await overflowing(page), []);
    await page.getByRole("button", { name: "Ask the handbook" }).click();
    await page.locator(".search[open]").waitFor();
    const dialog = await page.locator(".search").boundingBox();
    assert.deepEqual([dialog.width, dialog.height], [narrow.width, narrow.height]);
  });
});

test("without script the field leads to all headings and terms", async () => {
  await reader.visit({ javaScriptEnabled: false }, async (page) => {
    await page.goto(reader.address(some_page));
    await page.locator("a.find").click();
    assert.equal(page.url(), reader.address("base/search/a-z/index.html"));
    assert.ok((await page.locator("main a").count()) > 100);
  });
});

test("a page costs nothing until somebody searches", async () => {
  await reader.visit({}, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(reader.address(some_page));
    const searches = () => asked.filter((path) => /\/search[./]/.test(path));
    assert.deepEqual(searches(), []);
    await page.locator("button.find").focus();
    await page.waitForFunction(() => handbook.search);
    assert.deepEqual(searches().map((path) => path.replace(/\.[0-9a-f]+\./, ".").split("/").pop()).sort(), ["search.css", "search.js"]);
  });
});

// --- Bad input ----------------------------------------------------------------------------------------------------------

describe("bad input", () => {
  test("10,000 characters, one letter, markup, nothing but signs", async () => {
    await searching(some_page, {}, async (page) => {
      await ask(page, "confidential ".repeat(800));
      assert.ok((await found(page)).length > 0);
      await ask(page, "x".repeat(10_000));
      assert.match(await note(page).textContent(), /Nothing found for “x{60}…”/);
      await ask(page, "m");
      assert.ok((await found(page)).length > 3);
      await ask(page, "<script>alert(1)</script><img src=x onerror=alert(2)>");
      assert.equal(await page.locator(".search script, .search img").count(), 0);
      await ask(page, "<b>qzqzqz</b>");
      assert.match(await note(page).textContent(), /“<b>qzqzqz<\/b>”/);
      for (const nothing of ["   ", "?!", "\u0000", "\ud800", "%E0%A4", "constructor", "__proto__"]) {
        await ask(page, nothing);
        assert.ok(await field(page).isVisible(), nothing);
      }
    });
  });

  test("nothing found: words that are like it are offered", async () => {
    await searching(some_page, {}, async (page) => {
      await ask(page, "cofidntalty");
      await page.locator(".search-words button").first().click();
      await options(page).first().waitFor();
      assert.match(await options(page).first().textContent(), /confidential/i);
    });
  });

  test("with storage forbidden everything but the marks is there", async () => {
    await reader.visit({}, async (page) => {
      await page.addInitScript(() => {
        for (const name of ["sessionStorage", "localStorage"]) {
          Object.defineProperty(window, name, { get: () => { throw new DOMException("no", "SecurityError"); } });
        }
      });
      await page.goto(reader.address(some_page));
      await openSearch(page);
      await ask(page, "cohort");
      const to = await options(page).first().evaluate((option) => option.href);
      await page.keyboard.press("Enter");
      await page.waitForURL(to);
      assert.equal(await page.locator(".search-marks").count(), 0);
    });
  });

  /** A copy of the base's edition with something wrong with it, opened from disk. The browser may complain. */
  async function spoilt(name, spoil, work) {
    const folder = join(scratch, name);
    cpSync(join(site.folder, "base"), folder, { recursive: true });
    spoil(folder);
    const browser = await launch();
    try {
      const { context } = await openWindow(browser, {}, "", ["file:"]);
      const page = await context.newPage();
      await page.goto(pathToFileURL(join(folder, "why/index.html")).href);
      await openSearch(page);
      await work(page, folder);
    } finally {
      await browser.close();
    }
  }
  const inIndex = (folder, name, change) => {
    const path = join(folder, "search", name);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };

  test("a file of the index is missing: it says so, and the list of all headings is there", async () => {
    for (const file of ["index.js", "terms-0.js"]) {
      await spoilt(`without-${file}`, (folder) => rmSync(join(folder, "search", file)), async (page) => {
        await ask(page, "cohort");
        assert.match(await note(page).textContent(), /not available/);
        assert.deepEqual(await findings(page), []);
        await page.locator(".search-foot a").click();
        await page.waitForURL(/search\/a-z\/index\.html$/);
      });
    }
  });

  test("an index from an older publish: it says so, and what to do", async () => {
    const older = (text) => text.replace(/"[0-9a-f]{16}"/, '"0000000000000000"');
    await spoilt("stale", (folder) => inIndex(folder, "terms-0.js", older), async (page) => {
      await ask(page, "cohort");
      assert.match(await note(page).textContent(), /published anew/);
      assert.deepEqual(await findings(page), []);
      await page.getByRole("button", { name: "Load the page again" }).click();
      await page.waitForFunction(() => !document.querySelector(".search"));
    });
  });

  test("a section that is gone: it says so on the page", async () => {
    const gone = (text) => text.replace(/(?<=[" ])cohort(?=[" ])/, "cohort-of-old");
    const spoil = (folder) => {
      const names = readdirSync(join(folder, "search")).filter((name) => name.startsWith("sections-"));
      names.forEach((name) => inIndex(folder, name, gone));
    };
    await spoilt("gone", spoil, async (page) => {
      await ask(page, "cohort");
      await page.keyboard.press("Enter");
      await page.waitForURL(/#cohort-of-old$/);
      assert.match(await page.locator(".search-marks").textContent(), /not here any more/);
    });
  });

  test("five thousand sections are found at once", async () => {
    const pages = Array.from({ length: 100 }, (_, i) => [
      `base/part-${i}.md`,
      `# Part ${i}\n\n${Array.from({ length: 50 }, (__, k) => `## Zebra ${i} ${k}\n\nStripes, number ${i * 50 + k}.\n`).join("\n")}`,
    ]);
    await withHandbook("zebras", { "base/index.md": "# Home\n\nZebras.\n", ...Object.fromEntries(pages) }, async (page) => {
      await ask(page, "zebra");
      assert.match(await status(page).textContent(), /^[45]00\d sections on \d+ pages$/);
      assert.ok((await options(page).count()) < 60, "only some are shown");
      const time = await page.evaluate(async () => {
        const began = performance.now();
        await handbook.search.open();
        return performance.now() - began;
      });
      assert.ok(time < 1000, `${time} ms`);
    });
  });
});

// --- Other scripts, and what nobody is to find ----------------------------------------------------------------------------

test("what is written without spaces is found by pairs of signs", async () => {
  const files = { "base/index.md": "# 手册\n\n欢迎。\n", "base/rules.md": "# 规则\n\n## 保密义务\n\n双方所说的话不得外传。\n\n## 时间\n\n每月一次。\n" };
  await withHandbook("chinese", files, async (page) => {
    for (const text of ["保密", "保密义务", "外传"]) {
      await ask(page, text);
      assert.match(await options(page).first().textContent(), /保密义务/, text);
    }
    assert.ok((await page.locator(".search mark").count()) > 0);
    await ask(page, "熊猫");
    assert.equal(await options(page).count(), 0);
  });
});

test("Arabic is found without its vowel signs, and the dialog reads from the right", async () => {
  const files = {
    "handbook.yaml": "title: الدليل\nlanguage: ar\n",
    "base/index.md": "# البداية\n\nأهلاً.\n",
    "base/rules.md": "# القواعد\n\n## السرية عند المُرشِدة\n\nما يقال بين الاثنين يبقى بينهما.\n",
  };
  await withHandbook("arabic", files, async (page) => {
    await ask(page, "المرشده");
    assert.match(await options(page).first().textContent(), /السرية/);
    assert.match(await page.locator(".search mark").first().textContent(), /المُرشِدة/);
    const [svg, close] = [await page.locator(".search-ask svg").boundingBox(), await page.locator(".search-close").boundingBox()];
    assert.ok(svg.x > close.x, "the sign stands at the right");
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(await overflowing(page), []);
  });
});

test("right answers, hidden pages and pages without search are not found", async () => {
  const question = "## Which animal {#animal question=single}\n\n- [x] The quagga\n  > Its stripes, like an okapi's.\n- [ ] The axolotl\n";
  const files = {
    "base/index.md": "# Home\n\n[A page](hidden.md) for those who have its address.\n",
    "base/module.md": `---\nkind: module\nminutes: {self: 5}\n---\n# Module\n\nRead this.\n\n${question}`,
    "base/hidden.md": "---\nhidden: true\n---\n# Pangolin\n\nText.\n",
    "base/unlisted.md": "---\nsearch: false\n---\n# Narwhal\n\nText.\n",
  };
  await withHandbook("answers", files, async (page) => {
    await ask(page, "animal");
    assert.ok((await found(page)).length > 0, "the question itself is found");
    for (const text of ["quagga", "axolotl", "okapi", "pangolin", "narwhal"]) {
      await ask(page, text);
      assert.equal(await options(page).count(), 0, text);
    }
  });
});
