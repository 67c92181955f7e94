// Small helps; every page works without them. No framework: a few listeners on the document.
"use strict";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- drafts: what is typed stays until it has surely arrived ---------------------------------
const DAY = 24 * 3600 * 1000;
const draftKey = (form) => `draft:${form.dataset.draft}`;
const draftFields = (form) => all("textarea, input[type=text], input[type=tel]", form).filter((f) => f.name);

function readDraft(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(draftKey(form)) || "null");
    return kept && Date.now() - kept.at < DAY ? kept : null;
  } catch { return null; }
}

function keepDraft(form, sent = false) {
  const values = Object.fromEntries(draftFields(form).map((f) => [f.name, f.value]));
  const empty = Object.values(values).every((v) => !v);
  try {
    if (empty) localStorage.removeItem(draftKey(form));
    else localStorage.setItem(draftKey(form), JSON.stringify({ values, sent, version: form.dataset.version || "", at: Date.now() }));
  } catch { /* a full or forbidden storage only means: no draft */ }
}

function restoreDraft(form) {
  const kept = readDraft(form);
  if (!kept) return;
  // sent, and the case has moved on since: the words have arrived
  if (kept.sent && kept.version !== (form.dataset.version || "") && !one("[data-notice]")) {
    localStorage.removeItem(draftKey(form));
    return;
  }
  for (const field of draftFields(form)) if (!field.value && kept.values[field.name]) field.value = kept.values[field.name];
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) keepDraft(form);
});

// --- sending: one press is enough -----------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sending) { event.preventDefault(); return; }
  if (form.method !== "post" || form.hasAttribute("hx-post") || form.hasAttribute("data-again")) return;
  form.dataset.sending = "1";
  for (const button of all("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
  if (form.dataset.draft) keepDraft(form, true);
  if (form.matches("[data-leaves]")) forgetDrafts();
});

// a shared desk: whoever logs out leaves nothing behind
function forgetDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
    sessionStorage.clear();
    if (window.caches) caches.delete("field");
  } catch { /* no storage, no draft */ }
}

window.addEventListener("pageshow", () => {
  for (const form of all("form[data-sending]")) {
    delete form.dataset.sending;
    for (const button of all("button", form)) button.removeAttribute("aria-disabled");
  }
});

// --- photos: made small before they travel, seen before they go ------------------------------
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 600_000 || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 2048 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch { return file; }
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches("input[type=file][data-photos]")) return;
  const small = await Promise.all([...input.files].map(smaller));
  const bag = new DataTransfer();
  small.forEach((file) => bag.items.add(file));
  input.files = bag.files;
  const shown = one("[data-preview]", input.closest("form"));
  if (!shown) return;
  shown.replaceChildren(...small.filter((f) => f.type.startsWith("image/")).slice(0, 5).map((file) => {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    return picture;
  }));
});

// --- a ready answer goes where the cursor stands; it is the writer's own text from then on -------
document.addEventListener("change", ({ target }) => {
  if (!target.matches("select[data-fills]") || !target.value) return;
  const field = one(`#${target.dataset.fills}`);
  field.setRangeText(target.value, field.selectionStart, field.selectionEnd, "end");
  target.value = "";
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- buttons that only a browser with scripts can serve --------------------------------------
const acts = {
  locate(button) {
    const form = button.closest("form");
    const told = one("[data-located]", form);
    told.textContent = button.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        one("[name=lat]", form).value = coords.latitude.toFixed(6);
        one("[name=lon]", form).value = coords.longitude.toFixed(6);
        told.textContent = button.dataset.done.replace("{n}", Math.round(coords.accuracy));
      },
      () => { told.textContent = button.dataset.fail; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  },
  here(button) {
    const form = button.closest("form");
    const told = one("[data-located]", form);
    told.textContent = button.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        one("[name=lat]", form).value = coords.latitude.toFixed(6);
        one("[name=lon]", form).value = coords.longitude.toFixed(6);
        form.requestSubmit();
      },
      () => { told.textContent = button.dataset.fail; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  },
  async copy(button) {
    await navigator.clipboard.writeText(button.dataset.text);
    button.textContent = button.dataset.done;
  },
  print() { window.print(); },
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) acts[button.dataset.act](button);
});

// --- two keys of every field; those of the staff's pages: keys.js --------------------------------
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const sends = target.matches("textarea") || (typing(target) && target.form?.matches("[data-draft]"));
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && sends) {
    event.preventDefault();
    target.form?.requestSubmit();
    return;
  }
  if (event.key === "Escape" && typing(target) && !target.closest("dialog")) target.blur();
});

// --- the page as it comes, and each piece that htmx puts in -----------------------------------
function settle() {
  for (const form of all("form[data-draft]")) restoreDraft(form);
  for (const element of all("[data-clears]")) {
    try { localStorage.removeItem(`draft:${element.dataset.clears}`); } catch { /* no storage, no draft */ }
  }
  for (const element of all("[data-needs-script]")) element.hidden = element.dataset.needsScript === "geolocation" && !navigator.geolocation;
  const here = location.pathname;
  for (const row of all("a.row")) {
    if (new URL(row.href).pathname === here) { row.setAttribute("aria-current", "page"); row.classList.remove("unread"); }
    else row.removeAttribute("aria-current");
  }
  // what came in meanwhile has been seen: an answer written now is not a late one
  const thread = one("#thread"), version = one(".composer [name=version]");
  if (thread && version) version.value = thread.dataset.version;
  one(".panes")?.classList.toggle("at-case", Boolean(one(".case[data-open]")));
}

function toEnd() {
  const talk = one(".talk");
  if (!talk || talk.scrollHeight <= talk.clientHeight) return;
  talk.scrollTop = talk.scrollHeight;
  // what a person said last stays in sight, however much the machine has said since
  const spoken = all(".thread > .said:not(.machine)", talk).at(-1);
  const above = spoken ? talk.getBoundingClientRect().top + 8 - spoken.getBoundingClientRect().top : 0;
  if (above > 0) talk.scrollTop -= above;
}

document.addEventListener("DOMContentLoaded", () => { settle(); toEnd(); one("[data-focus]")?.focus(); });
document.addEventListener("htmx:after:swap", (event) => { settle(); if (event.detail?.ctx?.push) toEnd(); });

const offline = (yes) => { const line = one("#offline"); if (line) line.hidden = !yes; };
window.addEventListener("offline", () => offline(true));
window.addEventListener("online", () => offline(false));
document.addEventListener("htmx:error", () => offline(true));
document.addEventListener("htmx:response:error", (event) => { if (event.detail.ctx.response.status >= 500) offline(true); });
document.addEventListener("htmx:after:request", () => offline(!navigator.onLine));
