// The figures that readers of the shipped handbook are promised: what each must not be above or below, and how it is
// measured. Tests hold the editions to them (run.mjs, search.mjs, nu.mjs), and `npm run figures` prints them all.
//
// `rows` of a figure measures it and gives lines, each with a `value`, what it is `of` where there are several, and `where`
// it was found. A KB has 1,000 bytes; what is sent is counted as `gzip -9` sends it.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { ask, found, openSearch, questions } from "./asking.mjs";
import { desktop, shift } from "./browser.mjs";
import { files } from "./site.mjs";

const sizes = new Map();
/** How many KB of a file are sent. */
export function packed(path) {
  if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(path), { level: 9 }).length / 1000);
  return sizes.get(path);
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
/** The one with the greatest value. */
const worst = (rows) => rows.reduce((one, other) => (other.value > one.value ? other : one));
const editions = (folder) => readdirSync(folder).filter((name) => !name.includes("."));
const participants = (folder) => editions(folder).filter((name) => !name.endsWith(".facilitators"));

/** What the reader's browser fetched for a page, of some kinds. */
const sent = ({ folder, reader }, { requests }, ...kinds) => {
  const own = requests.filter(({ url, type }) => kinds.includes(type) && url.startsWith(reader.origin));
  const paths = [...new Set(own.map(({ url }) => join(folder, decodeURIComponent(new URL(url).pathname))))];
  // The page for lost readers looks for its script where there is none.
  return sum(paths.filter(existsSync).map(packed));
};

/** The page that weighs most, of those that are meant. */
const heaviest = async (context, isMeant, ...kinds) => {
  const pages = (await context.pages()).filter(isMeant);
  return [worst(pages.map((page) => ({ value: sent(context, page, ...kinds), where: page.path })))];
};

/** All that is said of any page, as a number of things of which none is to be. */
const none = (said) => [{ value: said.length, where: said.slice(0, 20).join("\n") }];

/** What the Tab key stops at, from the top of a page to its end. */
async function stops(page) {
  const seen = new Set();
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      return element === document.body ? null : (element.dataset.stop ??= String(Math.random()));
    });
    if (!stop || seen.has(stop)) break;
    seen.add(stop);
  }
  return seen.size;
}

/**
 * How far things move on a page by the measure of browsers, where all scripts but the first come late, and the page is the
 * first that its browser sees: what they build must have its room before. On a fast machine they come before anything is drawn, and hide what readers see elsewhere.
 */
async function moved(reader, path, viewport) {
  let far;
  await reader.visit({ viewport }, async (page) => {
    await page.route(/\.js$/, async (route) => {
      if (!/\/(init|lost)\./.test(route.request().url())) await new Promise((done) => setTimeout(done, 500));
      await route.continue();
    });
    await page.goto(reader.address(path), { waitUntil: "load" });
    far = await shift(page);
  });
  return far;
}

