// The screening of a text on the phone: the same finds as ingest/screening, which explains each rule.
//
// The rules (words, patterns, tables) come from GET /api/1/screening; here is only what is done with
// them, function by function as in Python. tests/ingest/screening/test_parity.py holds the two
// together. Patterns run over the plain form of a text, in which every character is one unit.

/** @typedef {{kind: string, start: number, end: number, action: "block" | "warn"}} Finding */
/** @typedef {[kind: string, start: number, end: number]} Span */

const LETTER = /[a-zåäö]/;
const LETTER_OR_DIGIT = /[a-zåäö0-9]/;
const prepared = new WeakMap();

/**
 * What points out a person in a text, from left to right; indices are those of JavaScript strings.
 * @param {string} text
 * @param {object} rules the answer of GET /api/1/screening
 * @param {Iterable<string>} places names of the municipality's own places, which are no persons
 * @returns {Finding[]}
 */
export function screen(text, rules, places = []) {
  if (!prepared.has(rules)) {
    prepared.set(rules, prepare(rules));
  }
  const known = prepared.get(rules);
  const plain = makePlain(text, known);
  /** @type {Span[]} */
  const kept = [];
  for (const span of every(plain, known, gazetteer([...places], known))) {
    if (!kept.some((one) => span[1] < one[2] && one[1] < span[2])) {
      kept.push(span);
    }
  }
  kept.sort((one, other) => one[1] - other[1]);
  return kept.map(([kind, start, end]) => ({
    kind,
    start: plain.starts[start],
    end: plain.ends[end - 1],
    action: rules.warned.includes(kind) ? "warn" : "block",
  }));
}

/**
 * The same findings with indices of JavaScript strings, of ones that count whole characters, as the
 * server's do.
 * @param {string} text
 * @param {Finding[]} findings
 */
export function inUnits(text, findings) {
  const units = [0];
  for (const one of text) {
    units.push(units.at(-1) + one.length);
  }
  return findings.map((one) => ({ ...one, start: units[one.start], end: units[one.end] }));
}

function prepare(rules) {
  const words = new Map();
  const bit = rules.bits;
  const NAME = bit.GIVEN | bit.FAMILY;
  for (const [bits, several] of [...Object.entries(rules.words), [NAME, rules.names]]) {
    let last = "";
    for (const [, shared, rest] of several.matchAll(/([A-Z])([^A-Z]*)/g)) {
      last = last.slice(0, shared.charCodeAt(0) - 65) + rest;
      words.set(last, Number(bits));
    }
  }
  const lists = Object.fromEntries(Object.entries(rules.tables).map(([name, one]) => [name, one.split(" ")]));
  const known = {
    rules,
    words,
    bit,
    NAME,
    NO_NAME:
      bit.ROLE | bit.NAMING | bit.CALLING | bit.ACT | bit.KIN | bit.BEFORE_PERSON | bit.BEFORE_PLACE |
      bit.PLACE_NAME | bit.PLACE_HEAD | bit.THING | bit.ORDINARY | bit.SMALL,
    lists,
    tables: Object.fromEntries(Object.entries(lists).map(([name, one]) => [name, new Set(one)])),
    patterns: Object.fromEntries(Object.entries(rules.patterns).map(([name, one]) => [name, new RegExp(one, "gd")])),
    folds: new Map(Object.entries(rules.letters)),
    affixes: new Set(rules.affixes.split(" ")),
    gazetteers: new Map(),
  };
  known.phrases = phrasesOf(rules.phrases, known);
  return known;
}

// ---- Patterns: search anywhere, match at a place, all.

function search(known, name, text) {
  const pattern = known.patterns[name];
  pattern.lastIndex = 0;
  return pattern.exec(text);
}

