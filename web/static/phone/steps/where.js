// Step 2: where and when. Five ways to say where, none of which is needed for another.

import { calm, complain, on, options, part, say, stamp } from "../page.js";
import { aroundWords, clockWords, metreWords, placeWords, registeredWords, timeWords } from "../spoken.js";
import { keep, kept } from "../store.js";
import { COMING, PARTS, local, nearest, search, shift, timeFault, timeOf } from "../telling.js";
import { writing } from "./text.js";

const UNSURE_M = 200;
const POSITION_WITHIN_MS = 15_000;
const REFUSED = 1;
const TIMES = ["clock", "part", "date", "from", "to"];

export function where(form) {
  const root = stamp("where");
  const holder = part(root, "place");
  place(holder, form);
  when(root, form);
  on(root, "back", () => history.back());
  on(root, "next", () => {
    const faults = faultsOf(form.happening, form.now());
    if (faults.length > 0) {
      complain(root, faults);
    } else {
      calm(root);
      form.go("check");
    }
  });
  return root;
}

/** What step 2 lacks, each with its field. */
export function faultsOf(happening, now) {
  const faults = [];
  if (!happening.place) {
    faults.push({ field: "place", sentence: say("place-missing") });
  } else if (happening.place.method === "words" && !happening.place.words?.trim()) {
    faults.push({ field: "place-words", sentence: say("words-missing") });
  }
  const wrong = timeFault(happening, now);
  if (wrong) {
    faults.push({ field: wrong[0], sentence: say(wrong[1]) });
  }
  return faults;
}

// Either the ways to choose from, or what was chosen.
function place(holder, form, { focus = false } = {}) {
  const chosen = form.happening.place;
  const shown = chosen ? told(form, holder) : ways(form, holder);
  holder.replaceChildren(shown);
  if (focus) {
    const target = shown.querySelector("[data-focus]");
    target.focus({ preventScroll: true });
    holder.scrollIntoView({ block: "nearest" });
  }
}

function set(form, holder, value) {
  form.happening.place = value;
  form.touch();
  place(holder, form, { focus: true });
}

function ways(form, holder) {
  const root = stamp("ways");
  const { places, usual } = form.kit;
  const byCode = new Map(places.map((each) => [each.code, each]));
  const known = usual.map(({ code }) => byCode.get(code)).filter(Boolean);
  part(root, "usual").hidden = known.length === 0;
  for (const each of known) {
    part(root, "usual-list").append(button(form, holder, each, "usual"));
  }
  searching(root, form, holder);
  on(root, "position", (event) => locate(root, form, holder, event.currentTarget));
  on(root, "map", () => pointOut(part(root, "map"), form, holder));
  on(root, "words", () => set(form, holder, { method: "words", words: "" }));
  return root;
}

function button(form, holder, found, method) {
  const tile = stamp("tile", { name: registeredWords(found, form.kit) });
  tile.querySelector("button").addEventListener("click", () =>
    set(form, holder, { method, code: found.code, name: found.name }),
  );
  return tile;
}

function searching(root, form, holder) {
  const field = root.querySelector("#place-search");
  const list = part(root, "found");
  field.addEventListener("input", () => {
    const found = search(form.kit.places, field.value);
    list.replaceChildren(...found.map((each) => button(form, holder, each, "register")));
    part(root, "found-count").textContent = field.value.trim() ? say("found", { n: found.length }) : "";
  });
}

// The phone's position: asked for when the button is pressed, and never otherwise.
function locate(root, form, holder, pressed) {
  const said = part(root, "position-said");
  if (!navigator.geolocation) {
    said.textContent = say("position-none");
    return;
  }
  said.textContent = say("position-asked");
  pressed.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const point = {
        lat: Number(coords.latitude.toFixed(6)),
        lon: Number(coords.longitude.toFixed(6)),
        precision_m: Math.max(1, Math.round(coords.accuracy)),
      };
      if (root.isConnected) {
        set(form, holder, { method: "position", point });
      }
    },
    ({ code }) => {
      pressed.disabled = false;
      said.textContent = say(code === REFUSED ? "position-refused" : "position-failed");
    },
    { enableHighAccuracy: true, timeout: POSITION_WITHIN_MS, maximumAge: 0 },
  );
}

async function pointOut(holder, form, whole) {
  holder.hidden = false;
  const chosen = (point) => set(form, whole, { method: "map", point });
  await map(holder, form, { chosen });
}

// The map comes with its libraries only now. Without it the other four ways are there.
async function map(holder, form, about) {
  const said = part(holder, "map-said");
  said.textContent = say("map-coming");
  try {
    const { open } = await import("../map.js");
    await open(holder, form.kit, about);
    said.textContent = about.chosen ? say("map-how") : "";
  } catch (error) {
    console.warn("there is no map", error);
    said.textContent = say("map-none");
  }
}

function told(form, holder) {
  const { happening, kit } = form;
  const { place: chosen } = happening;
  const root = stamp("chosen", { place: chosen.method === "words" ? say("only-words") : placeWords({ place: chosen }, kit) });
  on(root, "change", () => {
    happening.place = null;
    form.touch();
    place(holder, form, { focus: true });
  });
  if (chosen.point) {
    pointed(root, form, holder);
  }
  const inWords = part(root, "in-words");
  inWords.hidden = chosen.method !== "words";
  if (chosen.method === "words") {
    describe(inWords, form);
  }
  more(root, form);
  return root;
}

