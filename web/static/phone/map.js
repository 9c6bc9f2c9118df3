// The map of the form: to point on, or to show a point with the circle that it is known to.
//
// Its libraries are fetched when somebody wants a map, and not before.

import { language, part } from "./page.js";

const VENDOR = "/static/vendor";
const LEAFLET = `${VENDOR}/leaflet-1.9.4/leaflet`;
const BACKGROUND = `${VENDOR}/protomaps-leaflet-5.1.0/protomaps-leaflet.js`;
const OWN = "/static/phone/map.css";
const ABOUT = "/tiles/municipality.json";
const FINGER_PX = 12; // how exactly somebody points
const CLOSE = 16;
const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Draw a map into `holder`. With `chosen` it is to point on; with `point` it shows that one. */
export async function open(holder, kit, { chosen, point }) {
  const canvas = part(holder, "canvas");
  await Promise.all([style(`${LEAFLET}.css`), style(OWN), script(`${LEAFLET}.js`)]);
  const about = kit.tiles ? await describe() : null;
  const map = L.map(canvas, {
    attributionControl: false,
    zoomControl: false,
    dragging: Boolean(chosen),
    touchZoom: Boolean(chosen),
    doubleClickZoom: Boolean(chosen),
    boxZoom: false,
    keyboard: Boolean(chosen),
    scrollWheelZoom: Boolean(chosen),
    fadeAnimation: !calm.matches,
    zoomAnimation: !calm.matches,
    maxZoom: CLOSE + 3,
  });
  L.control.scale({ imperial: false }).addTo(map);
  for (const { rings } of kit.outlines) {
    const corners = rings.map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    L.polygon(corners, { className: "outline", interactive: false }).addTo(map);
  }
  for (const { lat, lon } of kit.places) {
    L.circleMarker([lat, lon], { radius: 3, className: "spot", interactive: false }).addTo(map);
  }
  if (point) {
    show(map, point);
  } else {
    const [west, south, east, north] = kit.bounds;
    map.fitBounds([[south, west], [north, east]], { animate: false });
    pointing(map, holder, chosen);
  }
  if (about) {
    await script(BACKGROUND);
    lay(map, about);
  }
}

// The spot, the circle that it is known to, and enough around it to know where one is.
function show(map, { lat, lon, precision_m: radius }) {
  const circle = L.circle([lat, lon], { radius, className: "known-to", interactive: false });
  circle.addTo(map);
  L.circleMarker([lat, lon], { radius: 6, className: "point", interactive: false }).addTo(map);
  map.setView([lat, lon], CLOSE, { animate: false });
  if (map.getBounds().contains(circle.getBounds()) === false) {
    map.fitBounds(circle.getBounds(), { animate: false, padding: [16, 16] });
  }
}

function pointing(map, holder, chosen) {
  L.control.zoom({ zoomInTitle: holder.dataset.zoomIn, zoomOutTitle: holder.dataset.zoomOut }).addTo(map);
  const take = ({ lat, lng }) => {
    const { y } = map.latLngToContainerPoint([lat, lng]);
    const from = map.containerPointToLatLng([0, y]);
    const metres = from.distanceTo(map.containerPointToLatLng([FINGER_PX, y]));
    chosen({ lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)), precision_m: Math.max(1, Math.round(metres)) });
  };
  map.on("click", ({ latlng }) => take(latlng));
  const middle = part(holder, "middle");
  middle.hidden = false;
  middle.addEventListener("click", () => take(map.getCenter()));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer()) {
      take(map.getCenter());
    }
  });
}

// The background, in the flavour of the page's colours.
function lay(map, about) {
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
  if (about.attribution) {
    const plain = new DOMParser().parseFromString(about.attribution, "text/html").body.textContent;
    L.control.attribution({ prefix: false }).addAttribution(plain).addTo(map);
  }
}

async function describe() {
  const answer = await fetch(ABOUT).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

const loaded = new Map();
function script(address) {
  return fetched(address, () => Object.assign(document.createElement("script"), { src: address }));
}

function style(address) {
  return fetched(address, () => Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

function fetched(address, make) {
  if (!loaded.has(address)) {
    const promise = new Promise((done, failed) => {
      const element = make();
      element.addEventListener("load", () => done());
      element.addEventListener("error", () => failed(new Error(address)));
      document.head.append(element);
    });
    promise.catch(() => loaded.delete(address)); // so that it can be tried again
    loaded.set(address, promise);
  }
  return loaded.get(address);
}
