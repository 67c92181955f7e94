// Keys of the staff's pages, the search over everything (Ctrl+K), and the hints of the first day.
// Which key does what stands in templates/_keys.html; a Thai layout counts by the place of the key.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typed = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const keys = $("#keys"), palette = $("#palette");
  if (!keys || !palette) return;
  const single = $("[data-single-keys]", keys);
  try { single.checked = localStorage.getItem("single-keys") !== "off"; } catch { /* on */ }
  single.addEventListener("change", () => {
    try { localStorage.setItem("single-keys", single.checked ? "on" : "off"); } catch { /* for this page alone */ }
  });

  // --- what a key does ---------------------------------------------------------------------------
  const seen = (each) => each.closest("details") || each.getClientRects().length || each.labels?.[0]?.getClientRects().length;
  const there = (selector) => $$(selector).find(seen);

  function act(element) {
    const fold = element.closest("details");
    if (fold && !element.matches("a") && (!fold.open || element.matches("summary"))) {
      fold.open = true;
      const field = element.matches("summary") ? $("input:not([type=hidden]), select, textarea, button", fold) : element;
      field?.scrollIntoView({ block: "nearest" });
      field?.focus();
    } else if (element.type === "radio") {
      // which of two fields is written in: the one that is seen then
      element.click();
      $$("textarea", element.closest("section, form")).find((each) => each.getClientRects().length)?.focus();
    } else if (typed(element)) { element.focus(); element.scrollIntoView({ block: "nearest" }); }
    else element.click();
  }

  function does(key) {
    const row = $$("[data-does]", keys).find((each) => each.dataset.does === key);
    const element = row && there(row.dataset.find);
    if (element) act(element);
    return Boolean(element);
  }

  const rows = () => $$("a.row");
  function here() {
    const all = rows();
    const focused = all.indexOf(document.activeElement?.closest(".line")?.querySelector("a.row"));
    return focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute("aria-current"));
  }
  function step(by) {
    const all = rows();
    all[Math.min(all.length - 1, Math.max(0, here() + by))]?.focus();
  }

  const moves = {
    j: () => step(1),
    k: () => step(-1),
    x: () => document.dispatchEvent(new CustomEvent("saitrong:pick", { detail: { row: rows()[here()] } })),
    u: () => $(".case-head .back")?.click(),
    "/": () => { const field = there("#q"); if (field) { field.focus(); field.select(); } },
    f: () => there("[data-key=f]")?.click(),
    d: () => there("[data-key=d]")?.click(),
    "?": () => open(keys),
  };

  function letter(event) {
    const code = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code || "");
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
    if (event.key === "/" || event.code === "Slash") return "/";
    return /^[a-z0-9]$/.test(event.key) ? event.key : (code?.[1] || code?.[2] || "").toLowerCase();
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && letter(event) === "k") {
      event.preventDefault();
      open(palette);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !single.checked) return;
    if (typed(event.target) || $("dialog[open]")) return;
    const key = letter(event);
    if (/^[1-9]$/.test(key)) { $$("#views a")[key - 1]?.click(); return; }
    if (moves[key]) { event.preventDefault(); moves[key](); } else if (key && does(key)) event.preventDefault();
  });

  // --- dialogs: shut by Escape, by the button, by a press beside -----------------------------------
  function open(dialog) {
    if (dialog.open) return;
    $("dialog[open]")?.close();
    dialog.showModal();
    if (dialog === palette) { field.value = ""; draw(); field.focus(); }
  }
  document.addEventListener("click", (event) => {
    const opens = event.target.closest?.("[data-opens]");
    if (opens) open($(`#${opens.dataset.opens}`));
    else if (event.target.closest?.("[data-closes]")) event.target.closest("dialog").close();
    else if (event.target.matches?.("dialog.key-sheet")) event.target.close();
  });

  // --- the search over actions, pages and cases -----------------------------------------------------
  const field = $("input", palette), list = $("#palette-list"), told = $("[role=status]", palette);
  let found = "", asking = null, waiting = 0;

  function offers() {
    const acts = $$("[data-does]", keys).filter((row) => there(row.dataset.find))
      .map((row) => ({ words: $("span", row).textContent, key: row.dataset.does, go: () => does(row.dataset.does) }));
    const pages = $$(".bar nav a, #views a").map((link) => ({ words: (link.querySelector(".view-name") || link).textContent.replace(/\d+\+?\s*$/, "").trim(), go: () => link.click() }));
    const known = new Set();
    return [...acts, ...pages].filter((each) => !known.has(each.words) && known.add(each.words));
  }

  function draw() {
    const wanted = field.value.trim().toLowerCase();
    const fits = offers().filter((each) => each.words.toLowerCase().includes(wanted)).slice(0, wanted ? 6 : 12);
    list.replaceChildren(...fits.map((each, n) => {
      const row = document.createElement("li");
      row.setAttribute("role", "option");
      row.id = `offer-${n}`;
      row.append(each.words);
      if (each.key) { const key = document.createElement("kbd"); key.textContent = each.key; row.append(" ", key); }
      row.go = each.go;
      return row;
    }));
    if (wanted && found) list.insertAdjacentHTML("beforeend", found);
    told.textContent = wanted && !list.children.length && !asking ? told.dataset.none : "";
    point(0);
  }

  function point(n) {
    const all = [...list.children], at = Math.min(all.length - 1, Math.max(0, n));
    all.forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    if (all[at]) { field.setAttribute("aria-activedescendant", all[at].id); all[at].scrollIntoView({ block: "nearest" }); }
    else field.removeAttribute("aria-activedescendant");
  }
  const pointed = () => [...list.children].findIndex((row) => row.getAttribute("aria-selected") === "true");

  function choose(row) {
    if (!row) return;
    palette.close();
    if (row.go) row.go();
    else location.assign(row.dataset.go);
  }

  async function ask() {
    const words = field.value.trim();
    asking?.abort();
    found = "";
    if (words.length < 2) { asking = null; draw(); return; }
    const mine = asking = new AbortController();
    draw();
    try {
      const answer = await fetch(`${palette.dataset.asks}?${new URLSearchParams({ q: words })}`, { signal: mine.signal, headers: { "HX-Request": "true" } });
      if (answer.ok && asking === mine) found = await answer.text();
    } catch { /* typed on, or no line: what is on this page is still found */ }
    if (asking === mine) { asking = null; draw(); }
  }

  // actions and pages at once, so that Enter never presses what stood there before; cases when they come
  field.addEventListener("input", () => { found = ""; draw(); clearTimeout(waiting); waiting = setTimeout(ask, 150); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); point(pointed() + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(pointed() - 1); }
    else if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); choose(list.children[pointed()]); }
  });
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));

  // --- hints of the first day: one at a time ----------------------------------------------------------
  const tour = $("#tour");
  if (tour) {
    const hints = $$("li", tour), next = $("[data-next-hint]", tour);
    let at = 0;
    const show = () => {
      hints.forEach((hint, n) => { hint.hidden = n !== at; });
      if (at === hints.length - 1) next.remove();
    };
    next.addEventListener("click", () => { at += 1; show(); });
    show();
    $("form", tour).addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      const told = new URLSearchParams(new FormData(form));
      told.set("over", "1");
      fetch(form.action, { method: "POST", body: told, redirect: "manual" });
      tour.remove();
    }, true);
  }
})();
