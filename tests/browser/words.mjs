// What scripts say: in the language of the edition, all of it. On a handbook whose texts are Greek letters alone
// (languages/), so that every word with a Latin letter is one of the interface.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findings, launch, narrow, opened, overflowing, phone } from "./browser.mjs";
import { session } from "./learner.mjs";
import { cmi5Host, removePackages, scormHost, unpacked, withoutQuestions } from "./lms.mjs";
import { build, files, isRedirect } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const handbook = join(here, "languages");
const site = build(handbook);
const languages = ["de", "fr", "es", "nl", "ar"];

const reader = opened(site);
let browser;
let scorm;
let cmi5;
before(async () => {
  [browser, scorm, cmi5] = await Promise.all([launch(), scormHost(), cmi5Host()]);
});
after(async () => {
  await Promise.all([browser?.close(), scorm?.close(), cmi5?.close()]);
  removePackages();
});

/** The words of a text that are in Latin letters; the version of a module is none. */
const latin = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => /[a-z]/i.test(word) && !/\p{N}/u.test(word));

/** The words that a language's file holds: what stands in it but names and remarks. */
const wordsOf = (language) => {
  const text = readFileSync(join(here, `../../themes/default/words/${language}.yaml`), "utf8");
  const plain = text.replace(/^  search_(common|dates): "[^"]*"/gm, "").replace(/^#.*$/gm, "").replace(/(^|[{,]) *\w+:(?= |$)/gm, "$1").replace(/\{\w+\}/g, " ");
  return new Set(latin(plain));
};

/** Everything that readers of the page see or hear, hidden parts too. */
const said = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode.data);
    const attributes = ["aria-label", "title", "placeholder", "alt"];
    const spoken = [...document.querySelectorAll("*")].flatMap((element) => attributes.map((name) => element.getAttribute(name) ?? ""));
    return [...texts, ...spoken].join("\n");
  });

/** The same in all languages: a time zone, the end of a file's name, letters that name options. */
const technical = new Set(["Europe", "Athens", "json", "session", "A", "B", "C", "a", "b", "c"]);

