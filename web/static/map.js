// The live map of a week's picture: the areas with their counts on the background map.
//
// The page is whole without it: the server has drawn the map. Only where there are tiles does this
// take the drawing's place. What the map knows stands in the table of the areas beside it, which
// the keyboard reaches: map and table point at each other.

const picture = document.getElementById("picture");
const drawing = picture?.querySelector("figure.map svg");
const LIBRARIES = [
  "/static/vendor/leaflet-1.9.4/leaflet.js",
  "/static/vendor/protomaps-leaflet-5.1.0/protomaps-leaflet.js",
];
const LARGEST_PX = 34;
const SMALLEST_PX = 12;
const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

if (drawing && picture.dataset.tiles) {
  begin().catch((error) => {
    // The drawing stays; whoever looks into it finds why.
    console.warn("the live map is not shown", error);
  });
}

async function begin() {
  const [about, shown] = await Promise.all([read(picture.dataset.tiles), read(picture.dataset.geojson)]);
  for (const library of LIBRARIES) {
    await load(library);
  }
  const areas = shown.features.filter((feature) => feature.properties.kind === "area");
  if (areas.length > 0) {
    show(about, areas);
  }
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

function show(about, areas) {
  const holder = document.createElement("div");
  holder.className = "livemap";
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", picture.dataset.label);
  drawing.before(holder);
  drawing.setAttribute("hidden", "");

  const map = L.map(holder, {
    attributionControl: false,
    zoomControl: false,
    fadeAnimation: !calm.matches,
    zoomAnimation: !calm.matches,
    scrollWheelZoom: false,
    minZoom: about.minzoom,
    maxZoom: Math.min(about.maxzoom + 3, 19),
  });
  L.control.zoom({ zoomInTitle: picture.dataset.zoomIn, zoomOutTitle: picture.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (about.attribution) {
    L.control.attribution({ prefix: false }).addAttribution(about.attribution).addTo(map);
  }

  const outlines = L.geoJSON({ type: "FeatureCollection", features: areas }, {
    style: () => ({ className: "area-outline" }),
    onEachFeature: (feature, outline) => {
      outline.on("click", () => pointAtRow(feature.properties.code));
    },
  }).addTo(map);
  map.fitBounds(outlines.getBounds(), { animate: false, padding: [8, 8] });
  lay(map, about);

  const byCode = new Map();
  outlines.eachLayer((outline) => {
    const { code, name, n } = outline.feature.properties;
    byCode.set(code, outline);
    mark(map, outline, name, n ?? 0, areas);
  });
  pointFromRows(map, byCode, outlines);
}

// The background, in the flavour of the page's colours; changed when the reader changes those.
function lay(map, about) {
  let layer;
  const put = () => {
    layer?.remove();
    layer = protomapsL.leafletLayer({
      url: new URL(about.tiles[0], location.href).href,
      flavor: dark.matches ? "dark" : "white",
      lang: document.documentElement.lang,
      maxDataZoom: about.maxzoom,
      attribution: "",
      noWrap: true,
    });
    layer.addTo(map);
  };
  put();
  dark.addEventListener("change", put);
}

// A circle whose surface is the count, with the count in it and the area's name below.
function mark(map, outline, name, n, areas) {
  const most = Math.max(1, ...areas.map((area) => area.properties.n ?? 0));
  const radius = n > 0 ? Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(n / most)) : 0;
  const at = outline.getCenter();
  if (radius > 0) {
    L.circleMarker(at, { radius, className: "area-circle", interactive: false }).addTo(map);
  }
  const words = document.createElement("span");
  const figure = document.createElement("b");
  figure.textContent = n.toLocaleString(document.documentElement.lang);
  words.append(figure, name);
  const icon = L.divIcon({ className: "area-name", html: words, iconSize: [120, 40], iconAnchor: [60, 12] });
  L.marker(at, { icon, interactive: false, keyboard: false }).addTo(map);
}

// From the table to the map: the link of a row shows its area, and resting on a row marks it.
function pointFromRows(map, byCode, outlines) {
  for (const link of picture.querySelectorAll('a[href^="#map-"]')) {
    const outline = byCode.get(decodeURIComponent(link.hash.slice("#map-".length)));
    const row = link.closest("tr");
    if (!outline || !row) {
      continue;
    }
    const marked = (on) => outline.getElement()?.classList.toggle("pointed-at", on);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      outlines.eachLayer((other) => other.getElement()?.classList.remove("chosen"));
      outline.getElement()?.classList.add("chosen");
      map.fitBounds(outline.getBounds(), { animate: !calm.matches, maxZoom: 15 });
      map.getContainer().scrollIntoView({ block: "nearest" });
      map.getContainer().focus({ preventScroll: true });
    });
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      row.addEventListener(event, () => marked(on));
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
