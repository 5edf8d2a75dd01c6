// What can be done with each kind of page: modules taken, worksheets filled in, words looked up, calendars read. On a
// small handbook of its own (handbook/), with one page of each kind.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { desktop, findings, inBoth, narrow, opened, overflowing, phone } from "./browser.mjs";
import { build } from "./site.mjs";

const site = build(join(dirname(fileURLToPath(import.meta.url)), "handbook"));
const scratch = mkdtempSync(join(tmpdir(), "mentorbook-files-"));

const kinds = {
  home: "base/index.html",
  curriculum: "base/training/index.html",
  reading: "base/training/reading/index.html",
  module: "base/training/practice/index.html",
  short: "base/training/essentials/index.html",
  scenario: "base/training/conversation/index.html",
  panels: "base/toolkit/index.html",
  worksheet: "base/toolkit/session/index.html",
  log: "base/toolkit/log/index.html",
  rules: "base/toolkit/rules/index.html",
  agreement: "base/toolkit/agreement/index.html",
  timeline: "base/toolkit/calendar/index.html",
  messages: "base/toolkit/messages/index.html",
  costs: "base/toolkit/costs/index.html",
  glossary: "base/reference/glossary/index.html",
  selfCheck: "base/reference/barriers/index.html",
};

const reader = opened(site);
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Opens a page of the handbook in a window of its own. */
const on = (path, options, work) =>
  reader.visit(options, async (page) => {
    await page.goto(reader.address(path));
    await work(page);
  });

/** Presses Tab until the focus is on what is meant. */
async function tabTo(page, selector) {
  for (let step = 0; step < 250; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not get to ${selector}`);
}

/** What was read out last. */
const heard = async (page, words) => {
  const voice = page.locator("body > p[role=status]");
  await page.waitForFunction(
    ([element, text]) => element.textContent.includes(text),
    [await voice.elementHandle(), words],
    { timeout: 5000 },
  ).catch(async () => assert.fail(`“${words}” was not read out, but “${await voice.textContent()}”`));
};

const focused = (page) => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
/** The card that belongs to a question. */
const card = (page, id) => page.locator(".question-card", { has: page.locator(`#${id}`) });
const answer = (page, id, number) => page.locator(`#${id}-answer-${number}`);
const check = (page, id) => card(page, id).locator(".asked .actions button").first();

/** Puts the list in order and matches the table, with the keyboard alone. */
async function orderByKeyboard(page, id) {
  const list = `.question[data-id="${id}"] .options`;
  const at = (place) => page.locator(`${list} > li`).evaluateAll((items, p) => items.findIndex((item) => item.dataset.place === p), String(place));
  const count = await page.locator(`${list} > li`).count();
  for (let place = 1; place <= count; place += 1) {
    for (let from = await at(place); from >= place; from -= 1) {
      const button = `${list} > li[data-place="${place}"] .up`;
      await page.locator(`#${id}-text`).focus();
      await tabTo(page, button);
      await page.keyboard.press("Enter");
      await heard(page, `now ${from} of ${count}`);
      assert.ok(await page.evaluate((selector) => document.activeElement.matches(selector), button), "the focus stays on the button");
    }
    assert.equal(await at(place), place - 1);
  }
}

/** Options stand in another order in each browser. */
async function chooseByKeyboard(page, id, number) {
  await tabTo(page, `[name="${id}-answer"]`);
  await page.keyboard.press("Space");
  for (let step = 0; step < 10 && !(await answer(page, id, number).isChecked()); step += 1) await page.keyboard.press("ArrowDown");
}

async function tickByKeyboard(page, id, numbers) {
  for (const input of await page.locator(`[name="${id}-answer"]`).all()) {
    const name = await input.getAttribute("id");
    await tabTo(page, `#${name}`);
    if (numbers.includes(Number(name.split("-").at(-1)))) await page.keyboard.press("Space");
  }
}

async function matchByKeyboard(page, id) {
  const rows = page.locator(`.question[data-id="${id}"] .match tbody tr`);
  for (let row = 0; row < (await rows.count()); row += 1) {
    const wanted = await rows.nth(row).getAttribute("data-answer");
    await tabTo(page, `#${id}-match-${row + 1}`);
    for (let step = 0; step < 10; step += 1) {
      if ((await page.evaluate(() => document.activeElement.value)) === wanted) break;
      await page.keyboard.press("ArrowDown");
    }
    assert.equal(await page.evaluate(() => document.activeElement.value), wanted);
  }
}

async function checkByKeyboard(page, id) {
  await tabTo(page, `.question[data-id="${id}"] .asked .actions button`);
  await page.keyboard.press("Enter");
}

describe("odd names", () => {
  const odd = "base/reference/odd/index.html";
  /** The scripts have done all that they do on this page. */
  const isWhole = async (page, hash) => {
    assert.equal(await page.locator("nav.contents.ready").count(), 1, hash);
    assert.equal(await page.locator(".tabs.ready > .tab-list > button").count(), 2, hash);
    assert.equal(await page.locator("main .form-bar").count(), 1, hash);
    assert.equal(await page.locator("html.js").count(), 1, hash);
    // Headings are still headings.
    assert.equal(await page.locator("main h2").count(), 9, hash);
    assert.equal(await page.locator(".question-card").count(), 0, hash);
  };

  for (const hash of ["", "#50%", "#50%25", "#%E0%A4%A", "#%25E0%25A4%25A", "#100%", "#%", "#no-question", "#:is("]) {
    test(`no script stumbles over ${hash || "a page without a hash"}`, async () => {
      await on(odd + hash, {}, async (page) => {
        await isWhole(page, hash);
        await page.evaluate((to) => (location.hash = to), "#%E0%A4");
        await page.evaluate((to) => (location.hash = to), hash);
        await page.mouse.wheel(0, 400);
        await page.waitForTimeout(100);
        const shown = await page.locator(".tabs [role=tab][aria-selected=true]").textContent();
        assert.equal(shown, hash === "#100%" ? "Second" : "First");
      });
      await on(kinds.module + hash, {}, async (page) => {
        assert.ok((await page.locator(".check-bar").count()) === 1, hash);
      });
    });
  }

  test("the page contents mark a section whose id cannot be decoded", async () => {
    await on(odd, { viewport: { width: 1440, height: 400 } }, async (page) => {
      await page.evaluate(() => document.getElementById("%E0%A4%A").scrollIntoView());
      await page.waitForFunction(() => document.querySelector("nav.contents [aria-current]")?.textContent === "Not decoded");
    });
  });

  test("what fails in one place is told and stops nothing else", async () => {
    await assert.rejects(
      reader.visit({}, async (page) => {
        await page.addInitScript(() => {
          globalThis.matchMedia = () => {
            throw new Error("no media today");
          };
        });
        await page.goto(reader.address(odd));
        assert.equal(await page.locator(".tabs.ready").count(), 1);
        assert.equal(await page.locator("main .form-bar").count(), 1);
      }),
      /no media today/,
    );
  });
});

describe("every kind of page", () => {
  for (const [device, viewport] of Object.entries({ desktop, phone })) {
    test(`axe finds nothing: ${device}`, async () => {
      const found = [];
      await reader.visitAll(Object.values(kinds), { viewport }, async (page, path) => {
        assert.equal(await page.locator("h1").count(), 1, path);
        await inBoth(page, async (colorScheme) => found.push(...(await findings(page)).map((finding) => `${path}, ${colorScheme}: ${finding}`)));
      });
      assert.deepEqual(found, []);
    });
  }

  test("nothing is cut off and nothing scrolls sideways at 320 pixels", async () => {
    await reader.visitAll(Object.values(kinds), { viewport: narrow }, async (page, path) => {
      assert.deepEqual(await overflowing(page), [], path);
    });
  });

  test("ids are there once, also after the scripts have run", async () => {
    await reader.visitAll(Object.values(kinds), {}, async (page, path) => {
      const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((element) => element.id));
      assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], path);
    });
  });

  test("what is pressed with a finger is 44 pixels high", async () => {
    await reader.visitAll([kinds.module, kinds.worksheet, kinds.agreement, kinds.selfCheck], { viewport: phone, hasTouch: true }, async (page, path) => {
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("main button, main select, .option label, .form label:has(input), .statements label, main input[type=text], main input[type=date]")]
          .filter((element) => element.getBoundingClientRect().height > 0 && element.getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 120)));
      assert.deepEqual(small, [], path);
    });
  });

  test("without a script: answers unfold, terms have a title, sheets can be filled in, no dead buttons", async () => {
    const inert = { javaScriptEnabled: false };
    await reader.visitAll(Object.values(kinds), inert, async (page, path) => {
      assert.equal(await page.locator("button:visible").count(), 0, path);
    });
    await on(kinds.module, inert, async (page) => {
      const answers = page.locator("details.answer");
      assert.equal(await answers.count(), 6);
      const first = answers.first();
      assert.equal(await first.locator(".reasons").isVisible(), false);
      await first.locator("summary").click();
      assert.ok(await first.getByText("Yes. Roles are swapped.").isVisible());
      await page.locator("textarea.reflection").fill("My salary");
    });
    await on(kinds.selfCheck, inert, async (page) => {
      assert.match(await page.locator("a.term").first().getAttribute("title"), /junior colleague teaches/);
    });
    await on(kinds.worksheet, inert, async (page) => {
      await page.getByLabel("Topic").fill("Drafting");
      await page.getByLabel("On a call").check();
    });
  });
});

