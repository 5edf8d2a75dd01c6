// Modules in learning systems: what each of them is told, what it is never told, and what a reader is told when one does
// not take it. The systems stand in lms.mjs.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { findings, inBoth, launch, overflowing } from "./browser.mjs";
import { seated, session as taken } from "./learner.mjs";
import { cmi5Host, removePackages, scormHost, unpacked, withoutQuestions } from "./lms.mjs";
import { broken, held, referenceUnit, rules, verbOf } from "./xapi.mjs";

const m1 = { edition: "birch-cole", module: "m1-essentials" };
const m2 = { edition: "birch-cole", module: "m2-do-all-the-learning" };
const m5 = { edition: "halloran-visser", module: "m5-run-the-session" };
const secret = "I have never understood the <ledger>";
const questions = ["m1-q1", "m1-q2", "m1-q3", "m1-q4", "m1-q5"];

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

/** Launches the package in the system, and leaves it in the way that is meant. */
const session = (how, work, leave) => taken(browser, { address: `${scorm.origin}/host?${how.query ?? ""}`, ...how }, work, leave);

/** A learner's first launch of a package. */
function fresh(module, standard, report, more) {
  Object.assign(scorm, { kept: null, flat: {}, commits: [], folder: unpacked({ ...module, standard, report, ...more }) });
  return standard === "scorm2004" ? "2004" : "";
}
const last = () => scorm.commits.at(-1);
const suspended = () => JSON.parse(last().suspend_data);
const facts = (cmi) => (cmi.core ? { status: cmi.core.lesson_status, score: cmi.core.score } : { status: `${cmi.completion_status}, ${cmi.success_status}`, score: cmi.score });
const interactions = (cmi) => Object.values(cmi.interactions).filter((each) => each?.id);
const errorsIn = (calls) => calls.filter((call) => String(call.at(-1)).startsWith("error"));
/** The value that was last written. */
const written = (calls, name) => calls.filter(([kind, of]) => kind === "SetValue" && of === name).at(-1)?.[2];

