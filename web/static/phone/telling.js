// What somebody is about to report, from the first tap to what is sent. Nothing here sees the page.
//
// A happening is plain data, so that it can be kept as a draft. Times that somebody typed are local
// time in Sweden, written without an offset, whatever zone the phone is in; only "now" is an instant.

export const COMING = "EVENT"; // the group whose times may lie ahead
export const OTHER = "OTHER"; // the category that needs a text
const ZONE = "Europe/Stockholm";
const DAY_MS = 24 * 60 * 60 * 1000;
const STALE_MS = 30 * 60 * 1000;
export const PARTS = { night: [0, 6], morning: [6, 12], afternoon: [12, 18], evening: [18, 24] };
const EARTH_M = 6_371_000;
const NEAR_M = 300;
const ONE_OF = ["people", "age", "police", "repeat", "need"];
const SOME_OF = ["consequences", "affected", "handled"];

const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });

/** The local time of an instant, as `2026-11-24T18:30`. */
export function local(instant) {
  return wall.format(instant).replace(" ", "T");
}

export function dayAfter(date, days = 1) {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A happening that nothing is told of yet; `like` gives its place, time and how it is known. */
export function begin(now, like) {
  const fresh = { id: crypto.randomUUID(), begun: now.toISOString(), sorted: false, notPerson: [] };
  if (like) {
    const { place, near, placeType, atHome, time, basis, certainty } = like;
    return { ...fresh, ...structuredClone({ place, near, placeType, atHome, time, basis, certainty }) };
  }
  return { ...fresh, time: { kind: "now", at: minute(now) } };
}

function minute(now) {
  return `${now.toISOString().slice(0, 16)}:00Z`;
}

/** A draft of one happening or several of the same shift. */
export function beginDraft(now, like) {
  return { id: crypto.randomUUID(), at: 0, happenings: [begin(now, like)] };
}

/** Whether anything was told that is worth keeping. */
export function isTold({ happenings }) {
  return happenings.some(({ category, place, text }) => category || place || text);
}

/** "Now" and "today" no longer are when a draft is taken up later: they become what they were. */
export function takeUp(draft, now) {
  for (const happening of draft.happenings) {
    const { kind, at, date } = happening.time;
    if (kind === "now" && now - Date.parse(at) > STALE_MS) {
      const [day, clock] = local(new Date(at)).split("T");
      happening.time = { kind: "date", date: day, clock };
    } else if (kind === "today" && date !== local(now).slice(0, 10)) {
      happening.time.kind = "date";
    }
  }
  return draft;
}

/** Another way to give the time, prefilled. `usual` is the shift that was told last. */
export function timeOf(kind, now, usual) {
  const [date, clock] = local(now).split("T");
  switch (kind) {
    case "now":
      return { kind, at: minute(now) };
    case "today":
      return { kind, date, clock: "", part: "" };
    case "between":
      return { kind, from: "", to: `${date}T${clock}` };
    case "shift":
      return { kind, ...shift(usual?.from ?? eightHoursBefore(clock), usual?.to ?? clock, now) };
    default:
      return { kind, date: dayAfter(date, -1), clock: "", part: "" };
  }
}

function eightHoursBefore(clock) {
  return `${String((Number(clock.slice(0, 2)) + 16) % 24).padStart(2, "0")}:00`;
}

/** The latest shift with these hours that has begun; it ends now if it is not over. */
export function shift(from, to, now) {
  const today = local(now).slice(0, 10);
  const day = `${today}T${from}` > local(now) ? dayAfter(today, -1) : today;
  const ends = `${to > from ? day : dayAfter(day)}T${to}`;
  return { from, to, begins: `${day}T${from}`, ends: ends > local(now) ? local(now) : ends };
}

/** When it happened, as the service reads it. */
export function occurred(time, now) {
  switch (time.kind) {
    case "now":
      return { from: time.at, precision: "exact", relative: true };
    case "between":
      return { from: time.from, to: time.to, precision: "interval" };
    case "shift":
      return { from: time.begins, to: time.ends, precision: "shift", relative: time.ends === local(now) };
    default:
      return onDay(time, now);
  }
}

function onDay({ date, clock, part }, now) {
  if (clock) {
    return { from: `${date}T${clock}`, precision: "exact" };
  }
  const [first, last] = PARTS[part] ?? [0, 24];
  const at = (hour) => (hour === 24 ? `${dayAfter(date)}T00:00` : `${date}T${String(hour).padStart(2, "0")}:00`);
  const ends = date === local(now).slice(0, 10) && at(last) > local(now) ? local(now) : at(last);
  return { from: at(first), to: ends, precision: part ? "daypart" : "day" };
}

/** What is wrong with the time: the field, and the key of the sentence; null when nothing is. */
export function timeFault({ time, group }, now) {
  const { from, to } = time;
  if (time.kind === "between" && !(from && to)) {
    return [from ? "to" : "from", "time-missing"];
  }
  if (time.kind === "between" && to < from) {
    return ["to", "time-order"];
  }
  if (time.kind === "shift" && !(from && to)) {
    return [from ? "shift-to" : "shift-from", "time-missing"];
  }
  if (time.kind === "date" && !time.date) {
    return ["date", "date-missing"];
  }
  const begins = time.kind === "now" ? "" : occurred(time, now).from;
  const last = time.kind === "between" ? to : begins;
  if (group !== COMING && last > local(now)) {
    return [{ between: "to", shift: "shift-from", today: "clock" }[time.kind] ?? "date", "time-ahead"];
  }
  return null;
}

/** Where it was, as the service reads it. */
export function placeOf({ place, near, placeType, atHome }) {
  const words = [place.words, near].filter(Boolean).join(". ");
  return present({
    point: place.point,
    place: place.code,
    area: place.area,
    words,
    place_type: placeType,
    at_home: Boolean(place.point && atHome),
    method: place.method,
  });
}

/** The report as it is sent. `confirmed` counts, by kind, what was said to be no person. */
export function submission(happening, kit, now, confirmed = []) {
  const body = {
    client_id: happening.id,
    organisation: kit.organisation.code,
    category: happening.category,
    occurred: occurred(happening.time, now),
    place: placeOf(happening),
    basis: happening.basis,
    certainty: happening.certainty,
    text: happening.text?.trim(),
    submitted_at: now.toISOString(),
    same_as: happening.sameAs,
    confirmed,
  };
  for (const name of [...ONE_OF, ...SOME_OF]) {
    body[name] = happening[name];
  }
  return present(body);
}

function present(fields) {
  const empty = (value) => !value || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !empty(value)));
}

