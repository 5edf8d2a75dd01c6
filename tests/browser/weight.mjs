// What a page loads: its scripts follow from what is on it, and bring the words that they show. No browser is needed:
// everything that a page loads is named in its head. How much that may be says figures.mjs.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { build, files, isRedirect } from "./site.mjs";

const site = build();
after(() => site.remove());

const names = (path) => path.replace(/^.*_assets\//, "").replace(/\.\w+\.js$/, "");

/** Every page with what it loads, as paths of files. */
const pages = files(site.folder).filter((path) => path.endsWith(".html")).flatMap((path) => {
  const html = readFileSync(join(site.folder, path), "utf8");
  if (isRedirect(html)) return [];
  // The page for lost addresses names some twice.
  const loads = (pattern) => [...new Set([...html.matchAll(pattern)].map(([, address]) => join(site.folder, path, "..", address)).filter(existsSync))];
  return [{ path, html, scripts: loads(/<script src="([^"]+)"/g) }];
});

/** What every page has: search, colours, its contents, what is new for its reader. */
const always = ["init", "words", "kinds", "theme", "reader", "find"];
/** What else there is, and what has to stand on a page that loads it. */
const needed = {
  ask: /<div class="question"|class="form[" ]|class="self-check"/,
  check: /<div class="question"/,
  cost: /class="cost"/,
  completion: /<body class="kind-module">[\s\S]*<article(?![^>]* data-questions)/,
  dates: /class="timeline(-strip)?"/,
  home: /<body class="is-home/,
  lost: /<template id="lost">/,
  notes: /class="term"/,
  picker: /class="picker"/,
  messages: /class="message"/,
  record: /<div class="question"|<body class="kind-module"/,
  scenario: /data-type="scenario"/,
  tabs: /class="tabs"/,
  terms: /<body class="kind-glossary"/,
  worksheet: /class="form[" ]|class="self-check"/,
};

test("a page loads the scripts of what stands on it, and no others", () => {
  const seen = new Set();
  for (const { path, html, scripts } of pages) {
    const wanted = Object.keys(needed).filter((name) => needed[name].test(html));
    assert.deepEqual([...new Set(scripts.map(names))].sort(), [...always, ...wanted].sort(), path);
    wanted.forEach((name) => seen.add(name));
  }
  // Whatever a page may load is loaded by one of them.
  // Of the shipped modules none asks nothing; the others load this one once they are passed.
  const loaded = Object.keys(needed).filter((name) => name !== "completion");
  assert.deepEqual([...seen].sort(), loaded.sort());
});

test("a script has the words that it shows, and a page those of no other", () => {
  const own = (name) => {
    const { scripts } = pages.find(({ scripts }) => scripts.some((path) => names(path) === name));
    return readFileSync(scripts.find((path) => names(path) === name), "utf8");
  };
  assert.match(own("check"), /^handbook\.take\('.*"check_answer":"Check answer"/);
  assert.match(own("worksheet"), /^handbook\.take\('.*"save_to_a_file":"Save to a file"/);
  assert.match(own("words"), /JSON\.parse\('\{"language":"[a-zA-Z-]+","words":\{\}\}'\)/);
});