describe("SCORM", () => {
  for (const standard of ["scorm12", "scorm2004"]) {
    const is2004 = standard === "scorm2004";
    const isDone = is2004 ? "completed, passed" : "passed";
    const isOpen = is2004 ? "incomplete, unknown" : "incomplete";

    test(`${standard}: one of five wrong is a pass with 80, and each answer is reported in its place`, async () => {
      const query = fresh(m1, standard, "answers");
      const calls = await session({ query }, async ({ answer, calls, said }) => {
        for (const id of questions) await answer(id, id !== "m1-q3");
        assert.equal(await said(), "Your learning system has recorded this module as finished.");
        return calls();
      });
      assert.deepEqual(errorsIn(calls), []);
      const { status, score } = facts(last());
      assert.deepEqual([status, score.raw, score.min, score.max].map(String), [isDone, "80", "0", "100"]);
      if (is2004) assert.equal(String(score.scaled), "0.8");
      const told = interactions(last());
      assert.deepEqual(told.map(({ id }) => id), questions);
      const patterns = told.map(({ correct_responses: key }) => key["0"].pattern);
      assert.deepEqual(patterns, is2004
        ? ["b", "a[,]c[,]d[,]e[,]f", "d", "true", "a[.]1[,]b[.]2[,]c[.]3[,]d[.]4"]
        : ["b", "a,c,d,e,f", "d", "t", "a.1,b.2,c.3,d.4"]);
      assert.deepEqual(told.map(({ result }) => result), ["correct", "correct", is2004 ? "incorrect" : "wrong", "correct", "correct"]);
      if (is2004) assert.match(told[0].timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.00Z$/);
    });

    test(`${standard}: who skips the first question shifts no column; the key of an order is a, b, c`, async () => {
      let query = fresh(m1, standard, "answers");
      await session({ query }, ({ answer }) => answer("m1-q2"));
      assert.deepEqual(interactions(last()).map(({ id }) => id), questions);
      const given = is2004 ? "learner_response" : "student_response";
      assert.deepEqual(interactions(last()).map((each) => each[given] !== ""), [false, true, false, false, false]);

      query = fresh(m2, standard, "answers");
      const keys = await session({ query }, async ({ answer, frame }) => {
        const ids = await frame().locator("#check ~ * .question[data-type=ordering]").evaluateAll((all) => all.map((each) => each.dataset.id));
        for (const id of ids) await answer(id, true);
        return ids;
      });
      assert.ok(keys.length > 0);
      const orders = interactions(last()).filter(({ type }) => type === "sequencing");
      for (const { correct_responses: key, [given]: answer } of orders) {
        assert.equal(key["0"].pattern, is2004 ? "a[,]b[,]c[,]d[,]e" : "a,b,c,d,e");
        assert.equal(answer, key["0"].pattern);
      }
    });

    test(`${standard}: a scenario is reported by its end, once the best is reached no more`, async () => {
      const query = fresh(m5, standard, "answers");
      const choose = async (frame, ...names) => {
        for (const name of names) await frame().getByRole("button", { name }).click();
      };
      const scenario = () => interactions(last()).find(({ id }) => id === "m5-s1");
      const given = is2004 ? "learner_response" : "student_response";
      const calls = await session({ query }, async ({ frame, calls }) => {
        await choose(frame, /come back to your first review/, /park the systems/, /See you on the eleventh/);
        return calls();
      });
      assert.deepEqual(errorsIn(calls), []);
      assert.equal(scenario().type, is2004 ? "other" : "performance");
      assert.deepEqual([scenario()[given], scenario().result], ["m5-useful", is2004 ? "incorrect" : "wrong"]);

      await session({ query }, async ({ frame }) => {
        assert.equal(await frame().locator('[data-scene="m5-useful"]').isVisible(), true, "the way is there again");
        await choose(frame, /What will be different on Monday/, /See you on the eleventh/);
      });
      assert.deepEqual([scenario()[given], scenario().correct_responses["0"].pattern], ["m5-monday", "m5-monday"]);
      assert.equal(scenario().result, "correct");
    });

    test(`${standard}: opening finishes nothing, nothing is failed, nothing falls, and a pass stays`, async () => {
      const query = fresh(m1, standard, "score");
      await session({ query }, async () => {});
      assert.equal(facts(last()).status, isOpen);

      await session({ query }, async ({ answer, count }) => {
        for (const id of questions.slice(0, 2)) await answer(id);
        assert.equal(await count(), "2 of 5 answered, 2 right.");
      });
      assert.deepEqual([facts(last()).status, String(facts(last()).score.raw)], [isOpen, ""]);

      await session({ query }, async ({ answer, count }) => {
        assert.equal(await count(), "2 of 5 answered, 2 right.");
        for (const id of questions.slice(2)) await answer(id, false);
      });
      assert.deepEqual([facts(last()).status, String(facts(last()).score.raw)], [isOpen, "40"]);

      await session({ query }, async ({ frame, press, answer }) => {
        await press("Start over");
        assert.equal(await frame().locator(".ask p").textContent(), "Clear all your answers on this page? Your best score and the pass stay.");
        await press("Yes, clear them");
        for (const id of questions) await answer(id, id === "m1-q1");
      });
      assert.deepEqual([facts(last()).status, String(facts(last()).score.raw)], [isOpen, "40"], "the best of all tries");

      await session({ query }, async ({ frame, press, answer, said }) => {
        await press("Start over");
        await press("Yes, clear them");
        for (const id of questions) await answer(id);
        await press("Start over");
        await press("Yes, clear them");
        assert.ok(await frame().locator(".check-bar .passed").isVisible());
        assert.equal(await said(), "Your learning system has recorded this module as finished.");
      });
      assert.deepEqual([facts(last()).status, String(facts(last()).score.raw)], [isDone, "100"]);
      await session({ query }, async ({ frame, count }) => {
        assert.ok(await frame().locator(".check-bar .passed").isVisible());
        assert.equal(await count(), "0 of 5 answered, 0 right.");
      });
      assert.deepEqual([facts(last()).status, String(facts(last()).score.raw)], [isDone, "100"]);
    });

    test(`${standard}: of several windows the last one to be closed lowers nothing`, async () => {
      for (const report of ["completion", "score"]) {
        const query = fresh(m1, standard, report);
        const context = await browser.newContext();
        const open = async () => {
          const page = await context.newPage();
          await page.goto(`${scorm.origin}/host?${query}`);
          return seated(page);
        };
        const close = async ({ page }) => {
          await page.close();
          await new Promise((done) => setTimeout(done, 200));
        };
        const finished = "Your learning system has recorded this module as finished.";
        const [one, other] = [await open(), await open()];
        await other.answer("m1-q1", false);
        for (const id of questions) await one.answer(id, id !== "m1-q3");
        await other.frame().getByText(finished).waitFor();
        await other.answer("m1-q2", false);
        // It was opened before the system had what the first one has told it.
        scorm.kept = null;
        const late = await open();
        await late.frame().getByText(finished).waitFor();

        for (const each of [one, late, other]) {
          await close(each);
          const wanted = report === "score" ? [isDone, "80"] : [is2004 ? isDone : "completed", ""];
          assert.deepEqual([facts(last()).status, String(facts(last()).score.raw)], wanted);
        }
        await session({ query }, async ({ frame }) => assert.ok(await frame().locator(".check-bar .passed").isVisible()));
        await context.close();
      }
    });

    test(`${standard}: a score that the system has from elsewhere by now is not lowered`, async () => {
      const query = fresh(m1, standard, "score");
      const name = is2004 ? "cmi.score.raw" : "cmi.core.score.raw";
      await session({ query: `${query}&bad=none` }, async ({ page, answer, press }) => {
        for (const id of questions) await answer(id, id === "m1-q1");
        await page.evaluate((name) => (made.data[name] = "90"), name);
        await press("Start over");
        await press("Yes, clear them");
        for (const id of questions) await answer(id, id !== "m1-q1");
        assert.equal(await page.evaluate((name) => made.data[name], name), "90");
      });
    });

    test(`${standard}: with "completion" no score and no answer leaves; what readers write never does`, async () => {
      for (const report of ["completion", "score", "answers"]) {
        const query = fresh(m1, standard, report);
        const context = await browser.newContext();
        const calls = await session({ query, context }, async ({ answer, calls, frame }) => {
          await frame().locator("textarea.reflection").first().fill(secret);
          for (const id of questions) await answer(id);
          return calls();
        });
        assert.deepEqual(errorsIn(calls), []);
        assert.ok(!JSON.stringify([calls, scorm.commits]).includes("ledger"), report);
        if (report === "completion") {
          assert.equal(facts(last()).status, is2004 ? "completed, passed" : "completed");
          assert.deepEqual(calls.filter(([kind, name]) => kind === "SetValue" && /score|interactions/.test(name)), []);
          assert.deepEqual(Object.keys(suspended()), ["r", "t", "passed"]);
        }
        // The same learner comes back, and then another one.
        await session({ query, context }, async ({ frame, count }) => {
          assert.equal(await count(), "5 of 5 answered, 5 right.", report);
          assert.equal(await frame().locator("textarea.reflection").first().inputValue(), secret);
        });
        scorm.kept = null;
        await context.route("**/host?*", async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: (await response.text()).replaceAll('"pat"', '"kim"') });
        });
        await session({ query, context }, async ({ frame, count }) => {
          assert.equal(await count(), "0 of 5 answered, 0 right.", report);
          assert.equal(await frame().locator("textarea.reflection").first().inputValue(), "");
        });
        await context.close();
      }
    });

    test(`${standard}: looked at again, nothing is written`, async () => {
      const query = fresh(m1, standard, "answers");
      await session({ query }, async ({ answer }) => answer("m1-q1"));
      for (const mode of ["review", "browse"]) {
        const calls = await session({ query: `${query}&mode=${mode}` }, async ({ answer, calls, count, said }) => {
          assert.equal(await count(), "1 of 5 answered, 1 right.");
          await answer("m1-q2");
          assert.equal(await said(), "You are looking at this module again. Nothing is recorded.");
          return calls();
        });
        assert.deepEqual(calls.filter(([kind]) => kind === "SetValue" || kind === "Commit"), []);
      }
    });

    test(`${standard}: a module that asks nothing is finished by who says so, without a score`, async () => {
      const query = fresh({ ...m1, edit: withoutQuestions }, standard, "answers");
      await session({ query }, async ({ press, said }) => {
        assert.equal(await said(), "Your learning system does not have this module as finished yet.");
        await press("I have read this module");
        assert.equal(await said(), "Your learning system has recorded this module as finished.");
      });
      const { status, score } = facts(last());
      assert.deepEqual([status, String(score.raw)], [is2004 ? "completed, unknown" : "completed", ""]);
      const calls = await session({ query }, async ({ frame, calls }) => {
        assert.ok(await frame().locator(".have-read .passed").isVisible());
        assert.equal(await frame().locator(".completion").isVisible(), false, "the system has the record");
        return calls();
      });
      assert.deepEqual(errorsIn(calls), []);
      assert.equal(facts(last()).status, status);
    });

    test(`${standard}: saved and closed, the session ends once, and what is done after that is said not to count`, async () => {
      const query = fresh(m1, standard, "score");
      await session({ query }, async ({ answer, calls, press, said }) => {
        await answer("m1-q1");
        await press("Save and close");
        assert.equal(await said(), "Saved. You can close this window. What you do here from now on is not recorded.");
        await answer("m1-q2");
        const ends = (await calls()).filter(([kind]) => kind === "Finish" || kind === "Terminate");
        assert.equal(ends.length, 1);
        if (is2004) assert.equal(written(await calls(), "adl.nav.request"), "suspendAll");
      });
    });
  }

  /** Answers all that manyQuestions has added, each with all of its options. */
  const answerMany = (frame) => frame.evaluate(() => document.querySelectorAll('.question[data-id^="a-name"]').forEach((each) => {
    each.querySelectorAll("input").forEach((input) => input.click());
    each.querySelector(".asked .actions button").click();
  }));

  test("80 questions with all their answers fit what every system has room for", async () => {
    const query = fresh({ ...m1, edit: manyQuestions(24) }, "scorm12", "answers");
    await session({ query }, async ({ frame, count }) => {
      await answerMany(frame());
      assert.equal(await count(), "80 of 85 answered, 80 right.");
    });
    const { suspend_data: text } = last();
    assert.ok(text.length <= 4096, `${text.length} characters`);
    assert.match(text, /^[\x20-\x7e]*$/);
    assert.equal(Object.keys(suspended().answers).length, 80);
    await session({ query }, async ({ count }) => assert.equal(await count(), "80 of 85 answered, 80 right."));
  });

  test("answers that do not fit are dropped, and it is said; the best score and the pass are kept", async () => {
    const query = fresh({ ...m1, edit: manyQuestions(36) }, "scorm12", "answers");
    await session({ query }, async ({ answer, frame, said }) => {
      await answerMany(frame());
      assert.match(await said(), /no room for your answers/);
      for (const id of questions) await answer(id);
    });
    assert.ok(last().suspend_data.length <= 4096);
    assert.deepEqual([suspended().best, suspended().s, last().core.lesson_status], [85, 100, "passed"]);
    await session({ query }, async ({ frame, count, said }) => {
      assert.equal(await count(), "0 of 85 answered, 0 right.");
      assert.ok(await frame().locator(".check-bar .passed").isVisible());
      assert.equal(await said(), "Your learning system has recorded this module as finished.");
    });
    assert.equal(String(last().core.score.raw), "100");
  });

  for (const [name, leave] of Object.entries({
    "the frame is taken away": async (page) => page.evaluate(() => document.querySelector("iframe").remove()),
    "the frame goes elsewhere": async (page) => page.evaluate(() => new Promise((done) => {
      const frame = document.querySelector("iframe");
      frame.onload = done;
      frame.src = "about:blank";
    })),
    "the tab is closed": async (page) => page.close(),
    "the window is killed": async (page) => page.context().close(),
  })) {
    test(`all answers are there after ${name}`, async () => {
      const query = fresh(m1, "scorm12", "answers");
      scorm.headers["Permissions-Policy"] = "unload=()";
      const context = await browser.newContext();
      await session({ query, context }, async ({ answer }) => {
        await answer("m1-q1");
        await answer("m1-q2");
      }, leave);
      delete scorm.headers["Permissions-Policy"];
      await session({ query }, async ({ count }) => assert.equal(await count(), "2 of 5 answered, 2 right."));
      await context.close();
    });
  }

  test("published anew: what was changed, reworded or added is asked again, and the pass stays", async () => {
    const query = fresh(m1, "scorm12", "answers");
    await session({ query }, async ({ answer }) => {
      for (const id of questions) await answer(id);
    });
    const { i: places } = suspended();
    const edit = (html) => html
      .replaceAll("Whichever of the two knows more", "Whichever of the two knows less")
      .replace("as Fleenor sees it?<", "as Smith sees it?<")
      .replace(/<h3 id="m1-q4"[\s\S]*?(?=<h3 id="m1-q5")/, "")
      .replace('<h3 id="m1-q5"', `${question("m1-q6", "Something new?")}<h3 id="m1-q5"`);
    scorm.folder = unpacked({ ...m1, standard: "scorm12", report: "answers", edit: (html) => revised(edit(html)) });
    await session({ query }, async ({ frame, count }) => {
      assert.equal(await count(), "2 of 5 answered, 2 right.");
      assert.ok(await frame().locator(".check-bar .passed").isVisible());
      const open = await frame().locator(".question-card:has(.result[hidden]) .question").evaluateAll((all) => all.map((each) => each.dataset.id));
      assert.deepEqual(open.filter((id) => /q\d$/.test(id)), ["m1-q1", "m1-q3", "m1-q6"]);
    });
    assert.deepEqual(interactions(last()).map(({ id }) => id), [...questions, "m1-q6"], "no question takes another's place");
    assert.ok(suspended().i.startsWith(places));
    assert.equal(last().core.lesson_status, "passed");
  });
});

