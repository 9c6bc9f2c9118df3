// Looks through what is being written for what could point out a person, and offers what to do.
//
// What the reporter says is no person is remembered with the draft on the phone, and told to the
// service as a count of each kind, never in words. The service looks through every text again.

import { on, part, say, stamp } from "../page.js";

const AFTER_MS = 250;
const AROUND = 24;
const BLOCK = "block";
const TEXTS = { text: ({ text }) => text, "place-words": ({ place }) => place?.words, "place-near": ({ near }) => near };

/** Have a field written in: its text is kept with the draft, and looked through below it. */
export function writing(field, holder, form, text, write) {
  field.value = text ?? "";
  field.addEventListener("input", () => {
    write(field.value);
    form.touch();
  });
  lookThrough(field, holder, form);
}

// What was found in it, now and after every change.
function lookThrough(field, holder, form) {
  let soon;
  const look = async () => {
    const screen = await form.screening();
    if (field.isConnected || holder.isConnected) {
      show(screen(field.value));
    }
  };
  const show = (finds) => {
    const { notPerson } = form.happening;
    part(holder, "find-list").replaceChildren(...finds.map((find) => item(find, field, form, look)));
    const open = finds.filter((find) => find.action === BLOCK || !isCleared(notPerson, find, field.value));
    part(holder, "find-count").textContent = open.length > 0 ? say("finds", { n: open.length }) : "";
    holder.hidden = finds.length === 0;
  };
  field.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, AFTER_MS);
  });
  setTimeout(look);
}

function isCleared(notPerson, find, text) {
  const found = text.slice(find.start, find.end);
  return notPerson.some((each) => each.kind === find.kind && each.found === found);
}

function item(find, field, form, look) {
  const { happening } = form;
  const { start, end, kind, action } = find;
  const text = field.value;
  const found = text.slice(start, end);
  const label = findWords(kind, form);
  if (action !== BLOCK && isCleared(happening.notPerson, find, text)) {
    const cleared = stamp("cleared", { found });
    on(cleared, "undo", () => {
      happening.notPerson = happening.notPerson.filter((each) => each.found !== found || each.kind !== kind);
      again(form, field, look);
    });
    return cleared;
  }
  const instead = say(`instead-${kind}`);
  const shown = stamp("find", {
    kind: label,
    before: (start > AROUND ? "…" : "") + text.slice(Math.max(0, start - AROUND), start),
    found,
    after: text.slice(end, end + AROUND) + (text.length > end + AROUND ? "…" : ""),
    what: say(action === BLOCK ? "find-blocks" : "find-warns"),
    replace: say("replace", { instead }),
  });
  on(shown, "replace", () => {
    field.setRangeText(instead, start, end, "end");
    field.dispatchEvent(new Event("input"));
    again(form, field, look);
  });
  on(shown, "mark", () => {
    field.focus();
    field.setSelectionRange(start, end);
  });
  const confirm = shown.querySelector('[data-do="confirm"]');
  confirm.hidden = action === BLOCK;
  on(shown, "confirm", () => {
    happening.notPerson.push({ kind, found });
    again(form, field, look);
  });
  return shown;
}

function again(form, field, look) {
  form.touch();
  field.focus();
  look();
}

/** The kind of a find in words. */
export function findWords(kind, { kit }) {
  return kit.terms.finds.find(({ value }) => value === kind)?.label ?? kind;
}

/** All that was found in what a happening says: what blocks, what is unanswered, what was cleared. */
export async function findsOf(happening, form) {
  const screen = await form.screening();
  const blocked = [];
  const open = [];
  const cleared = new Map();
  for (const [field, read] of Object.entries(TEXTS)) {
    const text = read(happening) ?? "";
    for (const find of text ? screen(text) : []) {
      if (find.action === BLOCK) {
        blocked.push({ field, find });
      } else if (isCleared(happening.notPerson, find, text)) {
        cleared.set(find.kind, (cleared.get(find.kind) ?? 0) + 1);
      } else {
        open.push({ field, find });
      }
    }
  }
  return { blocked, open, confirmed: [...cleared].map(([kind, count]) => ({ kind, count })) };
}
