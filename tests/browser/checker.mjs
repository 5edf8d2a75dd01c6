// The Nu HTML Checker, which holds pages, style sheets and drawings against their standards. Needs Java.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { files } from "./site.mjs";

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

/**
 * What the checker says and is not held against a file. Its part for style sheets is years behind browsers; the odd names
 * are what the small handbook has them for. A remark that is not made any more fails the tests.
 */
export const known = [
  { says: /^CSS: Unrecognized at-rule “@container”/, why: "CSS Containment 3: container queries" },
  { says: /^CSS: “container-type”: Property “container-type” doesn't exist/, why: "CSS Containment 3: container queries" },
  { says: /^CSS: “animation-timeline”: Property “animation-timeline” doesn't exist/, why: "Scroll-driven Animations 1, within @supports" },
  { says: /^CSS: “field-sizing”: Property “field-sizing” doesn't exist/, why: "CSS Form Control Styling 1" },
  { says: /^CSS: Parse Error/, at: /highlight\(found\)/, why: "CSS Custom Highlight API 1" },
  { says: /^CSS: “(max-width|--column)”: Invalid type: “100%, (calc\()?var\(--measure\)/, why: "CSS Values 4: min() of a percentage and a variable" },
];

/**
 * Checks all files below a folder, in one run: starting Java costs more than most folders. Gives what is wrong, a line
 * for each, how many files were checked, and which of the known remarks were made.
 */
export function check(folder) {
  const paths = files(folder).filter((path) => /\.(html|css|svg)$/.test(path));
  const kinds = ["--also-check-css", "--also-check-svg", "--format", "json", "--stdout", "--exit-zero-always"];
  // Lists deep within lists take more stack than Java gives by itself; a short run is faster without its second compiler.
  const java = ["-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", jar];
  const limits = { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 };
  const { error, status, stdout, stderr } = spawnSync("java", [...java, ...kinds, ...paths.map((path) => join(folder, path))], limits);
  if (error?.code === "ENOENT") throw new Error("java is not there: the checker needs it (Debian: `apt install default-jre-headless`)");
  if (error || status !== 0) throw error ?? new Error(`the checker failed with ${status}:\n${stderr}`);

  const used = new Set();
  const errors = [];
  for (const { type, url, lastLine, message, extract = "" } of JSON.parse(stdout).messages) {
    // Warnings are opinions. A file that could not be read to its end is an error, too.
    if (type === "info") continue;
    const remark = known.find(({ says, at }) => says.test(message) && (!at || at.test(extract)));
    used.add(remark);
    const path = relative(folder, decodeURIComponent(new URL(url).pathname)).split(sep).join("/");
    // Where it checks several kinds of files, it counts the lines of pages and drawings from 0.
    const line = path.endsWith(".css") ? lastLine : lastLine + 1;
    if (!remark) errors.push(`${path}:${line}: ${message} ${JSON.stringify(extract)}`);
  }
  return { errors, checked: paths.length, used };
}
