// What waits to be sent: put here before anything is sent, and taken out when the record has it.
//
// Each thing has an id that the service knows it by, so sending it again is safe, and it is removed
// only when an answer of 2xx was read to its end. It is bound to the account that made it: nobody
// else on the same phone sees what it is, or sends it. Runs in pages and in the service worker.

import { askToPersist, note, noted, result, run, seal, unseal } from "./store.js";

const DOORS = { report: "/api/1/reports", nothing: "/api/1/nothing" };
const WHO = "/api/1/who";
/** The header that says for whom a thing is sent; the service refuses it to anybody else. */
const FOR = "lagesbild-account";
const STANDING = "account"; // who was signed in when we last heard
const NOBODY = "";
const LOCK = "lagesbild-outbox";
const CHANNEL = "lagesbild-outbox";
const SYNC = "outbox";

const ANSWER_WITHIN_MS = 30_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
const EVERY_MS = 60_000;
const RECEIPTS = 50;

// With these the service has read the thing and said no. Any other no may pass.
const VERDICTS = new Set([400, 403, 409, 413, 415, 422]);

/**
 * @typedef {{sentence: string, errors: {field: string, detail: string}[], status: number}} Trouble
 * @typedef {"waiting" | "sending" | "sign-in" | "refused" | "other-account"} State
 * @typedef {{id: string, kind: "report" | "nothing", account: string, label: string, body: object}}
 *   Item
 */

/** Fires "change" whenever something was put in, sent, refused or removed, in any tab. */
export const outbox = new EventTarget();

const others = globalThis.BroadcastChannel ? new BroadcastChannel(CHANNEL) : null;
let sending = null; // the id of what is on its way
let running = null; // the flush under way
let again = false;
let failures = 0;
let notBefore = 0;
let timer = null;

function changed() {
  outbox.dispatchEvent(new Event("change"));
  others?.postMessage("change");
}

/**
 * Put things in, all or none. They are on disk when this resolves. An id that waits already stays
 * as it is; one that was refused is replaced; one that was sent is left out.
 * @param {Item[]} items
 */
export async function put(items) {
  const made = Date.now();
  const sealed = await Promise.all(
    items.map(({ id, kind, label, body }) => seal(`outbox/${id}`, { kind, label, body })),
  );
  await run(["outbox", "sent", "plain"], "readwrite", async (work) => {
    const box = work.objectStore("outbox");
    const held = await result(box.getAll());
    let order = Math.max(0, ...held.map((each) => each.order));
    for (const [n, { id, account }] of items.entries()) {
      const before = held.find((each) => each.id === id);
      const wasSent = (await result(work.objectStore("sent").getKey(id))) !== undefined;
      if (wasSent || (before && before.state !== "refused")) {
        continue;
      }
      order += 1;
      const state = "waiting";
      box.put({ id, account, made, order, state, sealed: sealed[n] }, id);
    }
    if ((await result(work.objectStore("plain").get(STANDING))) === undefined && items.length > 0) {
      work.objectStore("plain").put(items[0].account, STANDING);
    }
  });
  changed();
  void askToPersist();
  void askToSync();
  void flush();
}

/**
 * What waits, oldest first. Of what another account made, or anybody while nobody is signed in,
 * only that it is there: `label` is empty. `made` in milliseconds, `problem` of what was refused.
 * @returns {Promise<{id: string, kind: string, label: string, made: number, state: State,
 *   problem: Trouble | null}[]>}
 */
export async function waiting() {
  const [held, standing] = await Promise.all([all(), noted(STANDING)]);
  return Promise.all(
    held.map(async (item) => {
      const { id, made } = item;
      if (standing !== item.account) {
        const state = standing ? "other-account" : "sign-in";
        return { id, kind: "", label: "", made, state, problem: null };
      }
      const { kind, label, problem = null } = await opened(item);
      return { id, kind, label, made, state: id === sending ? "sending" : item.state, problem };
    }),
  );
}

/**
 * The body of something that waits, for the form to mend; null when it is not the asker's.
 * @param {string} id
 * @returns {Promise<any>}
 */
export async function body(id) {
  const [item, standing] = await Promise.all([one(id), noted(STANDING)]);
  return item && item.account === standing ? (await opened(item)).body : null;
}

