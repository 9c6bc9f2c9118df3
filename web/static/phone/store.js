// What the phone keeps: the form's kit, drafts, and what waits to be sent. All of it sealed.
//
// One IndexedDB database. Values are sealed by AES-GCM under a key that no script can read out; what
// that protects against, and what not, stands in docs/offline.md. A phone may close the database
// whenever it likes (iOS does, under memory pressure), so every piece of work opens it anew and is
// tried again. An upgrade adds what is missing and never drops anything.

const NAME = "lagesbild";
const EDITION = 1;
const STORES = ["keys", "kept", "drafts", "outbox", "sent", "plain"];
const SEAL = "seal";
const TRIES = 3;
const DRAFTS_LIVE_MS = 14 * 24 * 3600 * 1000;

// The database was closed under us, or is being replaced: worth another try. A full disk is not.
const LOST = new Set(["AbortError", "InvalidStateError", "UnknownError"]);

/** @typedef {{iv: Uint8Array, data: ArrayBuffer}} Sealed */

/** Fires "blocked" when another tab holds an older edition open, "full" when there is no room. */
export const storeEvents = new EventTarget();

/** @type {Promise<IDBDatabase> | null} */
let opening = null;
/** @type {Promise<CryptoKey> | null} */
let sealing = null;

/**
 * The database, opened once and again whenever it was closed.
 * @returns {Promise<IDBDatabase>}
 */
export function openStore() {
  opening ??= opened().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

// A newer edition only adds, so where another tab has it already this one can work with it too.
function opened() {
  return open(EDITION).catch((error) => {
    if (error?.name !== "VersionError") {
      throw error;
    }
    return open();
  });
}

function open(edition) {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, edition);
    asked.onupgradeneeded = () => {
      for (const name of STORES) {
        if (!asked.result.objectStoreNames.contains(name)) {
          asked.result.createObjectStore(name);
        }
      }
    };
    // The older tab closes as soon as it hears of it; until then we wait and say so.
    asked.onblocked = () => storeEvents.dispatchEvent(new Event("blocked"));
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
      const database = asked.result;
      database.onclose = () => forget(database);
      database.onversionchange = () => {
        database.close();
        forget(database);
      };
      done(database);
    };
  });
}

function forget(database) {
  opening?.then((held) => {
    if (held === database) {
      opening = null;
    }
  }, () => {});
}

/**
 * Do `work` in one transaction, and again when the database was lost meanwhile. What it wrote is
 * on disk when this resolves; when this rejects, nothing was written.
 * @template T
 * @param {string[]} names the stores that it works on
 * @param {"readonly" | "readwrite"} mode
 * @param {(transaction: IDBTransaction) => T | Promise<T>} work waits for nothing but `result`
 * @returns {Promise<T>}
 */
export async function run(names, mode, work) {
  for (let attempt = 1; ; attempt += 1) {
    const database = await openStore();
    try {
      return await once(database, names, mode, work);
    } catch (error) {
      if (isFull(error)) {
        storeEvents.dispatchEvent(new Event("full"));
      }
      if (attempt >= TRIES || !LOST.has(error?.name)) {
        throw error;
      }
      database.close();
      opening = null;
    }
  }
}

async function once(database, names, mode, work) {
  const transaction = database.transaction(names, mode, { durability: "strict" });
  const finished = new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => failed(transaction.error ?? new DOMException("", "AbortError"));
  });
  // Whoever fails first tells; the other must not be left unheard.
  finished.catch(() => {});
  let made;
  try {
    made = await work(transaction);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
    throw error;
  }
  await finished;
  return made;
}

/**
 * What a request of the running transaction answers.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function result(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** Whether an error says that the phone has no room left. */
export function isFull(error) {
  return error?.name === "QuotaExceededError";
}

async function sealKey() {
  sealing ??= foundKey().catch((error) => {
    sealing = null;
    throw error;
  });
  return sealing;
}

