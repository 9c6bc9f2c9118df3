// Step 3: look it over, say how it is known, write a few words, send.

import { choices, complain, on, options, part, say, stamp } from "../page.js";
import { kindWords, lineWords, placeWords, timeWords } from "../spoken.js";
import { OTHER, begin } from "../telling.js";
import { faultsIn, lookUp, trySending } from "./sending.js";
import { writing } from "./text.js";

export function check(form, { faults } = {}) {
  const { happening, kit } = form;
  const root = stamp("check");
  summary(root, form);
  const tell = (name) => (value) => {
    happening[name] = value;
    form.touch();
  };
  choices(root, { name: "basis", terms: kit.terms.basis, chosen: happening.basis, chose: tell("basis") });
  choices(root, { name: "certainty", terms: kit.terms.certainty, chosen: happening.certainty, chose: tell("certainty") });
  words(root, form);
  more(root, form, tell);
  guidance(root, kit);
  others(root, form);
  on(root, "again", () => addAnother(root, form));
  part(root, "send").textContent =
    form.draft.happenings.length > 1 ? say("send-all", { n: form.draft.happenings.length }) : say("send-one");
  on(root, "send", (event) => sendAll(root, form, event.currentTarget));
  on(root, "back", () => history.back());
  lookUp(form, happening);
  if (faults) {
    requestAnimationFrame(() => complain(root, faults));
  }
  return root;
}

function summary(root, form) {
  const { happening, kit } = form;
  part(root, "what").textContent = happening.category ? kindWords(happening, kit) : say("no-kind");
  part(root, "where").textContent = happening.place ? placeWords(happening, kit) : "–";
  part(root, "at").textContent = timeWords(happening.time, form.now());
  on(root, "what", () => form.go("what"));
  on(root, "where", () => form.go("where"));
}

function words(root, form) {
  const { happening, kit } = form;
  const field = root.querySelector("#text");
  const left = part(root, "left");
  part(root, "text-needed").hidden = happening.category !== OTHER;
  part(root, "text-optional").hidden = happening.category === OTHER;
  const count = () => {
    const n = kit.text_limit - [...field.value].length;
    left.textContent = n < 0 ? say("too-long", { n: -n }) : say("left", { n });
    left.classList.toggle("over", n < 0);
  };
  field.addEventListener("input", count);
  writing(field, part(root, "finds"), form, happening.text, (text) => (happening.text = text));
  count();
}

function more(root, { happening, kit }, tell) {
  for (const name of ["people", "age", "police", "repeat", "need"]) {
    options(root.querySelector(`#${name}`), kit.terms[name], happening[name], tell(name));
  }
  for (const name of ["consequences", "affected", "handled"]) {
    choices(root, { name, terms: kit.terms[name], chosen: happening[name] ?? [], several: true, chose: tell(name) });
  }
}

function guidance(root, kit) {
  part(root, "readers").textContent = kit.organisation.readers;
  const { may = [], may_not: mayNot = [], why = "" } = kit.guidance ?? {};
  for (const [name, lines] of Object.entries({ may, "may-not": mayNot })) {
    part(root, name).replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
    );
    part(root, name).hidden = lines.length === 0;
  }
  part(root, "why").textContent = why;
}

// The other happenings of the same shift, which are sent together with this one.
function others(root, form) {
  const { draft, kit } = form;
  const holder = part(root, "others");
  holder.hidden = draft.happenings.length < 2;
  draft.happenings.forEach((each, at) => {
    if (at === draft.at) {
      return;
    }
    const line = lineWords(each, kit, form.now());
    const item = stamp("other", { line });
    for (const button of item.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent} ${line}`);
    }
    on(item, "change", () => {
      draft.at = at;
      form.go("check");
    });
    on(item, "remove", () => {
      draft.happenings.splice(at, 1);
      draft.at = draft.happenings.length - 1;
      form.touch();
      form.go("check", { replace: true });
    });
    part(holder, "list").append(item);
  });
}

async function addAnother(root, form) {
  const faults = await faultsIn(form.happening, form);
  if (faults.length > 0) {
    complain(root, faults);
    return;
  }
  const { draft } = form;
  draft.happenings.push(begin(form.now(), form.happening));
  draft.at = draft.happenings.length - 1;
  form.touch();
  form.go("what");
}

async function sendAll(root, form, button) {
  button.disabled = true;
  const faults = await trySending(form);
  button.disabled = false;
  if (faults.length > 0 && root.isConnected) {
    complain(root, faults);
  }
}
