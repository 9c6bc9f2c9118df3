// The inbox with a keyboard and with others: shortcuts, choosing all, who looks at what now.
//
// The pages are whole without it. Every sentence that is said stands in the page or comes from the
// service, in the reader's language.

const main = document.querySelector("[data-inbox]");
const opened = main?.dataset.opened ?? "";
const HEARTBEAT_MS = 20_000;
const REMEMBERED = "inbox-keys";
const OFF = "off";

if (main) {
  chooseAll();
  listenForKeys();
  keepLooking();
  showDialog();
}

// "All on this page" ticks the boxes that are seen, so that what is sent is what is seen.
function chooseAll() {
  const all = main.querySelector("[data-all]");
  const boxes = [...main.querySelectorAll('input[name="chosen"]')];
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all?.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  boxes.forEach((box) => box.addEventListener("change", tell));
}

function listenForKeys() {
  const part = main.querySelector("[data-keys]");
  const on = part?.querySelector("[data-keys-on]");
  if (!part) {
    return;
  }
  part.hidden = false;
  on.checked = remembered() !== OFF;
  on.addEventListener("change", () => remember(on.checked ? "on" : OFF));
  document.addEventListener("keydown", (event) => {
    const action = KEYS[event.key];
    const isSeen = on.getClientRects().length > 0;
    if (!action || !on.checked || !isSeen || isForSomethingElse(event)) {
      return;
    }
    if (action() !== false) {
      event.preventDefault();
    }
  });
}

// Held keys, keys of the browser or of a helper, and whatever is typed into a field.
function isForSomethingElse(event) {
  const { target } = event;
  const writes = target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const held = event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat;
  return Boolean(held || writes || event.defaultPrevented || document.querySelector("dialog[open]"));
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => choose(),
  a: () => decide("accept"),
  e: () => decide("read"),
  o: () => decide("out"),
  r: () => openFor("r", "line"),
  d: () => openFor("d", "number"),
  "?": () => main.querySelector("[data-keys-list]").showModal(),
};

function rows() {
  return [...main.querySelectorAll("form .inbox-row")];
}

function current() {
  return document.activeElement?.closest(".inbox-row") ?? null;
}

// On the list: to the next row or the one before; beside it: to the next report.
function step(by) {
  if (opened) {
    return follow(by > 0 ? 'article a[rel="next"]' : 'article a[rel="prev"]');
  }
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.querySelector("[data-open]").focus();
  return Boolean(next);
}

function follow(link) {
  const found = main.querySelector(link);
  found?.click();
  return Boolean(found);
}

function choose() {
  const box = current()?.querySelector('input[name="chosen"]');
  box?.click();
  return Boolean(box);
}

// With those that are chosen; when none is, with the row where the keyboard is.
function decide(what) {
  if (opened) {
    return press(main.querySelector(`.decide button[value="${what}"]`));
  }
  const isChosen = main.querySelector('input[name="chosen"]:checked');
  if (!isChosen && !choose()) {
    return false;
  }
  return press(main.querySelector(`.batch button[value="${what}"]`));
}

function press(button) {
  button?.click();
  return Boolean(button);
}

// What needs words or another report: lead there, and leave it to be filled in.
function openFor(key, field) {
  if (!opened) {
    const link = current()?.querySelector("[data-open]");
    if (link) {
      link.hash = key === "r" ? "line" : "doubles";
      link.click();
    }
    return Boolean(link);
  }
  const place = main.querySelector(`[data-key="${key}"]`);
  if (place?.matches("details")) {
    place.open = true;
    main.querySelector(`#${field}`).focus();
  } else {
    place?.focus();
  }
  return Boolean(place);
}

// The help is a dialog: closed by its button, by Escape, and by a click beside it.
function showDialog() {
  const dialog = main.querySelector("[data-keys-list]");
  main.querySelector("[data-keys-help]")?.addEventListener("click", () => dialog.showModal());
  dialog?.addEventListener("click", (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
  if (opened && location.hash === "#line") {
    openFor("r", "line");
  }
}

// Says that this report is still looked at, and hears who looks at it and at the others.
function keepLooking() {
  const said = [...main.querySelectorAll("[data-looking]")];
  const ask = async () => {
    if (document.hidden) {
      return;
    }
    const fields = new URLSearchParams({ form_token: main.dataset.token });
    if (opened) {
      fields.append("report", opened);
    }
    new Set(said.map((place) => place.dataset.looking)).forEach((id) => fields.append("shown", id));
    try {
      const answer = await fetch(main.dataset.lookingAt, { method: "POST", body: fields });
      if (answer.ok) {
        tell(said, await answer.json());
      }
    } catch {
      // Without the net nobody knows who looks; the next beat asks again.
    }
  };
  setInterval(ask, HEARTBEAT_MS);
  document.addEventListener("visibilitychange", ask);
}

function tell(places, looks) {
  for (const place of places) {
    const sentence = looks[place.dataset.looking] ?? "";
    if (place.textContent !== sentence) {
      place.textContent = sentence;
    }
    place.hidden = !sentence;
  }
}

// A browser that keeps nothing has the keys on, as they are at first.
function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, choice);
  } catch {
    // It holds for this page.
  }
}
