// A week's picture on the wall: one section a screen, by arrows, space and clicker, touch and mouse.
//
// The page holds all that it shows, so nothing is asked of the service once it stands: it goes on
// when the net dies. F5, which many clickers send to begin, is taken for full screen: loading the
// page anew is the one thing that does not work without a net.

const SWIPE_PX = 50;
const KEPT = `lagesbild-show ${location.pathname}`;
const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter", "n"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace", "p"]);
const BLACK = new Set(["b", "."]);
const SCROLLING = { ArrowDown: 1, ArrowUp: -1 };

const root = document.documentElement;
const screens = [...document.querySelectorAll(".screen")];
const bar = document.querySelector(".bar");
const place = bar.querySelector("output");
const said = document.getElementById("said");
const notice = document.getElementById("notice");
const way = bar.querySelector("a");
const dark = document.getElementById("black");
const actions = { back: () => step(-1), next: () => step(1), full: toggleFull, black: toggleBlack };
let current = numbered();
let touched = null;

root.classList.add("shown");
bar.hidden = false;
bar.querySelector("[data-act=full]").hidden = !document.fullscreenEnabled;
show(current, { quietly: true });

document.addEventListener("keydown", onKey);
document.addEventListener("touchstart", (event) => begin(event.touches), { passive: true });
document.addEventListener("touchend", (event) => end(event.changedTouches[0]));
document.addEventListener("fullscreenchange", () =>
  root.classList.toggle("full", document.fullscreenElement !== null),
);
bar.addEventListener("click", ({ target }) => actions[target.closest("button")?.dataset.act]?.());
way.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
dark.addEventListener("click", toggleBlack);

// Loaded anew it goes on where it was. The address keeps nothing: when it changes, a browser asks for
// the icon of the page again.
function numbered() {
  const isAgain = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const asked = Number.parseInt((isAgain && sessionStorage.getItem(KEPT)) || location.hash.slice(1), 10);
  return Number.isInteger(asked) ? Math.min(Math.max(asked, 1), screens.length) - 1 : 0;
}

function onKey(event) {
  const { key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const act = actOf(key.length === 1 ? key.toLowerCase() : key, event);
  if (act) {
    event.preventDefault();
    act();
  }
}

function actOf(key, { shiftKey, target }) {
  const isPress = (key === " " || key === "Enter") && target.closest("button, a");
  if (isPress || key === "Tab") {
    return null; // the button's own
  }
  if (BLACK.has(key)) {
    return toggleBlack;
  }
  if (!dark.hidden) {
    // Whatever key brings the picture back, and does nothing else.
    return toggleBlack;
  }
  if (key in SCROLLING && canScroll(SCROLLING[key])) {
    return null; // a long screen is read to its end first
  }
  if (key === " " && shiftKey) {
    return actions.back;
  }
  const first = () => show(0);
  const last = () => show(screens.length - 1);
  return (
    { Home: first, End: last, f: toggleFull, F5: toggleFull, Escape: leave }[key] ??
    (FORWARD.has(key) ? actions.next : BACK.has(key) ? actions.back : null)
  );
}

function canScroll(way) {
  const { scrollTop, scrollHeight, clientHeight } = screens[current];
  return way > 0 ? scrollTop + clientHeight < scrollHeight - 1 : scrollTop > 0;
}

function step(by) {
  show(Math.min(Math.max(current + by, 0), screens.length - 1));
}

function show(number, { quietly = false } = {}) {
  current = number;
  screens.forEach((screen, n) => {
    screen.hidden = n !== number;
  });
  screens[number].scrollTop = 0;
  notice.textContent = "";
  const where = `${number + 1} / ${screens.length}`;
  place.textContent = where;
  bar.querySelector("[data-act=back]").disabled = number === 0;
  bar.querySelector("[data-act=next]").disabled = number === screens.length - 1;
  if (!quietly) {
    sessionStorage.setItem(KEPT, String(number + 1));
    said.textContent = `${screens[number].querySelector("h2").textContent} (${where})`;
  }
}

function toggleBlack() {
  dark.hidden = !dark.hidden;
  root.classList.toggle("black", !dark.hidden);
  said.textContent = dark.hidden ? dark.dataset.over : dark.dataset.on;
  for (const other of [bar, document.querySelector("main")]) {
    other.inert = !dark.hidden;
  }
  if (!dark.hidden) {
    dark.focus();
  }
}

async function toggleFull() {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  } catch {
    said.textContent = notice.textContent = bar.dataset.refused; // the browser does not let it
  }
}

// The browser itself leaves full screen at Esc; after that, Esc leaves the show. Not without a net:
// there would be nothing to come to, and no way back.
async function leave() {
  if (document.fullscreenElement) {
    document.exitFullscreen();
    return;
  }
  try {
    await fetch(way.dataset.alive, { cache: "no-store" });
  } catch {
    said.textContent = notice.textContent = way.dataset.stays;
    return;
  }
  location.assign(way.href);
}

function begin(touches) {
  touched = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null;
}

function end({ clientX, clientY }) {
  if (!touched) {
    return;
  }
  const along = clientX - touched.x;
  const isSwipe = Math.abs(along) >= SWIPE_PX && Math.abs(along) > 2 * Math.abs(clientY - touched.y);
  touched = null;
  if (isSwipe && dark.hidden) {
    step(along < 0 ? 1 : -1);
  }
}