describe("a module", () => {
  test("says for whom it is, how long it takes, what is needed first and what passes", async () => {
    await on(kinds.module, {}, async (page) => {
      const facts = page.locator(".module-facts");
      const text = (await facts.innerText()).replace(/\s+/g, " ");
      for (const words of ["25 min alone", "45 min instead, with a facilitator", "1 h as a pair", "mentor", "open to everyone", "80% of 5 questions"]) {
        assert.ok(text.toLowerCase().includes(words), `“${words}” in “${text}”`);
      }
      assert.equal(await facts.getByRole("link", { name: "Essentials" }).count(), 1);
      assert.match(await facts.locator(".outline").innerText(), /Something to do\s+50 min\s+Knowledge check\s+10 min/);
    });
  });

  test("is taken and passed with the keyboard alone, and the progress is there after a reload", async () => {
    await on(kinds.module, {}, async (page) => {
      await chooseByKeyboard(page, "p-q1", 2);
      await checkByKeyboard(page, "p-q1");
      await heard(page, "Right. The more junior colleague: Right. Yes. Roles are swapped.");
      await tickByKeyboard(page, "p-q2", [1, 3]);
      await checkByKeyboard(page, "p-q2");
      await heard(page, "Pride: Right.");
      await tabTo(page, "#p-q3-answer-1");
      await page.keyboard.press("ArrowDown");
      await checkByKeyboard(page, "p-q3");
      await heard(page, "It can start a conversation.");
      await orderByKeyboard(page, "p-q4");
      await checkByKeyboard(page, "p-q4");
      await heard(page, "You have passed: 4 of 5 right.");
      await matchByKeyboard(page, "p-q5");
      await checkByKeyboard(page, "p-q5");
      await heard(page, "5 of 5 questions right: 100%.");
      await tabTo(page, "textarea.reflection");
      await page.keyboard.type("My salary");

      const seen = async () => {
        assert.equal(await page.locator(".check-bar .count").textContent(), "5 of 5 answered, 5 right.");
        assert.ok(await page.locator(".check-bar .passed").isVisible());
        assert.match(await page.locator(".check-end").innerText(), /You have passed/);
        assert.ok(await answer(page, "p-q1", 2).isChecked());
        assert.equal(await page.locator("textarea.reflection").inputValue(), "My salary");
        assert.equal(await page.locator(".question-card .result.is-right").count(), 5);
      };
      await seen();
      await page.reload();
      await seen();
      assert.deepEqual(await findings(page), []);

      await page.goto(reader.address(kinds.curriculum));
      const line = page.locator(".curriculum tr", { hasText: "Practice" });
      assert.equal(await line.locator("th .passed").innerText(), "Passed");
      assert.equal(await page.locator(".curriculum tr", { hasText: "Required in all" }).locator(".passed").count(), 0);
    });
  });

  test("a wrong answer is told apart by words, read out, and can be tried again", async () => {
    await on(kinds.module, {}, async (page) => {
      await answer(page, "p-q1", 1).check();
      await check(page, "p-q1").click();
      await heard(page, "Not right yet");
      await heard(page, "The more senior colleague: Not right. That is traditional mentoring.");
      const one = card(page, "p-q1");
      assert.equal(await one.locator(".mark.wrong").first().innerText(), "Not right");
      assert.equal(await one.locator(".reason:visible", { hasText: "Yes. Roles are swapped." }).count(), 0, "the answer is not given away");
      assert.ok(await one.getByText("again if you are not sure").filter({ visible: true }).count(), "general feedback is shown");
      assert.deepEqual(await findings(page), []);
      assert.equal(await focused(page), "Try again");
      await one.getByRole("button", { name: "Show the answer" }).click();
      assert.ok(await one.locator(".reason", { hasText: "Yes. Roles are swapped." }).isVisible());
      assert.equal(await focused(page), "Try again");
      await page.keyboard.press("Enter");
      const top = await page.locator("[name=p-q1-answer]").first().getAttribute("id");
      assert.equal(await page.evaluate(() => document.activeElement.id), top);
      assert.equal(await one.locator(".reason:visible, .result:visible").count(), 0);
      await answer(page, "p-q1", 2).check();
      await check(page, "p-q1").click();
      assert.equal(await one.locator(".result .mark").innerText(), "Right");
      assert.equal(await page.locator(".check-bar .count").textContent(), "1 of 5 answered, 1 right.");
    });
  });

  test("half of several answers is not right, and says how much of it is", async () => {
    await on(kinds.module, {}, async (page) => {
      await answer(page, "p-q2", 1).check();
      await answer(page, "p-q2", 2).check();
      await check(page, "p-q2").click();
      await heard(page, "You have 1 of 2, and something that does not belong.");
      await answer(page, "p-q2", 2).uncheck();
      assert.equal(await card(page, "p-q2").locator(".reason:visible").count(), 0, "a changed answer is a new try");
      await answer(page, "p-q2", 3).check();
      await check(page, "p-q2").click();
      await heard(page, "Pride: Right");
    });
  });

  test("nothing chosen is not a wrong answer", async () => {
    await on(kinds.module, {}, async (page) => {
      await check(page, "p-q1").click();
      await heard(page, "Choose an answer first.");
      await check(page, "p-q5").click();
      await heard(page, "Choose an answer first.");
      await page.locator("#p-q5-match-1").selectOption({ index: 1 });
      await check(page, "p-q5").click();
      await heard(page, "Choose a match for every line first.");
      assert.equal(await page.locator(".check-bar .count").textContent(), "0 of 5 answered, 0 right.");
    });
  });

  test("a wrong order and a wrong match are told line by line", async () => {
    await on(kinds.module, {}, async (page) => {
      await check(page, "p-q4").click();
      await heard(page, "are where they belong");
      assert.ok((await card(page, "p-q4").getByText("Not in its place").count()) > 0);
      await card(page, "p-q4").getByRole("button", { name: "Show the answer" }).click();
      assert.ok(await card(page, "p-q4").locator(".solution").isVisible());
      for (const row of [1, 2, 3]) await page.locator(`#p-q5-match-${row}`).selectOption("1");
      await check(page, "p-q5").click();
      await heard(page, "1 of 3 match.");
      await heard(page, "Peer: Not right.");
      assert.equal(await card(page, "p-q5").locator(".mark.right").count(), 1);
    });
  });

  test("one question at a time, remembered; a link to a question shows it", async () => {
    await on(kinds.module, {}, async (page) => {
      const shown = () => page.locator(".question-card:not([hidden])").count();
      assert.equal(await shown(), 6);
      await page.getByRole("button", { name: "One question at a time" }).click();
      assert.equal(await shown(), 1);
      await page.locator(".question-card:not([hidden])").getByRole("button", { name: "Next question" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "p-q2-text");
      await page.reload();
      assert.equal(await shown(), 1);
      await page.goto(`${reader.address(kinds.module)}#p-q5`);
      assert.ok(await page.locator("#p-q5-match-1").isVisible());
      assert.equal(await shown(), 1);
      await page.emulateMedia({ media: "print" });
      for (const id of ["p-q1", "p-q3", "p-q6"]) assert.ok(await page.locator(`#${id}`).isVisible(), `${id} is on paper`);
      await page.emulateMedia({ media: "screen" });
      await page.getByRole("button", { name: "Show all questions" }).click();
      assert.equal(await shown(), 6);
    });
  });

  test("starting over asks first, in the page", async () => {
    await on(kinds.short, {}, async (page) => {
      await answer(page, "e-q1", 1).check();
      await check(page, "e-q1").click();
      await heard(page, "You have passed: 1 of 1 right.");
      const over = page.getByRole("button", { name: "Start over" });
      await over.click();
      assert.equal(await focused(page), "Keep everything");
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".ask").count(), 0);
      assert.equal(await focused(page), "Start over");
      assert.ok(await page.locator(".check-bar .passed").isVisible());
      await over.click();
      await page.getByRole("button", { name: "Yes, clear them" }).click();
      await heard(page, "All answers are cleared.");
      assert.equal(await page.locator(".check-bar .passed").isVisible(), false);
      await page.reload();
      assert.equal(await page.locator(".check-bar .count").textContent(), "0 of 1 answered, 0 right.");
    });
  });

  test("the best try counts: a pass stays when a question is tried again", async () => {
    await on(kinds.short, {}, async (page) => {
      await answer(page, "e-q1", 1).check();
      await check(page, "e-q1").click();
      await check(page, "e-q1").click();
      await answer(page, "e-q1", 2).check();
      await check(page, "e-q1").click();
      await heard(page, "Not right yet");
      await page.reload();
      assert.ok(await page.locator(".check-bar .passed").isVisible());
      assert.match(await page.locator(".check-end").innerText(), /Your best so far: 1 of 1/);
    });
  });

  test("from a folder on disk the progress is kept, too", async () => {
    await reader.visit({}, async (page) => {
      await page.goto(pathToFileURL(join(site.folder, kinds.short)).href);
      await answer(page, "e-q1", 1).check();
      await check(page, "e-q1").click();
      await heard(page, "You have passed");
      await page.goto(pathToFileURL(join(site.folder, kinds.module)).href);
      assert.equal(await page.locator(".module-facts .passed").innerText(), "Passed");
    });
  });

  test("a browser that keeps nothing: everything works, and it is said that nothing is kept", async () => {
    await reader.visit({}, async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } });
      });
      await page.goto(reader.address(kinds.short));
      await answer(page, "e-q1", 1).check();
      await check(page, "e-q1").click();
      await heard(page, "You have passed");
      assert.match(await page.locator(".check-end").innerText(), /does not keep your answers/);
    });
  });

  test("what storage holds is not believed blindly", async () => {
    await on(kinds.short, {}, async (page) => {
      for (const value of ["{", "[]", "7", '{"answers":{"e-q1":{"of":"something else","value":[9],"checked":true}},"best":"x"}', '{"answers":null}']) {
        await page.evaluate((kept) => localStorage.setItem("handbook-progress:base:training/essentials/", kept), value);
        await page.reload();
        assert.equal(await page.locator(".check-bar .count").textContent(), "0 of 1 answered, 0 right.", value);
      }
    });
  });

  test("options stand in an order by chance that a browser keeps, without letters; True stands before False", async () => {
    const shown = (page, id) => page.locator(`[name="${id}-answer"]`).evaluateAll((inputs) => inputs.map((input) => input.id.split("-").at(-1)).join(""));
    const orders = new Set();
    for (let browser = 0; browser < 12; browser += 1) {
      await on(kinds.module, {}, async (page) => {
        const order = await shown(page, "p-q1");
        orders.add(order);
        assert.equal(await shown(page, "p-q3"), "12");
        assert.equal(await page.locator(".question-card:has(#p-q1) ol").count(), 1, "only the key has letters, and it is closed");
        if (browser > 0) return;
        await page.reload();
        assert.equal(await shown(page, "p-q1"), order);
      });
    }
    assert.ok(orders.size > 2, [...orders].join());
    await reader.visit({}, async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } });
      });
      const seen = new Set();
      for (let visit = 0; visit < 12; visit += 1) {
        await page.goto(reader.address(kinds.module));
        seen.add(await shown(page, "p-q1"));
      }
      assert.ok(seen.size > 2, "where nothing is kept, by the page alone");
    });
  });

  test("what earlier versions kept: the pass, the best score and what was written stay", async () => {
    await on(kinds.module, {}, async (page) => {
      const old = {
        answers: {
          "p-q1": { of: "The more senior colleague|The more junior colleague|Whoever volunteered first", value: [1], checked: true },
          "p-q6": { value: "My salary" },
        },
        best: 4,
        passed: "2026-05-04",
      };
      await page.evaluate((kept) => localStorage.setItem("handbook-progress:base:training/practice/", JSON.stringify(kept)), old);
      for (let visit = 0; visit < 2; visit += 1) {
        await page.reload();
        assert.ok(await page.locator(".check-bar .passed").isVisible());
        assert.match(await page.locator(".check-end").innerText(), /Your best so far: 4 of 5/);
        assert.equal(await page.locator("textarea.reflection").inputValue(), "My salary");
        // The first visit writes it anew.
        await answer(page, "p-q1", 2).check();
        await check(page, "p-q1").click();
      }
    });
  });

  test("what is kept of five answers takes little room", async () => {
    await on(kinds.module, {}, async (page) => {
      for (const id of ["p-q1", "p-q2", "p-q3"]) await answer(page, id, 1).check();
      for (const row of [1, 2, 3]) await page.locator(`#p-q5-match-${row}`).selectOption("1");
      for (const id of ["p-q1", "p-q2", "p-q3", "p-q4", "p-q5"]) await check(page, id).click();
      const kept = await page.evaluate(() => localStorage.getItem("handbook-progress:base:training/practice/"));
      assert.equal(Object.keys(JSON.parse(kept).answers).length, 5);
      assert.ok(kept.length < 160, kept);
    });
  });

  test("a module that asks nothing can be said to be read, and then is marked so", async () => {
    await on(kinds.reading, {}, async (page) => {
      assert.equal(await page.locator(".completion").isVisible(), false);
      await page.getByRole("button", { name: "I have read this module" }).click();
      await heard(page, "You have read this module.");
      const today = await page.evaluate(() => handbook.today);
      await page.reload();
      assert.ok(await page.locator(".have-read .passed").isVisible());
      assert.equal(await page.getByRole("button", { name: "I have read this module" }).count(), 0);
      assert.ok(await page.locator(".completion").isVisible());
      assert.deepEqual(await findings(page), []);
      await page.goto(reader.address(kinds.curriculum));
      assert.equal(await page.locator(".curriculum tr", { hasText: "Something to read" }).locator("th .passed").innerText(), "Read");
      assert.match(today, /^\d{4}-\d\d-\d\d$/);
    });
  });

  test("who has passed gets a note to print, to send and to keep, which is no proof and has no score", async () => {
    await on(kinds.short, {}, async (page) => {
      assert.equal(await page.locator(".completion").isVisible(), false);
      await answer(page, "e-q1", 1).check();
      await check(page, "e-q1").click();
      const note = page.locator(".completion");
      await note.waitFor();
      const today = await page.evaluate(() => handbook.date(handbook.today));
      const stated = "Stated by the reader. Nobody has checked it.";
      const text = await note.innerText();
      for (const words of ["Essentials", today, "Version", stated]) assert.ok(text.includes(words), `“${words}” in “${text}”`);
      assert.deepEqual(await findings(page), []);

      const mail = decodeURIComponent(await note.getByRole("link", { name: "Send by e-mail" }).getAttribute("href"));
      const [download] = await Promise.all([page.waitForEvent("download"), note.getByRole("link", { name: "Save as a text file" }).click()]);
      assert.match(download.suggestedFilename(), /^essentials-\d{4}-\d\d-\d\d\.txt$/);
      for (const told of [mail, readFileSync(await download.path(), "utf8")]) {
        for (const words of ["Module done: ", today, stated]) assert.ok(told.includes(words), told);
        assert.doesNotMatch(told, /100\s?%|1 of 1|score/i);
      }

      await note.getByLabel("Name").fill("A. Reader");
      await page.evaluate(() => (globalThis.print = () => {}));
      await note.getByRole("button", { name: "Print" }).click();
      await page.emulateMedia({ media: "print" });
      assert.ok(await note.isVisible());
      assert.ok(await page.locator(".site-header .brand").isVisible(), "with the firm's brand");
      assert.equal(await page.locator("h1 >> visible=true").count() + await page.locator(".prose >> visible=true").count(), 0, "and nothing else");
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      assert.equal(await note.isVisible(), false, "a page that is printed for itself has no note");
      assert.ok(await page.locator("h1").isVisible());
      await page.emulateMedia({ media: "screen" });
      await page.reload();
      assert.equal(await note.getByLabel("Name").inputValue(), "", "the name is not kept");
    });
  });

  test("on paper: questions with room for an answer, no answers; the answer key is there", async () => {
    await on(kinds.module, {}, async (page) => {
      await answer(page, "p-q1", 2).check();
      await check(page, "p-q1").click();
      await page.locator("#p-q1-reason-2").waitFor();
      await page.emulateMedia({ media: "print" });
      const shown = (selector) => page.locator(`${selector} >> visible=true`).count();
      assert.equal(await shown("main .answer, main .reason, main .result, main button, .check-bar, .check-end, .steps, select"), 0);
      assert.equal(await shown(".answer-key"), 1);
      assert.equal(await shown(".question-card .option input"), 8);
      assert.equal(await shown(".question-card .choices li"), 3);
      const mark = await answer(page, "p-q1", 2).evaluate((input) => getComputedStyle(input, "::after").display);
      assert.equal(mark, "none", "the reader's own answer is not printed");
      const order = await page.locator('[data-type="ordering"] .options > li').evaluateAll((items) => items.map((item) => getComputedStyle(item).order));
      assert.deepEqual(order, ["0", "1", "2", "3"]);
      const letters = await page.locator(".question-card:has(#p-q1) .option").evaluateAll((items) =>
        items.map((item) => [getComputedStyle(item).order, getComputedStyle(item.querySelector("label"), "::before").content]));
      assert.deepEqual(letters.sort(), [["0", '"a)"'], ["1", '"b)"'], ["2", '"c)"']], "in the order and with the letters of the key");
    });
    await on(kinds.module, { javaScriptEnabled: false }, async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".answer >> visible=true").count(), 0);
      assert.equal(await page.locator(".question .options >> visible=true").count(), 4);
    });
  });
});

