// The form: finds what this person can report, and leads through the steps.
//
// Each step is an entry in the browser's history, so the back button goes back a step; the draft is
// kept on the phone at every change, so a reload or a turned-off phone loses nothing.

import * as outbox from "./outbox.js";
import { listDrafts, openStore, purgeDrafts, saveDraft, dropDraft, keep, kept } from "./store.js";
import { language, part, say, stamp, titled } from "./page.js";
import { lineWords } from "./spoken.js";
import { beginDraft, isTold, takeUp } from "./telling.js";
import { kind, sendHeld, what } from "./steps/what.js";
import { where } from "./steps/where.js";
import { check } from "./steps/check.js";
import { sent, similar } from "./steps/sending.js";

const STEPS = { what, kind, where, check, similar, sent };
const FIELDS = { category: "change-what", occurred: "change-where", place: "change-where", text: "text" };
const SAVE_AFTER_MS = 400;
const PATIENCE_MS = 2_500;
const RULES_LATER_MS = 2000;
const screen = document.getElementById("step");

/** What every step is handed. */
const form = {
  kit: null,
  draft: null,
  step: "what",
  isSignedOut: false,
  now: () => new Date(),
  outbox,
  get happening() {
    return this.draft.happenings[this.draft.at];
  },
  touch,
  go,
  take,
  restart,
  drafts,
  drop,
  putBack,
  screening,
};

begin().catch((error) => {
  console.warn("the form did not begin", error);
  turnAway("broken");
});

async function begin() {
  await openStore().catch((error) => console.warn("nothing can be kept on this phone", error));
  if (!(await findKit())) {
    return;
  }
  await purgeDrafts(form.now()).catch(() => {});
  await sendHeld(form).catch(() => {});
  addEventListener("popstate", (event) => event.state && returnTo(event.state));
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  await returnTo(history.state ?? {}, true);
  // A text is written in the last step: what looks it through may come after all that is needed now.
  setTimeout(screening, RULES_LATER_MS);
}

/** The kit from the service, or the one that is kept when that takes long or cannot be. */
async function findKit() {
  const own = await kept("kit").catch(() => undefined);
  const asked = ask();
  const patience = own?.language === language ? new Promise((late) => setTimeout(late, PATIENCE_MS)) : asked;
  const answer = await Promise.race([asked, patience]);
  if (answer?.kit) {
    form.kit = answer.kit;
  } else if (answer?.status === 403) {
    return turnAway("no-role");
  } else if (own) {
    form.kit = own;
    form.isSignedOut = answer?.status === 401;
  } else {
    return turnAway(answer?.status === 401 ? "signed-out" : "no-kit");
  }
  return true;
}

async function ask() {
  try {
    const answer = await fetch(`/api/1/form?lang=${language}`, { headers: { accept: "application/json" } });
    if (!answer.ok) {
      return { status: answer.status };
    }
    const kit = await answer.json();
    keep("kit", kit).catch(() => {});
    outbox.signedIn(kit.account).catch(() => {});
    return { kit };
  } catch {
    return {};
  }
}

function turnAway(why) {
  screen.replaceChildren(stamp(why));
  return false;
}

let rules;
/** What finds personal data in a text: nothing where the rules or their reader cannot be had. */
function screening() {
  rules ??= findRules().catch((error) => {
    console.warn("texts are looked through by the service alone", error);
    addEventListener("online", () => (rules = undefined), { once: true });
    return () => [];
  });
  return rules;
}

async function findRules() {
  const [{ screen: look }, own] = await Promise.all([import("../screening.js"), kept("screening").catch(() => undefined)]);
  let found = own;
  if (own?.edition !== form.kit.screening || own?.edition === undefined) {
    const answer = await fetch("/api/1/screening").catch(() => null);
    if (answer?.ok) {
      found = await answer.json();
      keep("screening", found).catch(() => {});
    }
  }
  if (!found) {
    throw new Error("no rules");
  }
  const places = [...form.kit.places, ...form.kit.areas].map(({ name }) => name);
  return (text) => look(text, found, places);
}

// Drafts

// At once, and while somebody types at most so often.
let waitingToSave;
let savedAt = 0;
function touch() {
  document.documentElement.dataset.dirty = "";
  clearTimeout(waitingToSave);
  waitingToSave = setTimeout(save, Math.max(0, savedAt + SAVE_AFTER_MS - performance.now()));
}

