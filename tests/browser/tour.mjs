// Every page in a real browser, opened once wide and once narrow: what axe finds on it, what sticks out, what it asks for,
// what is on paper. Tests and figures read what the tour has seen.

import { findings, overflowing } from "./browser.mjs";

const [wide, middle, narrow] = [{ width: 1280, height: 900 }, { width: 800, height: 900 }, { width: 320, height: 640 }];
/** How many pages are open at once: as many as there are cores where this has to be fast. */
const lanes = 2;

/** In the page: what it holds, and what of that would be against a strict policy. */
async function held() {
  // Pictures further down are fetched when they come into view.
  for (const picture of document.images) {
    picture.loading = "eager";
    await picture.decode().catch(() => {});
  }
  const isSeen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  // As it was written: scripts may set styles, by the policy, too.
  const written = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const isHandler = ({ name }) => name.startsWith("on");
  return {
    kind: [...document.body.classList].find((name) => name === "is-home") ?? document.body.className.match(/kind-(\S+)/)?.[1] ?? "other",
    isWork: document.querySelector(".question, .form, .self-check, .picker, body.is-home") !== null,
    titles: all("h1").length,
    ids: all("[id]").map(({ id }) => id),
    hrefs: all("[href], [src]").map((element) => element.href ?? element.src),
    broken: all("img").filter((picture) => !picture.naturalWidth).map((picture) => picture.src),
    hasNavigation: isSeen(document.querySelector(".sidebar a")),
    hasMenu: all(".menu").some(isSeen),
    inline: all("script:not([src]), style, [style]", written).length
      + all("*", written).filter((element) => [...element.attributes].some(isHandler)).length,
  };
}

/** In the page, as it is printed: which controls are on paper, how many tabs are not, and the colour of the ink. */
function printed() {
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    controls: all(".tool, .sidebar, .pager, .skip, .contents, .breadcrumb, button, .answer").filter(isSeen).map((element) => element.outerHTML.slice(0, 80)),
    tabsLost: all(".tab").filter((tab) => !isSeen(tab)).length,
    ink: getComputedStyle(document.body).color,
  };
}

/** One page: in a wide window, then in a narrow one. Where it is looked at closely, axe sees each width in both schemes. */
async function look({ wide: window, narrow: phone, address }, path, closely) {
  const found = [];
  const axe = async (page, colorScheme, { width }) => {
    await page.emulateMedia({ colorScheme });
    found.push(...(await findings(page)).map((finding) => `${colorScheme}, ${width}: ${finding}`));
  };

  const requests = [];
  const note = (request) => requests.push({ url: request.url(), type: request.resourceType() });
  const { page } = window;
  page.on("request", note);
  await page.goto(address(path), { waitUntil: "load" });
  page.off("request", note);
  const facts = await page.evaluate(held);
  await axe(page, "light", wide);
  if (closely) {
    await axe(page, "dark", wide);
    await page.setViewportSize(middle);
    await axe(page, "dark", middle);
    await axe(page, "light", middle);
    await page.setViewportSize(wide);
  }
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const paper = await page.evaluate(printed);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });

  await phone.page.goto(address(path), { waitUntil: "load" });
  const sticksOut = await overflowing(phone.page);
  await axe(phone.page, "dark", narrow);
  if (closely) await axe(phone.page, "light", narrow);

  const complaints = [window, phone].flatMap(({ complaints }) => complaints.splice(0));
  return { path, ...facts, requests, paper, sticksOut, complaints, findings: found };
}

/**
 * Visits pages in windows of an opened reader, some at once; gives what there is to say of each. `isClose` says which pages
 * axe sees in light and dark at all three widths; it sees the others in light when wide and in dark when narrow.
 */
export async function tour(reader, paths, isClose = () => true) {
  const waiting = [...paths];
  const seen = new Map();
  const lane = async () => {
    const windows = await Promise.all([wide, narrow].map((viewport) => reader.enter({ viewport })));
    try {
      const [one, other] = windows;
      for (let path = waiting.shift(); path; path = waiting.shift()) {
        seen.set(path, await look({ wide: one, narrow: other, address: reader.address }, path, isClose(path)));
      }
    } finally {
      await Promise.all(windows.map(({ leave }) => leave()));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return paths.map((path) => seen.get(path));
}