/**
 * Throw away something of one's own that waits.
 * @param {string} id
 * @returns {Promise<boolean>} whether it was there and one's own
 */
export async function discard(id) {
  const standing = await noted(STANDING);
  const found = await run(["outbox"], "readwrite", async (work) => {
    const box = work.objectStore("outbox");
    const item = await result(box.get(id));
    const isOwn = item !== undefined && item.account === standing;
    if (isOwn) {
      box.delete(id);
    }
    return isOwn;
  });
  changed();
  return found;
}

/**
 * The last receipts of whoever is signed in, the latest first.
 * @returns {Promise<{id: string, reference: string, report: string, at: number,
 *   quarantined: boolean, kind: string, label: string, clock_off_s: number | null}[]>}
 */
export async function sent() {
  const [held, standing] = await Promise.all([
    run(["sent"], "readonly", (work) => result(work.objectStore("sent").getAll())),
    noted(STANDING),
  ]);
  const own = held.filter((each) => each.account === standing);
  own.sort((early, late) => late.at - early.at);
  return Promise.all(
    own.map(async ({ id, at, sealed }) => {
      const receipt = await unseal(`sent/${id}`, sealed).catch(() => ({}));
      return { reference: "", report: "", quarantined: false, clock_off_s: null, ...receipt, id, at };
    }),
  );
}

/**
 * One's own things that wait, as a file that can be handed over by other means: the bodies as
 * POST /api/1/reports/batch takes them. Null when there is nothing.
 * @returns {Promise<Blob | null>}
 */
export async function asFile() {
  const [held, standing] = await Promise.all([all(), noted(STANDING)]);
  const own = await Promise.all(held.filter((it) => it.account === standing).map(opened));
  const of = (kind) => own.filter((each) => each.kind === kind).map((each) => each.body);
  const found = { reports: of("report"), nothing: of("nothing") };
  return own.length ? new Blob([JSON.stringify(found, null, 2)], { type: "application/json" }) : null;
}

/**
 * A page knows who is signed in: the service said so when it made the page.
 * @param {string} account the account's id, empty for nobody
 */
export async function signedIn(account) {
  if ((await noted(STANDING)) !== account) {
    await note(STANDING, account);
    changed();
  }
}

/**
 * Send what waits, one at a time, the oldest first, as far as it can be done now.
 * @returns {Promise<void>}
 */
export function flush() {
  again = true;
  running ??= (async () => {
    try {
      while (again) {
        again = false;
        await alone(sendAll);
      }
    } catch (error) {
      // The store could not be read; what waits is where it was, and is tried again.
      console.warn("sending was put off", error?.name);
      later();
    } finally {
      running = null;
    }
  })();
  return running;
}

// One tab at a time. Where there are no locks two may send the same thing: the service knows it.
function alone(work) {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

async function sendAll() {
  const now = Date.now();
  const isHeld = now < notBefore && notBefore - now <= LONGEST_WAIT_MS;
  if (!(await all()).some((item) => item.state !== "refused")) {
    return rest();
  }
  if (isHeld) {
    return later(notBefore - now);
  }
  const account = await whoAsks();
  if (account === null) {
    return later();
  }
  await signedIn(account);
  const passed = new Set(); // what the service stumbled over: the next ones are not held up by it
  for (;;) {
    const item = (await all()).find(
      (each) => each.account === account && each.state !== "refused" && !passed.has(each.id),
    );
    if (!item) {
      return passed.size ? later() : rest();
    }
    sending = item.id;
    changed();
    const verdict = await send(item).finally(() => {
      sending = null;
    });
    changed();
    if (verdict === "stumbled") {
      passed.add(item.id);
    } else if (verdict === "stop") {
      return undefined;
    }
  }
}

// The account that is signed in here, empty for nobody; null when nobody answers.
async function whoAsks() {
  try {
    const { ok, said } = await ask(WHO, { method: "GET" });
    return ok && typeof said.account === "string" ? said.account : null;
  } catch {
    return null;
  }
}

// An answer of the service, read to its end. Rejects when the line broke anywhere before that.
async function ask(address, options) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
  try {
    const answer = await fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
      ...options,
    });
    // A page of a café's network, or of a proxy, is no answer of the service.
    const isOurs = /^application\/(problem\+)?json/.test(answer.headers.get("content-type") ?? "");
    const said = isOurs ? await answer.json() : null;
    return { ok: answer.ok && isOurs, isOurs, status: answer.status, headers: answer.headers, said };
  } finally {
    clearTimeout(patience);
  }
}