describe("a scenario", () => {
  const story = (page, id = "c-s1") => page.locator(`.question[data-id="${id}"]`);
  const branch = (page, name) => page.getByRole("button", { name, exact: true });
  const scenes = (page, id) => story(page, id).locator(".scene:visible").evaluateAll((all) => all.map((scene) => scene.dataset.scene));
  const count = (page) => page.locator(".check-bar .count").textContent();

  test("is led by keyboard from scene to scene, and any choice can be made otherwise", async () => {
    await on(kinds.scenario, {}, async (page) => {
      assert.deepEqual(await scenes(page), ["c-s1"]);
      await tabTo(page, '[data-id="c-s1"] .branch');
      await page.keyboard.press("Enter");
      assert.match(await focused(page), /^It is twenty past/);
      assert.deepEqual(await scenes(page), ["c-s1", "late"]);
      assert.equal(await branch(page, "You let him finish.").getAttribute("aria-pressed"), "true");
      assert.deepEqual(await findings(page), []);
      await tabTo(page, '[data-scene="late"] li:nth-child(2) .branch');
      await page.keyboard.press("Enter");
      await heard(page, "This is one way it can end, and not the best.");
      assert.equal(await count(page), "1 of 1 answered, 0 right.");
      assert.deepEqual(await scenes(page), ["c-s1", "late", "slides"]);

      await branch(page, "“I would like to come back to your question.”").click();
      await heard(page, "This is the best way it can end.");
      assert.deepEqual(await scenes(page), ["c-s1", "back"], "what followed from the other choice is gone");
      assert.equal(await count(page), "1 of 1 answered, 1 right.");
      assert.ok(await page.locator(".check-bar .passed").isVisible());
      assert.deepEqual(await findings(page), []);
    });
  });

  test("the best end is not lost by looking at others; it is there after a reload, and cleared with all answers", async () => {
    await on(kinds.scenario, {}, async (page) => {
      await branch(page, "“I would like to come back to your question.”").click();
      await branch(page, "Try another way").click();
      assert.match(await focused(page), /^The merger of 2009/);
      assert.deepEqual(await scenes(page), ["c-s1"]);
      await branch(page, "You let him finish.").click();
      assert.equal(await count(page), "1 of 1 answered, 1 right.");
      await page.reload();
      assert.deepEqual(await scenes(page), ["c-s1", "late"]);
      assert.equal(await count(page), "1 of 1 answered, 1 right.");
      await branch(page, "Go back").click();
      assert.deepEqual(await scenes(page), ["c-s1"]);
      assert.equal(await story(page).locator('[aria-pressed="true"]').count(), 0);
      await branch(page, "Start over").click();
      await branch(page, "Yes, clear them").click();
      assert.equal(await count(page), "0 of 1 answered, 0 right.");
    });
  });

  test("an activity counts for nothing, and no end of it is the best", async () => {
    await on(kinds.scenario, {}, async (page) => {
      await branch(page, "Not now").click();
      assert.deepEqual(await scenes(page, "c-a1"), ["c-a1", "water"]);
      assert.equal(await story(page, "c-a1").locator(".result").textContent(), "This is one way it can end.");
      await answer(page, "c-a2", 1).check();
      await check(page, "c-a2").click();
      assert.equal(await count(page), "0 of 1 answered, 0 right.", "nor does another kind of question, though the check asks it");
      await page.reload();
      assert.deepEqual(await scenes(page, "c-a1"), ["c-a1", "water"]);
    });
  });

  test("a kept way that is none any more is followed as far as it goes", async () => {
    await on(kinds.scenario, {}, async (page) => {
      await branch(page, "You let him finish.").click();
      await page.evaluate(() => {
        for (const [name, value] of Object.entries(localStorage)) {
          const kept = JSON.parse(value);
          if (!kept.answers) continue;
          kept.answers = Object.fromEntries(Object.keys(kept.answers).map((under) => [under, "0z<script>~"]));
          localStorage[name] = JSON.stringify(kept);
        }
      });
      await page.reload();
      assert.deepEqual(await scenes(page), ["c-s1", "late"]);
      assert.equal(await count(page), "0 of 1 answered, 0 right.");
    });
  });

  test("on paper and without a script: all scenes with their numbers, in the order they were written", async () => {
    const seen = async (page) => {
      const all = await story(page).locator(".scene:visible").evaluateAll((scenes) =>
        scenes.map((scene) => [scene.getBoundingClientRect().top, scene.querySelector(".number").textContent, scene.querySelector(".turn")?.innerText ?? ""]));
      return all.sort(([one], [other]) => one - other).map(([, number, turn]) => `${number} ${turn}`.trim());
    };
    const whole = ["1 Go to 2", "2 Go to 1", "3", "4"];
    await on(kinds.scenario, {}, async (page) => {
      await branch(page, "“I would like to come back to your question.”").click();
      await page.emulateMedia({ media: "print" });
      assert.deepEqual(await seen(page), whole);
      assert.equal(await story(page).locator(":is(button, .result):visible").count(), 0);
    });
    await on(kinds.scenario, { javaScriptEnabled: false }, async (page) => {
      assert.deepEqual(await seen(page), whole);
      await story(page).getByRole("link", { name: "Go to 4" }).click();
      assert.match(page.url(), /#back$/);
    });
  });
});

describe("a worksheet", () => {
  const fill = async (page) => {
    await page.getByLabel("Date").fill("2027-05-17");
    await page.getByLabel("Topic").fill("Drafting <b>with</b> \"AI\"");
    await page.getByLabel("One thing learned").fill("Line one\nLine two");
    await page.getByRole("group", { name: "How useful was it?" }).getByLabel("4").check();
    await page.getByLabel("On a call").check();
    await page.getByLabel("Tools").check();
    await page.getByLabel("Work here").check();
    await page.getByLabel("We have read the rules").check();
    await page.getByLabel("Mentor", { exact: true }).fill("A. Mentor");
  };
  const state = (page) =>
    page.locator(".form :is(input, textarea)").evaluateAll((fields) => fields.map((field) => (/radio|checkbox/.test(field.type) ? field.checked : field.value)));
  const save = async (page) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save to a file" }).click()]);
    const path = join(scratch, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const load = async (page, path) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Load from a file" }).click()]);
    await chooser.setFiles(path);
  };
  const told = (page, words) => page.locator(".told", { hasText: words }).waitFor();
  const file = (name, content) => {
    const path = join(scratch, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };

  test("is filled in, saved, cleared and loaded back, and is the same again", async () => {
    await on(kinds.worksheet, {}, async (page) => {
      const blank = await state(page);
      await fill(page);
      const filled = await state(page);
      assert.notDeepEqual(filled, blank);
      const path = await save(page);
      assert.match(path, /session-\d{4}-\d\d-\d\d\.json$/);
      await told(page, "Saved as session-");
      const content = JSON.parse(readFileSync(path, "utf8"));
      assert.equal(content.title, "Session notes");
      assert.match(content.saved, /^\d{4}-\d\d-\d\d$/);
      assert.deepEqual(content.fields.find((field) => field.label === "Where do you meet?").value, "On a call");
      assert.deepEqual(content.fields.find((field) => field.label === "What did you work on?").value, ["Tools", "Work here"]);

      const clear = page.getByRole("button", { name: "Clear", exact: true });
      await clear.click();
      assert.deepEqual(await state(page), filled, "it asks first");
      assert.deepEqual(await findings(page), []);
      await page.getByRole("button", { name: "Keep everything" }).click();
      assert.deepEqual(await state(page), filled);
      assert.equal(await focused(page), "Clear");
      await clear.click();
      await page.getByRole("button", { name: "Yes, clear it" }).click();
      await told(page, "Everything is cleared.");
      assert.deepEqual(await state(page), blank);

      await load(page, path);
      await told(page, "is loaded");
      assert.deepEqual(await state(page), filled);
      assert.equal(await page.locator(".form b").count(), 0, "text stays text");
      assert.equal(await page.locator(".problems li").count(), 0);
    });
  });

  test("nothing that is filled in is stored, and leaving with unsaved words is asked about", async () => {
    await on(kinds.worksheet, {}, async (page) => {
      const asked = [];
      page.on("dialog", (dialog) => {
        asked.push(dialog.type());
        dialog.accept();
      });
      // Where one was reading is kept, as of every page; it moves as the page does.
      const stored = () => page.evaluate(() => [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage)));
      const names = (entries) => entries.map(([name]) => name).filter((name) => !name.startsWith("handbook-reading:")).sort();
      await page.locator(".form-bar").waitFor();
      const before = await stored();
      await fill(page);
      await page.keyboard.press("Tab");
      await page.waitForTimeout(600);
      const after = await stored();
      assert.deepEqual(names(after), names(before));
      for (const words of ["Drafting", "Line one", "Line two", "On a call", "A. Mentor"]) {
        assert.ok(after.every((entry) => !entry.join().includes(words)), `“${words}” is stored: ${after}`);
      }
      await page.reload();
      assert.deepEqual(asked, ["beforeunload"]);
      await fill(page);
      await save(page);
      await page.reload();
      assert.deepEqual(asked, ["beforeunload"], "what is saved may be left");
    });
  });

  test("a file that is something else is refused in words, and nothing changes", async () => {
    await on(kinds.worksheet, {}, async (page) => {
      await fill(page);
      const filled = await state(page);
      const good = { format: "mentorbook worksheet", version: 1, page: "toolkit/session/", title: "Session notes", fields: [] };
      const refused = {
        "not JSON": ["picture.json", "\u0089PNG", "not a file that was saved from a worksheet"],
        "other JSON": ["package.json", { name: "something" }, "not a file that was saved from a worksheet"],
        nothing: ["null.json", "null", "not a file that was saved from a worksheet"],
        "fields missing": ["fields.json", { ...good, fields: { a: 1 } }, "not a file that was saved from a worksheet"],
        "a later version": ["later.json", { ...good, version: 2 }, "newer version"],
        "another page": ["log.json", { ...good, page: "toolkit/log/", title: "Log" }, "it belongs to another page, “Log”"],
        "too large": ["large.json", " ".repeat(2_000_001), "too large"],
      };
      for (const [name, [path, content, words]] of Object.entries(refused)) {
        await load(page, file(path, content));
        await told(page, words);
        await told(page, "Nothing on this page has changed.");
        assert.deepEqual(await state(page), filled, name);
      }
    });
  });

  test("what does not match is left out and named", async () => {
    await on(kinds.worksheet, {}, async (page) => {
      const path = await save(page);
      const content = JSON.parse(readFileSync(path, "utf8"));
      const set = (label, value) => (content.fields.find((field) => field.label === label).value = value);
      set("Topic", "Loaded");
      set("Date", "yesterday");
      set("Where do you meet?", "On the moon");
      set("We have read the rules", "yes");
      content.fields.push({ name: "gone", label: "<img src=x onerror=alert(1)>", value: "x" }, null, 7);
      await load(page, file("edited.json", content));
      await told(page, "6 do not match and were left out:");
      const problems = await page.locator(".problems li").allInnerTexts();
      assert.deepEqual(problems, [
        "“Date”: not a date",
        "“Where do you meet?”: not one of the choices",
        "“We have read the rules”: neither ticked nor empty",
        "“<img src=x onerror=alert(1)>”: no longer on this page",
        "“A field without a name”: no longer on this page",
        "“A field without a name”: no longer on this page",
      ]);
      assert.equal(await page.getByLabel("Topic").inputValue(), "Loaded");
      assert.equal(await page.locator("main img").count(), 0);
      assert.deepEqual(await findings(page), []);
    });
  });

  test("the rules' worksheet is saved and loaded, too; a fixed rule cannot be dropped", async () => {
    await on(kinds.agreement, {}, async (page) => {
      const second = page.getByRole("group", { name: /R-02/ });
      await second.getByLabel("Change").check();
      await second.getByLabel("Our wording").fill("Moved by Friday.");
      assert.equal(await page.getByRole("group", { name: /R-01/ }).getByLabel("Drop").count(), 0);
      const filled = await state(page);
      const path = await save(page);
      await page.reload();
      await load(page, path);
      await told(page, "is loaded");
      assert.deepEqual(await state(page), filled);
    });
  });

  test("on paper: one page in A4 and in Letter, with lines to write on", async () => {
    for (const filled of [false, true]) {
      await on(kinds.worksheet, {}, async (page) => {
        if (filled) await fill(page);
        for (const format of ["A4", "Letter"]) {
          const pdf = (await page.pdf({ format })).toString("latin1");
          assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g).length, 1, `${format}, ${filled ? "filled in" : "empty"}`);
        }
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.locator(".form-bar >> visible=true").count(), 0);
        const date = await page.getByLabel("Date").evaluate((input) => getComputedStyle(input).color);
        assert.equal(date, filled ? "rgb(0, 0, 0)" : "rgba(0, 0, 0, 0)", "an empty date is an empty line");
        if (filled) {
          const [height, lines] = await page.getByLabel("One thing learned").evaluate((area) => [area.clientHeight, area.scrollHeight]);
          assert.ok(lines <= height + 1, "all that is written is printed");
        }
      });
    }
  });

  test("a long text makes its field longer", async () => {
    await on(kinds.worksheet, {}, async (page) => {
      const area = page.getByLabel("One thing learned");
      const before = (await area.boundingBox()).height;
      await area.fill("word ".repeat(400));
      const [height, content] = await area.evaluate((element) => [element.clientHeight, element.scrollHeight]);
      assert.ok(height > before * 2 && content <= height + 1, `${before} → ${height} for ${content}`);
    });
  });

  test("repeated parts have names of their own", async () => {
    await on(kinds.log, {}, async (page) => {
      assert.equal(await page.locator(".repeat").count(), 3);
      await page.getByRole("group", { name: "Session 2" }).getByLabel("What we said we would do").fill("Read");
      const content = JSON.parse(readFileSync(await save(page), "utf8"));
      assert.deepEqual(content.fields.filter((field) => field.value).map((field) => field.label), ["Session 2: What we said we would do"]);
    });
  });
});

