// The home page as each reader has it: asked once, then what is today for them. On the shipped handbook, and on small ones
// that have less to show.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { desktop, findings, inBoth, narrow, open, opened, overflowing, shift } from "./browser.mjs";
import { build } from "./site.mjs";

const site = build();
const firm = "birch-cole";
const home = `${firm}/index.html`;
const KEY = `handbook-role:${firm}`;
const READING = `handbook-reading:${firm}`;
const hand = { width: 360, height: 740 };
/** Before the first date, amid the sessions, and after the last date. */
const [EARLY, AMID, LATE] = ["2027-06-01", "2027-10-10", "2031-01-01"];

const reader = opened(site);

/** Opens a home page on a day, with what the browser has kept. */
const at = ({ day = EARLY, kept = {}, path = home, ...options }, work) =>
  reader.visit({ viewport: hand, ...options }, async (page) => {
    if (options.javaScriptEnabled !== false) {
      await page.clock.setFixedTime(new Date(`${day}T10:00:00`));
      await page.addInitScript((values) => {
        for (const [key, value] of Object.entries(values)) localStorage.setItem(key, value);
      }, kept);
    }
    await page.goto(reader.address(path));
    await work(page);
  });

const storage = (page) => page.evaluate((key) => localStorage.getItem(key), KEY);
const tile = (page, role) => page.locator(`.tile[data-role=${role}]`);
const text = async (page, selector) => (await page.locator(selector).textContent()).replace(/\s+/g, " ").trim();
const isShown = (page, selector) => page.locator(selector).first().isVisible();
const passed = (...modules) =>
  Object.fromEntries(modules.map((module) => [`handbook-progress:${firm}:training/${module}/`, '{"passed":true}']));
const all = passed(
  "m1-essentials",
  "m2-do-all-the-learning",
  "m3-leading-from-day-one",
  "m4-build-your-ground-rules",
  "m6-teach-what-they-think-they-know",
);

describe("asked", () => {
  test("a reader is asked once who they are, and nothing is kept before they say so", async () => {
    await at({}, async (page) => {
      assert.deepEqual(await page.locator(".tile-label").allTextContents(), ["mentor", "mentee", "sponsor", "coordinator", "line manager"]);
      assert.match(await text(page, ".kept"), /stays in this browser.*sent to nobody/);
      assert.equal(await storage(page), null);
      assert.equal(await isShown(page, ".way"), false);
      assert.equal(await isShown(page, ".plan"), false);
      // The dates of the programme: a few, and the way to all.
      assert.equal(await page.locator(".timeline-strip > li:visible").count(), 5);
      assert.ok(await isShown(page, ".to-all-dates a"));
    });
  });

  test("on a phone the first screen holds the role, the next date and the next thing", async () => {
    await at({}, async (page) => {
      const requests = [];
      // The browser may still be after the icon of its tab.
      page.on("request", (request) => request.url().endsWith(".svg") || requests.push(request.url()));
      await tile(page, "mentor").click();
      assert.equal(await storage(page), "mentor");
      assert.deepEqual(requests, []);

      await page.reload();
      await page.locator(".my-page[data-state=today]").waitFor();
      for (const selector of [".as-role", ".next-date .day time", ".next-date .what a", ".next-date .to-calendar", ".next-thing .go a"]) {
        const box = await page.locator(selector).boundingBox();
        assert.ok(box && box.y > 64 && box.y + box.height <= hand.height, `${selector} at ${JSON.stringify(box)}`);
      }
      assert.equal(await text(page, ".as-role"), "mentor");
      assert.deepEqual(await page.locator(".way:visible").evaluateAll((ways) => ways.map((way) => way.dataset.role)), ["mentor"]);
    });
  });

  test("the answer can be changed, and everything shown", async () => {
    await at({ kept: { [KEY]: "sponsor" } }, async (page) => {
      assert.equal(await text(page, ".as-role"), "sponsor");
      await page.locator(".again").click();
      assert.ok(await tile(page, "mentor").evaluate((element) => element === document.activeElement));
      await tile(page, "coordinator").click();
      assert.equal(await text(page, ".as-role"), "coordinator");
      assert.deepEqual([await storage(page), await page.evaluate(() => document.documentElement.dataset.role)], ["coordinator", "coordinator"]);

      await page.locator(".again").click();
      await page.locator(".everything").click();
      assert.deepEqual([await storage(page), await page.evaluate(() => document.documentElement.dataset.role ?? null)], ["*", null]);
      assert.equal(await page.locator(".way:visible").count(), 5);
      assert.ok((await page.locator(".timeline-strip > li:visible").count()) > 5);
      assert.ok(await isShown(page, ".plan"));
    });
  });

  test("a keyboard alone gets there", async () => {
    await at({ viewport: desktop }, async (page) => {
      const focusOn = async (selector) => {
        for (let step = 0; step < 60; step += 1) {
          if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
          await page.keyboard.press("Tab");
        }
        assert.fail(`the keyboard does not get to ${selector}`);
      };
      await focusOn(".tile[data-role=mentee]");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.className), "as-role");
      await focusOn(".next-thing .go a");
      await page.keyboard.press("Enter");
      await page.waitForURL(/m1-essentials/);
      // Every page knows who reads it.
      assert.equal(await page.evaluate(() => document.documentElement.dataset.role), "mentee");
    });
  });

  test("a role that this edition does not have is forgotten, and asked for again", async () => {
    await at({ kept: { [KEY]: "janitor" } }, async (page) => {
      assert.ok(await isShown(page, ".asking"));
      assert.equal(await storage(page), null);
    });
  });

  test("where nothing can be kept, the answer holds for this page, and that is said", async () => {
    await reader.visit({ viewport: hand }, async (page) => {
      await page.addInitScript(() => {
        for (const name of ["getItem", "setItem", "removeItem"]) {
          Storage.prototype[name] = () => {
            throw new DOMException("no", "SecurityError");
          };
        }
      });
      await page.goto(reader.address(home));
      await tile(page, "mentor").click();
      assert.equal(await text(page, ".as-role"), "mentor");
      assert.ok(await isShown(page, ".not-kept"));
      await page.locator(".again").click();
      assert.ok(await isShown(page, ".asking"));
    });
  });
});

