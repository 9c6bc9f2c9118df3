// Step 1: what happened. Groups first, then the kind; what was begun before; "nothing to report".

import { on, part, say, stamp } from "../page.js";
import { momentWords, problemWords } from "../spoken.js";
import { keep, kept } from "../store.js";
import { local } from "../telling.js";

const HELD = "nothing"; // what is said and can still be taken back
const UNDO_MS = 10_000;

export function what(form) {
  const root = stamp("what");
  for (const group of form.kit.groups) {
    const tile = stamp("tile", { name: group.name });
    const button = tile.querySelector("button");
    button.dataset.group = group.id;
    button.setAttribute("aria-current", String(group.id === form.happening.group));
    button.addEventListener("click", () => open(form, group));
    part(root, "groups").append(tile);
  }
  part(root, "due").textContent = form.kit.due ?? "";
  nothing(root, form);
  begun(part(root, "drafts"), form).catch((error) => console.warn("drafts cannot be read", error));
  shared(root, form);
  return root;
}

function open(form, group) {
  const [only] = group.categories;
  if (group.categories.length === 1) {
    choose(form, group, only);
  } else {
    form.go("kind", { about: { group: group.id } });
  }
}

// Which number of a shift's happenings this is, and what it shares with the others.
function shared(root, { draft, happening }) {
  const note = part(root, "shared");
  note.hidden = !(draft.happenings.length > 1 || (happening.place && !happening.category));
  note.textContent = say("same-shift", { n: draft.at + 1 });
}

async function begun(holder, form) {
  const found = (await form.drafts()).filter(({ id }) => id !== form.draft.id);
  holder.hidden = found.length === 0;
  for (const each of found) {
    const when = momentWords(local(new Date(each.changed)), form.now());
    const item = stamp("draft", { line: each.line, when: say("begun", { when }) });
    if (each.problem) {
      part(item, "problem").textContent = say("is-refused", { why: problemWords(each.problem) });
    }
    for (const button of item.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent} ${each.line}`);
    }
    on(item, "take", () => form.take(each));
    on(item, "drop", () => throwAway(item, each, form));
    part(holder, "list").append(item);
  }
}

// It is gone at once, and comes back for as long as the page shows it.
function throwAway(item, { value, line }, form) {
  form.drop(value.id);
  const gone = stamp("thrown", { line });
  item.replaceWith(gone);
  on(gone, "undo", () => {
    form.putBack(value);
    gone.replaceWith(item);
    item.querySelector("button").focus();
  });
  gone.querySelector("button").focus();
}

// Said with one tap, and sent a little later unless it is taken back. It is kept meanwhile: who
// leaves the page has said it.
function nothing(root, form) {
  const holder = part(root, "nothing");
  const button = holder.querySelector("button");
  const said = part(root, "said");
  const { organisation, account, week } = form.kit;
  const places = { organisation: organisation.name, label: say("nothing-label", { week: Number(week.slice(-2)) }) };
  let soon;
  on(holder, "nothing", () => {
    button.disabled = true;
    const body = { organisation: organisation.code, week };
    const item = { id: crypto.randomUUID(), kind: "nothing", account, label: places.label, body };
    const held = keep(HELD, item).catch(() => {});
    const line = stamp("nothing-said", { line: say("nothing-said", places) });
    on(line, "undo", async () => {
      clearTimeout(soon);
      await held;
      await keep(HELD, null).catch(() => {});
      button.disabled = false;
      said.replaceChildren(say("nothing-undone"));
      button.focus();
    });
    said.replaceChildren(line);
    soon = setTimeout(async () => {
      const isKept = await send(item, form).catch(() => false);
      said.replaceChildren(say(isKept === false ? "cannot-keep" : "nothing-sent", places));
    }, UNDO_MS);
    line.querySelector("button").focus();
  });
}

async function send(item, form) {
  await form.outbox.put([item]);
  await keep(HELD, null);
}

/** Send what was said just before the page was left. */
export async function sendHeld(form) {
  const item = await kept(HELD);
  if (item) {
    await send(item, form);
  }
}

/** Which kind within the group, with what counts and what does not. */
export function kind(form, { group: id }) {
  const group = form.kit.groups.find((each) => each.id === id);
  const root = stamp("kind", { group: group?.name ?? "" });
  for (const category of group?.categories ?? []) {
    const option = stamp("option", { name: category.name, help: category.help });
    const button = option.querySelector("button");
    const help = option.querySelector(".help");
    help.id = `help-${category.id}`;
    button.setAttribute("aria-describedby", help.id);
    button.setAttribute("aria-current", String(category.id === form.happening.category));
    part(option, "sensitive").hidden = !category.sensitive;
    button.dataset.category = category.id;
    button.addEventListener("click", () => choose(form, group, category));
    part(root, "categories").append(option);
  }
  on(root, "back", () => history.back());
  return root;
}

// Take the category and go on: to the place, or to the end when the place is told already.
function choose(form, group, category) {
  Object.assign(form.happening, { category: category.id, name: category.name, group: group.id });
  form.touch();
  form.go(form.happening.place ? "check" : "where");
}
