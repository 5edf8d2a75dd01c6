// Judges of cmi5 that others wrote: xapi-validation says what is wrong with a statement, @cmi5/requirements has the rules of
// the specification by number, and the reference unit of @xapi/cmi5 proves that the store in lms.mjs is one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual as same } from "node:util";

const require = createRequire(import.meta.url);
const { default: problemsOf } = require("xapi-validation");
const requirements = require("@cmi5/requirements");

/** Holds a statement against the standard. */
export function held(statement) {
  assert.deepEqual(problemsOf(statement).map(String), [], JSON.stringify(statement));
}

/** A script that puts the reference unit into `window.Cmi5`. */
export const referenceUnit = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "node_modules/@xapi/cmi5/dist/Cmi5.umd.js"), "utf8");

// --- The rules ------------------------------------------------------------------------------------------------------------

const context = "https://w3id.org/xapi/cmi5/context";
export const verbOf = ({ verb }) => verb.id.split("/").at(-1);
const is = (statement, ...verbs) => verbs.includes(verbOf(statement));
const activities = (statement, list) => [statement.context?.contextActivities?.[list] ?? []].flat().map(({ id }) => id);
const isOf = (statement, category) => activities(statement, "category").includes(`${context}/categories/${category}`);
const isDefined = (statement) => isOf(statement, "cmi5");
const extension = (statement, name) => statement.context?.extensions?.[`${context}/extensions/${name}`];
const isWhole = Number.isInteger;

/** What must be true of each statement, by the number of its rule. */
const ofStatement = {
  "8.1.3.0-3": (it, { actor }) => same(it.actor, actor),
  "9.1.0.0-1": ({ id }) => /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
  "9.2.0.0-2": (it) => !isDefined(it) || it.actor.objectType === "Agent",
  "9.4.0.0-2": (it, { activity }) => !isDefined(it) || it.object.id === activity,
  "9.3.4.0-2": (it, { launchData }) => !isDefined(it) || !is(it, "passed") || !(it.result.score?.scaled < launchData.masteryScore),
  "9.5.1.0-2": (it) => !isDefined(it) || is(it, "passed", "failed") || it.result?.score === undefined,
  "9.5.1.0-3": ({ result }) => result?.score?.raw === undefined || [result.score.raw, result.score.min, result.score.max].every(isWhole),
  "9.5.2.0-1": (it) => !isDefined(it) || !is(it, "passed") || it.result?.success === true,
  "9.5.2.0-3": (it) => !isDefined(it) || is(it, "passed", "failed") || it.result?.success === undefined,
  "9.5.3.0-1": (it) => !isDefined(it) || !is(it, "completed") || it.result?.completion === true,
  "9.5.3.0-2": (it) => !isDefined(it) || is(it, "completed") || it.result?.completion === undefined,
  "9.5.4.1-1": (it) => !is(it, "terminated") || it.result?.duration !== undefined,
  "9.5.4.1-2": (it) => !isDefined(it) || !is(it, "completed") || it.result?.duration !== undefined,
  "9.5.4.1-3": (it) => !isDefined(it) || !is(it, "passed") || it.result?.duration !== undefined,
  "9.6.1.0-1": (it, { registration }) => it.context.registration === registration,
  "9.6.2.0-1": (it, { launchData }) => Object.entries(launchData.contextTemplate.contextActivities)
    .every(([list, wanted]) => wanted.every(({ id }) => activities(it, list).includes(id))),
  "9.6.2.1-1": (it) => isDefined(it) || !is(it, "initialized", "completed", "passed", "failed", "terminated"),
  "9.6.2.2-1": (it) => !isDefined(it) || isOf(it, "moveon") || (it.result?.success ?? it.result?.completion) === undefined,
  "9.6.2.2-2": (it) => !isOf(it, "moveon") || (isDefined(it) && (it.result?.success ?? it.result?.completion) !== undefined),
  "9.6.3.1-4": (it, { id }) => extension(it, "sessionid") === id,
  "9.6.3.2-2": (it, { launchData }) => !isDefined(it) || !is(it, "passed", "failed") || extension(it, "masteryscore") === launchData.masteryScore,
  "9.7.0.0-1": ({ timestamp }) => timestamp !== undefined,
  "9.7.0.0-2": ({ timestamp }) => timestamp === undefined || /(Z|\+00:00)$/.test(timestamp),
  "10.2.1.0-7": (it, { launchData }) => Object.entries(launchData.contextTemplate.extensions).every(([name, value]) => same(it.context.extensions?.[name], value)),
};

/** What must be true of a session, whose statements are in the order of their timestamps. */
const ofSession = {
  "7.1.3.0-1": ({ statements }) => statements.every((it, at) => isDefined(it) || (at > 0 && at < statements.length - 1)),
  "9.3.0.0-2": ({ statements }) => {
    const verbs = statements.filter(isDefined).map(verbOf);
    return new Set(verbs).size === verbs.length;
  },
  "9.3.0.0-3": ({ statements }) => statements.filter((it) => isDefined(it) && is(it, "passed", "failed")).length < 2,
  "9.3.2.0-2": ({ statements }) => verbOf(statements[0]) === "initialized",
  "9.3.8.0-2": ({ statements }) => verbOf(statements.at(-1)) === "terminated",
  "10.2.1.0-5": ({ requests }) => requests.every(({ method, stateId }) => stateId !== "LMS.LaunchData" || method === "GET"),
  "10.2.2.0-9": ({ statements, launchData }) => launchData.launchMode !== "Browse" || statements.every((it) => is(it, "initialized", "terminated")),
  "10.2.2.0-11": ({ statements, launchData }) => launchData.launchMode !== "Review" || statements.every((it) => is(it, "initialized", "terminated")),
  "11.0.0.0-3": ({ requests }) => {
    const at = (wanted) => requests.findIndex(({ path }) => path === wanted);
    return at("/lrs/agents/profile") >= 0 && at("/lrs/agents/profile") < at("/lrs/statements");
  },
  "11.0.0.0-4": ({ requests }) => requests.every(({ path, profileId }) => path !== "/lrs/agents/profile" || profileId === "cmi5LearnerPreferences"),
};

const once = (verb) => ({ sessions }) => sessions.flatMap(({ statements }) => statements).filter((it) => isDefined(it) && is(it, verb)).length < 2;
/** What must be true of all sessions of a registration. */
const ofRegistration = { "9.3.3.0-2": once("completed"), "9.3.4.0-3": once("passed") };

export const rules = [ofStatement, ofSession, ofRegistration].flatMap(Object.keys);

/** The rules that what a store has been sent does not keep, each with what it says. */
export function broken({ sessions, activity, actor, registration }) {
  const begun = sessions.filter(({ statements }) => statements.length > 0).map((session) => {
    const statements = session.statements.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
    return { ...session, statements, activity, actor, registration };
  });
  const failing = (rules, holds) => Object.keys(rules).filter((rule) => !holds(rules[rule]));
  const found = [
    ...begun.flatMap((session) => session.statements.flatMap((statement) => failing(ofStatement, (rule) => rule(statement, session)))),
    ...begun.flatMap((session) => failing(ofSession, (rule) => rule(session))),
    ...failing(ofRegistration, (rule) => rule({ sessions: begun })),
  ];
  return [...new Set(found)].map((rule) => `${rule} ${requirements[rule].txt}`);
}
