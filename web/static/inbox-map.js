// The map beside the list of the inbox: each report where it lies, by its number in the list.
//
// The list says all that the map says, and is what the keyboard reaches: a row marks its point, a
// point leads to its row. What has no point that may be shown stands in the list alone.

const holder = document.getElementById("inbox-map");
const language = document.documentElement.lang;
const LIBRARY = "/static/vendor/leaflet-1.9.4/leaflet.js";
const BACKGROUND = "/static/vendor/protomaps-leaflet-5.1.0/protomaps-leaflet.js";
const POINT_PX = 11;
const LETTER_PX = 4; // half of what a figure is wide
const FINE_M = 30; // a point known better than this is drawn without its circle
const NEAREST = 16;
const MOST_NAMED = 3;
const dark = matchMedia("(prefers-color-scheme: dark)");
const marks = new Map(); // the point of each row, as it is drawn now
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const areas = JSON.parse(holder?.dataset.areas ?? "[]");
const places = [...document.querySelectorAll("[data-inbox] [data-order]")].filter(
  (row) => !row.closest(".list-side"),
);

if (holder && (areas.length > 0 || places.length > 0)) {
  begin().catch((error) => {
    // The list says it all; whoever looks into it finds why there is no map.
    holder.hidden = true;
    console.warn("the map is not shown", error);
  });
}

async function begin() {
  await load(LIBRARY);
  const about = holder.dataset.tiles ? await read(holder.dataset.tiles) : null;
  holder.hidden = false;
  holder.classList.add("livemap");
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", holder.dataset.label);
  const map = open(about);
  drawAreas(map);
  map.fitBounds(extent(about), { animate: false, padding: [24, 24], maxZoom: NEAREST });
  drawPoints(map);
  if (about) {
    await load(BACKGROUND);
    layBackground(map, about);
  }
  pointFromRows(map);
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

function open(about) {
  const map = L.map(holder, {
    attributionControl: false,
    zoomControl: false,
    fadeAnimation: !calm.matches,
    zoomAnimation: !calm.matches,
    scrollWheelZoom: false,
    zoomSnap: 0.25,
    minZoom: about?.minzoom ?? 5,
    maxZoom: (about?.maxzoom ?? 15) + 3,
  });
  const { zoomIn, zoomOut } = holder.dataset;
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (about?.attribution) {
    L.control.attribution({ prefix: false }).addAttribution(about.attribution).addTo(map);
  }
  return map;
}

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

function drawAreas(map) {
  for (const { rings } of areas) {
    const corners = rings.map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    L.polygon(corners, { className: "area-outline", interactive: false }).addTo(map);
  }
}

// Reports that lie too near each other to be told apart are one point with all their numbers, until
// the reader goes nearer.
function drawPoints(map) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    marks.clear();
    for (const point of together(map)) {
      for (const row of point.rows) {
        const radius = Number(row.dataset.within);
        if (radius > FINE_M) {
          L.circle(placeOf(row), { radius, className: "known-within", interactive: false }).addTo(layer);
        }
      }
      const words = numbers(point.rows);
      const radius = Math.max(POINT_PX, LETTER_PX * words.length + 4);
      const dot = L.circleMarker(point.at, { radius, className: "report" }).addTo(layer);
      dot.on("click", () => lead(point.rows[0]));
      point.rows.forEach((row) => marks.set(row, dot));
      write(layer, point.at, words);
    }
  };
  map.on("zoomend", draw);
  draw();
}

function together(map) {
  const points = [];
  for (const row of places) {
    const pixel = map.latLngToLayerPoint(placeOf(row));
    const near = points.find((point) => point.pixel.distanceTo(pixel) < 2 * POINT_PX);
    if (near) {
      near.rows.push(row);
    } else {
      points.push({ at: placeOf(row), pixel, rows: [row] });
    }
  }
  return points;
}

function placeOf(row) {
  return [Number(row.dataset.lat), Number(row.dataset.lon)];
}

function numbers(rows) {
  const all = rows.map((row) => Number(row.dataset.order)).sort((one, other) => one - other);
  return all.length > MOST_NAMED ? `${all[0]} +${all.length - 1}` : all.join(" ");
}

function write(layer, at, words) {
  const span = document.createElement("span");
  span.className = "point-number";
  span.textContent = words;
  const icon = L.divIcon({ className: "words-on-map", html: span, iconSize: [60, 18], iconAnchor: [30, 9] });
  L.marker(at, { icon, interactive: false, keyboard: false }).addTo(layer);
}

function extent(about) {
  if (places.length > 0) {
    return L.latLngBounds(places.map(placeOf));
  }
  if (areas.length > 0) {
    return L.latLngBounds(areas.flatMap(({ rings }) => rings.flat().map(([lon, lat]) => [lat, lon])));
  }
  const [west, south, east, north] = about.bounds;
  return L.latLngBounds([south, west], [north, east]);
}

function lead(row) {
  row.querySelector("[data-open], a")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

function pointFromRows(map) {
  for (const row of places) {
    const rests = { mouseenter: true, mouseleave: false, focusin: true, focusout: false };
    for (const [event, marked] of Object.entries(rests)) {
      row.addEventListener(event, () => {
        marks.get(row)?.getElement()?.classList.toggle("pointed-at", marked);
      });
    }
    const link = row.querySelector("[data-point]");
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      map.setView(placeOf(row), Math.max(map.getZoom(), NEAREST), { animate: !calm.matches });
      holder.scrollIntoView({ block: "nearest" });
      holder.focus({ preventScroll: true });
    });
  }
}
