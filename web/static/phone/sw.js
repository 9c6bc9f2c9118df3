// The service worker: the form opens without a net, and what waits is sent when there is one again.
//
// What it keeps is the shell alone: the pages, scripts and style of the form, and the map. They are
// of one version, checked against their hashes, and a page that was given from one version gets all
// its parts from it. It never keeps a page that shows what anybody reported.
//
// The service puts `self.PRECACHE` in front of this file: {version, languages, pages, files, map}.

import { flush, waiting } from "/static/phone/outbox.js";

const { version, languages, pages, files, map } = self.PRECACHE;
const PREFIX = "lagesbild-shell-";
const OWN = PREFIX + version;
const STATE = "lagesbild-state";
const TILES = "lagesbild-tiles";
const TILES_FILE = "/tiles/municipality.pmtiles";
const TILES_ABOUT = "/tiles/municipality.json";
const MOST_TILES_BYTES = 64 * 1024 * 1024;
const OFFLINE = "/offline";
const CLIENT = "/.client/"; // a page that was given from this cache
const ACTIVE = "/.active"; // this cache's worker has been the active one
const SPOKEN = "/.language";
const LANGUAGE = "lang"; // as the addresses of the pages have it
const ANSWER_WITHIN_MS = 1_000;
const MAP_EVERY_MS = 3600 * 1000;
let mapLookedAt = 0;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", answer);
self.addEventListener("sync", (event) => event.waitUntil(sendWhatWaits()));
self.addEventListener("message", (event) => {
  const act = { hello: remember, "keep-map": keepMap, "take-over": takeOver }[event.data?.type];
  event.waitUntil(act ? act(event.data) : undefined);
});

// All or nothing: half a shell would be worse than none. Signed out of everything, because what is
// kept must be the same for everybody.
async function install() {
  const cache = await caches.open(OWN);
  try {
    await Promise.all([
      ...Object.entries(files).map(([path, hash]) => hold(cache, path, hash)),
      ...pages.flatMap((path) =>
        languages.map((language) => hold(cache, `${path}?${LANGUAGE}=${language}`)),
      ),
    ]);
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

async function hold(cache, path, hash) {
  const found = await fetch(path, { cache: "no-cache", credentials: "omit", redirect: "error" });
  if (!found.ok) {
    throw new Error(`${path}: ${found.status}`);
  }
  const content = await found.arrayBuffer();
  if (hash && (await sha256(content)) !== hash) {
    throw new Error(`${path} is of another version`);
  }
  const headers = new Headers(found.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) {
    headers.delete(name); // the content is unpacked already, and stands for every asker
  }
  await cache.put(path, new Response(content, { headers }));
}

async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function activate() {
  await (await caches.open(OWN)).put(ACTIVE, new Response());
  await self.clients.claim();
  await tidy();
}

// Older versions go when no page that they gave is open any more.
async function tidy() {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) {
      continue;
    }
    const cache = await caches.open(name);
    const isInUse = (await Promise.all((await givenBy(cache)).map(isOpen))).some(Boolean);
    const isOlder = name !== OWN && (await cache.match(ACTIVE)) !== undefined;
    if (isOlder && !isInUse) {
      await caches.delete(name);
    }
    for (const id of name === OWN ? await givenBy(cache) : []) {
      await ((await isOpen(id)) || cache.delete(CLIENT + id));
    }
  }
}

async function givenBy(cache) {
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return paths.filter((path) => path.startsWith(CLIENT)).map((path) => path.slice(CLIENT.length));
}

async function isOpen(id) {
  return (await self.clients.get(id)) !== undefined;
}

// Pages and their parts

function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(givePage(event, url));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(givePart(event, url));
  } else if (url.pathname === TILES_FILE) {
    event.respondWith(giveTiles(request));
  } else if (url.pathname === TILES_ABOUT) {
    event.respondWith(giveAbout(request));
  }
}

async function givePage(event, url) {
  const asked = url.searchParams.get(LANGUAGE);
  if (pages.includes(url.pathname)) {
    const shell = await shellPage(url.pathname, asked);
    if (shell) {
      await given(event);
      if (asked) {
        // So that the service's own pages follow in that language.
        event.waitUntil(Promise.all([remember({ language: asked }), fetch(url).catch(() => {})]));
      }
      event.waitUntil(tidy());
      return shell;
    }
  }
  try {
    return await fetch(event.request);
  } catch (error) {
    const instead = await shellPage(OFFLINE, asked);
    if (!instead) {
      throw error;
    }
    await given(event);
    return instead;
  }
}

