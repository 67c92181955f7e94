// Several cases at once: a count of what is chosen, all of the page, and a range with Shift.
"use strict";

(() => {
  document.documentElement.classList.add("scripted");
  const boxes = () => [...document.querySelectorAll(".pick input")];
  let last = null;

  function told() {
    const line = document.querySelector("[data-picked]");
    if (!line) return;
    line.textContent = line.dataset.picked.replace("{n}", boxes().filter((box) => box.checked).length);
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".pick input");
    if (box) {
      const all = boxes(), from = all.indexOf(last), to = all.indexOf(box);
      if (event.shiftKey && from >= 0) {
        for (const each of all.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = box.checked;
      }
      last = box;
      told();
    } else if (event.target.closest?.("[data-pickall]")) {
      const all = boxes(), some = all.some((each) => !each.checked);
      for (const each of all) each.checked = some;
      told();
    }
  });

  // what is pressed in a case comes back to the list it was opened from, filters and all
  document.addEventListener("submit", ({ target: form }) => {
    const names = document.querySelector("[data-keeps]")?.dataset.keeps?.split(" ") || [];
    if (form.method !== "post" || !form.closest("#case")) return;
    const to = new URL(form.action);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (names.includes(name) && !to.searchParams.has(name)) to.searchParams.set(name, value);
    }
    form.action = to;
  }, true);

  document.addEventListener("saitrong:pick", (event) => {
    const box = event.detail.row?.closest(".line")?.querySelector(".pick input");
    if (box) { box.checked = !box.checked; last = box; told(); }
  });
})();
