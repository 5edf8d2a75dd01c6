// The calendar files, read by a parser that has nothing to do with the program that wrote them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import ICAL from "ical.js";
import { build, files } from "./site.mjs";

const site = build();
const calendars = files(site.folder).filter((path) => path.endsWith(".ics"));

after(() => site.remove());

/** Reads a calendar file as strictly as RFC 5545 allows: its name, its zone, and its events with their UTC start. */
function read(bytes) {
  const ensure = (fits, message) => {
    if (!fits) throw new Error(message);
  };
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  ensure(text.endsWith("\r\n"), "the last line has no end");
  ensure(!/\r(?!\n)|(?<!\r)\n/.test(text), "a line does not end with CRLF");
  ensure(!/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text), "there is a control character");
  // Octets are checked line by line, before unfolding: a cut character would not decode.
  let rest = Buffer.from(bytes);
  for (let end; (end = rest.indexOf("\r\n")) >= 0; rest = rest.subarray(end + 2)) {
    const line = new TextDecoder("utf-8", { fatal: true }).decode(rest.subarray(0, end));
    ensure(end <= 75, `longer than 75 octets: ${line}`);
    ensure(line.trim() !== "", "there is an empty line");
  }

  ICAL.design.strict = true;
  const roots = ICAL.parse(text);
  ensure(typeof roots[0] === "string", "there is more than one calendar");
  const calendar = new ICAL.Component(roots);
  ensure(calendar.name === "vcalendar", "this is no calendar");
  const once = (component, ...names) => names.forEach((name) =>
    ensure(component.getAllProperties(name).length === 1, `${component.name} needs one ${name.toUpperCase()}`));
  once(calendar, "version", "prodid", "calscale");
  ensure(calendar.getFirstPropertyValue("version") === "2.0", "this is not version 2.0");

  const zones = new Map();
  for (const component of calendar.getAllSubcomponents("vtimezone")) {
    once(component, "tzid");
    const observances = component.getAllSubcomponents();
    ensure(observances.length > 0, "a VTIMEZONE has no observance");
    observances.forEach((observance) => once(observance, "dtstart", "tzoffsetfrom", "tzoffsetto"));
    const tzid = component.getFirstPropertyValue("tzid");
    ensure(!zones.has(tzid), `${tzid} is defined twice`);
    zones.set(tzid, new ICAL.Timezone(component));
  }

  const uids = new Set();
  const used = new Set();
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    once(component, "uid", "dtstamp", "dtstart");
    ensure(!(component.hasProperty("dtend") && component.hasProperty("duration")), "both DTEND and DURATION");
    const { uid, summary, description, startDate, endDate } = new ICAL.Event(component);
    ensure(!uids.has(uid), `UID ${uid} is there twice`);
    uids.add(uid);
    const tzid = component.getFirstProperty("dtstart").getParameter("tzid");
    const utc = (time) => {
      if (time.isDate) return time;
      const moved = time.clone();
      if (tzid) moved.zone = zones.get(tzid);
      return moved.convertToZone(ICAL.Timezone.utcTimezone);
    };
    if (tzid) {
      ensure(zones.has(tzid), `there is no VTIMEZONE for ${tzid}`);
      used.add(tzid);
    } else {
      ensure(startDate.isDate || startDate.zone === ICAL.Timezone.utcTimezone, `${uid} has a floating time`);
    }
    const start = utc(startDate);
    let end = utc(endDate);
    // A duration is exact time; ical.js adds it to local time, which differs where clocks change.
    if (!start.isDate && component.hasProperty("duration")) {
      end = start.clone();
      end.addDuration(component.getFirstPropertyValue("duration"));
    }
    const categories = component.getAllProperties("categories").flatMap((property) => property.getValues());
    return { uid, summary, description, allDay: start.isDate, start: `${start}`, end: `${end}`, categories };
  });
  zones.forEach((_, tzid) => ensure(used.has(tzid), `nothing uses the VTIMEZONE ${tzid}`));
  // ical.js knows no NAME and leaves its text escaped.
  const name = calendar.getFirstPropertyValue("name")?.replace(/\\(.)/g, (_, c) => (c === "n" || c === "N" ? "\n" : c));
  return { name, zone: calendar.getFirstPropertyValue("x-wr-timezone"), events };
}

test("every firm has calendars, and a strict parser reads each", () => {
  const firms = new Set(calendars.map((path) => path.split("/")[0]));
  for (const firm of ["base", "birch-cole", "halloran-visser", "harbor-lane"]) assert.ok(firms.has(firm), firm);
  for (const path of calendars) {
    const { name, zone, events } = read(readFileSync(join(site.folder, path)));
    assert.ok(name && zone && events.length > 0, path);
    for (const { summary, end, start } of events) assert.ok(summary && end > start, `${path}: ${summary}`);
  }
});

test("a session is at its hour in its zone, summer and winter, and on the day that the page says", () => {
  const path = "birch-cole/set-up/timeline/mentor.ics";
  const { zone, events } = read(readFileSync(join(site.folder, path)));
  assert.equal(zone, "Europe/London");
  const page = readFileSync(join(site.folder, "birch-cole/set-up/timeline/index.html"), "utf8");
  const sessions = events.filter(({ summary }) => summary.startsWith("Session "));
  assert.equal(sessions.length, 6);
  const hours = new Set();
  for (const { start } of sessions) {
    assert.ok(page.includes(`data-date="${start.slice(0, 10)}"`), start);
    hours.add(new Date(start).toLocaleTimeString("en-GB", { timeZone: zone }));
  }
  assert.equal(hours.size, 1, [...hours].join(", "));
  const offsets = new Set(sessions.map(({ start }) => new Date(start).getUTCHours()));
  assert.equal(offsets.size, 2, "some sessions are in winter");
});

test("a date is the same event in the files of both roles", () => {
  const uids = (role) => read(readFileSync(join(site.folder, `base/set-up/timeline/${role}.ics`))).events.map(({ uid }) => uid);
  const mentee = new Set(uids("mentee"));
  assert.ok(uids("mentor").some((uid) => mentee.has(uid)));
});
