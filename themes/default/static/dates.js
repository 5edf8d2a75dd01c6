// The calendar by the reader's clock: which dates have passed, which is today's and which is next.
{
  const { all, enhance, first, make, today, word } = handbook;

  enhance(".timeline, .timeline-strip", (timeline) => {
    if (timeline.matches(".ready")) return;
    timeline.classList.add("ready");
    const steps = all("[data-date]", timeline);
    const ahead = steps.map((step) => step.dataset.date).filter((date) => date > today).sort()[0];
    steps.forEach((step) => {
      const { date } = step.dataset;
      const [state, name] = date < today ? ["past", "past"] : date === today ? ["today", "today"] : date === ahead ? ["next", "next_date"] : [];
      if (!state) return;
      step.classList.add(state);
      if (state === "today") step.setAttribute("aria-current", "date");
      first("time", step)?.after(" ", make("span", { className: `when ${state}` }, word(name)));
    });
  });
}
