// Who else is at the open case and who writes in it: this page says what it does, and shows what the others do.
"use strict";

(() => {
  const AGAIN = 20_000, KEYS = 5_000, LISTED = 1_500;
  let at = null, typed = 0, told = 0, timer = 0, again = 0, marks = {};

  const line = () => one("#looking");
  const about = (is) => new URLSearchParams({ csrf: at.csrf, version: at.version, stay: at.stay, is });

  async function say(is) {
    const here = at;
    if (!here) return;
    told = Date.now();
    try {
      const answer = await fetch(here.url, { method: "POST", body: about(is) });
      if (answer.ok && at === here && line()) line().innerHTML = await answer.text();
    } catch { /* without a line nobody is seen; live.js says so */ }
  }

  // a word still on its way when the page is left must not count after the leaving
  const stay = () => `${Date.now()}-${Math.random()}`;

  const writes = () => typed && Date.now() - typed < KEYS * 2;

  function leave() {
    if (at) navigator.sendBeacon(at.url, about("gone"));
    at = null;
    typed = 0;
  }

  function arrive() {
    const shown = line()?.dataset.url;
    if (at?.url === shown && at) return;
    if (at) leave();
    if (!shown || document.hidden) return;
    at = { url: shown, version: line().dataset.version, csrf: line().dataset.csrf, stay: stay() };
    say("looks");
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("#words") || !at) return;
    const began = !writes();
    typed = event.target.value.trim() ? Date.now() : 0;
    if (began || !typed || Date.now() - told > KEYS) say(typed ? "types" : "looks");
  });

  function mark() {
    for (const old of all(".looks")) old.remove();
    for (const [id, { who, types }] of Object.entries(marks)) {
      const row = one(`a.row[data-id="${CSS.escape(id)}"] .two`);
      const words = one("#rows")?.dataset;
      if (!row || !words) continue;
      const found = document.createElement("span");
      found.className = "looks";
      found.textContent = (types ? words.types : words.looks).replace("{who}", who);
      row.append(found);
    }
  }

  async function renewMarks() {
    timer = 0;
    if (!one("#rows") || document.hidden) return;
    try {
      const answer = await fetch("/inbox/looking");
      if (answer.ok) { marks = await answer.json(); mark(); }
    } catch { /* the next look tells */ }
  }

  document.body.addEventListener("look", () => {
    if (at) again ||= setTimeout(() => { again = 0; say(writes() ? "types" : "looks"); }, Math.max(told + 500 - Date.now(), 0));
    timer ||= setTimeout(renewMarks, LISTED * Math.random());
  });
  document.addEventListener("htmx:after:swap", () => { arrive(); mark(); });
  document.addEventListener("DOMContentLoaded", () => { arrive(); renewMarks(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else { arrive(); renewMarks(); } });
  window.addEventListener("pagehide", leave);
  setInterval(() => { if (at) say(writes() ? "types" : "looks"); if (Object.keys(marks).length) renewMarks(); }, AGAIN);
})();