describe("today", () => {
  const date = (page) => page.locator(".next-date .day time").getAttribute("datetime");

  test("the next date is that of the role, by the reader's clock", async () => {
    const next = async (role, day) => {
      let found;
      await at({ day, kept: { [KEY]: role } }, async (page) => {
        const link = page.locator(".next-date .what a");
        found = [await date(page), await link.innerText(), await page.locator(".to-calendar").evaluate((file) => file.href.split("/").at(-1))];
        await page.locator(".next-date .what a").click();
        await page.waitForURL(/set-up\/timeline\/index\.html#/);
      });
      return found;
    };
    assert.deepEqual(await next("sponsor", EARLY), ["2027-07-12", "The sponsor decides", "sponsor.ics"]);
    assert.deepEqual(await next("mentor", EARLY), ["2027-08-23", "Replies and questionnaires are due", "mentor.ics"]);
    assert.deepEqual(await next("mentor", AMID), ["2027-10-18", "Two minutes from memory: the phrase", "mentor.ics"]);
    // The day itself still counts.
    assert.deepEqual(await next("mentee", "2027-11-01"), ["2027-11-01", "Session 2", "mentee.ics"]);
    // A line manager is told before the invitations, and has no other dates but everybody's.
    assert.deepEqual((await next("manager", EARLY)).slice(0, 2), ["2027-08-05", "Line managers are told"]);
    assert.deepEqual((await next("manager", "2027-08-06")).slice(0, 2), ["2027-10-04", "Launch"]);
  });

  test("how near it is, is said in words", async () => {
    const soon = async (day) => {
      let words;
      await at({ day, kept: { [KEY]: "mentor" } }, async (page) => (words = await text(page, ".soon")));
      return words;
    };
    assert.deepEqual(
      [await soon("2027-11-01"), await soon("2027-10-31"), await soon("2027-10-25"), await soon("2027-08-02"), await soon(EARLY)],
      ["today", "tomorrow", "in 7 days", "in 3 weeks", "in 3 months"],
    );
  });

  test("when all dates have passed, that is said", async () => {
    await at({ day: LATE, kept: { [KEY]: "mentor" } }, async (page) => {
      assert.ok(await isShown(page, ".next-date .none"));
      assert.equal(await isShown(page, ".next-date .ahead"), false);
      assert.equal(await page.locator(".timeline-strip > li:visible").count(), 5);
    });
  });

  test("the next thing is a module, else what the next date needs, else the next page of the way", async () => {
    const next = async (kept, day = EARLY) => {
      let found;
      await at({ day, kept: { [KEY]: "mentor", ...kept } }, async (page) => {
        found = [await page.locator(".next-thing .go a").innerText(), await text(page, ".next-thing .why:visible")];
      });
      return found;
    };
    assert.deepEqual(await next({}), ["M1 Essentials", "Training that you need"]);
    assert.deepEqual(await next(passed("m1-essentials")), ["M3 Leading from day one", "Training that you need"]);
    assert.deepEqual(await next(all), ["Matching questionnaire", "For your next date"]);
    assert.deepEqual(await next(all, LATE), ["The mentor guide", "Next on your list"]);
    const read = { [READING]: JSON.stringify({ page: "training/m1-essentials/", title: "M1" }) };
    assert.deepEqual(await next({ ...all, ...read }, LATE), ["Module M3, Leading from day one", "Next on your list"]);
  });

  test("modules that are required have ticks and a count", async () => {
    await at({ kept: { [KEY]: "mentee", ...passed("m1-essentials") } }, async (page) => {
      assert.equal(await text(page, ".mine .count"), "1/4");
      assert.deepEqual(await page.locator(".mine li:has(.passed) a").allInnerTexts(), ["M1 Essentials"]);
    });
  });

  test("reading goes on where it was left, and never anywhere else", async () => {
    const place = { page: "why/what-it-is/", title: "<b>What it is</b>", heading: "Why now", id: "why-now" };
    await at({ kept: { [KEY]: "mentor", [READING]: JSON.stringify(place) } }, async (page) => {
      assert.equal(await text(page, ".continue .go"), "<b>What it is</b> Why now");
      await page.locator(".continue a").click();
      await page.waitForURL(/why\/what-it-is\/index\.html#why-now$/);
    });
    for (const page of ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "../other/", 7, null, ""]) {
      await at({ kept: { [KEY]: "mentor", [READING]: JSON.stringify({ ...place, page }) } }, async (opened) => {
        const links = await opened.locator(".continue a:visible").evaluateAll((found) => found.map((link) => link.href));
        assert.ok(links.every((link) => link.startsWith(reader.address(firm))), `${page}: ${links}`);
      });
    }
    for (const damaged of ["", "{", "[]", '"text"', '{"page":7}']) {
      await at({ kept: { [KEY]: "mentor", [READING]: damaged } }, async (page) => {
        assert.equal(await isShown(page, ".continue"), false, damaged);
        assert.ok(await isShown(page, ".next-thing .go a"), damaged);
      });
    }
  });
});

describe("everywhere", () => {
  const states = { asked: {}, "a role": { [KEY]: "mentor", ...passed("m1-essentials") }, everything: { [KEY]: "*" } };

  for (const [name, kept] of Object.entries(states)) {
    test(`nothing is wrong with the page: ${name}`, async () => {
      for (const viewport of [narrow, { width: 800, height: 900 }, { width: 1280, height: 900 }]) {
        await at({ kept, viewport }, async (page) => {
          await inBoth(page, async (colorScheme) => assert.deepEqual(await findings(page), [], `${viewport.width} ${colorScheme}`));
          assert.deepEqual(await overflowing(page), [], `${viewport.width}`);
        });
      }
    });

    test(`nothing moves while the page comes: ${name}`, async () => {
      for (const viewport of [hand, desktop]) {
        await at({ kept, viewport }, async (page) => {
          await page.waitForTimeout(300);
          const moved = await shift(page);
          assert.ok(moved < 0.01, `${viewport.width}: ${moved}`);
        });
      }
    });
  }

  test("every edition asks for the roles that it has, and each of them has a day", async () => {
    for (const edition of ["base", "birch-cole", "halloran-visser", "harbor-lane", "base.facilitators"]) {
      await at({ path: `${edition}/index.html` }, async (page) => {
        const roles = await page.locator(".tile").evaluateAll((tiles) => tiles.map((one) => one.dataset.role));
        assert.deepEqual(roles, ["mentor", "mentee", "sponsor", "coordinator", "manager"], edition);
        for (const role of roles) {
          await tile(page, role).click();
          assert.ok(await isShown(page, ".next-date .what a"), `${edition} ${role}`);
          assert.ok(await isShown(page, ".next-thing .go a"), `${edition} ${role}`);
          await page.locator(".again").click();
        }
      });
    }
  });

  test("without a script a tile leads to what is for its readers", async () => {
    await at({ javaScriptEnabled: false }, async (page) => {
      assert.equal(await isShown(page, ".way"), false);
      assert.equal(await isShown(page, ".kept"), false);
      await tile(page, "mentee").click();
      assert.deepEqual(await page.locator(".way:visible").evaluateAll((ways) => ways.map((way) => way.dataset.role)), ["mentee"]);
      await page.locator(".plan summary").first().click();
      assert.ok((await page.locator(".plan .dates li:visible").count()) > 10);
      assert.deepEqual(await overflowing(page), []);
      assert.ok(await isShown(page, ".plan"));
    });
  });

  test("a way is shown to whoever follows a link to it", async () => {
    await at({ path: `${home}#path-sponsor`, kept: { [KEY]: "mentor" } }, async (page) => {
      assert.ok(await isShown(page, "#path-sponsor"));
      assert.ok(await isShown(page, "#path-mentor"));
    });
  });

  test("it works from a folder", async () => {
    await reader.visit({ viewport: hand }, async (page) => {
      await page.goto(pathToFileURL(join(site.folder, home)).href);
      await tile(page, "mentor").click();
      await page.reload();
      assert.equal(await text(page, ".as-role"), "mentor");
      await page.locator(".next-thing .go a").click();
      await page.waitForURL(/m1-essentials\/index\.html$/);
    });
  });
});

describe("other handbooks", () => {
  /** Builds a handbook of some files and opens its home page. */
  async function on(files, work, options = {}) {
    const root = mkdtempSync(join(tmpdir(), "mentorbook-home-"));
    for (const [path, content] of Object.entries(files)) {
      const file = join(root, "content", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const built = build(root);
    const opened = await open(built.folder);
    try {
      await opened.visit({ viewport: hand, ...options }, async (page) => {
        await page.goto(opened.address("base/index.html"));
        await work(page);
      });
    } finally {
      await opened.close();
      built.remove();
      rmSync(root, { recursive: true, force: true });
    }
  }
  const ways = "# Come in\n\n## Find your way {#paths}\n\n### I cook {#cook audience=cook}\n\n:::pages\n- [Knives](knives.md): sharp ones\n:::\n\n### I serve {#serve audience=waiter}\n\nSmile.\n";
  const knives = "---\ntitle: Knives\ndescription: Sharp ones.\n---\n# Knives\n\nCut.\n";
  const front = "---\ntitle: Welcome\ndescription: A kitchen.\nkind: home\n---\n";
  const project = "title: Kitchen\nlanguage: en\naudiences: [cook, waiter]\n";

  test("without dates and modules a role has its pages, or nothing", async () => {
    await on({ "handbook.yaml": project, "base/index.md": front + ways, "base/knives.md": knives }, async (page) => {
      await tile(page, "cook").click();
      assert.equal(await isShown(page, ".next-date"), false);
      assert.equal(await isShown(page, ".mine"), false);
      assert.equal(await text(page, ".next-thing .go a"), "Knives");
      await page.locator(".again").click();
      await tile(page, "waiter").click();
      assert.equal(await isShown(page, ".today > *"), false);
      assert.ok(await isShown(page, "#serve"));
      assert.deepEqual(await findings(page), []);
    });
  });

  test("a handbook that does not ask has tiles that lead to its sections", async () => {
    await on({ "handbook.yaml": `${project}my_page: false\n`, "base/index.md": front + ways, "base/knives.md": knives }, async (page) => {
      assert.equal(await isShown(page, ".kept"), false);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.roles ?? null), null);
      await tile(page, "cook").click();
      assert.deepEqual(await page.locator(".way:visible").evaluateAll((found) => found.map((way) => way.dataset.role)), ["cook"]);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    });
  });

  test("a handbook for nobody in particular asks nobody", async () => {
    const plain = ways.replaceAll(/ audience=\w+/g, "");
    await on({ "handbook.yaml": "title: Kitchen\nlanguage: en\n", "base/index.md": front + plain, "base/knives.md": knives }, async (page) => {
      assert.equal(await page.locator(".my-page").count(), 0);
      assert.ok(await isShown(page, "#cook"));
      assert.ok(await isShown(page, ".pages a"));
      assert.deepEqual(await findings(page), []);
      assert.deepEqual(await overflowing(page), []);
    });
  });
});