// The register of places: found by name however it is spelt, and by how far away they are.

/** Without accents and capitals: whoever types "sjovik" means Sjövik. */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The places that a few letters fit best: at the beginning, at that of a word, or anywhere. */
export function search(places, typed, most = 8) {
  const wanted = folded(typed).trim();
  if (!wanted) {
    return [];
  }
  const words = wanted.split(/\s+/);
  const ranked = places.map((place) => {
    const name = ` ${folded(place.name)}`;
    const fits = [name.startsWith(` ${wanted}`), name.includes(` ${wanted}`), words.every((word) => name.includes(word))];
    return { place, rank: fits.indexOf(true) };
  });
  return ranked
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank || one.place.name.localeCompare(other.place.name))
    .slice(0, most)
    .map(({ place }) => place);
}

export function metres(one, other) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const north = radians(other.lat - one.lat);
  const east = radians(other.lon - one.lon) * Math.cos(radians((one.lat + other.lat) / 2));
  return EARTH_M * Math.hypot(north, east);
}

/** The places around a point, nearest first, as far off as one would still name them. */
export function nearest(places, point, most = 4) {
  const reach = Math.max(NEAR_M, point.precision_m ?? 0);
  return places
    .map((place) => ({ place, away: metres(point, place) }))
    .filter(({ away }) => away <= reach)
    .sort((one, other) => one.away - other.away)
    .slice(0, most);
}

/** The code of the area that a point lies in, by the outlines at hand; undefined in none. */
export function areaOf(outlines, { lat, lon }) {
  return outlines.find(({ rings }) => rings.reduce((inside, ring) => inside !== within(ring, lon, lat), false))?.code;
}

function within(ring, x, y) {
  let inside = false;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) {
      inside = !inside;
    }
  });
  return inside;
}
