"use strict";
// The page is complete without this: it lets tables be sorted and filtered, by mouse and by keyboard.
{
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const shown = (cell) => cell.textContent.trim();

  // Numbers stand with thin spaces, signs, percent signs and currencies; a dash stands for none.
  const number = (text) => {
    const digits = text.replace(/[\u202f\s]/g, "").replace("\u2212", "-").match(/^[+-]?\d+(\.\d+)?/);
    return digits ? Number(digits[0]) : NaN;
  };

  const compare = (isNumber) => (a, b) => {
    if (!isNumber) return words.compare(a.key, b.key);
    const [x, y] = [number(a.key), number(b.key)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x - y;
  };

  const sort = (table, header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, key: shown(row.cells[column]) }));
    const order = compare(header.classList.contains("number"));
    // The sort is stable: equals keep the order that they are in.
    rows.sort((a, b) => (down ? order(b, a) : order(a, b)));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows.map(({ row }) => row));
  };

  const filter = (table, input, count) => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
      left += row.hidden ? 0 : 1;
    }
    count.textContent = `${left} of ${table.tBodies[0].rows.length}`;
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.addEventListener("click", () => sort(table, header, column));
      header.replaceChildren(button);
    });
  }

  for (const input of document.querySelectorAll("input[data-filter-for]")) {
    const table = document.getElementById(input.dataset.filterFor);
    const tools = input.closest(".tools");
    input.addEventListener("input", () => filter(table, input, tools.querySelector("output")));
    tools.hidden = false;
  }
}
