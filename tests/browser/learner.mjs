// Somebody who takes a module in a learning system, or without one.

import assert from "node:assert/strict";

/** In the page: answers a question, and has it checked. */
function solve(id, isRight) {
  const question = document.querySelector(`.question[data-id="${id}"]`);
  const { type } = question.dataset;
  const keys = [...question.querySelectorAll(".reasons > li")].map((item) => item.dataset.right === "yes");
  if (type === "matching") {
    question.querySelectorAll("tbody tr[data-answer]").forEach((row) => {
      const select = row.querySelector("select");
      select.value = isRight ? row.dataset.answer : "1";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  } else if (type === "ordering") {
    const items = () => [...question.querySelectorAll(".options > li")];
    const place = (item) => (isRight ? Number(item.dataset.place) : items().length - item.dataset.place);
    for (let round = 0; round < items().length; round += 1) {
      items().forEach((item, at, all) => {
        if (at > 0 && place(item) < place(all[at - 1]) && item.previousElementSibling === all[at - 1]) item.querySelector(".up").click();
      });
    }
  } else {
    const chosen = type === "multiple" ? keys.map((key) => key === isRight) : keys.map((key, at) => key === isRight && keys.indexOf(isRight) === at);
    chosen.forEach((isChosen, at) => {
      const input = document.getElementById(`${id}-answer-${at + 1}`);
      if (input.checked !== isChosen) input.click();
    });
  }
  question.querySelector(".asked .actions button").click();
}

/** A module open in a window, in a system or on its own. */
export function seat(page, isInSystem) {
  const frame = () => (isInSystem ? page.frames().find((each) => each.url().includes("/content/")) : page.mainFrame());
  const answer = async (id, isRight = true) => frame().evaluate(`(${solve})(${JSON.stringify(id)}, ${isRight})`);
  const said = () => frame().locator(".record-bar .said").textContent();
  const count = () => frame().locator(".check-bar .count").textContent();
  const calls = () => page.evaluate(() => calls);
  const press = (name) => frame().getByRole("button", { name }).click();
  return { page, frame, answer, said, count, calls, press };
}

/** When the module is there, with what is kept of its questions. */
export async function seated(page, isInSystem = true) {
  const content = isInSystem ? page.frameLocator("iframe") : page;
  await content.locator(".check-bar, .have-read").first().waitFor();
  return seat(page, isInSystem);
}

/**
 * Opens a module by the `address` at which a system launches it, works on it, and leaves it in the way that is meant. What
 * the browser complains of is a failure.
 */
export async function session(browser, how, work, leave = (page) => page.close()) {
  const context = how.context ?? (await browser.newContext({ viewport: { width: 1200, height: 900 }, reducedMotion: "reduce" }));
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const missing = /Failed to load resource/;
  page.on("console", (message) => {
    if (message.type() === "error" && !missing.test(message.text()) && !how.complains?.test(message.text())) errors.push(message.text());
  });
  await page.goto(how.address);
  const result = await work(await seated(page, how.isTop !== true));
  await leave(page);
  if (!how.context) await context.close();
  // What a page sends as it is left comes after it.
  await new Promise((done) => setTimeout(done, 200));
  assert.deepEqual(errors, []);
  return result;
}
