// Prints the figures that readers of the shipped handbook are promised: what each is asked to be, and what it is.
//
//   cargo build --release && cd tests/browser && npm ci && npm run figures
//   npm run figures -- --times       # those that are times, too, which depend on the machine
//
// Looks at every page of every edition in light and dark at three widths. Fails where a figure is not what is asked.

import { parseArgs } from "node:util";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { open } from "./browser.mjs";
import { check } from "./checker.mjs";
import { asked, holds, ofPages, ofQuestions, ofSearch, ofStandards, ofTimes } from "./figures.mjs";
import { peers } from "./peers.mjs";
import { build, files, isRedirect } from "./site.mjs";
import { tour } from "./tour.mjs";

const { values: flags } = parseArgs({ options: { times: { type: "boolean" } } });
const site = build();
const reader = await open(site.folder);
let over = 0;

const line = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const number = (value) => String(Number(value.toFixed(value < 1 ? 4 : 1)));

async function print(figures, context) {
  for (const figure of figures) {
    for (const row of await figure.rows(context)) {
      const isKept = holds(figure, row);
      if (!isKept) over += 1;
      const name = row.of ? `${figure.name}: ${row.of}` : figure.name;
      line(name, asked(figure), `${number(row.value)} ${figure.unit}`.trim(), isKept ? "" : "**not kept**", row.where.split("\n")[0]);
      if (!isKept) console.error(`${name}:\n${row.where}`);
    }
  }
}

try {
  line("figure", "asked", "measured", "", "where");
  line("---", "---", "---", "---", "---");
  const paths = files(site.folder).filter((path) => path.endsWith(".html") && !isRedirect(readFileSync(join(site.folder, path), "utf8")));
  let toured;
  const context = { folder: site.folder, reader, pages: () => (toured ??= tour(reader, paths)) };
  await print(ofPages, context);
  await print(ofStandards, check(site.folder));
  await print(ofSearch, context);
  await print(ofQuestions, context);
  for (const { name, set, first, three } of await peers(context)) {
    line(`${name}: questions (${set}) with a right section first, among the first three`, "", `${number(first)} %, ${number(three)} %`, "", "");
  }
  if (flags.times) await print(ofTimes, context);
} finally {
  await reader.close();
  site.remove();
}
process.exitCode = over > 0 ? 1 : 0;