/** A question as it is published, with two options. */
const question = (id, text, options = ["Yes", "No"]) => `<h3 id="${id}">${text}</h3><div class="question" data-type="multiple" data-id="${id}">
<ol class="options">${options.map((option) => `<li>${option}</li>`).join("")}</ol>
<details class="answer"><summary>Answer</summary><ol class="reasons">${options.map(() => '<li data-right="yes"><p>Yes.</p></li>').join("")}</ol></details></div>`;
/** The same module in another version. */
const revised = (html) => html.replace(/ data-revision="[^"]*"/, ' data-revision="ffffffff"');
/** Eighty more questions of so many options each, with long names. */
const manyQuestions = (size) => (html) => {
  const options = Array.from({ length: size }, (_, at) => `Option ${at}`);
  const many = Array.from({ length: 80 }, (_, at) => question(`a-name-as-long-as-names-of-questions-may-well-be-${at}`, `Question ${at}`, options));
  return html.replace('<h3 id="m1-q1"', `${many.join("\n")}<h3 id="m1-q1"`);
};

describe("systems that misbehave", () => {
  const taken = "Your learning system has recorded this module as finished.";
  const lost = "The learning system has not taken everything. Stay on this page and try again.";
  const none = "No learning system answers here, so nothing is recorded. You can take the module all the same.";
  const refused = "The learning system did not let this module begin, so nothing is recorded. Close it, and open it there once more.";
  const dropped = "The learning system has no room for your answers. They are gone when you leave; your best score and the pass are kept.";
  const hosts = {
    "began already": taken,
    "initialize throws": taken,
    "everything throws": refused,
    "session over": refused,
    "throws from the third on": lost,
    "takes nothing": lost,
    "no room": lost,
    "little room": dropped,
    "cuts at 40": lost,
    "forgets the status": lost,
    "forgets the score": lost,
    "answers nothing": lost,
    "commit fails": lost,
    "commit throws": lost,
    "first commits fail": taken,
    "finish throws": taken,
    "answers true": taken,
  };
  for (const [bad, wanted] of Object.entries(hosts)) {
    test(`${bad}: the page works, and says what is recorded`, async () => {
      for (const standard of ["scorm12", "scorm2004"]) {
        const query = fresh(m1, standard, "score");
        await session({ query: `${query}&bad=${encodeURIComponent(bad)}` }, async ({ answer, frame, count, said }) => {
          for (const id of questions) await answer(id);
          assert.equal(await count(), "5 of 5 answered, 5 right.");
          assert.equal(await said(), wanted, standard);
          if (wanted !== taken) assert.ok((await frame().locator(".check-end").textContent()).includes(wanted), "it is said where the questions are");
        });
      }
    });
  }

  test("a commit that failed is tried again, on request", async () => {
    const query = fresh(m1, "scorm12", "score");
    await session({ query: `${query}&bad=first%20commits%20fail` }, async ({ answer, frame, said }) => {
      await answer("m1-q1");
      assert.equal(await said(), lost);
      for (let step = 0; step < 2; step += 1) await frame().locator(".record-bar .again").click();
      assert.equal(await said(), "Your learning system does not have this module as finished yet.");
    });
  });

  test("what a system kept is not believed blindly", async () => {
    for (const text of ["{", "[]", "7", '{"answers":"abc","best":"x","passed":7,"i":9,"s":"y"}', '{"answers":{"__proto__":{},"x":{}},"best":1e9,"i":"abc"}', '{"answers":null}']) {
      const query = fresh(m1, "scorm12", "answers");
      scorm.flat = { "cmi.suspend_data": text, "cmi.core.lesson_status": "incomplete" };
      await session({ query: `${query}&bad=none` }, async ({ answer, count }) => {
        assert.equal(await count(), "0 of 5 answered, 0 right.", text);
        await answer("m1-q1");
        assert.equal(await count(), "1 of 5 answered, 1 right.", text);
      });
    }
  });

  test("where there is no system the page works, and one line says that nothing is recorded", async () => {
    fresh(m1, "scorm12", "score");
    const other = await scormHost();
    other.folder = scorm.folder;
    const places = {
      "on its own": { address: `${scorm.origin}/content/index.html`, isTop: true },
      "in a frame": { address: `${scorm.origin}/empty` },
      "in a folder": { address: pathToFileURL(`${scorm.folder}/index.html`).href, isTop: true },
      "in a sandbox": { query: "frame=sandbox%3Dallow-scripts", complains: /sandbox|null/ },
      "below another origin": { address: `${scorm.origin}/empty?of=${encodeURIComponent(`${other.origin}/content/index.html`)}` },
    };
    for (const [place, how] of Object.entries(places)) {
      await session(how, async ({ answer, count, frame, said }) => {
        for (const id of questions) await answer(id);
        assert.equal(await count(), "5 of 5 answered, 5 right.", place);
        assert.equal(await said(), none, place);
        assert.ok(await frame().locator(".completion").isVisible(), "the note is offered");
      });
    }
    await other.close();
  });
});