async function save() {
  clearTimeout(waitingToSave);
  savedAt = performance.now();
  const { draft, kit } = form;
  if (draft && !draft.done && isTold(draft)) {
    await saveDraft({ id: draft.id, account: kit.account, value: structuredClone(draft) }).catch((error) =>
      console.warn("the draft is not kept", error),
    );
  }
}

/**
 * What was begun and not sent; what the service refused comes back, with its sentence. Nothing while
 * nobody is signed in: it may be somebody else who holds the phone.
 */
async function drafts(also = "") {
  const all = await listDrafts(form.kit.account).catch(() => []);
  const begun = all.filter(({ id, value }) => value && (!form.isSignedOut || id === also));
  const held = await outbox.waiting().catch(() => null);
  const waiting = new Map((held ?? []).map((item) => [item.id, item]));
  const found = [];
  for (const { id, changed, value } of begun) {
    const left = (value.sending ?? []).map((each) => waiting.get(each)).filter(Boolean);
    const refused = left.filter(({ state }) => state === "refused");
    if (value.sending && held && left.length === 0) {
      await drop(id);
    } else if (refused.length > 0) {
      const ids = new Set(refused.map((item) => item.id));
      const happenings = value.happenings.filter((each) => ids.has(each.id));
      found.push({ id, changed, problem: refused[0].problem, value: { ...value, happenings, at: 0 } });
    } else if (!value.sending) {
      found.push({ id, changed, value });
    }
  }
  return found.map((each) => ({ ...each, line: lineWords(each.value.happenings[0], form.kit, form.now()) }));
}

/** Go on with a draft. What was refused is taken out of the outbox, to be sent anew. */
async function take({ value, problem }) {
  for (const id of value.sending ?? []) {
    await outbox.discard(id).catch(() => {});
  }
  delete value.sending;
  form.draft = takeUp(value, form.now());
  touch();
  const { category, place } = form.happening;
  const faults = problem?.errors.map(({ field, detail }) => ({ field: FIELDS[field.split(".")[0]], sentence: detail }));
  go(category ? (place ? "check" : "where") : "what", { about: { faults } });
}

async function putBack(value) {
  await saveDraft({ id: value.id, account: form.kit.account, value }).catch(() => {});
}

async function drop(id) {
  await dropDraft(id).catch(() => {});
}

/** Begin a report anew; `like` is a happening whose place and time it shares. */
function restart(like) {
  form.draft = beginDraft(form.now(), like);
  go("what");
}

// Steps

/** Show a step. `about` is kept with it in the history; `replace` puts it in this one's place. */
function go(step, { replace = false, about = {} } = {}) {
  save();
  const state = { step, draft: form.draft.id, at: form.draft.at, ...about };
  history[replace ? "replaceState" : "pushState"](state, "");
  show(step, about);
}

async function returnTo(state, first = false) {
  if (state.draft && state.draft !== form.draft?.id) {
    const begun = await drafts(state.draft);
    form.draft = begun.find(({ id, value }) => id === state.draft && !value.sending)?.value ?? null;
    form.draft &&= takeUp(form.draft, form.now());
  }
  const isKnown = form.draft && !form.draft.done && state.draft === form.draft.id;
  if (isKnown && state.at < form.draft.happenings.length) {
    form.draft.at = state.at;
  } else if (!isKnown) {
    form.draft = beginDraft(form.now());
  }
  const step = isKnown || state.step === "sent" ? state.step : "what";
  if (first || !isKnown) {
    history.replaceState({ ...state, step, draft: form.draft.id, at: form.draft.at }, "");
  }
  show(step, state, first);
}

function show(step, about, first = false) {
  form.step = step;
  const root = STEPS[step](form, about);
  screen.replaceChildren(root);
  part(document, "signed-out").hidden = !form.isSignedOut;
  const heading = root.querySelector("h1");
  titled(heading.textContent);
  if (!(draftIsOpen() && isTold(form.draft))) {
    delete document.documentElement.dataset.dirty;
  }
  scrollTo(0, 0);
  if (!first) {
    heading.focus({ preventScroll: true });
  }
}

function draftIsOpen() {
  return form.draft && !form.draft.done;
}