for (const language of languages) {
  describe(language, () => {
    const known = wordsOf(language);
    const check = async (page, state) => {
      const foreign = latin(await said(page)).filter((word) => !known.has(word) && !technical.has(word));
      assert.deepEqual([...new Set(foreign)], [], `${state}: ${page.url()}`);
    };

    test("every page is in its language, and axe finds nothing", async () => {
      const all = files(site.folder).filter((path) => path.startsWith(`${language}/`) && path.endsWith(".html"));
      const paths = all.filter((path) => !isRedirect(readFileSync(join(site.folder, path), "utf8")));
      assert.ok(paths.length > 12);
      await reader.visitAll(paths, { viewport: narrow }, async (page) => {
        await check(page, "as it loads");
        assert.deepEqual(await overflowing(page), [], page.url());
        assert.deepEqual(await findings(page), [], page.url());
      });
    });

    test("so is all that a check says", async () => {
      await reader.visit({ viewport: phone }, async (page) => {
        await page.goto(reader.address(`${language}/training/second/index.html`));
        const voice = page.locator("body > p[role=status]");
        /** Does something, and looks at the page and at what is read out. */
        const after = async (state, work) => {
          await work();
          await page.waitForTimeout(90);
          await check(page, state);
          assert.notEqual(await voice.textContent(), "", state);
        };
        const card = (at) => page.locator(".question-card").nth(at);
        const press = (at, name) => card(at).locator(name).first().click();
        if (await page.locator(".question-card").nth(1).isHidden()) await page.locator(".check-bar .actions .button").first().click();

        await after("nothing chosen", () => press(0, ".actions .primary"));
        await after("a wrong one", async () => {
          await card(0).locator("[id$=-answer-1]").check();
          await press(0, ".actions .primary");
        });
        await after("the answer shown", () => card(0).locator(".actions .button").nth(1).click());
        await after("try again", () => card(0).locator(".actions .button").first().click());
        await after("several, one too many", async () => {
          for (const number of [1, 2]) await card(1).locator(`[id$=-answer-${number}]`).check();
          await press(1, ".actions .primary");
        });
        await after("several, one missing", async () => {
          await card(1).locator("[id$=-answer-2]").uncheck();
          await press(1, ".actions .primary");
        });
        await after("true or false", async () => {
          await card(2).locator("input").nth(1).check();
          await press(2, ".actions .primary");
        });
        await after("moved too far", () => card(3).locator(".move.up").first().dispatchEvent("click"));
        await after("moved", () => card(3).locator(".move.down").first().click());
        await after("out of order", () => press(3, ".actions .primary"));
        await after("no match", () => press(4, ".actions .primary"));
        await after("a wrong match", async () => {
          for (const at of [0, 1, 2]) await card(4).locator("select").nth(at).selectOption({ index: 1 });
          await press(4, ".actions .primary");
        });
        await card(5).locator("textarea").fill("Λογος");
        const choose = (at, place) => card(at).locator(".branch").nth(place).click();
        await after("not the best end", () => choose(6, 0));
        await after("the best end", () => choose(6, 1));
        await choose(7, 0);
        await check(page, "finished");

        await page.locator(".check-bar .actions .button").first().click();
        await check(page, "one at a time");
        await after("start over", async () => {
          await page.locator(".check-bar .actions .button").last().click();
          await check(page, "asked before it is cleared");
          await page.locator(".ask .danger").click();
        });
      });
    });

    test("so is all that a module says when it is passed", async () => {
      await reader.visit({ viewport: phone }, async (page) => {
        await page.goto(reader.address(`${language}/training/first/index.html`));
        await page.locator(".question-card [id$=-answer-1]").check();
        await page.locator(".question-card .actions .primary").click();
        await page.waitForTimeout(90);
        await check(page, "passed");
        await page.goto(reader.address(`${language}/training/index.html`));
        assert.ok((await page.locator(".passed").count()) > 0);
        await check(page, "passed, seen from the chapter");
      });
    });

    test("so is all that a module says in a learning system, or where there is none", async () => {
      const unpack = (module, report, how = {}) => unpacked({ edition: language, module, report, handbook, firms: languages, standard: "scorm12", ...how });
      const context = await browser.newContext({ viewport: phone, reducedMotion: "reduce" });
      const told = new Set();
      /** A package in a system that is as the query says. */
      const visit = (folder, query, work, address) => {
        Object.assign(scorm, { folder, kept: null });
        const how = { context, address: address ?? `${scorm.origin}/host?${query}`, isTop: Boolean(address) };
        return session(browser, how, (module) => {
          const after = async (state, work) => {
            await work?.();
            await module.page.waitForTimeout(90);
            await check(module.frame(), state);
            told.add(await module.said());
          };
          return work({ ...module, after, on: (selector) => module.frame().locator(selector) });
        });
      };

      for (const report of ["completion", "score", "answers"]) {
        await visit(unpack("first", report), "", async ({ after, answer, on }) => {
          await after("not finished yet");
          told.add(await on(".check-bar .promise").textContent());
          await after("finished", () => answer("e-q1"));
          await after("asked before it is cleared", () => on(".check-bar .actions .button").last().click());
          await on(".ask .danger").click();
          await after("saved and closed", () => on(".record-bar .leave").click());
        });
      }
      await visit(unpack("first", "score"), "bad=commit%20fails", async ({ after, answer, on }) => {
        await after("not taken", () => answer("e-q1"));
        await after("closed, and not taken", () => on(".record-bar .leave").click());
      });
      await visit(unpack("second", "score"), "bad=little%20room", async ({ after, answer }) => {
        for (const id of ["p-q1", "p-q2", "p-q3", "p-q4", "p-q5"]) await after("no room for answers", () => answer(id));
      });
      await visit(unpack("first", "score"), "bad=session%20over", ({ after }) => after("not begun"));
      await visit(unpack("first", "score"), "mode=review", ({ after }) => after("looked at again"));
      await visit(unpack("first", "score"), "", ({ after }) => after("no system"), `${scorm.origin}/content/index.html`);
      await visit(unpack("first", "score", { edit: withoutQuestions }), "", async ({ after, on }) => {
        await after("to be read only");
        await after("read", () => on(".have-read button").first().click());
      });
      cmi5.folder = unpack("first", "score", { standard: "cmi5" });
      await visit(null, "", ({ after }) => after("not encrypted"), cmi5.launch({ endpoint: "http://store.example/lrs/" }));

      // Ten ways in which things can stand, and a promise for each report.
      assert.equal(told.size, 13, [...told].join("\n"));
      await context.close();
    });

    test("so is all that a worksheet says", async () => {
      await reader.visit({ viewport: phone }, async (page) => {
        await page.goto(reader.address(`${language}/toolkit/session/index.html`));
        const load = async (content) => {
          const buffer = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
          await page.locator(".form-bar input[type=file]").setInputFiles({ name: "1.json", mimeType: "application/json", buffer });
          await page.waitForFunction(() => document.querySelector(".form-bar .told").textContent !== "");
          await check(page, "loaded");
        };
        const fields = await page.evaluate(() => [...new Set([...document.querySelectorAll(".form :is(input, textarea)")].map((field) => field.name || field.id))]);
        const sheet = { format: "mentorbook worksheet", version: 1, page: "toolkit/session/", title: "", saved: "2027-05-03" };
        await load("no JSON");
        await load({ ...sheet, version: 2, fields: [] });
        await load({ ...sheet, page: "1", title: "2", fields: [] });
        await load({ ...sheet, saved: null, fields: [{ name: fields[1], label: "", value: "" }] });
        await load({ ...sheet, fields: [...fields.map((name) => ({ name, label: "", value: 1 })), {}, {}].map((field) => ({ ...field, label: field.name ? "Α" : "" })) });
        await load({ ...sheet, fields: [{ name: fields[0], label: "Α", value: "1" }] });
        await load(" ".repeat(2_000_001));

        await page.locator(".form-bar .actions .button").nth(2).click();
        await check(page, "asked before it is cleared");
        await page.locator(".ask .danger").click();
        await check(page, "cleared");
        const [saved] = await Promise.all([page.waitForEvent("download"), page.locator(".form-bar .actions .button").first().click()]);
        assert.match(saved.suggestedFilename(), /^session-\d{4}-\d\d-\d\d\.json$/);
        await check(page, "saved");
      });
    });

    test("so is all that a self-check, the colours and the timeline say", async () => {
      await reader.visit({ viewport: phone }, async (page) => {
        await page.clock.setFixedTime(new Date("2027-05-03T12:00:00"));
        await page.goto(reader.address(`${language}/reference/text/index.html`));
        for (const at of [0, 1, 2]) {
          await page.locator(".self-check fieldset").nth(at).locator("input").last().check();
          await check(page, `${at + 1} answered`);
        }
        await page.locator(".self-check .actions .button").click();
        await check(page, "asked before it is cleared");
        for (let step = 0; step < 3; step += 1) {
          await page.locator("button.theme").click();
          await check(page, "another colour");
        }
        await page.goto(reader.address(`${language}/toolkit/calendar/index.html`));
        assert.ok((await page.locator(".when").count()) >= 3);
        await check(page, "past, today and next");
      });
    });
  });
}
