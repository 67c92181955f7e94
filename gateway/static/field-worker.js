// Pages of the field stay readable without a connection for a day; nothing is changed here, and nothing of other pages is kept.
"use strict";

const KEPT = "field";
const DAY = 24 * 3600 * 1000;
const PAGE = /^\/field(\/(jobs|visits)\/[0-9a-f-]+)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (PAGE.test(address.pathname)) event.respondWith(freshElseKept(event.request, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(keptElseFresh(event.request));
});

async function freshElseKept(request, address) {
  const kept = await caches.open(KEPT);
  const key = address.pathname;
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(key, await dated(answer.clone()));
    return answer;
  } catch (error) {
    const found = await kept.match(key);
    if (found && Date.now() - Number(found.headers.get("X-Kept-At")) < DAY) return found;
    await kept.delete(key);
    throw error;
  }
}

async function dated(answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(Date.now()));
  return new Response(await answer.blob(), { status: 200, headers });
}

async function keptElseFresh(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}
