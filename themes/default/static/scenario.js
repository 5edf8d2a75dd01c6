// Scenarios of a knowledge check: readers see one scene, choose, and see what follows. What they chose stays open: whoever
// chooses otherwise goes on from there. On paper, and without this file, all scenes stand below each other by number.
{
  const { all, first, make, word } = handbook;
  /** The sign of a choice by its place among those of its scene. */
  const sign = (at) => at.toString(36);
  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();

  /** A choice becomes a button for the screen beside its text for paper. Links would swallow the click, so they become text. */
  const asButton = (item) => {
    const text = make("span", { className: "text" }, ...[...item.childNodes].map((node) => node.cloneNode(true)));
    all(".turn", text).forEach((turn) => turn.remove());
    all("a", text).forEach((link) => link.replaceWith(...link.childNodes));
    const button = make("button", { type: "button", className: "branch on-screen" }, text);
    item.replaceChildren(button, make("span", { className: "on-paper" }, ...item.childNodes));
    return { button, to: item.dataset.to, text: plain(text) };
  };

  /** The scenes of a scenario below its `heading`; `moved` is called after each choice. */
  handbook.scenario = (question, heading, moved) => {
    const scenes = all(":scope > .scene", question).map((element) => {
      const title = first(":is(h1, h2, h3, h4, h5, h6)", element);
      if (title) title.tabIndex = -1;
      const { number, scene: id, right } = element.dataset;
      element.style.setProperty("--number", number);
      const text = plain(element);
      return { element, id, text, start: title ?? heading, isRight: right === "yes", branches: all(".branches > li", element).map(asButton) };
    });
    const sceneOf = (branch) => scenes.find(({ element }) => element.dataset.number === branch.to);
    /** The scenes so far, each with the place of what was chosen in it. */
    let path = [];
    const here = () => path.at(-1).scene;

    const show = () => {
      const shown = path.map(({ scene }) => scene);
      const hidden = scenes.filter((scene) => !shown.includes(scene));
      [...shown, ...hidden].forEach(({ element }) => first(".asked", question).append(element));
      for (const { element, branches } of scenes) {
        const step = path.find(({ scene }) => scene.element === element);
        element.hidden = !step;
        branches.forEach(({ button }, at) => button.setAttribute("aria-pressed", String(step?.chosen === at)));
      }
    };
    /** Takes a choice; what was chosen further on is gone. A scene that was there before is gone back to. */
    const choose = (step, at) => {
      const scene = sceneOf(step.scene.branches[at]);
      if (!scene) return false;
      step.chosen = at;
      path.length = path.indexOf(step) + 1;
      const back = path.findIndex((earlier) => earlier.scene === scene);
      if (back < 0) path.push({ scene, chosen: null });
      else {
        path.length = back + 1;
        path[back].chosen = null;
      }
      return true;
    };
    const begin = () => {
      path = [{ scene: scenes[0], chosen: null }];
      show();
    };

    const how = make("p", { className: "how" },
      make("span", { className: "on-screen" }, word("scenario_on_screen")), make("span", { className: "on-paper" }, word("scenario_on_paper")));
    const asked = make("div", { className: "asked" }, ...scenes.map(({ element }) => element));
    question.prepend(how, asked);
    begin();
    for (const { element, branches } of scenes) {
      branches.forEach(({ button }, at) =>
        button.addEventListener("click", () => {
          const step = path.find(({ scene }) => scene.element === element);
          if (!step || !choose(step, at)) return;
          show();
          here().start.focus();
          moved();
        }));
    }

    return {
      texts: scenes.map(({ text }) => text),
      hasEnded: () => here().branches.length === 0,
      isBest: () => here().isRight,
      /** The choices so far, a sign for each; none before the first. */
      value: () => path.filter(({ chosen }) => chosen !== null).map(({ chosen }) => sign(chosen)).join("") || null,
      restore(value) {
        begin();
        for (const letter of value) {
          const step = path.at(-1);
          const at = step.scene.branches.findIndex((branch, place) => sign(place) === letter);
          if (at < 0 || !choose(step, at)) break;
        }
        show();
      },
      /** The end that was reached and one that is right, as learning systems are told. */
      told: () => ({ given: here().id, right: here().isRight ? here().id : (scenes.find(({ isRight }) => isRight)?.id ?? "") }),
      begin,
      start: heading,
    };
  };
}
