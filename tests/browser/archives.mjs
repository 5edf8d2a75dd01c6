// What lies in packages and banks of questions, of every shipped edition: held against the schemas of the standards, and
// read by parsers that others wrote. `npm run judges` fetches the schemas of SCORM; that of cmi5, `CourseStructure.xsd` of
// its specification, is in no registry: CMI5_SCHEMA names a copy of it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "gift-pegjs";
import { memoryPages, validateXML } from "xmllint-wasm";
import { launch } from "./browser.mjs";
import { exported, unzipped } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const made = exported({ formats: "scorm12,scorm2004,cmi5,gift,moodle-xml" });
after(() => made.remove());

const editions = readdirSync(made.folder).filter((name) => !name.startsWith("."));
const read = (folder, file) => readFileSync(join(folder, file), "utf8");

/** The packages in the folder of an edition: what is listed of each, its manifest, its files. */
const packed = (folder) => JSON.parse(read(folder, "packages.json")).packages.map((listed) => {
  const files = unzipped(join(folder, listed.file));
  const [[manifest, bytes]] = files;
  return { ...listed, files, manifest, xml: bytes.toString("utf8") };
});
const packages = editions.flatMap((edition) => packed(join(made.folder, edition)).map((one) => ({ ...one, edition })));
const of = (format) => packages.filter((one) => one.format === format);

// --- Manifests ------------------------------------------------------------------------------------------------------------

const schemas = join(here, "node_modules/.judges/package/lib/schemas/definitionFiles");

/** A schema of these, and the files beside it that they ask for. */
function schemaOf(folder, namespaces) {
  const imports = Object.entries(namespaces).map(([namespace, file]) => `<import namespace="${namespace}" schemaLocation="${file}"/>`);
  const contents = `<schema xmlns="http://www.w3.org/2001/XMLSchema">${imports.join("")}</schema>`;
  const beside = readdirSync(folder).map((fileName) => ({ fileName, contents: readFileSync(join(folder, fileName), "utf8") }));
  return { schema: [{ fileName: "all.xsd", contents }], preload: beside };
}
const scorm2004 = { "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd", "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd" };
const scorm = (folder, namespaces) => () => schemaOf(join(schemas, folder), namespaces);
const judges = {
  "SCORM 1.2": { standard: "scorm12", schema: scorm("scorm12edition", { "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd", "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd" }) },
  "SCORM 2004, 3rd edition": { standard: "scorm2004", schema: scorm("scorm20043rdedition", scorm2004) },
  "SCORM 2004, 4th edition": { standard: "scorm2004", schema: scorm("scorm20044thedition", scorm2004) },
  "cmi5": { standard: "cmi5", schema: () => ({ schema: [{ fileName: "CourseStructure.xsd", contents: readFileSync(process.env.CMI5_SCHEMA, "utf8") }] }) },
};

/** What a schema says is wrong with some texts. */
async function faults(xml, schema = {}) {
  const { errors } = await validateXML({ xml, maxMemoryPages: memoryPages.GiB / 4, ...schema });
  return errors.map(({ rawMessage }) => rawMessage);
}

for (const [name, { standard, schema }] of Object.entries(judges)) {
  const lacks = standard === "cmi5"
    ? !process.env.CMI5_SCHEMA && "CMI5_SCHEMA names no copy of CourseStructure.xsd, which no registry has"
    : !existsSync(schemas) && "the schemas are not there: npm run judges";
  test(`${name}: every manifest is valid, and the schema tells what is not`, { skip: lacks }, async () => {
    const texts = of(standard).map(({ edition, file, xml }) => ({ fileName: `${edition}/${file}.xml`, contents: xml }));
    assert.ok(texts.length > 3 * editions.length);
    assert.deepEqual(await faults(texts, schema()), []);

    const [{ contents: valid }] = texts;
    const wrong = standard === "cmi5"
      ? [[/moveOn="\w+"/, 'moveOn="Sometimes"'], [/<au id="[^"]*"/, "<au"], [/masteryScore="[^"]*"/, 'masteryScore="80"'], [/courseStructure/g, "course"]]
      : [[/(scorm[tT]ype)="sco"/, '$1="page"'], [/<item identifier="/, '<item identifier="1'], [/ identifier="org"/, ""], [/<resources>[^]*<\/resources>/, ""]];
    for (const [from, to] of wrong) {
      const contents = valid.replace(from, to);
      assert.notEqual(contents, valid);
      assert.notDeepEqual(await faults([{ fileName: "wrong.xml", contents }], schema()), [], `${from}`);
    }
  });
}

const values = (xml, attribute) => [...xml.matchAll(new RegExp(`[ \\n]${attribute}="([^"]*)"`, "g"))].map(([, value]) => value);
const unescaped = (text) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name]);

