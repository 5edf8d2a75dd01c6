// Packages in scormhost, a learning system that others wrote: it takes them as it takes any, and what it shows of a learner
// is what the learner saw. `npm run judges` installs it, by Python 3.10 or newer.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { session } from "./learner.mjs";
import { archive, removePackages } from "./lms.mjs";

const python = join(dirname(fileURLToPath(import.meta.url)), "node_modules/.judges/python/bin/python");
const server = `
import sys, uvicorn
from scormhost import create_scorm_app
app = create_scorm_app(data_dir=sys.argv[1], secret_key="for nobody but the learner of this test")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), timeout_keep_alive=600, log_level="error")
`;
const m1 = { edition: "birch-cole", module: "m1-essentials" };
const questions = ["m1-q1", "m1-q2", "m1-q3", "m1-q4", "m1-q5"];

/** A port that is free. */
const freePort = () => new Promise((found) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

/** Until something is so. */
async function until(holds, what) {
  for (let step = 0; step < 900; step += 1) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(what);
}

/** In the page: what the reader has chosen of each question, in the letters of SCORM 1.2, and whether the page says it is right. */
function seen() {
  const letter = (at) => "abcdefghijklmnopqrstuvwxyz"[at];
  return [...document.querySelectorAll('.question:not([data-counts="no"], [data-type="reflection"])')].map((question) => {
    const { id, type } = question.dataset;
    const chosen = [...question.querySelectorAll(".options input")].sort((a, b) => a.id.localeCompare(b.id)).flatMap((input, at) => (input.checked ? [letter(at)] : []));
    const matched = [...question.querySelectorAll("select")].map((select, at) => `${letter(at)}.${select.value}`);
    const given = type === "true-false" ? { a: "t", b: "f" }[chosen[0]] : [...chosen, ...matched].join();
    return { id, given, isRight: Boolean(question.querySelector(".result.is-right")) };
  });
}

describe("scormhost", { skip: !existsSync(python) && "it is not there: npm run judges" }, () => {
  const data = mkdtempSync(join(tmpdir(), "mentorbook-scormhost-"));
  let browser;
  let host;
  let origin;
  let staff;
  before(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    host = spawn(python, ["-c", server, data, port], { stdio: ["ignore", "ignore", "inherit"] });
    browser = await launch();
    await until(() => fetch(`${origin}/health`).then(({ ok }) => ok, () => false), "scormhost does not begin");
    const body = JSON.stringify({ email: "ann@example.com", username: "ann", password: "twelve words", display_name: "Ann" });
    const registered = await fetch(`${origin}/api/auth/register`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    staff = { Authorization: `Bearer ${(await registered.json()).access_token}` };
  });
  after(async () => {
    host.kill();
    await browser.close();
    removePackages();
    rmSync(data, { recursive: true, force: true });
  });

  const upload = async (path) => {
    const body = new FormData();
    body.set("file", new Blob([readFileSync(path)]), basename(path));
    return fetch(`${origin}/api/packages`, { method: "POST", headers: staff, body });
  };

  test("it takes every package of SCORM, and finds the one page that opens it", async () => {
    const folder = dirname(archive({ ...m1, standard: "scorm12", report: "answers" }));
    const all = readdirSync(folder).filter((name) => /\.scorm(12|2004)\.zip$/.test(name));
    assert.ok(all.length >= 12);
    for (const name of all) {
      const response = await upload(join(folder, name));
      assert.equal(response.status, 201, name);
      const { launches, schema_version: version } = (await response.json()).manifest;
      assert.deepEqual(launches.map(({ href }) => href), ["index.html"], name);
      assert.equal(version, name.includes("scorm12") ? "1.2" : "2004 3rd Edition");
    }
  });

  for (const standard of ["scorm12", "scorm2004"]) {
    const is2004 = standard === "scorm2004";
    const core = is2004 ? "cmi" : "cmi.core";

    test(`${standard}: status, score and answers are those that the learner saw, and are there again`, async () => {
      const { id } = await (await upload(archive({ ...m1, standard, report: "answers" }))).json();
      const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, reducedMotion: "reduce" });
      const how = { context, address: `${origin}/launch/${id}` };
      /** What it has of this learner, by the names of SCORM. */
      const had = async () => (await (await context.request.get(`${origin}/api/scorm/${id}/cmi?launch=index.html`)).json()).elements;

      await session(browser, how, async ({ answer }) => {
        await answer("m1-q1");
        await answer("m1-q2");
        // It takes a commit to its server only afterwards, and not from a window that is gone.
        await until(async () => (await had())["cmi.interactions.1.result"] === "correct", "the second answer has not come");
      });
      let kept = await had();
      assert.equal(kept[is2004 ? "cmi.completion_status" : "cmi.core.lesson_status"], "incomplete");

      const shown = await session(browser, how, async ({ answer, count, said, frame }) => {
        assert.equal(await count(), "2 of 5 answered, 2 right.");
        await answer("m1-q3", false);
        await answer("m1-q4");
        await answer("m1-q5");
        assert.equal(await said(), "Your learning system has recorded this module as finished.");
        assert.equal(await count(), "5 of 5 answered, 4 right.");
        await until(async () => (await had())["cmi.interactions.4.result"] === "correct", "the last answer has not come");
        return frame().evaluate(seen);
      });
      kept = await had();
      const status = is2004 ? [kept["cmi.completion_status"], kept["cmi.success_status"]] : [kept["cmi.core.lesson_status"]];
      assert.deepEqual(status, is2004 ? ["completed", "passed"] : ["passed"]);
      assert.deepEqual(["raw", "min", "max"].map((part) => kept[`${core}.score.${part}`]), ["80", "0", "100"]);
      if (is2004) assert.equal(kept["cmi.score.scaled"], "0.8");

      assert.deepEqual(shown.map((each) => each.id), questions);
      const written = (given) => {
        if (given === "t" || given === "f") return given === "t" ? "true" : "false";
        return given.replaceAll(",", "[,]").replaceAll(".", "[.]");
      };
      for (const [at, { id, given, isRight }] of shown.entries()) {
        const interaction = `cmi.interactions.${at}`;
        assert.equal(kept[`${interaction}.id`], id);
        assert.equal(kept[`${interaction}.${is2004 ? "learner_response" : "student_response"}`], is2004 ? written(given) : given, id);
        assert.equal(kept[`${interaction}.result`], isRight ? "correct" : is2004 ? "incorrect" : "wrong", id);
      }

      await session(browser, how, async ({ frame, count, said }) => {
        assert.equal(await count(), "5 of 5 answered, 4 right.");
        assert.ok(await frame().locator(".check-bar .passed").isVisible());
        assert.equal(await said(), "Your learning system has recorded this module as finished.");
        assert.deepEqual(await frame().evaluate(seen), shown);
      });
      const now = await had();
      assert.deepEqual([now[`${core}.score.raw`], is2004 ? now["cmi.success_status"] : now["cmi.core.lesson_status"]], ["80", "passed"]);
      await context.close();
    });
  }
});
