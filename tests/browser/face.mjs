// How the handbook looks: its fonts come from the edition itself, its sizes are few, its lines of a length to read, and
// three firms side by side are not one site in three hues.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { findings, inBoth, opened } from "./browser.mjs";
import { build, files, isRedirect } from "./site.mjs";

const site = build();
const firms = ["birch-cole", "halloran-visser", "harbor-lane"];
/** One page of each kind. */
const kinds = [
  "index.html",
  "ground-rules/index.html",
  "taking-part/mentor-guide/index.html",
  "ground-rules/default-rules/index.html",
  "training/m1-essentials/index.html",
  "toolkit/agreement/index.html",
  "toolkit/session-log/index.html",
  "set-up/timeline/index.html",
  "reference/glossary/index.html",
  "404.html",
];
const all = files(site.folder);
const pages = (firm, of) => of.map((page) => `${firm}/${page}`).filter((page) => all.includes(page));

const reader = opened(site);

test("fonts lie in every edition with their licences, and are small together", () => {
  for (const edition of [...firms, "base", "base.facilitators"]) {
    const folder = join(site.folder, edition, "_assets/fonts");
    const fonts = readdirSync(folder);
    const bytes = fonts.filter((name) => name.endsWith(".woff2")).map((name) => statSync(join(folder, name)).size);
    assert.equal(bytes.length, 4, edition);
    assert.ok(bytes.reduce((sum, size) => sum + size) <= 90_000, `${bytes}`);
    for (const family of ["literata", "figtree"]) {
      const licence = fonts.find((name) => name.startsWith(`${family}-licence`));
      assert.match(readFileSync(join(folder, licence), "utf8"), /SIL Open Font License, Version 1\.1/);
    }
  }
});

test("pages are drawn with them, from a server and from a folder", async () => {
  // A browser that has never been here may have to wait for them once; then it has them.
  for (const firm of firms) {
    for (const start of [reader.address(""), `${pathToFileURL(site.folder).href}/`]) {
      await reader.visit({}, async (page) => {
        for (const path of ["index.html", "training/m1-essentials/index.html"]) await page.goto(`${start}${firm}/${path}`);
        const fonts = await page.evaluate(async () => {
          await document.fonts.ready;
          return [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family);
        });
        assert.ok(fonts.includes(firm === "harbor-lane" ? "Figtree" : "Literata"), `${start}${firm}: ${fonts}`);
      });
    }
  }
});

test("a page has at most seven sizes of text", async () => {
  for (const firm of firms) {
    // The home page has a scale of its own.
    await reader.visitAll(pages(firm, kinds.slice(1)), {}, async (page, path) => {
      for (const viewport of [{ width: 360, height: 780 }, { width: 1280, height: 900 }]) {
        await page.setViewportSize(viewport);
        const sizes = await page.evaluate(() => {
          const found = new Map();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".vh, option, svg")) continue;
            const size = Math.round(Number.parseFloat(getComputedStyle(element).fontSize) * 10) / 10;
            if (size > 0 && !found.has(size)) found.set(size, element.outerHTML.slice(0, 80));
          }
          return [...found];
        });
        assert.ok(sizes.length <= 7, `${path} at ${viewport.width}: ${JSON.stringify(sizes, null, 1)}`);
      }
    });
  }
});

test("running text has 60 to 75 characters a line", async () => {
  for (const firm of firms) {
    await reader.visitAll([`${firm}/taking-part/mentee-guide/index.html`], {}, async (page) => {
      for (const width of [800, 1024, 1280, 1600, 2200]) {
        await page.setViewportSize({ width, height: 900 });
        const lengths = await page.evaluate(() => {
          const lengths = [];
          for (const paragraph of document.querySelectorAll(".prose > p")) {
            const lines = new Map();
            const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              for (const word of walker.currentNode.data.matchAll(/\S+\s?/g)) {
                const range = document.createRange();
                range.setStart(walker.currentNode, word.index);
                range.setEnd(walker.currentNode, word.index + word[0].trimEnd().length);
                const line = Math.round(range.getClientRects()[0].bottom / 8);
                lines.set(line, (lines.get(line) ?? 0) + word[0].length);
              }
            }
            // The last line ends where the text does.
            lengths.push(...[...lines.values()].slice(0, -1));
          }
          return lengths.sort((a, b) => a - b);
        });
        const median = lengths[lengths.length >> 1];
        assert.ok(lengths.length > 8 && median >= 58 && median <= 76, `${firm} at ${width}: ${median} of ${lengths}`);
      }
    });
  }
});

