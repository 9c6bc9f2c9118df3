// A happening in words: what, where and when, as the reader's language has it.

import { language, say } from "./page.js";
import { areaOf, dayAfter, local, nearest } from "./telling.js";

const long = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const STEP_M = 5;

/** The category by its name now; one that is retired keeps the name that it was chosen by. */
export function kindWords({ category, name }, kit) {
  for (const group of kit.groups) {
    const found = group.categories.find(({ id }) => id === category);
    if (found) {
      return found.name;
    }
  }
  return name ?? category;
}

export function clockWords(clock) {
  return language === "sv" ? clock.replace(":", ".") : clock;
}

export function dayWords(date, now) {
  const today = local(now).slice(0, 10);
  if (date === today) {
    return say("today");
  }
  return date === dayAfter(today, -1) ? say("yesterday") : long.format(new Date(`${date}T00:00Z`));
}

/** A local time such as `2026-11-24T18:30`. */
export function momentWords(moment, now) {
  const [date, clock] = moment.split("T");
  return say("moment", { day: dayWords(date, now), clock: clockWords(clock) });
}

export function timeWords(time, now) {
  switch (time.kind) {
    case "now":
      return momentWords(local(new Date(time.at)), now);
    case "between":
      return say("between", { from: momentWords(time.from, now), to: momentWords(time.to, now) });
    case "shift":
      return say("during-shift", { from: momentWords(time.begins, now), to: momentWords(time.ends, now) });
    default:
      return dayAndClockWords(time, now);
  }
}

function dayAndClockWords({ date, clock, part }, now) {
  if (clock) {
    return momentWords(`${date}T${clock}`, now);
  }
  const day = dayWords(date, now);
  return part ? say("day-part", { day, part: say(part) }) : say("day-alone", { day });
}

/** How far, as one says it: 8 m, 40 m, 1.2 km. */
export function metreWords(distance) {
  if (distance >= 1000) {
    return say("km", { n: Math.round(distance / 100) / 10 });
  }
  return say("m", { n: distance < 2 * STEP_M ? Math.round(distance) : Math.round(distance / STEP_M) * STEP_M });
}

export function areaWords(code, kit) {
  return kit.areas.find((area) => area.code === code)?.name ?? "";
}

/** A place of the register: its name, and its area where the name does not say it. */
export function registeredWords(place, kit) {
  const area = areaWords(place.area, kit);
  return area && !place.name.includes(area) ? say("place-in-area", { place: place.name, area }) : place.name;
}

/** What a point lies in and close to. */
export function aroundWords(point, kit) {
  const area = areaWords(areaOf(kit.outlines, point), kit) || say("no-area");
  const [closest] = nearest(kit.places, point, 1);
  if (!closest) {
    return say("around-area", { area });
  }
  return say("around", { area, place: closest.place.name, away: metreWords(closest.away) });
}

export function placeWords({ place, near }, kit) {
  return [ofPlace(place, kit), near].filter(Boolean).join(". ");
}

function ofPlace(place, kit) {
  if (place.code) {
    const known = kit.places.find(({ code }) => code === place.code);
    return known ? registeredWords(known, kit) : place.name;
  }
  if (place.point) {
    const key = place.method === "position" ? "position-of" : "point-of";
    return say(key, { around: aroundWords(place.point, kit), away: metreWords(place.point.precision_m ?? 0) });
  }
  return [say("in-words", { words: place.words }), areaWords(place.area, kit)].filter(Boolean).join(", ");
}

/** One line for lists: what and where, without anything that was written freely. */
export function lineWords(happening, kit, now) {
  const { place } = happening;
  const known = place?.code && (kit.places.find(({ code }) => code === place.code)?.name ?? place.name);
  const what = happening.category ? kindWords(happening, kit) : say("no-kind");
  return say("line", { what, where: known ? `, ${known}` : "", when: timeWords(happening.time, now) });
}



/** Why the service could not receive something: the fields' own sentences, where it named fields. */
export function problemWords(problem) {
  const { sentence = "", errors = [] } = problem ?? {};
  return errors.map(({ detail }) => detail).join(" ") || sentence;
}
