// Every page, style sheet and drawing is as its standard has it, by the Nu HTML Checker: those of the shipped editions, of
// the small handbook with each kind of page, of each language, and the report.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, known } from "./checker.mjs";
import { hold, ofStandards } from "./figures.mjs";
import { build, report } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mentorbook-nu-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let found;
const errorsIn = (part) => found.errors.filter((error) => error.startsWith(`${part}/`));

before(() => {
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [part, handbook] of Object.entries({ shipped: undefined, kinds: "handbook", languages: "languages" })) {
    const site = build(handbook && join(here, handbook));
    renameSync(site.folder, join(folder, part));
    site.remove();
  }
  write("report/index.html", report());
  write("wrong/page.html", "<!doctype html>\n<html lang=en>\n<title>Wrong</title>\n<p><b>open</p>\n<ul><p>no item</ul>\n");
  write("wrong/style.css", "p { colour: red }\n");
  write("wrong/drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"><circle ray="1"/></svg>\n');
  found = check(folder);
});

hold(ofStandards, { get errors() { return errorsIn("shipped"); } });

test("nothing is wrong with each kind of page, each language and the report", () => {
  assert.deepEqual(["kinds", "languages", "report"].flatMap(errorsIn), []);
  assert.ok(found.checked > 500, `only ${found.checked} files were checked`);
});

test("what is wrong is told, with file and line", () => {
  for (const place of ["page.html:4: ", "page.html:5: ", "style.css:1: ", "drawing.svg:1: "]) {
    assert.ok(found.errors.some((error) => error.startsWith(`wrong/${place}`)), `${place} in ${errorsIn("wrong").join("\n")}`);
  }
});

test("every remark that is left out is still made", () => {
  assert.deepEqual(known.filter((remark) => !found.used.has(remark)).map(({ why }) => why), []);
});
