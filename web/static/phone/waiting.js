// The line that says what waits to be sent, on every page; and the service worker's registration.
//
// Every sentence stands in the page (templates/phone/_waiting.html), in the reader's language.

import * as outbox from "./outbox.js";
import { keep, kept, openStore, storeEvents } from "./store.js";

const place = document.querySelector("[data-waiting]");
const language = document.documentElement.lang;
const DAY_MS = 24 * 3600 * 1000;
const LOOK_AGAIN_MS = 3600 * 1000; // for a newer worker, while a page stays open
const SOON_MS = 2_000;
const SETTLED_MS = 500;
const SHELL = /^\/(report|offline)$/;
const isShell = SHELL.test(location.pathname);
const clock = new Intl.DateTimeFormat(language === "sv" ? "sv-SE" : "en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "Europe/Stockholm",
});
const words = new Map();
let ownWaiting = 0;
let isLeaving = false;

const part = (name) => place.querySelector(`[data-part="${name}"]`);
const isDirty = () => "dirty" in document.documentElement.dataset;

if (place) {
  for (const word of part("words").content.children) {
    words.set(word.dataset.word, word.textContent);
  }
  begin().catch(() => say("unkept"));
}
if (navigator.serviceWorker && place) {
  workOffline().catch((error) => console.warn("the form needs the net here", error));
}

async function begin() {
  storeEvents.addEventListener("full", () => say("full"));
  storeEvents.addEventListener("blocked", () => say("blocked"));
  outbox.outbox.addEventListener("change", show);
  listen("send", () => outbox.flush());
  listen("save", save);
  listen("stay", () => part("leaving").close());
  for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
    form.addEventListener("submit", (event) => warn(event, form));
  }
  await openStore();
  if (place.dataset.account !== undefined) {
    await outbox.signedIn(place.dataset.account);
  } else if (location.pathname === "/sign-in" && new URLSearchParams(location.search).has("out")) {
    await outbox.signedIn(""); // signed out just now
  }
  await show();
  setTimeout(freshen, SOON_MS);
}

function listen(name, act) {
  place.querySelector(`[data-do="${name}"]`).addEventListener("click", act);
}

function say(word) {
  part("said").textContent = words.get(word);
  part("said").hidden = false;
}

function counted(word, n) {
  return words.get(`${word}-${n === 1 ? "one" : "many"}`).replace("{n}", n);
}

// The line and the list

async function show() {
  const items = await outbox.waiting();
  const refused = items.filter(({ state }) => state === "refused");
  const coming = items.length - refused.length;
  const own = items.filter(({ state }) => state === "waiting" || state === "sending");
  ownWaiting = own.length + refused.length;
  part("box").hidden = items.length === 0;
  part("count").textContent = [
    coming ? counted("waiting", coming) : "",
    refused.length ? counted("refused", refused.length) : "",
  ]
    .filter(Boolean)
    .join(" · ");
  part("list").replaceChildren(...items.map(row));
  part("old").hidden = !items.some(({ made }) => Date.now() - made > DAY_MS);
  part("sign-in").hidden = !items.some(({ state }) => state === "sign-in");
  place.querySelector('[data-do="send"]').hidden = own.length === 0;
  place.querySelector('[data-do="save"]').hidden = ownWaiting === 0;
}

function row({ id, kind, label, made, state, problem }) {
  const item = part("item").content.firstElementChild.cloneNode(true);
  const isHidden = state === "sign-in" || state === "other-account";
  const name = isHidden ? "hidden" : kind || "illegible";
  item.querySelector(".waiting-label").textContent = label || words.get(name);
  const written = words.get("written").replace("{time}", clock.format(made));
  item.querySelector(".waiting-state").textContent = `${written} ${words.get(state)}`;
  const sentence = item.querySelector(".waiting-problem");
  sentence.hidden = !problem;
  sentence.textContent = problem ? whatIsWrong(problem) : "";
  item.querySelector('[data-do="mend"]').hidden = state !== "refused" || kind !== "report";
  const button = item.querySelector('[data-do="discard"]');
  button.hidden = isHidden || state === "sending";
  button.parentElement.hidden = button.hidden;
  button.addEventListener("click", () => {
    if (confirm(words.get("discard-sure"))) {
      void outbox.discard(id);
    }
  });
  return item;
}

function whatIsWrong({ sentence, errors }) {
  return errors.length ? errors.map(({ detail }) => detail).join(" ") : sentence;
}

async function save() {
  const file = await outbox.asFile();
  if (file) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${words.get("file")}-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), DAY_MS);
  }
}

// Signing out by one's own choice: what waits stays, and whoever leaves is told. The kit goes: it
// names the person and their organisation's places.

function warn(event, form) {
  if (isLeaving) {
    return;
  }
  event.preventDefault();
  if (ownWaiting === 0) {
    void leave(form);
    return;
  }
  const button = place.querySelector('[data-do="leave"]');
  button.onclick = () => leave(form);
  part("leaving").showModal();
}

async function leave(form) {
  isLeaving = true;
  await keep("kit", null).catch(() => {});
  form.requestSubmit ? form.requestSubmit() : form.submit();
}

// Where somebody who reports is signed in, the form's kit is fetched, so that it is at hand later.
async function freshen() {
  const { account, reports } = place.dataset;
  if (reports === undefined || isShell || saves()) {
    return;
  }
  const held = await kept("kit");
  if (held?.account === account && held.language === language) {
    return;
  }
  for (const [name, address] of [
    ["kit", `/api/1/form?lang=${language}`],
    ["screening", "/api/1/screening"],
  ]) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) {
      await keep(name, await answer.json());
    }
  }
}

function saves() {
  return navigator.connection?.saveData === true;
}

// The service worker

async function workOffline() {
  if (place.dataset.worksOffline !== "yes") {
    // Switched off: the worker that is there fetches its own undoing.
    await (await navigator.serviceWorker.getRegistration("/"))?.update();
    return;
  }
  const { serviceWorker } = navigator;
  let hasWorker = serviceWorker.controller !== null;
  serviceWorker.addEventListener("message", ({ data, ports }) => {
    if (data?.type === "busy?") {
      ports[0].postMessage(isDirty());
    }
  });
  serviceWorker.addEventListener("controllerchange", () => {
    // Not at the first worker's coming, and only where nothing is being written.
    if (hasWorker && isShell && !isDirty()) {
      location.reload();
    }
    hasWorker = true;
  });
  serviceWorker.startMessages();
  await settled();
  const worker = await serviceWorker.register("/sw.js", {
    scope: "/",
    type: "module",
    updateViaCache: "none",
  });
  const active = (await serviceWorker.ready).active;
  active.postMessage({ type: "hello", language });
  if ((isShell || place.dataset.reports !== undefined) && !saves()) {
    active.postMessage({ type: "keep-map" });
  }
  worker.addEventListener("updatefound", () => {
    const next = worker.installing;
    next?.addEventListener("statechange", () => askToTakeOver(worker));
  });
  document.addEventListener("visibilitychange", () => askToTakeOver(worker));
  setInterval(() => worker.update().catch(() => {}), LOOK_AGAIN_MS);
  askToTakeOver(worker);
}

function askToTakeOver(worker) {
  if (worker.active && !isDirty()) {
    worker.waiting?.postMessage({ type: "take-over" });
  }
}

// After everything that the page itself needs, and not on a page that is only passed through: WebKit
// holds up every later registration when a page is left at the very moment in which it makes one.
async function settled() {
  if (document.readyState !== "complete") {
    await new Promise((done) => addEventListener("load", done, { once: true }));
  }
  await new Promise((done) => setTimeout(done, SETTLED_MS));
}
