// From a draft to its receipt: what is still wrong, what may be told twice, the outbox, what came of it.

import { on, part, say, stamp, titled } from "../page.js";
import { lineWords, metreWords, momentWords, problemWords } from "../spoken.js";
import { saveDraft } from "../store.js";
import { OTHER, local, occurred, placeOf, submission } from "../telling.js";
import { findWords, findsOf } from "./text.js";
import { faultsOf } from "./where.js";

const PATIENCE_MS = 3_000;
const SHOWN_AS_SENDING_MS = 8_000;
const answers = new Map(); // what was asked, and the promise of its answer

/** What keeps a happening from being sent, each with its field of step 3. */
export async function faultsIn(happening, form) {
  const faults = [];
  const add = (field, key, places) => faults.push({ field, sentence: say(key, places) });
  if (!happening.category) {
    add("change-what", "kind-missing");
  }
  for (const { sentence } of faultsOf(happening, form.now())) {
    faults.push({ field: "change-where", sentence });
  }
  if (!happening.basis) {
    add("basis", "basis-missing");
  }
  if (!happening.certainty) {
    add("certainty", "certainty-missing");
  }
  if (happening.category === OTHER && !happening.text?.trim()) {
    add("text", "text-missing");
  }
  const over = [...(happening.text ?? "")].length - form.kit.text_limit;
  if (over > 0) {
    add("text", "too-long", { n: over });
  }
  const { blocked, open } = await findsOf(happening, form);
  for (const [key, finds] of [["remove-find", blocked], ["answer-find", open]]) {
    for (const { field, find } of finds) {
      add(field === "text" ? "text" : "change-where", key, { kind: findWords(find.kind, form).toLowerCase() });
    }
  }
  return faults;
}

/** Send the whole draft, or go where an answer is missing. What is wrong here is given back. */
export async function trySending(form) {
  const { draft } = form;
  for (const [at, each] of draft.happenings.entries()) {
    const faults = await faultsIn(each, form);
    if (faults.length > 0 && at === draft.at) {
      return faults;
    }
    if (faults.length > 0) {
      draft.at = at;
      form.go("check", { about: { faults } });
      return [];
    }
  }
  const doubtful = await Promise.all(draft.happenings.map((each) => lookUp(form, each)));
  const at = doubtful.findIndex((found) => found.length > 0);
  if (at >= 0) {
    draft.at = at;
    form.go("similar", { replace: form.step === "similar" });
    return [];
  }
  try {
    await send(form);
    return [];
  } catch (error) {
    console.warn("it could not be put in the outbox", error);
    return [{ sentence: say("cannot-keep") }];
  }
}

// In the outbox first, and only then marked as sent: a draft is given up last of all.
async function send(form) {
  const { draft, kit, now, outbox } = form;
  const items = [];
  for (const each of draft.happenings) {
    const { confirmed } = await findsOf(each, form);
    items.push({
      id: each.id,
      kind: "report",
      account: kit.account,
      label: lineWords(each, kit, now()),
      body: submission(each, kit, now(), confirmed),
    });
  }
  await outbox.put(items);
  const ids = items.map(({ id }) => id);
  const value = { ...draft, sending: ids };
  draft.done = true;
  await saveDraft({ id: draft.id, account: kit.account, value }).catch(() => {});
  form.go("sent", { replace: true, about: { ids } });
}

/** Similar reports, when there is a net and a spot on the map; none once somebody has answered. */
export function lookUp(form, { category, place, time, placeType, atHome, sorted }) {
  if (!category || !(place?.point || place?.code) || sorted || !navigator.onLine) {
    return Promise.resolve([]);
  }
  const { from, to } = occurred(time, form.now());
  // Without the words: they find nothing, and are nobody's to read yet.
  const body = JSON.stringify({ category, occurred: { from, to }, place: placeOf({ place, placeType, atHome }) });
  if (!answers.has(body)) {
    answers.set(body, ask(body));
  }
  return answers.get(body);
}

