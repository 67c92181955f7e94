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

  // the way back from a case leads to where it was opened: the same words searched, as many rows, the row in its place
  const SPOT = "list-spot", field = () => document.querySelector("#q");
  const rows = () => [...document.querySelectorAll("#rows a.row")];
  let sought = null;

  document.addEventListener("click", ({ target }) => {
    const row = target.closest?.("#rows a.row");
    if (target.closest?.(".case .back")) goesBack();
    if (!row) return;
    const spot = { id: row.dataset.id, count: rows().length, top: row.getBoundingClientRect().top, words: field()?.value || "" };
    try { sessionStorage.setItem(SPOT, JSON.stringify(spot)); } catch { /* then back leads to the top */ }
  }, true);

  function goesBack() {
    try { sessionStorage.setItem(SPOT, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(SPOT)), back: true })); } catch { /* to the top */ }
  }

  function returned(traversed) {
    sought = null;
    if (!document.querySelector("#rows") || document.querySelector(".case[data-open]")) return;
    try {
      const spot = JSON.parse(sessionStorage.getItem(SPOT));
      sessionStorage.removeItem(SPOT);
      if (spot?.id && (traversed || spot.back)) sought = spot;
    } catch { /* nothing kept */ }
    seek();
  }

  function seek() {
    if (!sought) return;
    if (sought.words && field().value !== sought.words) {
      field().value = sought.words;
      sought.until = (into) => into?.id === "rows";
      field().dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const row = rows().find((each) => each.dataset.id === sought.id), more = document.querySelector("#rows .more a");
    if (row) {
      const by = row.getBoundingClientRect().top - sought.top, pane = row.closest(".list");
      pane.scrollTop += by;
      window.scrollBy(0, row.getBoundingClientRect().top - sought.top);
      row.focus({ preventScroll: true });
    } else if (more && rows().length < sought.count) {
      const had = rows().length;
      sought.until = () => rows().length > had;
      more.click();
      return;
    }
    sought = null;
  }

  // a moment later: htmx listens to the search field only then
  document.addEventListener("DOMContentLoaded", () => {
    setTimeout(returned, 0, performance.getEntriesByType("navigation")[0]?.type === "back_forward");
  });
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    const into = detail?.ctx?.target;
    if (into?.matches?.("main, body")) setTimeout(returned, 0, true);
    else if (sought?.until?.(into)) setTimeout(seek);
  });

  document.addEventListener("saitrong:pick", (event) => {
    const box = event.detail.row?.closest(".line")?.querySelector(".pick input");
    if (box) { box.checked = !box.checked; last = box; told(); }
  });
})();