/** Of the pages, as the tour has seen them. */
export const ofPages = [
  {
    name: "First page of a visit, without fonts and pictures", unit: "KB", atMost: 60,
    rows: (context) => heaviest(context, () => true, "document", "stylesheet", "script"),
  },
  {
    name: "Scripts of a page to read", unit: "KB", atMost: 10,
    rows: (context) => heaviest(context, ({ isWork }) => !isWork, "script"),
  },
  {
    name: "Scripts of a page to work with (modules, worksheets, lists, home)", unit: "KB", atMost: 20,
    rows: (context) => heaviest(context, ({ isWork }) => isWork, "script"),
  },
  {
    name: "Fonts", unit: "KB", atMost: 90,
    rows: ({ folder }) => {
      const fonts = (edition) => files(join(folder, edition)).filter((path) => path.endsWith(".woff2"));
      const size = (edition) => sum(fonts(edition).map((path) => statSync(join(folder, edition, path)).size / 1000));
      return [worst(editions(folder).map((edition) => ({ value: size(edition), where: edition })))];
    },
  },
  {
    name: "Requests that leave for another host, and what else browsers complain of", unit: "", atMost: 0,
    rows: async (context) => none((await context.pages()).flatMap(({ complaints }) => complaints)),
  },
  {
    name: "Scripts and styles within pages", unit: "", atMost: 0,
    rows: async (context) => {
      const pages = await context.pages();
      return [{ value: sum(pages.map(({ inline }) => inline)), where: pages.filter(({ inline }) => inline > 0).map(({ path }) => path).join("\n") }];
    },
  },
  {
    name: "How far things move, with scripts that come late (CLS)", unit: "", below: 0.01,
    rows: async (context) => {
      const pages = await context.pages();
      const kinds = [...new Set(pages.map(({ kind }) => kind))].sort();
      const rows = [];
      for (const [at, of] of kinds.entries()) {
        for (const [firm, edition] of participants(context.folder).entries()) {
          const first = (folder) => pages.find(({ path, kind }) => kind === of && path.startsWith(folder));
          // Of what participants do not get, the page that facilitators have.
          const page = first(`${edition}/`) ?? first(`${edition}.`);
          // Each firm has another look, and each kind is seen at several widths; the base's has most in its first screen.
          const width = firm === 0 ? 1280 : [320, 800, 1280][(at + firm) % 3];
          if (page) rows.push({ of, value: await moved(context.reader, page.path, { width, height: 900 }), where: `${page.path}, ${width} pixels wide` });
        }
      }
      return kinds.map((kind) => worst(rows.filter(({ of }) => of === kind)));
    },
  },
  {
    name: "Stops for the Tab key in the glossary", unit: "", atMost: 60,
    rows: async ({ folder, reader }) => {
      const rows = [];
      const glossaries = participants(folder).map((firm) => `${firm}/reference/glossary/index.html`);
      for (const where of glossaries.filter((path) => existsSync(join(folder, path)))) {
        await reader.visitAll([where], { viewport: desktop }, async (page) => rows.push({ value: await stops(page), where }));
      }
      assert.ok(rows.every(({ value }) => value > 15), "the keyboard gets nowhere");
      return [worst(rows)];
    },
  },
  {
    name: "What axe finds, in light and dark, at 320, 800 and 1280 pixels", unit: "", atMost: 0,
    rows: async (context) => none((await context.pages()).flatMap(({ path, findings }) => findings.map((finding) => `${path}: ${finding}`))),
  },
];

/** Of asking the handbook. */
export const ofSearch = [
  {
    name: "What the first search fetches, without the index", unit: "KB", atMost: 12,
    rows: async ({ folder, reader }) => {
      const fetched = new Set();
      await reader.visitAll(["base/why/index.html"], {}, async (page) => {
        page.on("request", (request) => fetched.add(decodeURIComponent(new URL(request.url()).pathname)));
        await page.locator("button.find").focus();
        await page.waitForFunction(() => handbook.search);
      });
      const own = [...fetched].filter((path) => /\.(js|css)$/.test(path) && !path.includes("/search/"));
      assert.ok(own.length > 0, "nothing was fetched");
      return [{ value: sum(own.map((path) => packed(join(folder, path)))), where: own.join(", ") }];
    },
  },
  {
    name: "Index", unit: "KB", atMost: 90,
    rows: ({ folder }) => {
      const index = (edition) => readdirSync(join(folder, edition, "search")).filter((name) => name.endsWith(".js"));
      const size = (edition) => sum(index(edition).map((name) => packed(join(folder, edition, "search", name))));
      return [worst(editions(folder).map((edition) => ({ value: size(edition), where: edition })))];
    },
  },
  {
    name: "Index that has come when the first answer stands there", unit: "KB", atMost: 40,
    rows: async ({ folder, reader }) => {
      const rows = [];
      for (const firm of participants(folder)) {
        await reader.visitAll([`${firm}/why/index.html`], {}, async (page) => {
          await page.locator("button.find").focus();
          await page.waitForFunction(() => handbook.search);
          const seen = await page.evaluate(async () => {
            const loaded = () => [...document.querySelectorAll("script[src*='/search/']")].map(({ src }) => new URL(src).pathname);
            const at_each = [];
            new MutationObserver(() => at_each.push(loaded())).observe(document.querySelector("#search-list"), { childList: true });
            document.querySelector(".search input").value = "gr-07";
            await handbook.search.open();
            return at_each;
          });
          const [first, last] = [seen[0], seen.at(-1)].map((paths) => sum(paths.map((path) => packed(join(folder, path)))));
          // A small edition's index has all come by then.
          assert.ok(first > 0 && first <= last, "an answer stands there, then comes the rest");
          rows.push({ value: first, where: firm });
        });
      }
      return [worst(rows)];
    },
  },
];