async function ask(body) {
  try {
    const answer = await fetch("/api/1/reports/similar", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    return answer.ok ? (await answer.json()).similar : [];
  } catch {
    return [];
  }
}

/** The question whether somebody has told of the same happening already. */
export function similar(form) {
  const { happening } = form;
  const root = stamp("similar", { mine: lineWords(happening, form.kit, form.now()) });
  lookUp(form, { ...happening, sorted: false }).then((found) => {
    for (const each of found) {
      part(root, "list").append(alike(each, form, root));
    }
  });
  on(root, "another", () => sort(form, root));
  on(root, "back", () => history.back());
  return root;
}

function alike({ report, metres, occurred_from: from, category, place, own, words }, form, root) {
  const when = momentWords(local(new Date(from)), form.now());
  const away = say("away-from-yours", { away: metreWords(metres) });
  const item = stamp("like", {
    category,
    where: [place, away, when].filter(Boolean).join(", "),
    who: say(own ? "by-own" : "by-others"),
    words: words ? say("in-words", { words }) : "",
  });
  on(item, "same", () => sort(form, root, report));
  return item;
}

// The answer is kept with the draft, so that nobody is asked twice.
async function sort(form, root, sameAs) {
  for (const button of root.querySelectorAll("button")) {
    button.disabled = true;
  }
  Object.assign(form.happening, { sameAs, sorted: true });
  form.touch();
  const faults = await trySending(form);
  if (faults.length > 0) {
    form.go("check", { about: { faults } });
  }
}

/** The receipt: in the record with a reference, or safe on the phone until there is a net. */
export function sent(form, { ids = [] }) {
  const root = stamp("sent");
  const { outbox } = form.outbox;
  const last = form.draft?.done ? form.draft.happenings.at(-1) : null;
  const begun = Date.now();
  let shown = "";
  const draw = async () => {
    if (!root.isConnected) {
      outbox.removeEventListener("change", draw);
      return;
    }
    const states = await statesOf(ids, form.outbox);
    const whole = wholeOf(states, Date.now() - begun);
    if (whole === "sent" && form.draft?.done) {
      form.drop(form.draft.id);
    }
    receipts(root, states);
    if (whole !== shown) {
      shown = whole;
      head(root, whole, ids.length);
    }
  };
  outbox.addEventListener("change", draw);
  setTimeout(draw);
  setTimeout(draw, SHOWN_AS_SENDING_MS);
  root.querySelector(`[data-do="more"]`).hidden = !last;
  on(root, "more", () => form.restart(last));
  on(root, "new", () => form.restart());
  on(root, "mend", async () => {
    const refused = (await form.drafts()).find(({ value }) => value.sending?.some((id) => ids.includes(id)));
    if (refused) {
      form.take(refused);
    } else {
      form.restart();
    }
  });
  return root;
}

async function statesOf(ids, outbox) {
  const [waiting, arrived] = await Promise.all([outbox.waiting(), outbox.sent()]);
  const held = new Map(waiting.map((item) => [item.id, item]));
  const done = new Map(arrived.map((receipt) => [receipt.id, { ...receipt, state: "sent" }]));
  return ids.map((id) => done.get(id) ?? held.get(id)).filter(Boolean);
}

// The state of all together: the one that asks most of the reporter.
function wholeOf(states, spent) {
  const found = new Set(states.map(({ state }) => state));
  for (const state of ["refused", "sign-in", "other-account"]) {
    if (found.has(state)) {
      return state;
    }
  }
  if (found.has("waiting") || found.has("sending")) {
    return navigator.onLine && spent < SHOWN_AS_SENDING_MS ? "sending" : "kept";
  }
  return "sent";
}

function head(root, whole, n) {
  const heading = root.querySelector("h1");
  heading.textContent = say(`${whole}-title`, { n });
  part(root, "next").textContent = say(`${whole}-next`, { n });
  part(root, "sign-in").hidden = whole !== "sign-in";
  part(root, "mend").hidden = whole !== "refused";
  part(root, "done").hidden = whole === "refused";
  titled(heading.textContent, whole === "refused");
}

function receipts(root, states) {
  part(root, "list").replaceChildren(
    ...states.map(({ label, state, reference, quarantined, problem }) => {
      const told = reference ? say("reference", { reference }) : say(`is-${state}`, { why: problemWords(problem) });
      const item = stamp("receipt", { label, told });
      part(item, "held").hidden = !quarantined;
      return item;
    }),
  );
}
