// The picture on the first page of the docs: one page of the shipped handbook, as two of its firms have it.
//
//   cargo build --release && cd tests/browser && npm ci && npm run picture
//
// Writes .github/two-firms.png. No test runs this: the picture is taken when somebody asks for it. It shows the fonts
// that this machine has; readers have others, which the firms' lists of fonts name first.

import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { open } from "./browser.mjs";
import { build } from "./site.mjs";

const picture = resolve(dirname(fileURLToPath(import.meta.url)), "../../.github/two-firms.png");
const firms = ["birch-cole", "halloran-visser"];
const path = "index.html";
const half = { width: 640, height: 800 };

const site = build();
const reader = await open(site.folder);
try {
  const shots = [];
  for (const firm of firms) {
    await reader.visitAll([`${firm}/${path}`], { viewport: half, colorScheme: "light" }, async (page) => {
      shots.push((await page.screenshot()).toString("base64"));
    });
  }

  const both = { width: firms.length * half.width, height: half.height };
  await reader.visit({ viewport: both }, async (page) => {
    const line = "outline: 1px solid #d0d0d0; outline-offset: -1px";
    const images = shots.map((shot) => `<img style="${line}" src="data:image/png;base64,${shot}">`);
    await page.setContent(`<body style="display: flex; margin: 0">${images.join("")}</body>`);
    mkdirSync(dirname(picture), { recursive: true });
    await page.screenshot({ path: picture });
  });
  console.log(`${picture}: ${Math.ceil(statSync(picture).size / 1024)} KB`);
} finally {
  await reader.close();
  site.remove();
}
