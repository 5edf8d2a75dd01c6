// Judges of cmi5 that others wrote: xapi-validation says what is wrong with a statement, and the reference unit of
// @xapi/cmi5 proves that the store in lms.mjs is one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { default: problemsOf } = createRequire(import.meta.url)("xapi-validation");

/** Holds a statement against the standard. */
export function held(statement) {
  assert.deepEqual(problemsOf(statement).map(String), [], JSON.stringify(statement));
}

/** A script that puts the reference unit into `window.Cmi5`. */
export const referenceUnit = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "node_modules/@xapi/cmi5/dist/Cmi5.umd.js"), "utf8");
