// The live map of a week's picture, on the background map of the municipality.
//
// The page is whole without it: the server has drawn the map, and only where there are tiles does
// this take the drawing's place. It shows the same things in the same sizes: areas, counts as
// circles with the usual as a ring, reports as dots, places by their letters. What it knows stands
// in the table of the areas beside it, which the keyboard reaches: map and table point at each other.

const page = document.getElementById("picture");
const drawing = page?.querySelector("figure.map > svg");
const language = document.documentElement.lang;
const LIBRARIES = [
  "/static/vendor/leaflet-1.9.4/leaflet.js",
  "/static/vendor/protomaps-leaflet-5.1.0/protomaps-leaflet.js",
];
const LARGEST_PX = 27;
const LARGEST_IN_A_CROWD_PX = 14;
const SMALLEST_WITH_FIGURE_PX = 8;
const MANY = 40; // with more areas than this, names stand only nearer in
const NEARER = 1.5;
const FEW = 12;
const LETTERS = "ABCDE";
// Where a letter may stand, from its place to its upper middle: beside it, else farther out.
const BESIDE = [13, 24, 36].flatMap((out) =>
  [[1, -1], [-1, -1], [1, 1], [-1, 1], [1, 0], [-1, 0], [0, -1], [0, 1]].map(([x, y]) => [
    x * out,
    y * out - 9,
  ]),
);
const ABOVE_ALL = 10_000;
const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

if (drawing && page.dataset.tiles) {
  begin().catch((error) => {
    // The drawing stays; whoever looks into it finds why.
    console.warn("the live map is not shown", error);
  });
}

async function begin() {
  const [about, picture] = await Promise.all([read(page.dataset.tiles), read(page.dataset.picture)]);
  for (const library of LIBRARIES) {
    await load(library);
  }
  const holder = takePlace();
  try {
    show(holder, about, picture);
  } catch (error) {
    holder.remove();
    drawing.removeAttribute("hidden");
    throw error;
  }
}

function show(holder, about, picture) {
  const map = open(holder, about);
  const crowded = picture.map.areas.length > MANY;
  const outlines = drawAreas(map, picture);
  drawCounts(map, picture, crowded);
  const letters = crowded ? [] : drawPlaces(map, picture);
  map.fitBounds(extent(outlines, picture, about), { animate: false, padding: [4, 4] });
  const near = map.getZoom() + NEARER;
  const thinOut = () => holder.classList.toggle("crowded", crowded && map.getZoom() < near);
  map.on("zoomend", thinOut);
  thinOut();
  map.on("zoomend", () => settle(map, letters));
  settle(map, letters);
  layBackground(map, about);
  pointFromRows(map, outlines);
}

// All areas, or all points where there are no areas, or what the background covers.
function extent(outlines, picture, { bounds: [west, south, east, north] }) {
  if (outlines.size > 0) {
    return L.featureGroup([...outlines.values()]).getBounds();
  }
  const dots = picture.map.dots.map(({ lat, lon }) => [lat, lon]);
  return dots.length > 0 ? L.latLngBounds(dots) : L.latLngBounds([south, west], [north, east]);
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer.json();
}

function load(address) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", loaded);
    script.addEventListener("error", () => failed(new Error(address)));
    document.head.append(script);
  });
}

function takePlace() {
  const holder = document.createElement("div");
  holder.className = "livemap";
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", page.dataset.label);
  drawing.before(holder);
  drawing.setAttribute("hidden", "");
  return holder;
}

function open(holder, about) {
  const map = L.map(holder, {
    attributionControl: false,
    zoomControl: false,
    fadeAnimation: !calm.matches,
    zoomAnimation: !calm.matches,
    scrollWheelZoom: false,
    zoomSnap: 0.25,
    minZoom: about.minzoom,
    maxZoom: about.maxzoom + 3,
  });
  const { zoomIn, zoomOut } = page.dataset;
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (about.attribution) {
    L.control.attribution({ prefix: false }).addAttribution(about.attribution).addTo(map);
  }
  return map;
}

// The background, in the flavour of the page's colours; changed when the reader changes those.
function layBackground(map, about) {
  let layer;
  const put = () => {
    layer?.remove();
    layer = protomapsL.leafletLayer({
      url: new URL(about.tiles[0], location.href).href,
      flavor: dark.matches ? "dark" : "light",
      lang: language,
      maxDataZoom: about.maxzoom,
      attribution: "",
      noWrap: true,
    });
    layer.addTo(map);
  };
  put();
  dark.addEventListener("change", put);
}

function drawAreas(map, picture) {
  const outlines = new Map();
  for (const { code, rings } of picture.map.areas) {
    const corners = rings.map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    const outline = L.polygon(corners, { className: "area-outline" }).addTo(map);
    outline.on("click", () => pointAtRow(code));
    outlines.set(code, outline);
  }
  return outlines;
}