/** The contrast of two colours, by WCAG 2.2. */
function contrast(...colors) {
  const [a, b] = colors.map((color) => {
    const [red, green, blue] = color.match(/[\d.]+/g).map((channel) => {
      const value = channel / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

test("secondary text stands out seven times from what is behind it on light pages", async () => {
  for (const firm of firms) {
    await reader.visit({ colorScheme: "light" }, async (page) => {
      await page.goto(reader.address(`${firm}/training/index.html`));
      const [muted, ...behind] = await page.evaluate(() =>
        ["--muted", "--bg", "--surface", "--wash"].map((token) => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = `var(${token})`;
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        }));
      for (const color of behind) assert.ok(contrast(muted, color) >= 7, `${firm}: ${muted} on ${color}`);
    });
  }
});

test("three firms side by side are not one site in three hues", async () => {
  const looks = new Map();
  for (const firm of firms) {
    await reader.visit({ colorScheme: "light" }, async (page) => {
      const seen = {};
      const see = async (path, what) => {
        await page.goto(reader.address(`${firm}/${path}`));
        Object.assign(seen, await page.evaluate((wanted) => {
          const light = (color) => {
            const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
            return alpha === 0 ? "none" : (red * 2 + green * 5 + blue) / 8 > 128 ? "light" : "dark";
          };
          const entries = Object.entries(wanted).map(([name, [selector, property]]) => {
            const style = getComputedStyle(document.querySelector(selector));
            const value = style[property] ?? style.getPropertyValue(property);
            return [name, /rgb|oklab/.test(value) && property.endsWith("Color") ? light(value) : value.split(",")[0]];
          });
          return Object.fromEntries(entries);
        }, what));
      };
      await see("index.html", {
        hero: [".welcome", "backgroundColor"],
        header: [".site-header", "backgroundColor"],
        rule: [".site-header", "borderBottomStyle"],
        title: [".welcome h1", "fontFamily"],
        size: [".welcome h1", "fontSize"],
      });
      await see("training/index.html", {
        opener: ["article > header", "backgroundColor"],
        list: [".children ul", "display"],
        heading: [".prose h2, .children h2", "fontWeight"],
        text: [".prose > p", "fontFamily"],
        measure: [".prose > p", "fontSize"],
        corner: [":root", "--radius"],
      });
      looks.set(firm, seen);
    });
  }
  for (const [one, other] of [[0, 1], [0, 2], [1, 2]]) {
    const [a, b] = [looks.get(firms[one]), looks.get(firms[other])];
    const different = Object.keys(a).filter((name) => a[name] !== b[name]);
    assert.ok(different.length >= 5, `${firms[one]} and ${firms[other]} differ in ${different}`);
  }
});

test("what a link has led to is marked, and axe finds nothing there", async () => {
  for (const firm of firms) {
    await reader.visitAll([`${firm}/ground-rules/default-rules/index.html#gr-04`], {}, async (page) => {
      await inBoth(page, async (colorScheme) => {
        const marked = await page.evaluate(() => {
          const shown = (element) => element && !/, 0\)$|transparent/.test(getComputedStyle(element).backgroundColor);
          const heading = document.getElementById("gr-04");
          return shown(heading) || shown(heading.querySelector(".code"));
        });
        assert.ok(marked, `${firm}, ${colorScheme}`);
        assert.deepEqual(await findings(page), [], `${firm}, ${colorScheme}`);
      });
    });
  }
});

test("an edition that is not for everyone says so on each page", () => {
  for (const path of all.filter((path) => path.endsWith(".html"))) {
    const html = readFileSync(join(site.folder, path), "utf8");
    if (isRedirect(html)) continue;
    assert.equal(html.includes('class="edition-band"'), path.split("/")[0].endsWith(".facilitators"), path);
  }
});
