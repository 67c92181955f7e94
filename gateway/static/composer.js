// Answering: what is typed is kept on the server, what a press would do is said while typing, seconds count down.
"use strict";

// --- drafts: kept half a second after the last letter, the same on every device of this person -----
const keeping = new WeakMap();
const keepsAt = (form) => form?.closest(".composer")?.closest("[data-keeps]")?.dataset.keeps;

function asTyped(form) {
  const told = new FormData(form);
  told.delete("file");
  return told;
}

// what a session that ended answers with is a page to log in, not what was asked for
async function ask(address, body, more = {}) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Asks": "1" }, ...more });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  return answer.text();
}

async function keepNow(form) {
  const { signal } = keeping.get(form)?.stop ?? {};
  try {
    const told = await ask(keepsAt(form), asTyped(form), { signal });
    if (form.matches(".answering")) { one("#outlook").innerHTML = told; count(); }
    try { localStorage.removeItem(draftKey(form)); } catch { /* no storage */ }
    one("[data-kept]", form.closest(".composer")).hidden = false;
    offline(false);
    if (one(".see[open]", form)) see(one(".see", form));
  } catch (error) { if (error.name !== "AbortError") offline(true); }
}

function keepSoon(form) {
  stopKeeping(form);
  const stop = new AbortController();
  keeping.set(form, { timer: setTimeout(() => keepNow(form), 500), stop });
  const kept = one("[data-kept]", form.closest(".composer"));
  if (kept) kept.hidden = true;
}

function stopKeeping(form) {
  const under = keeping.get(form);
  if (!under) return;
  clearTimeout(under.timer);
  under.stop.abort();
  keeping.delete(form);
}

document.addEventListener("input", ({ target }) => { if (keepsAt(target.form) && target.type !== "file" && target.name !== "pane") keepSoon(target.form); });
document.addEventListener("submit", ({ target }) => stopKeeping(target));

// --- files: put into the draft as soon as they are chosen -----------------------------------------
async function enclose(form, body, address) {
  try { one("#enclosed").innerHTML = await ask(address, body); keepSoon(form); } catch { offline(true); }
}

document.addEventListener("change", async ({ target }) => {
  if (!target.matches("[data-encloses]") || !target.files.length) return;
  const body = new FormData();
  body.set("csrf", one("[name=csrf]", target.form).value);
  for (const file of await Promise.all([...target.files].map(smaller))) body.append("file", file, file.name);
  target.value = "";
  enclose(target.form, body, target.dataset.encloses);
});

document.addEventListener("click", (event) => {
  const drop = event.target.closest("button[name=drop]");
  if (!drop) return;
  event.preventDefault();
  const body = new FormData();
  body.set("csrf", one("[name=csrf]", drop.form).value);
  body.set("drop", drop.value);
  enclose(drop.form, body, drop.formAction);
});

// --- how LINE shows it ------------------------------------------------------------------------------
async function see(preview) {
  try { one("div", preview).innerHTML = await ask(preview.dataset.preview, asTyped(preview.closest("form"))); } catch { offline(true); }
}
document.addEventListener("toggle", ({ target }) => { if (target.matches?.(".see[open]")) see(target); }, true);

// --- @ opens the list of colleagues ------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (event.key !== "@" || event.target.id !== "note") return;
  const names = one("[data-mentions]");
  if (!names) return;
  event.preventDefault();
  names.focus();
  try { names.showPicker(); } catch { /* an older browser: the list has the focus */ }
});
document.addEventListener("change", ({ target }) => { if (target.name === "pane") one(target.value === "note" ? "#note" : "#words").focus(); });

// --- seconds that run out: the free reply, the time to take an answer back ----------------------------
function count() {
  for (const each of all("[data-counts]")) each.ends ??= Date.now() + Number(each.dataset.counts) * 1000;
}

setInterval(() => {
  for (const each of all("[data-counts]")) {
    const left = Math.ceil(((each.ends ??= Date.now() + Number(each.dataset.counts) * 1000) - Date.now()) / 1000);
    if (left > 0) { each.textContent = each.dataset.words.replace("{n}", left); continue; }
    const thread = each.dataset.then && one("#thread");
    each.closest(".wait")?.querySelector("form")?.remove();
    each.remove();
    if (thread) setTimeout(() => htmx.trigger("#thread", "fresh"), 1500);
  }
}, 250);

// --- photos in a viewer: arrows go on, Esc closes ------------------------------------------------------
const photos = () => all("#thread a[data-photo]");
let photoAt = 0;

function view(at) {
  const found = photos(), viewer = one("#viewer");
  if (!found.length) return;
  photoAt = (at + found.length) % found.length;
  const picture = one("img", viewer);
  picture.src = found[photoAt].href;
  picture.alt = one("img", found[photoAt]).alt;
  one("[role=status]", viewer).textContent = `${photoAt + 1}/${found.length}`;
  if (!viewer.open) viewer.showModal();
}

document.addEventListener("click", (event) => {
  const photo = event.target.closest("a[data-photo]"), go = event.target.closest("[data-view]");
  if (go) { if (go.dataset.view === "0") one("#viewer").close(); else view(photoAt + Number(go.dataset.view)); }
  if (!photo || !one("#viewer") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  view(photos().indexOf(photo));
});
document.addEventListener("keydown", (event) => {
  if (!one("#viewer")?.open) return;
  if (event.key === "ArrowRight") view(photoAt + 1);
  if (event.key === "ArrowLeft") view(photoAt - 1);
});