describe("a self-check", () => {
  test("adds up, names the highest and puts it first; starting over puts everything back", async () => {
    await on(kinds.selfCheck, {}, async (page) => {
      const rate = (number, value) => page.locator(".statements > li").nth(number - 1).getByLabel(value, { exact: true }).check();
      const rows = async () => (await page.locator(".scores tbody tr").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
      await rate(1, "1");
      assert.match((await rows())[0], /1 of 8, 1 open/);
      await rate(2, "4");
      await rate(3, "2");
      assert.equal(await page.locator(".highest").count(), 0, "no verdict before all are answered");
      await rate(4, "3");
      await heard(page, "All answered. Highest, with 7: Pride.");
      const [first, second] = await rows();
      assert.match(first, /^Pride 2 \+ 4 7 of 8 Highest/);
      assert.match(second, /^Nobody knows the gain 1 \+ 3 3 of 8/);
      assert.deepEqual(await findings(page), []);
      await page.getByRole("button", { name: "Start over" }).click();
      await page.getByRole("button", { name: "Yes, clear them" }).click();
      assert.match((await rows())[0], /^Nobody knows the gain 1 \+ 3 What to do$/);
      assert.equal(await page.locator(".statements input:checked").count(), 0);
    });
  });

  test("two that are equally high are both named", async () => {
    await on(kinds.selfCheck, {}, async (page) => {
      for (const item of await page.locator(".statements > li").all()) await item.getByLabel("3", { exact: true }).check();
      assert.equal(await page.locator(".highest").count(), 2);
      await heard(page, "Highest, with 6: Nobody knows the gain; Pride.");
    });
  });
});

describe("a word explained", () => {
  test("opens with the keyboard, closes with Escape, and describes its link", async () => {
    await on(kinds.selfCheck, {}, async (page) => {
      await tabTo(page, "a.term");
      const term = page.locator("a.term").first();
      assert.equal(await term.getAttribute("title"), null);
      const note = page.locator(`#${await term.getAttribute("aria-describedby")}`);
      assert.equal(await note.getAttribute("role"), "tooltip");
      assert.ok(await note.isVisible());
      assert.match(await note.innerText(), /junior colleague teaches/);
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press("Escape");
      assert.equal(await note.isVisible(), false);
      assert.ok(await term.evaluate((link) => link === document.activeElement), "the focus stays");
      await page.keyboard.press("Enter");
      await page.waitForURL(/glossary\/index\.html#reverse-mentoring$/);
    });
  });

  test("opens under the pointer and stays while the pointer is on the note", async () => {
    await on(kinds.selfCheck, {}, async (page) => {
      const term = page.locator("a.term").first();
      await term.hover();
      const note = page.locator(".term-note:visible");
      await note.waitFor();
      await note.hover();
      await page.waitForTimeout(500);
      assert.equal(await note.count(), 1);
      await page.mouse.move(5, 5);
      await note.waitFor({ state: "hidden" });
    });
  });

  test("a finger opens the note first and follows the link the second time", async () => {
    await on(kinds.selfCheck, { viewport: phone, hasTouch: true }, async (page) => {
      const term = page.locator("a.term").first();
      await term.tap();
      await page.locator(".term-note:visible").waitFor();
      assert.deepEqual(await overflowing(page), []);
      assert.match(page.url(), /barriers/);
      await term.tap();
      await page.waitForURL(/glossary/);
    });
  });
});

describe("what a cohort takes", () => {
  const sums = (page) => page.locator(".cost tr").evaluateAll((rows) => rows.slice(1).map((row) => [".people", ".time", ".sum"].map((name) => row.querySelector(name)?.textContent ?? "").join(" ").trim()));

  test("is worked out with the reader's own figures, and read out", async () => {
    await on(kinds.costs, {}, async (page) => {
      assert.deepEqual(await sums(page), ["6 108 6,480", "6 66 9,900", "1 50 3,500", "224 19,880"]);
      await page.getByLabel("Pairs").fill("10");
      await page.getByLabel("Coordinator, Hours each").fill("62.5");
      await page.getByLabel("Mentee, Cost of an hour").fill("-5");
      await page.getByLabel("Mentor, Cost of an hour").fill("");
      assert.deepEqual(await sums(page), ["10 180 0", "10 110 0", "1 62.5 4,375", "352.5 4,375"]);
      await heard(page, "Together: 352.5 hours, cost 4,375.");
      assert.deepEqual(await findings(page), []);
      await page.getByLabel("Pairs").fill("1e300");
      assert.equal((await sums(page)).at(0), "1,000,000 18,000,000 0");
    });
  });

  test("stands as a worked table without a script, and can be read on paper", async () => {
    await on(kinds.costs, { javaScriptEnabled: false }, async (page) => {
      assert.deepEqual(await sums(page), ["6 108 6480", "6 66 9900", "1 50 3500", "224 19880"]);
      assert.equal(await page.locator(".cost-pairs").innerText(), "Pairs: 6");
      assert.equal(await page.locator(".cost input").count(), 0);
    });
    await on(kinds.costs, {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".cost .how:visible").count(), 0);
      assert.equal(await page.locator(".cost input:visible").first().inputValue(), "6");
    });
  });
});

