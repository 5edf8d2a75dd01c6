// How the handbook is asked in a browser.

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The field in which one asks, and what is offered below it. */
export const field = (page) => page.locator(".search [role=combobox]");
export const options = (page) => page.locator(".search [role=option]");

export async function openSearch(page) {
  await page.keyboard.press("/");
  await page.locator(".search[open]").waitFor();
}

/** Closes it as readers do. The browser does that a moment after the key: what is typed before goes into the field. */
export async function closeSearch(page) {
  await page.keyboard.press("Escape");
  await page.locator(".search:not([open])").waitFor({ state: "attached" });
}

/** Asks, and waits until that is answered: what an earlier question found is gone, as the field tells. */
export async function ask(page, text) {
  await field(page).fill(text);
  await page.evaluate(() => handbook.search.open());
}

/** Where the options lead, in their order, below the base's edition. */
export const found = (page) =>
  options(page).evaluateAll((all) => all.filter((option) => option.href).map((option) => option.href.replace(/^.*?\/base\//, "")));

/** The questions that people ask (tests/it/search/questions.yaml), with the addresses of the right sections. */
export function questions(set) {
  const text = readFileSync(join(repository, "tests/it/search/questions.yaml"), "utf8");
  const address = (place) => {
    const [file, section] = place.split("#");
    const path = file.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, "/");
    return `${path}index.html${section ? `#${section}` : ""}`;
  };
  const all = [...text.matchAll(/^- ask: (".*")\n {2}right: (\[.*\])\n {2}set: (.+)$/gm)];
  const read = all.map(([, asked, right, of]) => ({ asked: JSON.parse(asked), right: JSON.parse(right).map(address), of }));
  return read.filter(({ of }) => of === set);
}