function match(known, name, text, at = 0) {
  let pattern = known.patterns[`${name}/y`];
  if (!pattern) {
    pattern = known.patterns[`${name}/y`] = new RegExp(known.rules.patterns[name], "yd");
  }
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const all = (known, name, text) => [...text.matchAll(known.patterns[name])];
const trim = (text) => text.replace(/^ +| +$/g, "");
const isLetter = (one) => one !== undefined && LETTER.test(one);
const touched = (low, start) => start > 0 && LETTER_OR_DIGIT.test(low[start - 1]);
const before = (text, start, howMany) => text.slice(Math.max(0, start - howMany), start);

// ---- The plain form (plain.py)

function makePlain(text, known) {
  const made = [];
  const starts = [];
  const ends = [];
  let at = 0;
  while (at < text.length) {
    let end = at + (text.codePointAt(at) > 0xffff ? 2 : 1);
    for (let next; end < text.length && /^\p{M}/u.test((next = String.fromCodePoint(text.codePointAt(end)))); ) {
      end += next.length;
    }
    for (const one of folded(text.slice(at, end), known)) {
      made.push(one);
      starts.push(at);
      ends.push(end);
    }
    at = end;
  }
  const whole = made.join("");
  return { text: whole, low: whole.toLowerCase(), starts, ends };
}

function folded(cluster, known) {
  if (/^[\n -~åäöÅÄÖ]$/.test(cluster) || known.folds.has(cluster)) {
    return [known.folds.get(cluster) ?? cluster];
  }
  return [...cluster.normalize("NFKC")].map((one) => fold(one, known)).filter((one) => one !== "");
}

function fold(one, known) {
  if (known.folds.has(one) || /^[\nåäöÅÄÖ]$/.test(one)) {
    return known.folds.get(one) ?? one;
  }
  if (/[\t\r\v\f]/.test(one)) {
    return " ";
  }
  if (one === "\u2028" || one === "\u2029") {
    return "\n";
  }
  if (/\p{Cf}|\p{Cc}|\p{M}/u.test(one)) {
    return "";
  }
  if (/\p{Nd}/u.test(one)) {
    const point = one.codePointAt(0);
    return String(point - Math.max(...known.rules.zeros.filter((zero) => zero <= point)));
  }
  if (/\p{Pd}|\p{Zs}/u.test(one)) {
    return /\p{Pd}/u.test(one) ? "-" : " ";
  }
  const [first] = one.normalize("NFKD");
  const bare = known.folds.get(first) ?? first;
  if (/^[A-Za-z]$/.test(bare)) {
    return bare;
  }
  return one.length > 1 ? "\ufffd" : one;
}

function* every(plain, known, places) {
  yield* mails(plain, known);
  yield* accounts(plain, known);
  yield* numbers(plain, known);
  yield* births(plain, known);
  yield* plates(plain, known);
  yield* addresses(plain, known);
  for (const found of all(known, "home_street", plain.low)) {
    yield ["home-address", ...found.indices[1]];
  }
  yield* spelled(plain, known);
  yield* names(plain, known, places);
}

// ---- Numbers (numbers.py)

const CENTURIES = ["18", "19", "20"];
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PARTED = ["-", "+", "/", "_"];

function* numbers(plain, known) {
  for (const run of all(known, "run", plain.text)) {
    if (run[0].length < 6) {
      continue;
    }
    const groups = [...run[0].matchAll(/[0-9]+/g)].map((one) => [run.index + one.index, run.index + one.index + one[0].length]);
    for (let at = 0; at < groups.length; ) {
      const read = readNumber(plain, known, groups, at);
      if (read) {
        yield read[0];
      }
      at = read ? read[1] : at + 1;
    }
  }
  yield* inOtherForms(plain, known);
}

function readNumber(plain, known, groups, at) {
  const [start, end] = groups[at];
  if (at && end - start === 1 && groups[at - 1][1] - groups[at - 1][0] === 1) {
    return null;
  }
  const gap = at + 1 < groups.length ? plain.text.slice(end, groups[at + 1][0]) : "";
  const plus = plain.text[start - 1] === "+" && !gap.includes("+");
  const area = plain.text[start] === "0" && end - start >= 2 && end - start <= 4 && ["-", "/"].includes(trim(gap));
  const readings = plus || area ? [phone, identity] : [identity, phone];
  return readings[0](plain, known, groups, at) ?? readings[1](plain, known, groups, at);
}

function identity(plain, known, groups, at) {
  let found = null;
  let digits = "";
  const cuts = [];
  for (let upto = at; upto < Math.min(at + 12, groups.length); upto++) {
    const [start, end] = groups[upto];
    if (upto > at) {
      cuts.push(digits.length);
    }
    digits += plain.text.slice(start, end);
    if (digits.length > 12) {
      break;
    }
    const length = digits.length;
    const cutLikeOne = cuts.length === length - 1 || cuts.every((cut) => cut % 2 === 0 || cut >= length - 4);
    if ((length === 10 || length === 12) && cutLikeOne) {
      const kind = judged(plain, known, digits, groups.slice(at, upto + 1), at === 0);
      found = kind ? [[kind, groups[at][0], end], upto + 1] : found;
    }
  }
  return found;
}

function judged(plain, known, digits, groups, cued) {
  const start = groups[0][0];
  const [lastStart, end] = groups.at(-1);
  const cue = cued ? before(plain.low, start, 48) : "";
  const kind = kindByDate(digits);
  if (cued && search(known, "identity_cue", cue)) {
    return kind ?? "personnummer";
  }
  if (!kind) {
    return null;
  }
  const last = end - lastStart;
  const gap = groups.length > 1 ? plain.text.slice(groups.at(-2)[1], lastStart) : "";
  const isCase = search(known, "case_cue", cue) !== null;
  const recent = isRecent(digits, known);
  const timed = gap !== "" && (last === 2 || last === 4) && Number(digits.slice(-4, -2)) < 24 && Number(digits.slice(-2)) < 60;
  if (recent && (isCase || timed)) {
    return null;
  }
  const parted = last === 4 && PARTED.includes(trim(gap));
  if (parted && !recent) {
    return kind;
  }
  const marked = isCase || isLetter(plain.low[start - 1]) || isLetter(plain.low[end]);
  return (!marked || parted) && luhn(digits.slice(-10)) ? kind : null;
}

function isRecent(digits, known) {
  const year = digits.length === 12 || digits.length === 8 ? Number(digits.slice(0, 4)) : 2000 + Number(digits.slice(0, 2));
  return year >= known.rules.recent[0] && year < known.rules.recent[1];
}

function kindByDate(given) {
  let digits = given;
  if (digits.length === 8 || digits.length === 12) {
    if (!CENTURIES.includes(digits.slice(0, 2))) {
      return null;
    }
    digits = digits.slice(2);
  }
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  const shifted = day > 60;
  if (month < 1 || month > 12 || day - 60 * shifted < 1 || day - 60 * shifted > DAYS[month - 1]) {
    return null;
  }
  return shifted ? "samordningsnummer" : "personnummer";
}

function luhn(digits) {
  const worths = [...digits].reverse().map((digit, place) => Number(digit) * (1 + (place % 2)));
  return worths.reduce((total, worth) => total + Math.floor(worth / 10) + (worth % 10), 0) % 10 === 0;
}

function* inOtherForms({ low }, known) {
  for (const form of ["interim", "partial"]) {
    for (const found of all(known, form, low)) {
      const date = found[0].slice(0, /^[0-9]{8}/.test(found[0]) ? 8 : 6);
      if (!touched(low, found.index) && kindByDate(date)) {
        if (form === "partial") {
          yield ["birth-date", ...found.indices[0]];
        } else if (!isRecent(date, known)) {
          yield ["personnummer", ...found.indices[0]];
        }
      }
    }
  }
  for (const found of all(known, "mistyped", low)) {
    const digits = found[0].replaceAll("o", "0").replaceAll("l", "1").replace(/[^0-9]/g, "");
    if (/[ol]/.test(found[0]) && /^[0-9]/.test(found[0]) && !touched(low, found.index)) {
      const kind = kindByDate(digits);
      if (kind && luhn(digits.slice(-10))) {
        yield [kind, ...found.indices[0]];
      }
    }
  }
  for (const found of all(known, "last_four", low)) {
    yield ["personnummer", ...found.indices[1]];
  }
}

function* spelled({ low }, known) {
  const words = known.lists.worth;
  for (const found of all(known, "spelled", low)) {
    let digits = "";
    let tens = false;
    for (const [word] of all(known, "spelled_one", found[0])) {
      const place = word === "en" ? 1 : words.indexOf(word);
      const worth = place <= 20 ? place : 20 + 10 * (place - 20);
      if (tens && worth > 0 && worth < 10) {
        digits = digits.slice(0, -1);
      }
      digits += String(worth);
      tens = worth >= 20;
    }
    const kind = digits.length === 10 || digits.length === 12 ? kindByDate(digits) : null;
    if (kind && luhn(digits.slice(-10))) {
      yield [kind, ...found.indices[0]];
    } else if (digits[0] === "0" && digits.length >= 7 && digits.length <= 13) {
      yield ["phone", ...found.indices[0]];
    }
  }
}

// ---- Phones (phones.py)

function phone(plain, known, groups, at) {
  const { text, low } = plain;
  const start = groups[at][0];
  if (start > 0 && /[a-zåäö\-/.,_]/.test(low[start - 1])) {
    return null;
  }
  const plus = text[start - 1] === "+";
  const cue = at === 0 ? before(low, start, 40) : "";
  const named = cue !== "" && search(known, "phone_cue", cue) !== null;
  if (!plus && !named && text[start] !== "0" && text.slice(start, start + 2) !== "46") {
    return null;
  }
  const called = named || (cue !== "" && search(known, "call_cue", cue) !== null);
  const isCase = cue !== "" && !named && search(known, "case_cue", cue) !== null;
  let found = 0;
  let digits = "";
  for (let upto = at; upto < groups.length; upto++) {
    if (upto > at && !known.rules.gaps.includes(trim(text.slice(groups[upto - 1][1], groups[upto][0])))) {
      break;
    }
    digits += text.slice(...groups[upto]);
    if (digits.length > 18) {
      break;
    }
    const span = groups.slice(at, upto + 1);
    const lone = groups[upto][1] - groups[upto][0] === 1 && span.length > 1 && span.length < 5;
    if (digits.length < 6 || lone || (isCase && span.length === 1 && !plus)) {
      continue;
    }
    if (isPhone(text, known, digits, span, plus, named, called)) {
      found = upto + 1;
    }
  }
  if (!found) {
    return null;
  }
  const end = groups[found - 1][1];
  const goesOn = isLetter(low[end]) || /^:[0-9]/.test(low.slice(end, end + 2));
  return goesOn ? null : [["phone", start - plus, end], found];
}

function isPhone(text, known, digits, groups, plus, named, called) {
  if (known.tables["short-numbers"].has(digits)) {
    return false;
  }
  if (plus || (digits.startsWith("00") && digits.length >= 11)) {
    const bare = plus ? digits : digits.slice(2);
    if (bare.startsWith("46")) {
      return isSwedish(text, known, "0" + bare.slice(2).replace(/^0/, ""), groups, true);
    }
    return bare[0] !== "0" && bare.length >= 8 && bare.length <= 15;
  }
  if (digits[0] === "0") {
    return (called && digits.length === 8 && !isHours(text, groups)) || isSwedish(text, known, digits, groups, false);
  }
  if (digits.startsWith("46") && known.tables.mobile.has(`0${digits.slice(2, 4)}`)) {
    return digits.length === 11;
  }
  const dotted = groups.some((_, one) => one > 0 && isDotted(text, groups, one));
  return named && digits.length <= 9 && !dotted && !isHours(text, groups);
}

function isSwedish(text, known, digits, groups, abroad) {
  if (known.lists["for-everybody"].some((one) => digits.startsWith(one))) {
    return false;
  }
  const first = groups[0][1] - groups[0][0];
  const dashes = text.slice(groups[0][0], groups.at(-1)[1]).split("-").length - 1;
  if (known.tables.mobile.has(digits.slice(0, 3))) {
    const pairs = dashes === 0 && groups.every(([start, end]) => end - start === first);
    return digits.length === 10 && (abroad || pairs || first >= 3);
  }
  if (digits.length < 9 || digits.length > 10 || "07".includes(digits[1])) {
    return false;
  }
  const short = known.tables.areas.has(digits.slice(0, 3));
  const area = digits.startsWith("08") ? 2 : short ? 3 : 4;
  return abroad || groups.length === 1 || (first === area && dashes <= 1 && !isDotted(text, groups, 1));
}

function isDotted(text, groups, at) {
  return groups.length > at && text.slice(groups[at - 1][1], groups[at][0]).includes(".");
}

function isHours(text, groups) {
  if (groups.length > 1 && groups.every(([start, end]) => end - start === 4)) {
    return groups.every(([start, end]) => Number(text.slice(start, start + 2)) <= 24 && Number(text.slice(start + 2, end)) <= 59);
  }
  let digits = groups.map((one) => text.slice(...one)).join("");
  if (digits.length === 8 && digits.startsWith("20")) {
    digits = digits.slice(2);
  }
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  return digits.length === 6 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// ---- Dates of birth (births.py)

function* births({ low }, known) {
  for (const cue of all(known, "birth_cue", low)) {
    const date = match(known, "birth_date", low, cue.indices[0][1]);
    if (isLetter(low[cue.index - 1]) || !date) {
      continue;
    }
    const form = [1, 2, 3, 4].find((number) => date[number]);
    if (["f", "f.", "f:"].includes(cue[0]) && (form === 4 || (cue[0] === "f" && form !== 1))) {
      continue;
    }
    yield ["birth-date", date.indices[form][0], date.indices[0][1]];
  }
  for (const date of all(known, "birth_after", low)) {
    if (!touched(low, date.index)) {
      yield ["birth-date", ...date.indices[1]];
    }
  }
}

// ---- Plates (plates.py)

function* plates(plain, known) {
  const { low } = plain;
  let taken = 0;
  for (const cue of all(known, "plate_reg", low)) {
    const found = match(known, "plate_foreign", low, cue.indices[0][1]);
    if (found && !isPlateWord(known, found[1], true) && !touched(low, cue.index)) {
      taken = found.indices[0][1];
      yield ["plate", found.index, taken];
    }
  }
  for (const found of all(known, "plate", low)) {
    const [start, end] = found.indices[0];
    if (start >= taken && !touched(low, start) && isPlate(plain, known, start, end)) {
      yield ["plate", start, end];
    }
  }
}

function isPlate({ text, low }, known, start, end) {
  const cue = before(low, start, 60);
  if (search(known, "plate_strong", cue)) {
    return true;
  }
  const letters = low.slice(start, start + 3);
  const around = text.slice(Math.max(0, start - 60), end + 40);
  const small = text.slice(start, start + 3) === letters || around === around.toUpperCase();
  return !isPlateWord(known, letters, small) && search(known, "plate_cue", `${cue} ${low.slice(end, end + 40)}`) !== null;
}

function isPlateWord(known, letters, small) {
  return known.tables["plate-marks"].has(letters) || (small && known.tables["plate-words"].has(letters));
}

// ---- E-mail and accounts (contacts.py)

function* mails({ low }, known) {
  let taken = 0;
  for (const sign of all(known, "at", low)) {
    const [start, end] = sign.indices[0];
    const [one, other] = [trim(before(low, start, 2)).slice(-1), trim(low.slice(end, end + 2)).slice(0, 1)];
    if (!LETTER_OR_DIGIT.test(one) || !LETTER_OR_DIGIT.test(other)) {
      continue;
    }
    const left = search(known, "mail_left", low.slice(Math.max(taken, start - 80), Math.max(taken, start)));
    const right = match(known, "mail_right", low.slice(end, end + 160));
    if (!left || !right || known.tables.offices.has(trim(left[0]))) {
      continue;
    }
    const lopsided = left[0].endsWith(" ") !== right[0].startsWith(" ");
    if (sign[0] === "@" && lopsided && !known.tables["mail-endings"].has(right[0].split(".").at(-1))) {
      continue;
    }
    taken = end + right[0].length;
    yield ["email", start - left[0].length, taken];
  }
}

function* accounts({ low }, known) {
  const no = known.tables["no-users"];
  for (const form of ["handle", "profile", "account_cue", "account_called", "account_then", "account_told"]) {
    for (const found of all(known, form, low)) {
      const user = found.length > 1 ? 1 : 0;
      if (!no.has(found[user]) && !touched(low, found.indices[user][0])) {
        yield ["handle", ...found.indices[user]];
      }
    }
  }
  for (const platform of all(known, "platform", low)) {
    const [start, end] = platform.indices[1];
    const tail = low.slice(end, end + 160);
    const account = accountAfter(known, tail, before(low, start, 80));
    if (account) {
      yield ["handle", end + account[0], end + account[1]];
    }
  }
}

function accountAfter(known, tail, whose) {
  const no = known.tables["no-users"];
  const named = match(known, "account_named", tail);
  if (named && !no.has(named[1])) {
    const after = tail[named.indices[1][1]] ?? "";
    if (after === "" || ",.;)!?\n\"'".includes(after) || /[^a-zåäö]/.test(named[1]) || named[0].includes("heter")) {
      return named.indices[1];
    }
  }
  const marked = match(known, "account_marked", tail);
  if (marked && !no.has(marked[1])) {
    return marked.indices[1];
  }
  const bare = match(known, "account_bare", tail);
  if (bare && !no.has(bare[1]) && (search(known, "whose", whose) || !/[aeiouåäö]/.test(bare[1]))) {
    return bare.indices[1];
  }
  return null;
}

// ---- Home addresses (addresses.py)

function* addresses(plain, known) {
  const { low } = plain;
  let taken = 0;
  for (const number of all(known, "house_number", low)) {
    const [first, past] = number.indices[0];
    if (first < taken) {
      continue;
    }
    const [start, isStreet] = streetBefore(plain, known, taken, first);
    if (start === null) {
      continue;
    }
    const after = match(known, "home_after", low.slice(past, past + 60));
    const end = past + (after && isStreet ? after[0].length : 0);
    const lead = search(known, "home_lead", low.slice(Math.max(taken, start - 90), start));
    const told = search(known, "home_before", before(low, start, 90)) ?? match(known, "home_then", low, past);
    if (end > past || lead || told) {
      yield ["home-address", start - (lead ? lead[1].length : 0), end];
      taken = end;
    }
  }
}

function streetBefore({ text, low }, known, taken, end) {
  const first = Math.max(taken, end - 40);
  const several = search(known, "street_of", text.slice(first, end));
  const one = search(known, "street", low.slice(first, end));
  if (several || one) {
    return [end - Math.max(several ? several[1].length : 0, one ? one[1].length : 0), true];
  }
  const found = search(known, "capitalised", text.slice(first, end));
  return [found ? end - found[1].length : null, false];
}

// ---- Words (lexicon.py, words.py)

function phrasesOf(several, known) {
  const found = new Map();
  for (const name of several) {
    const words = all(known, "word", makePlain(name, known).low).map(([word]) => word);
    if (words.length) {
      found.set(words[0], [...(found.get(words[0]) ?? []), words]);
    }
  }
  for (const one of found.values()) {
    one.sort((a, b) => b.length - a.length);
  }
  return found;
}

function gazetteer(places, known) {
  const key = places.join("\n");
  if (!known.gazetteers.has(key)) {
    const written = places.flatMap((place) => all(known, "word", makePlain(place, known).text).map(([word]) => word));
    const alone = written.filter(
      (word) => /^[A-ZÅÄÖ]/.test(word) && word.length >= 4 && !(bitsOfWord(word.toLowerCase(), known) & known.NAME),
    );
    known.gazetteers.clear();
    known.gazetteers.set(key, phrasesOf([...places, ...alone], known));
  }
  return known.gazetteers.get(key);
}

function readWords(plain, known, places) {
  const { bit } = known;
  const shouted = isShouted(plain, known);
  const words = all(known, "word", plain.text).map((found) => {
    const [start, end] = found.indices[0];
    const low = plain.low.slice(start, end);
    let [bits, genitive] = bitsOf(low, known);
    const large = !shouted && /[A-ZÅÄÖ]/.test(found[0][0]);
    const capital = large && (end - start === 1 || found[0] !== found[0].toUpperCase());
    const loud = large && !capital;
    if (!bits && (loud || (capital && search(known, "model", found[0])))) {
      bits = bit.ORDINARY;
    }
    return { start, end, low, bits, genitive, capital, first: capital && begins(plain, known, start) };
  });
  takeOutPhrases(words, known.phrases, bit);
  takeOutPhrases(words, places, bit);
  takeOutPlaces(plain, words, known);
  return words;
}

function isShouted({ text, low }, known) {
  if (!search(known, "loud", text)) {
    return false;
  }
  const letters = all(known, "letter", low).length;
  return letters >= 4 && all(known, "capital", text).length > 0.7 * letters;
}

function bitsOfWord(word, { words, affixes, NAME }) {
  if (words.has(word)) {
    return words.get(word);
  }
  for (let length = 3; length <= Math.min(8, word.length - 2); length++) {
    if (affixes.has(`-${word.slice(-length)}`) || affixes.has(`${word.slice(0, length)}-`)) {
      return NAME;
    }
  }
  return 0;
}

function bitsOf(low, known) {
  const { bit, NAME } = known;
  const bits = bitsOfWord(low, known);
  if (bits & NAME || !low.endsWith("s")) {
    return [bits || bitsOfParts(low, known), false];
  }
  const stem = bitsOfWord(low.slice(0, -1), known) || bitsOfParts(low.slice(0, -1), known);
  if (!(stem & NAME)) {
    return [bits || bitsOfParts(low, known), false];
  }
  return [(stem & (NAME | bit.DOUBTFUL)) | bits | (bits ? bit.DOUBTFUL : 0), true];
}

function bitsOfParts(low, known) {
  const { bit, NAME } = known;
  const dash = low.indexOf("-");
  const last = low.slice(dash + 1);
  if (dash < 0 || !last) {
    return 0;
  }
  const one = bitsOfWord(low.slice(0, dash), known);
  const other = bitsOfWord(last, known);
  if (one & (NAME | bit.PARTICLE) && other & NAME) {
    return (one | other) & NAME;
  }
  if (one & bit.PARTICLE && last.length >= 3) {
    return bit.FAMILY;
  }
  return other && !(other & NAME) ? other : bit.ORDINARY;
}

function begins({ text, low }, known, start) {
  let at = start - 1;
  while (at >= 0 && " \"'([{*".includes(text[at])) {
    at -= 1;
  }
  if (at < 0 || (text[at] === "," && /[0-9]/.test(text[at - 1] ?? ""))) {
    return true;
  }
  if (text[at] !== ".") {
    return ".!?:;\n-0123456789/•…|>".includes(text[at]);
  }
  let from = at;
  while (from > 0 && isLetter(low[from - 1])) {
    from -= 1;
  }
  return at - from !== 1 && !known.tables.shortened.has(low.slice(from, at));
}

const stemOf = (word) => word.replace(/s$/, "");

function takeOutPhrases(words, phrases, bit) {
  words.forEach((word, at) => {
    const phrase = (phrases.get(word.low) ?? []).find(
      (parts) => at + parts.length <= words.length && parts.every((part, n) => stemOf(words[at + n].low) === stemOf(part)),
    );
    phrase?.forEach((_, n) => (words[at + n].bits = bit.ORDINARY));
  });
}

function takeOutPlaces(plain, words, known) {
  const { bit, NAME } = known;
  words.forEach((word, at) => {
    if (!word.capital && !(word.bits & (NAME | bit.PLACE_HEAD))) {
      return;
    }
    const ending = word.bits ? undefined : known.lists["place-endings"].find((one) => word.low.endsWith(one));
    if (ending) {
      word.bits = bit.ORDINARY;
      if (word.capital && word.low.slice(0, -ending.length).endsWith("s")) {
        takeOutBefore(plain, words, at, known);
      }
    } else if (word.bits & bit.PLACE_HEAD && at && words[at - 1].low.endsWith("s")) {
      takeOutBefore(plain, words, at, known);
    } else if (isNamedPlace(plain, words, at, known)) {
      word.bits = (word.bits & ~NAME) | bit.ORDINARY;
    }
  });
}

function takeOutBefore({ text }, words, at, { bit, NAME }) {
  for (let back = at - 1; back >= 0 && back >= at - 3; back--) {
    const word = words[back];
    const beside = text.slice(word.end, words[back + 1].start) === " ";
    if (!beside || !(word.capital || word.bits & NAME) || word.bits & bit.SMALL) {
      return;
    }
    word.bits = bit.ORDINARY;
  }
}

function isNamedPlace({ text, low }, words, at, { bit, NAME }) {
  const word = words[at];
  if (/s:ta? $/.test(before(low, word.start, 5))) {
    return true;
  }
  if (!at || text.slice(words[at - 1].end, word.start) !== " ") {
    return false;
  }
  const previous = words[at - 1];
  const thing = previous.bits & bit.THING && previous.low.length > 3;
  return Boolean(previous.bits & bit.PLACE_NAME || (thing && word.capital && !(word.bits & NAME)));
}

// ---- Names (names.py)

const NOTHING = { start: 0, end: 0, low: "", bits: 0, capital: false, first: false, genitive: false };
const SPACE = [" "];

class Sight {
  constructor(plain, known, words, gaps, marked, at) {
    Object.assign(this, { plain, known, words, gaps, marked, at, word: words[at] });
  }

  near(step, gaps = SPACE) {
    const there = this.at + step;
    if (there < 0 || there >= this.words.length) {
      return NOTHING;
    }
    const between = this.gaps.slice(Math.min(this.at, there), Math.max(this.at, there));
    return between.every((gap) => gaps.includes(gap)) ? this.words[there] : NOTHING;
  }

  isName(step, gaps = SPACE) {
    return this.near(step, gaps) !== NOTHING && this.marked[this.at + step];
  }
}

function* names(plain, known, places) {
  const { bit, NAME, NO_NAME } = known;
  const words = readWords(plain, known, places);
  const gaps = words.slice(1).map((word, at) => plain.text.slice(words[at].end, word.start));
  const marked = words.map((one) => Boolean(one.bits & NAME) && !(one.bits & (bit.DOUBTFUL | NO_NAME)));
  const cued = bit.NAMING | bit.CALLING;
  const sights = words
    .map((word, at) => new Sight(plain, known, words, gaps, marked, at))
    .filter(({ word, at }) => {
      const near = (words[at - 1]?.bits ?? 0) | (words[at - 2]?.bits ?? 0);
      const open = word.bits & NAME || (word.capital && !(word.bits & NO_NAME)) || (!word.bits && near & cued);
      return !marked[at] && open;
    });
  for (let round = 0; round < 2; round++) {
    for (const sight of sights) {
      marked[sight.at] ||= isTold(sight);
    }
  }
  yield* joined(plain, known, words, gaps, marked);
}

function isTold(sight) {
  const { word, known } = sight;
  if (word.bits & known.bit.SMALL) {
    return word.capital && !word.first && (sight.isName(-1) || sight.isName(1));
  }
  if (word.bits & known.NAME) {
    return doubtfulIsOne(sight);
  }
  if (word.bits || word.low.length < 3) {
    return false;
  }
  return word.capital ? unknownIsOne(sight) : called(sight, true);
}

function doubtfulIsOne(sight) {
  const { word, known } = sight;
  const { bit } = known;
  const previous = sight.near(-1);
  const given = Boolean(word.bits & bit.GIVEN);
  if (sight.isName(-1) && (word.capital || word.bits & bit.FAMILY) && !previous.genitive) {
    return true;
  }
  if (!word.capital) {
    return given && word.low.length >= 3 && (sight.isName(1) || isInClass(sight) || called(sight, true));
  }
  if (signed(sight)) {
    return true;
  }
  if (word.first || word.bits & bit.ORDINARY || isAfterPlace(previous, bit)) {
    return false;
  }
  return given || Boolean(previous.bits & bit.BEFORE_PERSON);
}

const isAfterPlace = (previous, bit) => Boolean(previous.bits & bit.BEFORE_PLACE && !(previous.bits & bit.BEFORE_PERSON));

function unknownIsOne(sight) {
  const { word, known } = sight;
  const previous = sight.near(-1);
  const after = sight.near(1);
  const foreign = word.low.length >= 4 && search(known, "foreign", word.low) !== null;
  if ((sight.isName(-1) && !previous.genitive) || (sight.isName(1) && after.capital)) {
    return !word.first || foreign;
  }
  if (sight.isName(1, [", "]) && sight.near(1, [", "]).bits & known.bit.GIVEN && word.first) {
    return true;
  }
  if (word.first) {
    return foreign || (familial(after, known) && !known.lists["verb-endings"].some((one) => word.low.endsWith(one)));
  }
  if (signed(sight) || familial(word, known)) {
    return true;
  }
  if (isAfterPlace(previous, known.bit)) {
    return false;
  }
  const pair = [previous, after].some((beside) => beside.capital && !beside.bits && !beside.first && beside.low.length >= 3);
  return foreign || known.tables.close.has(previous.low) || pair;
}

const familial = (word, known) => word.capital && search(known, "familial", word.low) !== null;

function signed(sight) {
  return signedBefore(sight) || signedAfter(sight) || signedByName(sight) || isInClass(sight) || called(sight, false);
}

function signedBefore(sight) {
  const { word, known } = sight;
  const stops = [",", ")"].includes(sight.plain.text[word.end]);
  const told = [sight.near(-1, [" ", ": "]), stops ? sight.near(-1, [", "]) : NOTHING];
  const isRole = ({ low }) => low.length >= 6 && known.lists["role-endings"].some((one) => low.endsWith(one));
  return told.some((one) => one.bits & known.bit.ROLE || isRole(one));
}

function signedAfter(sight) {
  const { word, known } = sight;
  const after = sight.near(1);
  if (after.bits & known.bit.KIN && (word.genitive || (!word.bits && word.low.endsWith("s")))) {
    return true;
  }
  return Boolean(after.bits & known.bit.ACT) && !word.genitive;
}

function signedByName(sight) {
  const { word, known } = sight;
  const { links } = known.tables;
  if (sight.isName(1) && !word.genitive) {
    return true;
  }
  if (links.has(sight.near(1).low) && sight.isName(2) && sight.near(2).capital) {
    return true;
  }
  if (links.has(sight.near(-1).low) && sight.isName(-2)) {
    return true;
  }
  const listed = sight.isName(1, [", "]) && sight.near(1, [", "]).bits & known.bit.GIVEN;
  return Boolean(word.bits & known.bit.FAMILY && listed);
}

function isInClass({ word, plain, known }) {
  return match(known, "after_name", plain.low.slice(word.end, word.end + 24)) !== null;
}

function called(sight, small) {
  const { word, known } = sight;
  const { bit } = known;
  let cue = sight.near(-1, [" ", ": ", ' "', ', "']);
  let step = -1;
  if (["för", "sig"].includes(cue.low) || known.tables.somebody.has(cue.low)) {
    step = -2;
    cue = sight.near(-2, [" ", ": ", ' "']);
  }
  if (!(cue.bits & (bit.NAMING | bit.CALLING))) {
    return false;
  }
  const steps = [step - 1, step - 2, step - 3];
  const about = steps.map((one) => sight.near(one, [" ", ", ", ": ", ' "']));
  if (about.some((one) => one.bits & bit.THING)) {
    return false;
  }
  if (cue.bits & bit.CALLING) {
    const isSomebody = (one, n) => one.bits & bit.ROLE || known.tables.somebody.has(one.low) || sight.isName(steps[n], [" ", ", "]);
    return about.some(isSomebody) && !(word.bits & known.NO_NAME);
  }
  return !small || known.tables["surely-naming"].has(cue.low);
}

const isInitial = (word) => word.end - word.start === 1 && word.capital;

function* joined({ text }, { bit }, words, gaps, marked) {
  for (let at = 0; at < words.length; at++) {
    if (!marked[at]) {
      continue;
    }
    let first = at;
    let last = at;
    while (last + 1 < words.length && goesOn(words, gaps, marked, last, bit)) {
      last += 1;
    }
    while (last > first && !marked[last] && !isInitial(words[last])) {
      last -= 1;
    }
    at = last;
    if (first && isInitial(words[first - 1]) && [". ", " ", "."].includes(gaps[first - 1])) {
      first -= 1;
    }
    const { end } = words[last];
    yield ["name", words[first].start, end + (isInitial(words[last]) && text[end] === "." ? 1 : 0)];
  }
}

function goesOn(words, gaps, marked, last, bit) {
  const [word, following, gap] = [words[last], words[last + 1], gaps[last]];
  if (marked[last + 1]) {
    if (gap === ", ") {
      return word.first && Boolean(following.bits & bit.GIVEN) && !(word.bits & bit.ACT);
    }
    return [" ", ". "].includes(gap) && !word.genitive;
  }
  return gap === " " && (isInitial(following) || Boolean(following.bits & bit.PARTICLE));
}