describe("a page of messages", () => {
  const text = "Dear [first name],\n\nWould you like to take part? It takes:\n\n- three hours\n- some courage\n\nPlease answer within two weeks.";
  const first = (page) => page.locator("#invitation + .message");
  const press = (page) => first(page).getByRole("button", { name: "Copy the text" }).click();
  const selected = (page) => page.evaluate(() => getSelection().toString());

  test("copies a text as it is sent, and says so", async () => {
    await on(kinds.messages, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      assert.equal(await page.evaluate(() => isSecureContext), true);
      await press(page);
      await heard(page, "The text is copied.");
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
      assert.equal(await selected(page), "");
      assert.equal(await first(page).locator(".told").textContent(), "The text is copied.");
      assert.deepEqual(await findings(page), []);
    });
  });

  test("selects the text where the page is not served safely, or may not copy", async () => {
    const without = () => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
    const forbidden = () => (Clipboard.prototype.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")));
    for (const situation of [without, forbidden]) {
      await reader.visit({}, async (page) => {
        await page.addInitScript(situation);
        await page.goto(reader.address(kinds.messages));
        await press(page);
        await heard(page, "This browser does not let the page copy. The text is selected");
        assert.equal((await selected(page)).trim(), text);
        assert.deepEqual(await findings(page), []);
      });
    }
  });

  test("has a draft for each message, and a way to the mail program, without a script, too", async () => {
    await on(kinds.messages, { javaScriptEnabled: false }, async (page) => {
      const ways = first(page).getByRole("link");
      assert.deepEqual(await ways.allTextContents(), ["Draft (.eml)", "Open in your mail program"]);
      const [download] = await Promise.all([page.waitForEvent("download"), ways.first().click()]);
      const path = join(scratch, download.suggestedFilename());
      await download.saveAs(path);
      const draft = readFileSync(path, "utf8");
      assert.match(draft, /^X-Unsent: 1\r\nSubject: Example Firm: an invitation\r\n/);
      assert.equal(draft.split("\r\n\r\n").slice(1).join("\n\n").replaceAll("\r\n", "\n").trimEnd(), text);
      const address = new URL(await ways.nth(1).getAttribute("href"));
      assert.equal(address.searchParams.get("body").replaceAll("\r\n", "\n"), text);
    });
  });

  test("on paper there are the messages alone", async () => {
    await on(kinds.messages, {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".message :is(button, a):visible").count(), 0);
      assert.equal(await page.locator(".message-text:visible").count(), 2);
    });
  });

  test("messages.js is loaded here alone", () => {
    const loads = (path) => /messages\.[0-9a-f]+\.js/.test(readFileSync(join(site.folder, path), "utf8"));
    assert.deepEqual(Object.keys(kinds).filter((kind) => loads(kinds[kind])), ["messages"]);
  });
});