/** Asks one set of questions, and says for how many a right section is found early, and for which it is not. */
function answered(set) {
  let asked;
  const places = async ({ reader }) => {
    const places = [];
    await reader.visitAll(["base/why/index.html"], {}, async (page) => {
      await openSearch(page);
      for (const { asked: question, right } of questions(set)) {
        await ask(page, question);
        const at = (await found(page)).findIndex((to) => right.includes(to));
        places.push({ question, at: at < 0 ? Infinity : at });
      }
    });
    return places;
  };
  return [["first", 1, 80], ["among the first three", 3, 95]].map(([words, many, atLeast]) => ({
    name: `Questions (${set}) with a right section ${words}`, unit: "%", atLeast,
    rows: async (context) => {
      asked ??= await places(context);
      const missed = asked.filter(({ at }) => at >= many);
      const says = ({ question, at }) => `${question}: ${at === Infinity ? "not shown" : `number ${at + 1}`}`;
      const value = (100 * (asked.length - missed.length)) / asked.length;
      return [{ value, where: [`all but ${missed.length} of ${asked.length}`, ...missed.map(says)].join("\n") }];
    },
  }));
}

/** Of the questions that people ask: for the table, since search.mjs holds those to tune on to a figure of its own. */
export const ofQuestions = ["tune", "held-out"].filter((set) => questions(set).length > 0).flatMap(answered);

/** Of times, which depend on the machine: how long the first question of a visit takes, and the next ones. */
export const ofTimes = [["The first answer", "cold"], ["An answer when the index has come", "warm"]].map(([name, state]) => ({
  name, unit: "ms", atMost: 100,
  rows: async ({ reader }) => {
    const times = [];
    for (let visit = 0; visit < 5; visit += 1) {
      await reader.visitAll(["base/why/index.html"], {}, async (page) => {
        await page.locator("button.find").focus();
        await page.waitForFunction(() => handbook.search);
        const asked = state === "cold" ? ["confidentiality"] : ["confidentiality", "who decides on the pairs"];
        times.push(await page.evaluate(async (questions) => {
          let took;
          for (const question of questions) {
            document.querySelector(".search input").value = question;
            const began = performance.now();
            await handbook.search.open();
            took = performance.now() - began;
          }
          return took;
        }, asked));
      });
    }
    return [{ value: times.toSorted((a, b) => a - b)[2], where: "the middle one of five" }];
  },
}));

/** Of the standards: what the checker said of the editions' files is given. */
export const ofStandards = [
  { name: "Errors that the Nu HTML Checker finds", unit: "", atMost: 0, rows: ({ errors }) => none(errors) },
];

/** What a figure is asked to be, in words. */
export const asked = ({ atMost, below, atLeast, unit }) => {
  if (atMost !== undefined) return `≤ ${atMost} ${unit}`.trim();
  if (below !== undefined) return `< ${below} ${unit}`.trim();
  return `≥ ${atLeast} ${unit}`.trim();
};

/** Whether a measured value is what it is asked to be. */
export const holds = ({ atMost = Infinity, below = Infinity, atLeast = -Infinity }, { value }) =>
  value <= atMost && value < below && value >= atLeast;

/** Makes a test of each figure. `context` gives what they are measured on. */
export function hold(figures, context) {
  for (const figure of figures) {
    test(`figure: ${figure.name}, ${asked(figure)}`, async (t) => {
      for (const row of await figure.rows(context)) {
        const says = `${row.of ? `${row.of}: ` : ""}${Number(row.value.toFixed(4))} ${figure.unit}, ${row.where}`;
        t.diagnostic(says.split("\n")[0]);
        assert.ok(holds(figure, row), says);
      }
    });
  }
}
