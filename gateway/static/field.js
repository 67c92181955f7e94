// Survey sheets on a phone whose connection comes and goes: what is typed and photographed stays here until the server
// has said that it has it. A sheet carries an id of its own, so sending it twice is sending it once.
"use strict";

(() => {
  const DAY = 24 * 3600 * 1000;
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // --- the phone's own drawer -------------------------------------------------------------------------------------
  function drawer() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("saitrong-field", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("waiting", { keyPath: "id" });
        asked.result.createObjectStore("draft", { keyPath: "reference" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async function inDrawer(store, mode, act) {
    const open = await drawer();
    return new Promise((done, failed) => {
      const work = open.transaction(store, mode);
      const asked = act(work.objectStore(store));
      work.oncomplete = () => { open.close(); done(asked.result); };
      work.onerror = work.onabort = () => { open.close(); failed(work.error); };
    });
  }

  const put = (store, value) => inDrawer(store, "readwrite", (s) => s.put(value));
  const get = (store, key) => inDrawer(store, "readonly", (s) => s.get(key));
  const drop = (store, key) => inDrawer(store, "readwrite", (s) => s.delete(key));
  const everything = (store) => inDrawer(store, "readonly", (s) => s.getAll());

  // --- sending what waits -----------------------------------------------------------------------------------------
  let sending = false;

  async function sendAll() {
    if (sending) return;
    sending = true;
    try {
      const waiting = await everything("waiting");
      if (waiting.length && navigator.onLine) {
        const token = await currentToken();
        if (token) for (const sheet of waiting) if (!sheet.problem) await send(sheet, token);
      }
    } catch { /* no connection: the next try comes by itself */ } finally {
      sending = false;
      await showWaiting();
    }
  }

  async function currentToken() {
    const answer = await fetch("/field/token", { headers: { Accept: "application/json" }, cache: "no-store" });
    const json = answer.ok && (answer.headers.get("Content-Type") || "").includes("json");
    loggedOut = answer.ok && !json;
    return json ? (await answer.json()).csrf : "";
  }

  let loggedOut = false;

  async function send(sheet, token) {
    const body = new FormData();
    for (const [name, value] of sheet.fields) body.append(name, value);
    body.set("csrf", token);
    const answer = await fetch(sheet.url, { method: "POST", body, headers: { Accept: "application/json" } });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.ok && json) {
      const told = await answer.json();
      await drop("waiting", sheet.id);
      await drop("draft", sheet.reference);
      document.dispatchEvent(new CustomEvent("sheet-sent", { detail: { sheet, told } }));
    } else if (answer.status === 422 && json) {
      // it can be put right here; the sheet goes back into the form
      const problem = (await answer.json()).problem;
      await put("waiting", { ...sheet, problem });
      document.dispatchEvent(new CustomEvent("sheet-refused", { detail: { sheet, problem } }));
    }
  }

  async function showWaiting() {
    const line = one("#waiting");
    if (!line) return;
    const waiting = await everything("waiting");
    line.hidden = waiting.length === 0;
    line.replaceChildren(`${loggedOut ? line.dataset.login : line.dataset.one} (${waiting.length})`);
    for (const sheet of waiting) {
      const link = document.createElement("a");
      link.href = sheet.url;
      link.textContent = sheet.problem ? `${sheet.shown}: ${sheet.problem}` : sheet.shown;
      line.append(" ", link);
    }
  }

  // --- the form ---------------------------------------------------------------------------------------------------
  const form = one("form[data-sheet]");
  let photos = [];

  function moment() {
    const now = new Date(), off = -now.getTimezoneOffset();
    const two = (n) => String(Math.abs(n)).padStart(2, "0");
    const local = new Date(now.getTime() + off * 60000).toISOString().slice(0, 19);
    return `${local}${off < 0 ? "-" : "+"}${two(Math.trunc(off / 60))}:${two(off % 60)}`;
  }

  // crypto.randomUUID is not there on a page without https
  const newId = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  const place = () => (form.latitude.value ? `${form.latitude.value},${form.longitude.value}` : "");

  function fields() {
    const found = [...new FormData(form)].filter(([name]) => name !== "photos" && name !== "csrf");
    for (const photo of photos) found.push(["photos", photo.file], ["photo_at", photo.at]);
    return found;
  }

  async function keepDraft() {
    const lines = all("fieldset", form).map((each) => all(".line", each).length);
    await put("draft", { reference: form.dataset.sheet, told: fieldsInOrder(), lines, photos, at: Date.now() });
  }

  // of lines that repeat, the how-manieth counts
  const fieldsInOrder = () => all("input, select, textarea", form).filter((f) => f.name && f.type !== "file" && f.name !== "csrf")
    .map((f) => (f.type === "radio" || f.type === "checkbox" ? f.checked : f.value));

  function fillIn(values) {
    const rows = all("input, select, textarea", form).filter((f) => f.name && f.type !== "file" && f.name !== "csrf");
    rows.forEach((f, n) => {
      if (n >= values.length) return;
      if (f.type === "radio" || f.type === "checkbox") f.checked = values[n] === true;
      else if (typeof values[n] === "string") f.value = values[n];
    });
  }

  async function readDraft() {
    const kept = await get("draft", form.dataset.sheet);
    if (!kept) return;
    if (Date.now() - kept.at > 7 * DAY) return drop("draft", form.dataset.sheet);
    all("fieldset", form).forEach((each, n) => {
      for (let have = all(".line", each).length; have < kept.lines[n]; have++) one("[data-more]", each)?.click();
    });
    fillIn(kept.told);
    photos = kept.photos || [];
    showPhotos();
  }

  function showPhotos() {
    const line = one("[data-shots]", form);
    line.textContent = photos.length ? `${line.dataset.shots} ${photos.length}` : "";
    one("[data-no-shots]", form).hidden = photos.length === 0;
  }

  function locate(into) {
    return new Promise((done) => {
      if (!navigator.geolocation) return done(false);
      navigator.geolocation.getCurrentPosition((found) => {
        into.latitude.value = found.coords.latitude.toFixed(6);
        into.longitude.value = found.coords.longitude.toFixed(6);
        if (into.accuracy) into.accuracy.value = Math.round(found.coords.accuracy);
        done(true);
      }, () => done(false), { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
    });
  }

  async function submit(event) {
    if (!form.reportValidity()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.ended_at.value = moment();
    const reference = form.dataset.sheet;
    await keepDraft();
    await put("waiting", { id: form.id_.value, reference, url: location.pathname, shown: reference.replace(/(\d{4})(?=\d)/g, "$1-"), fields: fields() });
    say(one("#sheet-note").dataset.kept);
    await sendAll();
  }

  function say(words, links = []) {
    const note = one("#sheet-note");
    note.replaceChildren(words, ...links);
    note.hidden = false;
    note.focus();
  }

  if (form) {
    // "id" as a name hides the form's own
    form.id_ = one("input[name=id]", form);
    if (!form.id_.value) form.id_.value = newId();
    if (!form.begun_at.value) form.begun_at.value = moment();
    for (const more of all("[data-more]", form)) {
      more.hidden = false;
      more.addEventListener("click", () => {
        const line = all(".line", more.parentElement).at(-1), copy = line.cloneNode(true);
        for (const f of all("input, select", copy)) f.value = "";
        line.after(copy);
      });
    }
    const button = one("[data-locate]", form);
    if (button && navigator.geolocation) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const told = one("[data-located]", form);
        told.textContent = (await locate(form)) ? `${told.dataset.located} ${place()}` : "";
        keepDraft();
      });
    }
    form.photos.addEventListener("change", () => {
      photos = photos.concat([...form.photos.files].map((file) => ({ file, at: place() })));
      form.photos.value = "";
      keepDraft().finally(showPhotos); // "kept on this phone" is said when it is so
    });
    one("[data-no-shots]", form).addEventListener("click", () => { photos = []; showPhotos(); keepDraft(); });
    form.addEventListener("input", () => { keepDraft(); });
    form.addEventListener("submit", submit, true);
    readDraft().catch(() => { /* a forbidden drawer only means: no draft */ });
    document.addEventListener("sheet-sent", ({ detail }) => {
      if (detail.sheet.id !== form.id_.value) return;
      const link = document.createElement("a");
      link.href = detail.told.at;
      link.textContent = detail.sheet.shown;
      say([one("#sheet-note").dataset.sent, ...detail.told.conflicts].join(" · ") + " ", [link]);
      for (const each of all("button", form)) each.disabled = true;
    });
    document.addEventListener("sheet-refused", async ({ detail }) => {
      if (detail.sheet.id !== form.id_.value) return;
      // it is put right here and sent again
      await drop("waiting", detail.sheet.id);
      await showWaiting();
      say(detail.problem);
    });
  }

  // --- a press that says where it was made ------------------------------------------------------------------------
  for (const each of all("form[data-locates]:not([data-sheet])")) {
    each.addEventListener("submit", (event) => {
      if (each.dataset.located || !navigator.geolocation) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      locate(each).then(() => { each.dataset.located = "1"; each.requestSubmit(); });
    }, true);
  }

  // --- pages kept for where there is no connection ------------------------------------------------------------------
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/field/worker.js", { scope: "/field" }).then(() => {
      for (const button of all("[data-keep]")) {
        button.hidden = false;
        button.addEventListener("click", async () => {
          const answer = await fetch(button.dataset.keep, { headers: { "X-Keep": "1" } });
          if (answer.ok) { button.textContent = button.dataset.kept; button.disabled = true; }
        });
      }
    }).catch(() => { /* without https there is no worker; the drawer works all the same */ });
  }

  window.addEventListener("online", sendAll);
  setInterval(sendAll, 20000);
  sendAll();
})();