describe("a calendar", () => {
  const marks = (page) =>
    page.locator(":is(.timeline, .timeline-strip) [data-date]").evaluateAll((steps) => steps.map((step) => [step.dataset.date, step.querySelector(".when")?.textContent ?? ""].join(" ").trim()));

  test("marks what is past, today and next by the reader's clock, in the table and in the strip", async () => {
    for (const path of [kinds.timeline, kinds.home]) {
      await reader.visit({}, async (page) => {
        await page.clock.setFixedTime(new Date(2027, 4, 3, 12));
        await page.goto(reader.address(path));
        assert.deepEqual(await marks(page), ["2027-04-05 past", "2027-05-03 Today", "2027-05-17 Next", "2027-06-21", "2027-07-19"], path);
        assert.equal(await page.locator("[aria-current=date]").count(), 1);
        assert.deepEqual(await findings(page), []);
        await page.clock.setFixedTime(new Date(2028, 0, 1));
        await page.reload();
        assert.deepEqual((await marks(page)).filter((mark) => !mark.endsWith("past")), []);
      });
    }
  });

  test("without a script it is a list of dates", async () => {
    await on(kinds.home, { javaScriptEnabled: false }, async (page) => {
      assert.deepEqual(await marks(page), ["2027-04-05", "2027-05-03", "2027-05-17", "2027-06-21", "2027-07-19"]);
      assert.equal(await page.locator(".timeline-strip a:visible").count(), 5);
      // All dates of the handbook stand below, folded, with whom each is for.
      await page.locator(".plan summary").first().click();
      const dates = page.locator(".plan .dates > li:visible");
      assert.deepEqual(await dates.evaluateAll((items) => items.map((item) => item.dataset.date)), await marks(page));
      assert.match(await dates.nth(2).innerText(), /Session 1[^]*mentor, mentee/);
    });
  });
});