describe("a package's page", () => {
  test("what leads out opens a new window, says so, and leaves the session open", async () => {
    const query = fresh(m1, "scorm12", "answers");
    await session({ query }, async ({ page, frame, answer, calls }) => {
      const links = await frame().locator("a[href]").evaluateAll((all) => all.map(({ href, target, rel, textContent }) => ({ href, target, rel, textContent })));
      const out = links.filter(({ href }) => /^https?:/.test(href) && !href.includes("/content/index.html#"));
      assert.ok(out.length > 20);
      for (const link of out) {
        assert.deepEqual([link.target, link.rel], ["_blank", "noopener"], link.href);
        assert.match(link.textContent, /\(opens in a new window\)$/);
      }
      await page.context().route("https://handbook.example/**", (route) => route.fulfill({ body: "<title>Handbook</title>" }));
      const [opened] = await Promise.all([page.waitForEvent("popup"), frame().locator("#check + p a, #check ~ p a").first().click()]);
      await opened.close();
      await answer("m1-q1");
      assert.ok(!(await calls()).some(([kind]) => kind === "Finish"));
    });
  });

  test("axe finds nothing, nothing sticks out, and paper has no notices", async () => {
    const query = fresh(m1, "scorm12", "answers");
    for (const width of [1200, 390, 320]) {
      const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: "reduce" });
      await session({ query, context, isTop: true, address: `${scorm.origin}/content/index.html` }, async ({ page, answer }) => {
        for (const id of questions) await answer(id);
        assert.deepEqual(await overflowing(page), [], `${width}`);
        await inBoth(page, async (colorScheme) => assert.deepEqual(await findings(page), [], `${width}, ${colorScheme}`));
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.locator(".record-bar >> visible=true").count(), 0);
        assert.equal(await page.locator(".completion >> visible=true").count(), 0);
      });
      await session({ query, context }, async ({ frame }) => {
        assert.equal(await frame().locator(".record-bar .leave").count(), 1);
      });
      await context.close();
    }
  });

  test("within a frame the keyboard gets through all kinds of question", async () => {
    for (const module of [m1, m2]) {
      const query = fresh(module, "scorm12", "score");
      await session({ query }, async ({ page, frame }) => {
        const wanted = await frame().locator(".asked :is(input, select, button):visible").count();
        await frame().locator("h2#check").evaluate((heading) => {
          heading.tabIndex = -1;
          heading.focus();
        });
        const seen = new Set();
        for (let step = 0; step < 250; step += 1) {
          await page.keyboard.press("Tab");
          const at = await frame().evaluate(() => {
            const { activeElement: at } = document;
            if (at.matches(".record-bar .leave")) return "end";
            const box = at.getBoundingClientRect();
            const bar = document.querySelector(".record-bar").getBoundingClientRect();
            return at.closest(".asked") && box.bottom > bar.top + 1 ? `hidden: ${at.outerHTML}` : at.closest(".question")?.dataset.type;
          });
          assert.ok(!String(at).startsWith("hidden"), at);
          if (at === "end") break;
          seen.add(at);
        }
        assert.ok(seen.size > 3 && wanted > 10, [...seen].join());
      });
    }
  });
});