async function send(item) {
  let content;
  try {
    content = await unseal(`outbox/${item.id}`, item.sealed);
  } catch {
    return "stumbled"; // it is shown as it is, and never dropped
  }
  const now = new Date().toISOString();
  const told = content.kind === "report" ? { ...content.body, sent_at: now } : content.body;
  let answer;
  try {
    answer = await ask(DOORS[content.kind], {
      method: "POST",
      headers: { "content-type": "application/json", [FOR]: item.account },
      body: JSON.stringify(told),
    });
  } catch {
    later();
    return "stop";
  }
  if (answer.ok) {
    failures = 0;
    await settle(item, content, answer.said);
    return "sent";
  }
  if (answer.status === 401 && answer.isOurs) {
    await signedIn(NOBODY);
    return "stop";
  }
  if (answer.isOurs && VERDICTS.has(answer.status)) {
    await refuse(item, content, answer);
    return "refused";
  }
  return putOff(answer);
}

function putOff({ status, headers }) {
  const asked = Number(headers.get("retry-after")) * 1000;
  if ([429, 503].includes(status) && asked > 0) {
    const wait = Math.min(asked, LONGEST_WAIT_MS);
    notBefore = Date.now() + wait;
    later(wait);
    return "stop";
  }
  return "stumbled";
}

// It is in the record: out of the box, and its receipt among the last ones, in one step.
async function settle(item, { kind, label }, said) {
  const { reference = "", report = "", quarantined = false, clock_off_s = null } = said;
  const receipt = { kind, label, reference, report, quarantined, clock_off_s };
  const sealed = await seal(`sent/${item.id}`, receipt);
  await run(["outbox", "sent"], "readwrite", async (work) => {
    const receipts = work.objectStore("sent");
    work.objectStore("outbox").delete(item.id);
    receipts.put({ id: item.id, account: item.account, at: Date.now(), sealed }, item.id);
    const old = (await result(receipts.getAll())).sort((early, late) => late.at - early.at);
    for (const { id } of old.slice(RECEIPTS)) {
      receipts.delete(id);
    }
  });
}

async function refuse(item, content, { status, said }) {
  const problem = { sentence: said.detail ?? said.title ?? "", errors: said.errors ?? [], status };
  const sealed = await seal(`outbox/${item.id}`, { ...content, problem });
  await run(["outbox"], "readwrite", async (work) => {
    const box = work.objectStore("outbox");
    const held = await result(box.get(item.id));
    if (held) {
      box.put({ ...held, state: "refused", sealed }, item.id);
    }
  });
}

async function all() {
  const held = await run(["outbox"], "readonly", (work) =>
    result(work.objectStore("outbox").getAll()),
  );
  return held.sort((early, late) => early.order - late.order);
}

function one(id) {
  return run(["outbox"], "readonly", (work) => result(work.objectStore("outbox").get(id)));
}

// What cannot be read any more is shown without words, not hidden.
function opened(item) {
  const illegible = { kind: "", label: "", body: null };
  return unseal(`outbox/${item.id}`, item.sealed).catch(() => illegible);
}

// Nothing is left to send for now.
function rest() {
  failures = 0;
  clearTimeout(timer);
}

// Try again: sooner at first, then more seldom, and not all phones at the same moment.
function later(least = 0) {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS) * (0.5 + Math.random());
  failures += 1;
  clearTimeout(timer);
  if (globalThis.document) {
    timer = setTimeout(flush, Math.max(wait, least));
  }
}

// Where there is Background Sync, the browser wakes the worker when the net is back.
async function askToSync() {
  try {
    const worker = await globalThis.navigator.serviceWorker?.getRegistration?.();
    await worker?.sync?.register(SYNC);
  } catch {
    // The page sends by itself.
  }
}

others?.addEventListener("message", () => outbox.dispatchEvent(new Event("change")));

if (globalThis.document) {
  globalThis.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      void flush();
    }
  });
  setInterval(() => {
    if (document.visibilityState === "visible") {
      void flush();
    }
  }, EVERY_MS);
  void flush();
}
