// How other searches answer the questions that people ask: lunr, which Material for MkDocs has, over the same sections, and Pagefind,
// which Starlight has, over the same pages. Both are given more than ours: a page that they find is right where any of the
// three sections of it that they show is, or where the page itself is.

import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lunr from "lunr";
import { createIndex } from "pagefind";
import { questions } from "./asking.mjs";
import { open } from "./browser.mjs";
import { files, isRedirect } from "./site.mjs";

/** In the page: its sections, each with its heading and the text up to the next one. */
function sections() {
  const all = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (/^H[1-4]$/.test(node.nodeName)) all.push({ id: node.nodeName === "H1" ? "" : node.id, title: node.textContent, text: "" });
    else if (node.nodeType === Node.TEXT_NODE && all.length > 0 && !node.parentElement.closest("h1, h2, h3, h4")) all.at(-1).text += ` ${node.data}`;
  }
  return all;
}

/** Answers of lunr: for each question, what it finds, as lists of addresses of which one is enough. */
async function ofLunr(reader, edition, asked) {
  const found = [];
  await reader.visitAll(edition, {}, async (page, path) => {
    for (const { id, ...section } of await page.evaluate(sections)) found.push({ ref: path.replace(/^base\//, "") + (id ? `#${id}` : ""), ...section });
  });
  const index = lunr(function build() {
    this.ref("ref");
    this.field("title", { boost: 10 });
    this.field("text");
    found.forEach((section) => this.add(section));
  });
  // As words, so that no sign in a question is one of its language.
  const query = (question) => index.query((each) => each.term(lunr.tokenizer(question)));
  return asked.map(({ asked: question }) => query(question).map(({ ref }) => [ref]));
}

/** Answers of Pagefind, asked in a browser as it is meant to be. */
async function ofPagefind(folder, asked) {
  const site = mkdtempSync(join(tmpdir(), "mentorbook-pagefind-"));
  cpSync(join(folder, "base"), site, { recursive: true });
  const { index } = await createIndex({ rootSelector: "main" });
  await index.addDirectory({ path: site, glob: "**/*.html" });
  await index.writeFiles({ outputPath: join(site, "pagefind") });
  const answers = [];
  // It compiles WebAssembly, which the strictest policy forbids.
  const reader = await open(site, {});
  try {
    await reader.visitAll(["why/index.html"], {}, async (page) => {
      for (const { asked: question } of asked) {
        answers.push(await page.evaluate(async (words) => {
          const pagefind = await import("/pagefind/pagefind.js");
          const { results } = await pagefind.search(words);
          const shown = await Promise.all(results.slice(0, 3).map((result) => result.data()));
          const address = (url) => url.replace(/^\//, "").replace(/\/(?=#|$)/, "/index.html").replace(/^(?=#|$)/, "index.html");
          return shown.map(({ url, sub_results }) => {
            const best = sub_results.toSorted((a, b) => b.locations.length - a.locations.length).slice(0, 3);
            return [address(url), ...best.map((part) => address(part.url))];
          });
        }, question));
      }
    });
  } finally {
    await reader.close();
    rmSync(site, { recursive: true, force: true });
  }
  return answers;
}

/** For each peer and set: for how many per cent of the questions a right section is first, and among the first three. */
export async function peers({ folder, reader }) {
  const rows = [];
  const edition = files(folder).filter((path) => /^base\/.*\.html$/.test(path) && !/404|recent|a-z/.test(path) && !isRedirect(readFileSync(join(folder, path), "utf8")));
  for (const set of ["tune", "held-out"]) {
    const asked = questions(set);
    if (asked.length === 0) continue;
    const all = { lunr: await ofLunr(reader, edition, asked), Pagefind: await ofPagefind(folder, asked) };
    for (const [name, answers] of Object.entries(all)) {
      const at = answers.map((found, i) => found.findIndex((addresses) => addresses.some((to) => asked[i].right.includes(to))));
      const share = (isThere) => (100 * at.filter(isThere).length) / at.length;
      rows.push({ name, set, first: share((place) => place === 0), three: share((place) => place >= 0 && place < 3) });
    }
  }
  return rows;
}
