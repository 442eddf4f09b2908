"use strict";
(() => {
  const all = (what, under = document) => Array.from(under.querySelectorAll(what));
  const tools = document.getElementById("tools");
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  const folds = (open) => all("details").forEach((fold) => { fold.open = open; });
  document.getElementById("open-all").addEventListener("click", () => folds(true));
  document.getElementById("close-all").addEventListener("click", () => folds(false));

  let waiting = 0;
  const look = () => {
    const word = find.value.trim().toLowerCase();
    let count = 0;
    document.body.classList.toggle("looking", word !== "");
    all("main tbody tr, main details.fold > summary").forEach((line) => {
      const name = line.tagName === "TR" ? line.cells[0] : line;
      const hit = word !== "" && name.textContent.toLowerCase().includes(word);
      line.classList.toggle("hit", hit);
      count += hit ? 1 : 0;
    });
    if (word !== "") {
      all("main details.fold").forEach((fold) => {
        if (fold.querySelector("tr.hit, details .hit")) fold.open = true;
      });
    }
    found.textContent = word === "" ? "" : count === 1 ? "1 found" : count + " found";
  };
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });

  const key = (row, column) => {
    const cell = row.cells[column];
    const text = (cell.querySelector("code, bdi") || cell).textContent.trim();
    const number = Number(text.replace("\u2212", "-").replace("< ", "").replace(/,/g, ""));
    return [Number.isNaN(number) || text === "" ? null : number, text];
  };
  const order = (first, second) => {
    if (first[0] !== null && second[0] !== null) return first[0] - second[0];
    if (first[0] !== null || second[0] !== null) return first[0] !== null ? -1 : 1;
    return first[1].localeCompare(second[1]);
  };
  all("table.sortable").forEach((table) => {
    all("thead th", table).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        all("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = Array.from(table.tBodies[0].rows).map((row) => [key(row, column), row]);
        rows.sort((first, second) => (down ? -1 : 1) * order(first[0], second[0]));
        table.tBodies[0].append(...rows.map((pair) => pair[1]));
      });
    });
  });
})();