// A circle whose surface is the count, a ring for the usual, and the figure in the middle. Those
// areas are marked that the drawing marks.
function drawCounts(map, picture, crowded) {
  const labels = new Map(picture.map.areas.map(({ code, label: [lon, lat] }) => [code, [lat, lon]]));
  const lines = picture.by_area.filter(
    (line) => labels.has(line.code) && drawing.querySelector(`#${CSS.escape(`map-${line.code}`)}`),
  );
  const sizes = lines.flatMap(({ figure }) => [figure.n, Math.ceil(figure.usual.median ?? 0)]);
  const most = Math.max(FEW, ...sizes);
  const largest = crowded ? LARGEST_IN_A_CROWD_PX : LARGEST_PX;
  const size = (n) => largest * Math.sqrt(n / most);
  const circle = (at, n, className) => {
    L.circleMarker(at, { radius: size(n), className, interactive: false }).addTo(map);
  };
  // As in the drawing: coloured is what a test says stands out, not what lies above the usual.
  const out = new Set(picture.signals.filter(({ scope }) => scope === "area").map(({ area }) => area));
  for (const line of lines.sort((one, other) => other.figure.n - one.figure.n)) {
    const { n, usual } = line.figure;
    const at = labels.get(line.code);
    if (n > 0) {
      circle(at, n, out.has(line.code) ? "count out" : "count");
    }
    if (usual.median && !crowded) {
      circle(at, usual.median, "usual");
    }
    if (!crowded || size(n) >= SMALLEST_WITH_FIGURE_PX) {
      write(map, at, [0, -9], "area-figure", n.toLocaleString(language), ABOVE_ALL);
    }
    const radius = size(Math.max(n, crowded ? 0 : (usual.median ?? 0)));
    write(map, at, [0, Math.max(radius, 9) + 1], "area-name", language === "sv" ? line.sv : line.en);
  }
}

function drawPlaces(map, picture) {
  for (const { lat, lon } of picture.map.dots) {
    L.circleMarker([lat, lon], { radius: 2, className: "dot", interactive: false }).addTo(map);
  }
  // The places that last, by 24 weeks; where none does, those of the week.
  const places = picture.hotspots.places.length > 0 ? picture.hotspots.places : picture.spots;
  return places
    .slice(0, LETTERS.length)
    .map(({ lat, lon }, order) => write(map, [lat, lon], BESIDE[0], "letter", LETTERS[order]));
}

// The letters where they hide no figure, no name and not each other: as near their place as there
// is room.
function settle(map, letters) {
  const frame = map.getContainer().getBoundingClientRect();
  const taken = [...map.getContainer().querySelectorAll(".area-figure, .area-name")].map((words) => {
    const { left, top, width, height } = words.getBoundingClientRect();
    return { left: left - frame.left, top: top - frame.top, width, height };
  });
  for (const letter of letters) {
    const place = map.latLngToContainerPoint(letter.getLatLng());
    const { width, height } = letter.getElement().firstChild.getBoundingClientRect();
    const box = ([x, y]) => ({ left: place.x + x - width / 2, top: place.y + y, width, height });
    const shift = BESIDE.find((way) => !taken.some((other) => meet(box(way), other))) ?? BESIDE[0];
    taken.push(box(shift));
    letter.setIcon(wordsAt(shift, letter.getElement().firstChild));
  }
}

function meet(one, other) {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

// Words on the map, their upper middle `shift` pixels from a place.
function write(map, at, shift, className, words, zIndexOffset = 0) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = words;
  const icon = wordsAt(shift, span);
  return L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset }).addTo(map);
}

function wordsAt([x, y], html) {
  return L.divIcon({ className: "words-on-map", html, iconSize: [140, 18], iconAnchor: [70 - x, -y] });
}

// From the table to the map: the link of a row shows its area, and resting on a row marks it.
function pointFromRows(map, outlines) {
  for (const link of page.querySelectorAll('a[href^="#map-"]')) {
    const outline = outlines.get(decodeURIComponent(link.hash.slice("#map-".length)));
    const row = link.closest("tr");
    if (!outline || !row) {
      continue;
    }
    link.addEventListener("click", (event) => {
      event.preventDefault();
      outlines.forEach((other) => other.getElement().classList.toggle("chosen", other === outline));
      outline.bringToFront();
      map.fitBounds(outline.getBounds(), { animate: !calm.matches });
      map.getContainer().scrollIntoView({ block: "nearest" });
      map.getContainer().focus({ preventScroll: true });
    });
    const rests = { mouseenter: true, mouseleave: false, focusin: true, focusout: false };
    for (const [event, marked] of Object.entries(rests)) {
      row.addEventListener(event, () => outline.getElement().classList.toggle("pointed-at", marked));
    }
  }
}

// From the map to the table.
function pointAtRow(code) {
  const row = document.getElementById(`area-${code}`);
  if (row) {
    location.hash = row.id;
    row.querySelector("a")?.focus({ preventScroll: true });
  }
}