/** What a manifest names that is not there, and what is there without being named. */
function references({ xml, files, manifest }) {
  const problems = [];
  const known = values(xml, "identifier");
  if (new Set(known).size < known.length) problems.push("an identifier is there twice");
  for (const wanted of [...values(xml, "identifierref"), ...values(xml, "default")]) {
    if (!known.includes(wanted)) problems.push(`nothing is called ${wanted}`);
  }
  const there = [...files.keys()].filter((path) => path !== manifest);
  const path = (address) => decodeURI(unescaped(address));
  const listed = [...xml.matchAll(/<file href="([^"]*)"/g)].map(([, address]) => path(address));
  const [start] = [...xml.matchAll(/<resource [^>]*href="([^"]*)"/g)].map(([, address]) => path(address));
  if (!listed.includes(start)) problems.push(`${start} opens it, and is none of its files`);
  problems.push(...listed.filter((file) => !there.includes(file)).map((file) => `${file} is not there`));
  problems.push(...there.filter((file) => !listed.includes(file)).map((file) => `${file} is not named`));
  return problems;
}

test("SCORM: the manifest comes first, each file that it names is there, and no other", () => {
  const all = [...of("scorm12"), ...of("scorm2004")];
  for (const one of all) {
    assert.equal(one.manifest, "imsmanifest.xml");
    assert.deepEqual(references(one), [], one.file);
  }
  const [one] = all;
  const tells = (edit) => references({ ...one, xml: edit(one.xml) })[0];
  assert.match(tells((xml) => xml.replace(/identifierref="/, 'identifierref="x')), /^nothing is called x/);
  assert.match(tells((xml) => xml.replace(/<file href="_assets/, '<file href="_asset')), /is not there$/);
  assert.match(tells((xml) => xml.replace(/<file href="_assets[^>]*>/, "")), /is not named$/);
  assert.match(tells((xml) => xml.replace(/default="org"/, 'default="other"')), /^nothing is called other$/);
});

// Section 13 of the specification. The files of a package are for its unit to know: here those that SCORM names, too.
test("cmi5: the course structure comes first and says what it must", () => {
  const ids = new Set();
  const reports = (path) => /_assets\/package\/record-/.test(path);
  for (const { edition, id: module, xml, files, manifest, file } of of("cmi5")) {
    assert.equal(manifest, "cmi5.xml");
    const inEach = [...xml.matchAll(/<(title|description)><langstring lang="([^"]+)">([^<]+)<\/langstring>/g)];
    assert.deepEqual(inEach.map(([, name]) => name), ["title", "description", "title", "description"], file);
    for (const id of values(xml, "id")) {
      assert.match(id, /^(https:\/\/\S+|urn:uuid:[0-9a-f-]{36})$/, file);
      assert.ok(!ids.has(id), `${id} is there twice`);
      ids.add(id);
    }
    const [[, moveOn, mastery, method]] = xml.matchAll(/<au [^>]*?moveOn="(\w+)"(?: masteryScore="([\d.]+)")? launchMethod="(\w+)"/g);
    assert.deepEqual([moveOn, method], [mastery ? "CompletedAndPassed" : "Completed", "AnyWindow"]);
    assert.ok(mastery === undefined || (mastery > 0 && mastery <= 1), mastery);
    assert.deepEqual([...xml.matchAll(/<url>(.*?)<\/url>/g)].map(([, url]) => files.has(url)), [true]);

    const twin = of("scorm12").find((one) => one.edition === edition && one.id === module);
    const others = (all, own) => [...all.keys()].filter((path) => path !== own && !reports(path)).sort();
    assert.deepEqual(others(files, manifest), others(twin.files, twin.manifest), file);
  }
});

// --- Banks of questions ---------------------------------------------------------------------------------------------------

/** In a page: its graded questions as readers have them. */
function asked() {
  const plain = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  return [...document.querySelectorAll('.question:not([data-counts="no"], [data-type="reflection"])')].map((question) => {
    const { id, type } = question.dataset;
    const feedback = plain(question.querySelector(".answer > .feedback"));
    const reasons = [...question.querySelectorAll(".reasons > li")];
    if (type === "scenario") return { id, type };
    if (type === "matching") {
      const rows = [...question.querySelectorAll(".solution tr")].map((row) => [...row.children].slice(0, 2).map(plain));
      return { id, type, feedback, pairs: rows };
    }
    if (type === "ordering") return { id, type, feedback, pairs: [...question.querySelectorAll(".solution > li")].map((item, at) => [`${at + 1}.`, plain(item)]) };
    const options = [...question.querySelectorAll(".options > li")].map((option, at) => {
      const [reason] = reasons.slice(at);
      const isRight = reason.dataset.right === "yes";
      reason.querySelector(".verdict").remove();
      return { text: plain(option), isRight, reason: plain(reason) };
    });
    return { id, type, feedback, options };
  });
}

/** In a page: texts of HTML as they read. */
const plainOf = (htmls) => htmls.map((html) => {
  const box = document.createElement("div");
  box.innerHTML = html;
  return box.textContent.replace(/\s+/g, " ").trim();
});

/** A question of a bank in the same shape. Its parser leaves the right side of a pair as it is written, with its own signs. */
async function readBack(page, question) {
  const own = { "&&092;": "\\", "&&058;": ":", "&&035;": "#", "&&061;": "=", "&&123;": "{", "&&125;": "}", "&&126;": "~" };
  const decoded = (text) => text.replace(/&&\d{3};/g, (sign) => own[sign]);
  const plain = async (text) => (await page.evaluate(plainOf, [text?.text ?? text ?? ""]))[0];
  const id = question.title.split("/").at(-1);
  const feedback = await plain(question.globalFeedback);
  if (question.type === "Matching") {
    const pairs = question.matchPairs.map(async ({ subquestion, subanswer }) => [await plain(subquestion), await plain(decoded(subanswer))]);
    return { id, feedback, pairs: await Promise.all(pairs) };
  }
  if (question.type === "TF") {
    // What is said of the wrong answer comes first, whatever the parser calls it.
    const said = await Promise.all([question.trueFeedback, question.falseFeedback].map(plain));
    return { id, feedback, isTrue: question.isTrue, said };
  }
  const several = question.choices.some(({ weight }) => weight !== null);
  const options = question.choices.map(async ({ text, isCorrect, weight, feedback: reason }) => ({
    text: await plain(text), isRight: several ? weight > 0 : isCorrect, reason: await plain(reason),
  }));
  if (several) {
    const sum = (sign) => question.choices.reduce((all, { weight }) => all + (Math.sign(weight) === sign ? weight : 0), 0);
    assert.ok(Math.abs(sum(1) - 100) < 0.01 && (sum(-1) === 0 || Math.abs(sum(-1) + 100) < 0.01), id);
  }
  return { id, feedback, options: await Promise.all(options) };
}

describe("banks of questions", () => {
  let browser;
  let page;
  before(async () => {
    browser = await launch();
    page = await browser.newPage();
  });
  after(() => browser.close());

  const bankOf = (folder) => parse(read(folder, "questions.gift.txt")).filter(({ type }) => type !== "Category");
  /** Holds the bank of an edition against the pages of its packages. */
  const hold = async (folder) => {
    const bank = bankOf(folder);
    const modules = packed(folder).filter(({ format }) => format === "scorm12");
    const count = modules.reduce((sum, { questions }) => sum + questions, 0);
    const all = [];
    for (const { files } of modules) {
      await page.setContent(files.get("index.html").toString("utf8").replace(/<script[^>]*><\/script>|<link rel="(stylesheet|icon)[^>]*>/g, ""));
      all.push(...(await page.evaluate(asked)));
    }
    assert.ok(count > 0);
    // No bank has a kind of question that a scenario could be.
    const wanted = all.filter(({ type }) => type !== "scenario");
    assert.deepEqual([bank.length, all.length], [wanted.length, count], folder);

    for (const [at, { type, ...question }] of wanted.entries()) {
      const got = await readBack(page, bank[at]);
      if (got.isTrue === undefined) {
        assert.deepEqual(got, question, folder);
        continue;
      }
      const [yes, no] = question.options;
      const said = [yes, no].sort((a, b) => a.isRight - b.isRight).map(({ reason }) => reason);
      assert.deepEqual({ type, ...got }, { type: "true-false", id: question.id, feedback: question.feedback, isTrue: yes.isRight, said }, folder);
    }
    return bank.map(({ type }) => type);
  };

  test("GIFT: as many questions as there are graded ones, each with its key and what is said of it", async () => {
    for (const edition of editions) await hold(join(made.folder, edition));
  });

  test("GIFT: what means something to it comes back as it is written", async () => {
    const handbook = mkdtempSync(join(tmpdir(), "mentorbook-hostile-"));
    const write = (path, text) => {
      mkdirSync(dirname(join(handbook, "content", path)), { recursive: true });
      writeFileSync(join(handbook, "content", path), text);
    };
    const hostile = "\\~ = \\# {x} : \\\\ \\<b> `~=#{}:\\` // -> $CATEGORY: %50% ::a:: [html]";
    write("handbook.yaml", "title: Handbook\n");
    write("base/index.md", "# Home\n");
    write("base/training/index.md", "# Training\n");
    write("base/training/m1.md", `---\nkind: module\n---\n# M/1: ~ first\n\n## Check {#check}\n
### Which ${hostile} {#q1 question=single}\n\n${hostile}\n\n- [x] ${hostile}\n  > ${hostile}\n- [ ] Other\n\n> ${hostile}\n
### All {#q2 question=multiple}\n\n- [x] ${hostile}\n- [x] One\n  > ${hostile}\n- [ ] Two\n
### Is it {#q3 question=true-false}\n\n- [x] True\n  > ${hostile}\n- [ ] False\n\n> ${hostile}\n
### Order {#q4 question=ordering}\n\n1. ${hostile}\n2. Two\n
### Match {#q5 question=matching}\n\n| A | B |\n|---|---|\n| ${hostile} | One |\n| Two | ${hostile} |\n`);
    const own = exported({ handbook, formats: "scorm12,gift,moodle-xml" });
    assert.deepEqual(await hold(join(own.folder, "base")), ["MC", "MC", "TF", "Matching", "Matching"]);
    assert.deepEqual(await faults([{ fileName: "hostile.xml", contents: read(join(own.folder, "base"), "questions.moodle.xml") }]), []);
    own.remove();
    rmSync(handbook, { recursive: true });
  });

  test("Moodle XML: it is well formed, and has the same questions", async () => {
    const texts = editions.map((edition) => ({ fileName: `${edition}.xml`, contents: read(join(made.folder, edition), "questions.moodle.xml") }));
    assert.deepEqual(await faults(texts), []);
    for (const { fileName, contents } of texts) {
      const names = [...contents.matchAll(/<idnumber>(.*?)<\/idnumber>/g)].map(([, name]) => name);
      assert.deepEqual(names, bankOf(join(made.folder, fileName.replace(/\.xml$/, ""))).map(({ title }) => title));
    }
  });
});