describe("cmi5", () => {
  const settled = () => new Promise((done) => setTimeout(done, 300));
  const verbs = () => cmi5.statements.map(verbOf);
  /** A rule that cannot be kept, since the store does not take what would keep it. */
  let excused = null;
  const begin = async (how = {}) => {
    await cmi5?.close();
    cmi5 = await cmi5Host();
    excused = null;
    cmi5.folder = unpacked({ ...m1, edit: how.edit, standard: "cmi5", report: how.report ?? "answers" });
  };
  const launched = (how, work, leave) => session({ address: cmi5.launch(how), isTop: true, ...how }, work, leave);
  const mastery = (statement) => statement.context.extensions["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"];

  afterEach(() => {
    cmi5.statements.forEach(held);
    assert.deepEqual(broken(cmi5).filter((rule) => !rule.startsWith(`${excused} `)), []);
  });

  test("the store that judges is itself held to what the reference unit does", async () => {
    await begin();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route("**/content/index.html?*", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Unit</title>" }));
    await page.goto(cmi5.launch());
    await page.addScriptTag({ content: referenceUnit });
    await page.evaluate(async () => {
      const unit = new window.Cmi5();
      await unit.initialize();
      await unit.complete();
      await unit.pass({ scaled: 0.9 });
      await unit.terminate();
    });
    assert.deepEqual(verbs(), ["initialized", "completed", "passed", "terminated"]);
    assert.deepEqual(cmi5.refused, []);
    await context.close();
  });

  test("the rules of the standard tell what does not keep them", async () => {
    await begin();
    await launched({}, async ({ answer }) => {
      for (const id of questions) await answer(id);
      await settled();
    });
    await settled();
    const good = JSON.stringify({ ...cmi5, states: [], trouble: null });
    const first = (it) => it.sessions[0];
    const of = (verb) => (it) => first(it).statements.find((statement) => verbOf(statement) === verb);
    const [initialized, answered, completed, passed, terminated] = ["initialized", "answered", "completed", "passed", "terminated"].map(of);
    const category = (it) => it.context.contextActivities.category;
    const again = (it, verb) => {
      const [statement] = [of(verb)(it)];
      it.sessions.push({ ...first(it), statements: [initialized(it), statement, terminated(it)] });
    };
    const edits = {
      "7.1.3.0-1": (it) => (answered(it).timestamp = "2020-01-01T00:00:00Z"),
      "8.1.3.0-3": (it) => (answered(it).actor.account.name = "kim"),
      "9.1.0.0-1": (it) => (answered(it).id = "1"),
      "9.2.0.0-2": (it) => (passed(it).actor.objectType = "Group"),
      "9.3.0.0-2": (it) => first(it).statements.push(initialized(it)),
      "9.3.0.0-3": (it) => first(it).statements.push({ ...passed(it), verb: { id: "http://adlnet.gov/expapi/verbs/failed" } }),
      "9.3.2.0-2": (it) => (initialized(it).timestamp = "2099-01-01T00:00:00Z"),
      "9.3.3.0-2": (it) => again(it, "completed"),
      "9.3.4.0-2": (it) => (passed(it).result.score.scaled = 0.79),
      "9.3.4.0-3": (it) => again(it, "passed"),
      "9.3.8.0-2": (it) => first(it).statements.pop(),
      "9.4.0.0-2": (it) => (passed(it).object.id += "/other"),
      "9.5.1.0-2": (it) => (completed(it).result.score = { scaled: 1 }),
      "9.5.1.0-3": (it) => delete passed(it).result.score.max,
      "9.5.2.0-1": (it) => delete passed(it).result.success,
      "9.5.2.0-3": (it) => (completed(it).result.success = true),
      "9.5.3.0-1": (it) => (completed(it).result.completion = false),
      "9.5.3.0-2": (it) => (passed(it).result.completion = true),
      "9.5.4.1-1": (it) => delete terminated(it).result.duration,
      "9.5.4.1-2": (it) => delete completed(it).result.duration,
      "9.5.4.1-3": (it) => delete passed(it).result.duration,
      "9.6.1.0-1": (it) => (answered(it).context.registration = cmi5.activity),
      "9.6.2.0-1": (it) => delete answered(it).context.contextActivities.grouping,
      "9.6.2.1-1": (it) => delete initialized(it).context.contextActivities.category,
      "9.6.2.2-1": (it) => category(passed(it)).pop(),
      "9.6.2.2-2": (it) => category(terminated(it)).push(...category(passed(it))),
      "9.6.3.1-4": (it) => delete answered(it).context.extensions,
      "9.6.3.2-2": (it) => delete passed(it).context.extensions["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"],
      "9.7.0.0-1": (it) => delete answered(it).timestamp,
      "9.7.0.0-2": (it) => (answered(it).timestamp = "2027-05-03T12:00:00+02:00"),
      "10.2.1.0-5": (it) => first(it).requests.push({ method: "PUT", stateId: "LMS.LaunchData" }),
      "10.2.1.0-7": (it) => (answered(it).context.extensions = {}),
      "10.2.2.0-9": (it) => (first(it).launchData.launchMode = "Browse"),
      "10.2.2.0-11": (it) => (first(it).launchData.launchMode = "Review"),
      "11.0.0.0-3": (it) => first(it).requests.shift() && first(it).requests.shift(),
      "11.0.0.0-4": (it) => first(it).requests.forEach((request) => (request.profileId &&= "other")),
    };
    assert.deepEqual(Object.keys(edits).sort(), [...rules].sort());
    for (const [rule, edit] of Object.entries(edits)) {
      const bad = JSON.parse(good);
      edit(bad);
      assert.ok(broken(bad).some((text) => text.startsWith(`${rule} `)), `${rule}: ${broken(bad)}`);
    }
  });

  test("half done, then passed: each once, in order, with what the standard asks for", async () => {
    await begin();
    await launched({}, async ({ page, answer }) => {
      await answer("m1-q1");
      await answer("m1-q2");
      await settled();
    });
    await settled();
    assert.deepEqual(verbs(), ["initialized", "answered", "answered", "terminated"]);

    await launched({}, async ({ page, answer, count, said }) => {
      assert.equal(await count(), "2 of 5 answered, 2 right.");
      for (const id of questions.slice(2)) await answer(id);
      await settled();
      assert.equal(await said(), "Your learning system has recorded this module as finished.");
    });
    await settled();
    assert.deepEqual([...verbs()].sort(), ["answered", "answered", "answered", "answered", "answered", "completed", "initialized", "initialized", "passed", "scored", "terminated", "terminated"]);
    assert.equal(verbs()[4], "initialized");
    assert.equal(verbs().at(-1), "terminated");
    assert.ok(verbs().indexOf("completed") < verbs().indexOf("passed"));
    assert.deepEqual(cmi5.refused, []);
    for (const statement of cmi5.statements) {
      const verb = verbOf(statement);
      const categories = (statement.context.contextActivities.category ?? []).map(({ id }) => id.split("/").at(-1));
      assert.deepEqual(categories, { answered: [], scored: [], completed: ["cmi5", "moveon"], passed: ["cmi5", "moveon"] }[verb] ?? ["cmi5"]);
      assert.equal(statement.context.registration, cmi5.registration);
      assert.match(statement.context.revision, /^[0-9a-f]{8}$/);
      if (["completed", "passed", "terminated", "answered"].includes(verb)) assert.match(statement.result.duration, /^PT[\d.]+S$/);
    }
    const passed = cmi5.statements.find(({ verb }) => verb.id.endsWith("passed"));
    assert.deepEqual(passed.result.score, { scaled: 0.8, raw: 80, min: 0, max: 100 }, "it is told once, with the score that passed");
    assert.equal(mastery(passed), 0.8);
    const better = cmi5.statements.find((statement) => verbOf(statement) === "scored");
    assert.deepEqual(better.result.score, { scaled: 1, raw: 100, min: 0, max: 100 }, "what is better goes by itself");
  });

  test("each score is told once: the best of those that do not pass, and what is better than the pass", async () => {
    await begin({ report: "score" });
    const again = async ({ answer, press }, rights) => {
      await press("Start over");
      await press("Yes, clear them");
      for (const [at, id] of questions.entries()) await answer(id, at < rights);
      await settled();
    };
    const scores = () => cmi5.statements.filter(({ result }) => result?.score).map((it) => [verbOf(it), it.result.score.raw]);
    await launched({}, async (module) => {
      for (const [at, id] of questions.entries()) await module.answer(id, at < 2);
      await settled();
      await again(module, 1);
      assert.deepEqual(scores(), [["scored", 40]]);
    });
    await launched({}, async (module) => {
      await again(module, 4);
      await again(module, 3);
    });
    await launched({}, (module) => again(module, 5));
    await launched({}, (module) => again(module, 5));
    assert.deepEqual(scores(), [["scored", 40], ["passed", 80], ["scored", 100]]);
  });

  test("the launch says what passes", async () => {
    await begin();
    await launched({ mastery: 0.9 }, async ({ page, answer, frame }) => {
      for (const id of questions) await answer(id, id !== "m1-q1");
      await settled();
      assert.ok(!verbs().includes("passed"));
      assert.match(await frame().locator(".check-bar .promise").textContent(), /To pass you need 5 of 5 right \(90%\)\./);
      await page.locator(".question[data-id=m1-q1] .asked .actions button").first().click();
      await answer("m1-q1");
      await settled();
      assert.ok(verbs().includes("passed"));
    });
    assert.equal(mastery(cmi5.statements.find(({ verb }) => verb.id.endsWith("passed"))), 0.9);
  });

  test("with \"completion\" no score and no answer leaves; what readers write never does", async () => {
    for (const report of ["completion", "score", "answers"]) {
      await begin({ report });
      await launched({}, async ({ page, answer, frame }) => {
        await frame().locator("textarea.reflection").first().fill(secret);
        for (const id of questions) await answer(id);
        await settled();
      });
      const sent = JSON.stringify([cmi5.statements, [...cmi5.states]]);
      assert.ok(!sent.includes("ledger"));
      assert.ok(verbs().includes("passed") && verbs().includes("completed"));
      if (report === "completion") assert.doesNotMatch(sent, /"score"|answered|"answers|"best/);
    }
  });

  test("a module that asks nothing is completed and no more, by who says so", async () => {
    await begin({ edit: withoutQuestions });
    for (let launch = 0; launch < 2; launch += 1) {
      await launched({}, async ({ press }) => {
        if (launch === 0) await press("I have read this module");
        await settled();
      });
    }
    assert.deepEqual(verbs(), ["initialized", "completed", "terminated", "initialized", "terminated"]);
  });

  test("opened twice at once, a pass in one window is not lost in the other", async () => {
    await begin();
    const context = await browser.newContext();
    const [one, other] = [await context.newPage(), await context.newPage()];
    const open = async (page) => {
      await page.goto(cmi5.launch());
      return seated(page, false);
    };
    const [first, second] = [await open(one), await open(other)];
    await second.answer("m1-q1", false);
    await settled();
    for (const id of questions) await first.answer(id);
    await settled();
    await second.answer("m1-q2", false);
    await settled();
    await second.answer("m1-q3", false);
    await settled();
    await context.close();
    await launched({}, async ({ frame }) => assert.ok(await frame().locator(".check-bar .passed").isVisible()));
    assert.equal(verbs().filter((verb) => verb === "passed").length, 1);
  });

  test("looked at again: two statements and no more", async () => {
    for (const mode of ["Review", "Browse"]) {
      await begin();
      await launched({ mode, returnURL: `${cmi5.origin}/done` }, async ({ page, answer, said, press }) => {
        for (const id of questions) await answer(id);
        assert.equal(await said(), "You are looking at this module again. Nothing is recorded.");
        await press("Save and close");
        await page.waitForURL("**/done");
      });
      assert.deepEqual(verbs(), ["initialized", "terminated"]);
      assert.equal(cmi5.states.size, 0);
    }
  });

  test("what fails for a while is sent again, in order; what was lost is sent at the next launch, once", async () => {
    await begin();
    let failures = 2;
    cmi5.trouble = ({ path, method }) => (path === "/lrs/statements" && method === "POST" && failures-- > 0 ? 503 : null);
    await launched({}, async ({ page, answer, said }) => {
      await answer("m1-q1");
      assert.match(await said(), /has not taken everything/);
      await page.waitForTimeout(4000);
      assert.deepEqual(verbs(), ["initialized", "answered"]);
      assert.equal(await said(), "Your learning system does not have this module as finished yet.");

      // So the end of the session is lost, too.
      excused = "9.3.8.0-2";
      cmi5.trouble = ({ body }) => (/verbs\/passed/.test(body) ? 503 : null);
      for (const id of questions.slice(1)) await answer(id);
      await settled();
    });
    assert.ok(!verbs().includes("passed"));
    cmi5.trouble = () => null;
    await launched({}, settled);
    await launched({}, settled);
    assert.equal(verbs().filter((verb) => verb === "passed").length, 1);
    assert.equal(verbs().filter((verb) => verb === "completed").length, 1);
  });

  test("a launch that was used, a store without encryption and one that is not there are said", async () => {
    await begin();
    const address = cmi5.launch();
    const refused = /did not let this module begin/;
    await launched({ address }, async () => {});
    await launched({ address }, async ({ answer, count, said }) => {
      assert.match(await said(), refused);
      await answer("m1-q1");
      assert.equal(await count(), "1 of 5 answered, 1 right.");
    });
    const asked = cmi5.requests.length;
    await launched({ endpoint: "http://store.example/lrs/" }, async ({ said }) => assert.match(await said(), /not encrypted/));
    assert.equal(cmi5.requests.length, asked, "nothing was sent");
    await launched({ endpoint: "https://store.example/lrs/", complains: /Content Security Policy|connect/ }, async ({ said }) => assert.match(await said(), refused));
    await launched({ address: `${cmi5.origin}/content/index.html` }, async ({ said }) => assert.match(await said(), /No learning system answers here/));
  });
});