test("a way that is for no role in particular stays on the home page, whoever reads it", async () => {
  await on(kinds.home, {}, async (page) => {
    const ways = page.locator("#paths, #path-mentor, #path-mentee");
    const areThere = async (when) => {
      assert.deepEqual(await ways.evaluateAll((headings) => headings.map((heading) => heading.localName)), ["h2", "h3", "h3"], when);
      assert.deepEqual(await ways.evaluateAll((headings) => headings.map((heading) => heading.checkVisibility())), [true, true, true], when);
      const mentor = page.locator(".part:has(> #path-mentor)");
      assert.match(await mentor.innerText(), /I will mentor[^]*You teach[^]*Essentials/, when);
      assert.equal(await mentor.locator(".pages a:visible").count(), 2, when);
    };
    await areThere("before the answer");
    await page.locator(".tile[data-role=mentee]").click();
    await page.locator(".my-page[data-state=today]").waitFor();
    await areThere("for a mentee");
    assert.deepEqual(await findings(page), []);
  });
});

test("check.js and worksheet.js are loaded only where they are needed", async () => {
  const scripts = (path) => readFileSync(join(site.folder, path), "utf8").match(/(?:check|worksheet)\.[0-9a-f]+\.js/g)?.map((name) => name.split(".")[0]) ?? [];
  assert.deepEqual(scripts(kinds.module), ["check"]);
  for (const path of [kinds.worksheet, kinds.agreement, kinds.selfCheck]) assert.deepEqual(scripts(path), ["worksheet"], path);
  for (const path of [kinds.home, kinds.rules, kinds.glossary, kinds.timeline]) assert.deepEqual(scripts(path), [], path);
});