// A point: how exact, drawn and in words; and the places around it, to choose one of.
function pointed(root, form, holder) {
  const { place: chosen } = form.happening;
  const { point } = chosen;
  const around = part(root, "around");
  around.hidden = false;
  const [west, south, east, north] = form.kit.bounds ?? [-180, -90, 180, 90];
  const isOutside = point.lon < west || point.lon > east || point.lat < south || point.lat > north;
  const how = isOutside ? "outside" : point.precision_m > UNSURE_M ? "unsure" : "accuracy";
  part(around, "accuracy").textContent = say(how, { away: metreWords(point.precision_m), around: aroundWords(point, form.kit) });
  const near = nearest(form.kit.places, point);
  part(root, "nearby").hidden = near.length === 0;
  for (const { place: found, away } of near) {
    const name = say("away", { place: found.name, away: metreWords(away) });
    const tile = stamp("tile", { name });
    const isChosen = chosen.code === found.code;
    tile.querySelector("button").setAttribute("aria-pressed", String(isChosen));
    tile.querySelector("button").addEventListener("click", () =>
      set(form, holder, isChosen ? { method: chosen.method, point } : { ...chosen, code: found.code, name: found.name }),
    );
    part(root, "nearby-list").append(tile);
  }
  const home = root.querySelector("#at-home");
  part(root, "home").hidden = false;
  home.checked = Boolean(form.happening.atHome);
  home.addEventListener("change", () => {
    form.happening.atHome = home.checked;
    form.touch();
  });
  const chart = part(root, "chart");
  chart.hidden = false;
  // It is measured on the page, so it waits until it stands there.
  requestAnimationFrame(() => map(chart, form, { point }));
}

function describe(root, form) {
  const { place: chosen } = form.happening;
  const field = root.querySelector("#place-words");
  field.dataset.focus = "";
  writing(field, part(root, "finds"), form, chosen.words, (text) => (chosen.words = text));
  const terms = form.kit.areas.map(({ code, name }) => ({ value: code, label: name }));
  options(root.querySelector("#place-area"), terms, chosen.area, (code) => {
    chosen.area = code;
    form.touch();
  });
}

function more(root, form) {
  const { happening, kit } = form;
  const near = root.querySelector("#place-near");
  writing(near, part(root, "near-finds"), form, happening.near, (text) => (happening.near = text));
  options(root.querySelector("#place-type"), kit.terms.place_type, happening.placeType, (value) => {
    happening.placeType = value;
    form.touch();
  });
  part(root, "more").open = Boolean(happening.near || happening.placeType);
}

// Now unless said otherwise; only what the chosen way asks for is shown.
function when(root, form) {
  const holder = part(root, "when");
  const time = () => form.happening.time;
  const said = part(holder, "when-said");
  const today = local(form.now()).slice(0, 10);
  const isComing = form.happening.group === COMING;
  const date = holder.querySelector("#date");
  date.max = isComing ? "" : today;

  const draw = () => {
    const { kind } = time();
    holder.querySelector(`input[name="when"][value="${kind}"]`).checked = true;
    for (const each of holder.querySelectorAll("[data-for]")) {
      each.hidden = !each.dataset.for.split(" ").includes(kind);
    }
    for (const name of TIMES) {
      const field = holder.querySelector(`#${name}`);
      field.value = field.closest("[hidden]") ? "" : (time()[name] ?? "");
    }
    for (const end of ["from", "to"]) {
      holder.querySelector(`#shift-${end}`).value = kind === "shift" ? (time()[end] ?? "") : "";
    }
    tell();
  };
  const tell = () => {
    const isWhole = time().kind !== "between" || (time().from && time().to);
    said.textContent = isWhole && time().kind !== "now" ? timeWords(time(), form.now()) : "";
  };
  const clock = local(form.now()).slice(11);
  part(holder, "now").textContent = say("now-at", { clock: clockWords(clock) });

  for (const choice of holder.querySelectorAll('input[name="when"]')) {
    choice.addEventListener("change", async () => {
      calm(root);
      const usual = choice.value === "shift" ? await kept("shift").catch(() => null) : null;
      form.happening.time = timeOf(choice.value, form.now(), usual);
      form.touch();
      draw();
    });
  }
  for (const name of TIMES) {
    const field = holder.querySelector(`#${name}`);
    field.addEventListener("input", () => {
      time()[name] = field.value;
      // Either a time or a part of the day: the last one said stands.
      if (field.value && (name === "clock" || name === "part")) {
        const other = name === "clock" ? "part" : "clock";
        time()[other] = "";
        holder.querySelector(`#${other}`).value = "";
      }
      form.touch();
      tell();
    });
  }
  shiftHours(holder, form, tell);
  for (const name of Object.keys(PARTS)) {
    holder.querySelector("#part").append(new Option(say(name), name));
  }
  draw();
}

// The hours of a shift are remembered for the next one.
function shiftHours(holder, form, tell) {
  for (const end of ["from", "to"]) {
    const field = holder.querySelector(`#shift-${end}`);
    field.addEventListener("input", () => {
      const { from, to } = { ...form.happening.time, [end]: field.value };
      const whole = from && to ? shift(from, to, form.now()) : {};
      Object.assign(form.happening.time, { from, to }, whole);
      form.touch();
      tell();
      if (from && to) {
        keep("shift", { from, to }).catch(() => {});
      }
    });
  }
}
