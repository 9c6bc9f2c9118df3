// The page's own parts: templates to stamp, sentences in the reader's language, what went wrong.

const words = new Map();
for (const each of document.getElementById("words").content.children) {
  words.set(each.dataset.word, each.textContent);
}
export const language = document.documentElement.lang;
const site = document.title;

/** A sentence of the page, with its %(name)s places filled. `n` chooses between one and many. */
export function say(key, places = {}) {
  const sentence = words.get(places.n === 1 && words.has(`${key}-one`) ? `${key}-one` : key) ?? key;
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => {
    const value = places[name] ?? "";
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

/** A copy of a template; `texts` go where `data-text` asks for them. */
export function stamp(name, texts = {}) {
  const copy = document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  for (const [key, text] of Object.entries(texts)) {
    for (const place of [copy, ...copy.querySelectorAll("[data-text]")]) {
      if (place.dataset.text === key) {
        place.textContent = text;
      }
    }
  }
  return copy;
}

export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

/** Have something done when a button, found by its `data-do`, is pressed. */
export function on(root, name, act) {
  for (const button of root.querySelectorAll(`[data-do="${name}"]`)) {
    button.addEventListener("click", act);
  }
}

/** Boxes to choose from: one (radio) or several (checkbox). `chose` is told of each change. */
export function choices(root, { name, terms, chosen, several = false, chose }) {
  const holder = part(root, name);
  const held = new Set([chosen].flat().filter(Boolean));
  for (const { value, label } of terms) {
    const copy = stamp("choice", { label });
    const box = copy.querySelector("input");
    Object.assign(box, { type: several ? "checkbox" : "radio", name, value, checked: held.has(value) });
    box.id = `${name}-${value}`;
    box.addEventListener("change", () => {
      const ticked = [...holder.querySelectorAll("input:checked")].map((each) => each.value);
      chose(several ? ticked : ticked[0]);
    });
    holder.append(copy);
  }
}

/** The options of a list, after the one that says nothing. */
export function options(select, terms, chosen, chose) {
  for (const { value, label } of terms) {
    select.append(new Option(label, value, false, value === chosen));
  }
  select.addEventListener("change", () => chose(select.value || undefined));
}

export function titled(heading, wrong = false) {
  const whole = [heading, site].filter(Boolean).join(" – ");
  document.title = wrong ? say("error-title", { title: whole }) : whole;
}

/** Say what must be put right: in a summary with links on top, and beside each field. */
export function complain(root, faults) {
  calm(root);
  const summary = stamp("faults");
  const list = part(summary, "list");
  for (const { field, sentence } of faults) {
    const item = document.createElement("li");
    item.dataset.about = field;
    const target = field && root.querySelector(`#${CSS.escape(field)}`);
    if (target) {
      const link = Object.assign(document.createElement("a"), { href: `#${field}`, textContent: sentence });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        reveal(target);
      });
      item.append(link);
      mark(root, target, field, sentence);
    } else {
      item.textContent = sentence;
    }
    list.append(item);
  }
  root.querySelector("h1").before(summary);
  titled(root.querySelector("h1").textContent, true);
  summary.focus();
}

function reveal(target) {
  target.closest("details")?.setAttribute("open", "");
  const field = target.matches("fieldset") ? target.querySelector("input, button") : target;
  field.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

function mark(root, target, field, sentence) {
  const around = target.closest(".field") ?? target;
  around.classList.add("invalid");
  const error = Object.assign(document.createElement("p"), { className: "error", id: `${field}-error` });
  error.textContent = sentence;
  const label = around.querySelector("legend, label");
  label ? label.after(error) : around.prepend(error);
  if (!target.matches("fieldset")) {
    target.setAttribute("aria-invalid", "true");
  }
  target.setAttribute("aria-describedby", [error.id, target.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  around.addEventListener("input", () => mended(root, error), { once: true });
}

// What was put right is no longer said to be wrong.
function mended(root, error) {
  const target = root.querySelector(`[aria-describedby~="${error.id}"]`);
  target?.removeAttribute("aria-invalid");
  target?.setAttribute("aria-describedby", target.getAttribute("aria-describedby").replace(error.id, "").trim());
  error.closest(".invalid")?.classList.remove("invalid");
  error.remove();
  root.querySelector(`.error-summary [data-about="${error.id.slice(0, -"-error".length)}"]`)?.remove();
  if (!root.querySelector(".error-summary li")) {
    root.querySelector(".error-summary")?.remove();
    titled(root.querySelector("h1").textContent);
  }
}

/** Take back all that was said to be wrong. */
export function calm(root) {
  for (const error of root.querySelectorAll(".error")) {
    mended(root, error);
  }
  root.querySelector(".error-summary")?.remove();
}
