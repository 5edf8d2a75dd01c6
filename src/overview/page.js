const rows = document.querySelector("tbody");
const headings = [...document.querySelectorAll("thead th")];
const value = (row, column) => row.cells[column].dataset.value;

headings.forEach((heading, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = heading.textContent;
  heading.replaceChildren(button);

  button.addEventListener("click", () => {
    // Names begin with the first, numbers and days with the greatest.
    const first = column === 0 ? "ascending" : "descending";
    const other = column === 0 ? "descending" : "ascending";
    const order = heading.getAttribute("aria-sort") === first ? other : first;
    headings.forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", order);

    const sign = order === "ascending" ? 1 : -1;
    const compare = (a, b) =>
      value(a, column).localeCompare(value(b, column), "en", { numeric: true });
    rows.append(...[...rows.rows].sort((a, b) => sign * compare(a, b)));
  });
});
