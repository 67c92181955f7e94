// The one stream of a staff page: ids and versions come in, the parts that are concerned fetch themselves anew.
// While it is down the page polls and says so; when it comes back it is told what was missed (gateway/live.py).
"use strict";

const REST = 2000, POLL = 5000, PATIENCE = 4000;
const signal = (name, target = document.body) => target?.dispatchEvent(new Event(name));
const fresh = { cases: new Set(), all: false, timer: 0, last: 0 };
let streamUp = false, streamLast = "", streamLost = 0, polls = 0;

// what many changes ask for is fetched once in REST; a page nobody looks at waits until somebody does
function refresh(id) {
  if (id) fresh.cases.add(id); else fresh.all = true;
  if (fresh.timer || document.hidden) return;
  const wait = Math.max(fresh.last + REST - Date.now(), 0) + Math.random() * 200;
  fresh.timer = setTimeout(refreshNow, wait);
}

function refreshNow() {
  fresh.timer = 0;
  fresh.last = Date.now();
  const shown = one("[data-case-id]")?.dataset.caseId;
  if (fresh.all || fresh.cases.has(shown)) {
    signal("fresh", one("#thread"));
    signal("look");
  }
  signal("fresh", one("#views"));
  fresh.all = false;
  fresh.cases.clear();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && (fresh.all || fresh.cases.size)) refresh([...fresh.cases][0]);
});

function everything() {
  refresh();
  for (const name of ["alarm", "look", "notice"]) signal(name);
}

function up(yes) {
  if (yes === streamUp) return;
  streamUp = yes;
  document.body.dataset.stream = yes ? "up" : "down";
  streamLost = yes ? 0 : Date.now();
  const line = one("#stream-down");
  if (line && yes) line.hidden = true;
}

setInterval(() => {
  if (streamUp) return;
  const line = one("#stream-down");
  if (line && streamLost && Date.now() - streamLost > PATIENCE) line.hidden = false;
  signal("alarm");
  polls += 1;
  if (polls % 2 === 0) { refresh(); signal("look"); }
  if (polls % 6 === 0) signal("notice");
}, POLL);

function listen(address) {
  const source = new EventSource(`${address}?from=${streamLast}`, { withCredentials: true });
  const on = (kind, act) => source.addEventListener(kind, (event) => {
    streamLast = event.lastEventId || streamLast;
    if (kind !== "away") up(true);
    act(JSON.parse(event.data));
  });
  on("case", ({ id }) => refresh(id));
  on("alarm", () => signal("alarm"));
  on("look", () => signal("look"));
  on("notice", () => signal("notice"));
  on("reset", () => setTimeout(everything, Math.random() * 2000));
  on("away", () => up(false));
  source.addEventListener("open", () => up(true));
  source.addEventListener("error", () => {
    up(false);
    // refused or broken for good: the browser gives up, we do not
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(address), 8000 + Math.random() * 4000);
  });
  window.addEventListener("pagehide", () => source.close());
}

const stream = document.body.dataset.live;
if (stream && window.EventSource) {
  streamLast = document.body.dataset.from;
  streamLost = Date.now();
  listen(stream.startsWith(":") ? `${location.protocol}//${location.hostname}${stream}/live` : stream);
}

// --- the list: what is shown stays where it is and is renewed in place; what is new waits behind a button --------
const rowOf = (id, root) => one(`a.row[data-id="${CSS.escape(id)}"]`, root);

function mergeRows() {
  const given = one("#fresh-rows"), list = one("#rows"), search = one("#q");
  if (!given || !list) return;
  const rows = all("a.row[data-id]", given.content);
  given.remove();
  if (search && search.value.trim() !== (search.defaultValue || "").trim()) return;  // other rows are shown
  const news = [];
  for (const row of rows) {
    const old = rowOf(row.dataset.id, list);
    if (!old) { news.push(row); continue; }
    if (old.contains(document.activeElement)) continue;
    old.innerHTML = row.innerHTML;
    old.className = row.className;
    const [was, is] = [old, row].map((each) => one(".pick input", each.closest(".line") || each));
    if (was && is && !was.checked) was.value = is.value;  // a tick stands for what was seen when it was made
  }
  const button = one("#news");
  if (!button) return;
  button.hidden = !news.length;
  button.textContent = button.dataset.words.replace("{n}", news.length);
}

document.addEventListener("htmx:after:swap", (event) => {
  mergeRows();
  if (event.detail?.ctx?.target?.id === "rows") {
    const button = one("#news");
    if (button) button.hidden = true;
    one("#rows").closest(".list").scrollTop = 0;
  }
});