async function foundKey() {
  const held = await run(["keys"], "readonly", (work) => result(work.objectStore("keys").get(SEAL)));
  if (held) {
    return held;
  }
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  // Another tab may have been faster: the first key stays.
  return run(["keys"], "readwrite", async (work) => {
    const keys = work.objectStore("keys");
    const first = await result(keys.get(SEAL));
    if (!first) {
      keys.put(made, SEAL);
    }
    return first ?? made;
  });
}

/**
 * `value` sealed for one place, where alone it can be opened again.
 * @param {string} place the store and the id, so that nothing can be put in another's place
 * @param {unknown} value whatever JSON can say
 * @returns {Promise<Sealed>}
 */
export async function seal(place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const said = new TextEncoder();
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: said.encode(place) },
    await sealKey(),
    said.encode(JSON.stringify(value)),
  );
  return { iv, data };
}

/**
 * What was sealed for that place. Rejects when it was not.
 * @param {string} place
 * @param {Sealed} sealed
 */
export async function unseal(place, { iv, data }) {
  const said = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) },
    await sealKey(),
    data,
  );
  return JSON.parse(new TextDecoder().decode(said));
}

/**
 * What is kept under a name ("kit", "screening"); null when there is nothing, or nothing legible.
 * @param {string} name
 */
export async function kept(name) {
  const sealed = await run(["kept"], "readonly", (work) =>
    result(work.objectStore("kept").get(name)),
  );
  return sealed ? unseal(`kept/${name}`, sealed).catch(() => null) : null;
}

/**
 * Keep `value` under a name; null lets it go.
 * @param {string} name
 * @param {unknown} value
 */
export async function keep(name, value) {
  const sealed = value === null ? null : await seal(`kept/${name}`, value);
  await run(["kept"], "readwrite", (work) => {
    const held = work.objectStore("kept");
    return void (sealed ? held.put(sealed, name) : held.delete(name));
  });
}

/**
 * A small thing that is no secret: an id, a language.
 * @param {string} name
 */
export function noted(name) {
  return run(["plain"], "readonly", (work) => result(work.objectStore("plain").get(name)));
}

/**
 * @param {string} name
 * @param {string | number | boolean | null} value
 */
export function note(name, value) {
  return run(["plain"], "readwrite", (work) => void work.objectStore("plain").put(value, name));
}

/**
 * Save a draft, in the place of an older one with its id.
 * @param {{id: string, account: string, value: unknown}} draft
 */
export async function saveDraft({ id, account, value }) {
  const sealed = await seal(`drafts/${id}`, value);
  const changed = Date.now();
  await run(["drafts"], "readwrite", (work) =>
    void work.objectStore("drafts").put({ id, account, changed, sealed }, id),
  );
}

/**
 * The drafts of one account, the latest first; `changed` in milliseconds, `value` null when it
 * cannot be read.
 * @param {string} account
 * @returns {Promise<{id: string, changed: number, value: any}[]>}
 */
export async function listDrafts(account) {
  const all = await run(["drafts"], "readonly", (work) =>
    result(work.objectStore("drafts").getAll()),
  );
  const own = all.filter((draft) => draft.account === account);
  own.sort((one, other) => other.changed - one.changed);
  return Promise.all(
    own.map(async ({ id, changed, sealed }) => ({
      id,
      changed,
      value: await unseal(`drafts/${id}`, sealed).catch(() => null),
    })),
  );
}

/** @param {string} id */
export function dropDraft(id) {
  return run(["drafts"], "readwrite", (work) => void work.objectStore("drafts").delete(id));
}

/**
 * Drop the drafts that nobody has touched for fourteen days.
 * @param {number | Date} now
 * @returns {Promise<number>} how many
 */
export function purgeDrafts(now) {
  const oldest = Number(now) - DRAFTS_LIVE_MS;
  return run(["drafts"], "readwrite", async (work) => {
    const drafts = work.objectStore("drafts");
    const old = (await result(drafts.getAll())).filter((draft) => draft.changed < oldest);
    for (const { id } of old) {
      drafts.delete(id);
    }
    return old.length;
  });
}

/**
 * Ask the browser not to clear this store when room runs short, where it can be asked.
 * @returns {Promise<boolean>}
 */
export async function askToPersist() {
  try {
    return (await globalThis.navigator.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}