async function shellPage(path, asked) {
  const spoken = await (await caches.open(STATE)).match(SPOKEN);
  const language = [asked, await spoken?.text()].find((each) => languages.includes(each));
  const cache = await caches.open(OWN);
  return cache.match(`${path}?${LANGUAGE}=${language ?? languages[0]}`);
}

async function given(event) {
  if (event.resultingClientId) {
    await (await caches.open(OWN)).put(CLIENT + event.resultingClientId, new Response());
  }
}

// A page gets its parts from where it came itself: from one version of the shell, or from the net.
async function givePart(event, url) {
  const giver = event.clientId ? await giverOf(event.clientId) : null;
  const held = await giver?.match(url.pathname);
  if (held) {
    return held;
  }
  try {
    return await fetch(event.request);
  } catch (error) {
    const instead = await (await caches.open(OWN)).match(url.pathname);
    if (!instead) {
      throw error;
    }
    return instead;
  }
}

async function giverOf(client) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const all = await Promise.all(names.map((name) => caches.open(name)));
  const held = await Promise.all(all.map((cache) => cache.match(CLIENT + client)));
  return all.find((_, n) => held[n] !== undefined) ?? null;
}

async function remember({ language }) {
  if (languages.includes(language)) {
    await (await caches.open(STATE)).put(SPOKEN, new Response(language));
  }
}

// The map: its libraries, and the file of tiles as a whole, because a cache takes no part of a file.

async function keepMap() {
  if (Date.now() - mapLookedAt < MAP_EVERY_MS) {
    return;
  }
  mapLookedAt = Date.now();
  const cache = await caches.open(OWN);
  for (const [path, hash] of Object.entries(map)) {
    if (!(await cache.match(path))) {
      await hold(cache, path, hash);
    }
  }
  const tiles = await caches.open(TILES);
  const held = await tiles.match(TILES_FILE);
  const now = await fetch(TILES_FILE, { method: "HEAD", cache: "no-store" });
  const isNew = now.headers.get("etag") !== held?.headers.get("etag");
  if (!now.ok || !isNew || Number(now.headers.get("content-length")) > MOST_TILES_BYTES) {
    return;
  }
  const about = await fetch(TILES_ABOUT, { cache: "no-cache" });
  const whole = await fetch(TILES_FILE, { cache: "no-store" });
  if (whole.status === 200 && about.ok) {
    await tiles.put(TILES_ABOUT, about);
    await tiles.put(TILES_FILE, whole);
  }
}

async function giveTiles(request) {
  const held = await (await caches.open(TILES)).match(TILES_FILE);
  return held ? cut(held, request.headers.get("range")) : fetch(request);
}

async function giveAbout(request) {
  const held = await (await caches.open(TILES)).match(TILES_ABOUT);
  return held ?? fetch(request);
}

async function cut(held, range) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (!asked) {
    return held;
  }
  const whole = await held.blob();
  const first = Number(asked[1]);
  const last = Math.min(asked[2] ? Number(asked[2]) : whole.size - 1, whole.size - 1);
  if (first > last) {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${whole.size}` } });
  }
  return new Response(whole.slice(first, last + 1), {
    status: 206,
    headers: {
      "content-range": `bytes ${first}-${last}/${whole.size}`,
      "content-length": String(last - first + 1),
      "content-type": held.headers.get("content-type") ?? "application/octet-stream",
      etag: held.headers.get("etag") ?? "",
    },
  });
}

// A new version waits until it disturbs nobody: at most one page is open, and nothing is being
// written in it. A page that does not answer is taken to be busy.

async function takeOver() {
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  if (open.length > 1 || (await Promise.all(open.map(isBusy))).some(Boolean)) {
    return;
  }
  await self.skipWaiting();
}

function isBusy(client) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((told) => {
    port1.onmessage = ({ data }) => told(data !== false);
    setTimeout(() => told(true), ANSWER_WITHIN_MS);
    client.postMessage({ type: "busy?" }, [port2]);
  });
}

// Background Sync, where there is one. It is asked again later if something was left.
async function sendWhatWaits() {
  await flush();
  const left = await waiting();
  if (left.some(({ state }) => state === "waiting")) {
    throw new Error("something waits still");
  }
}
