// Draws the practices of the page on a map. The list beside it says the same: without this script,
// or without Leaflet, the page is whole.
(() => {
  "use strict";
  const box = document.getElementById("carta");
  if (!box || !window.L) return;
  const ITALY = [[35.4, 6.5], [47.2, 18.7]];
  const MIDDLE = 7, NEAR = 9;
  const PARAMETER = { regione: "region", provincia: "province", comune: "comune" };
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let map, drawn, points, opener;

  const read = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const counted = (n) => (n === 1 ? "una pratica" : `${n.toLocaleString("it")} pratiche`);

  const named = (point, whole) => (whole ? `${point.name}, tutta la ${point.level}` : point.name);

  function searchOf(point) {
    const [path, query] = box.dataset.search.split("?");
    const asked = new URLSearchParams(query);
    asked.set(PARAMETER[point.level], point.code);
    return `${path}?${asked}`;
  }

  function told(point, whole) {
    const box = element("div", "");
    box.append(element("h3", named(point, whole), { tabindex: "-1" }));
    if (point.practices.length) {
      const list = element("ul", "");
      for (const id of point.practices) {
        const item = element("li", "");
        item.append(element("a", points.titles[id], { href: `/pratiche/${encodeURIComponent(id)}` }));
        list.append(item);
      }
      box.append(list);
    }
    const all = whole || !point.practices.length;
    const words = whole ? `Tutte le pratiche in ${point.name}` : `Leggete: ${counted(point.count)}`;
    if (all) box.append(element("a", words, { href: searchOf(point) }));
    return box;
  }

  function marker(point, whole) {
    const size = point.count > 50 ? 46 : point.count > 9 ? 38 : 30;
    const icon = L.divIcon({
      className: whole ? "spot spot-whole" : "spot",
      html: element("span", point.count.toLocaleString("it")),
      iconSize: [size, size],
    });
    const made = L.marker(point.at, { icon, keyboard: true, zIndexOffset: point.count });
    made.bindPopup(() => told(point, whole), { minWidth: 200, maxWidth: 280 });
    made.on("add", () => {
      const label = `${named(point, whole)}: ${counted(point.count)}`;
      made.getElement().setAttribute("aria-label", label);
    });
    made.on("popupopen", () => { opener = made; });
    return made;
  }

  function draw() {
    const zoom = map.getZoom();
    const layer = zoom >= NEAR ? "near" : zoom >= MIDDLE ? "middle" : "far";
    if (drawn && drawn.layer === layer) return;
    if (drawn) drawn.remove();
    const spots = points[layer].map((p) => marker(p, layer === "near" && p.level !== "comune"));
    drawn = L.layerGroup(spots).addTo(map);
    drawn.layer = layer;
  }

  async function start() {
    const [found, borders] = await Promise.all([read(box.dataset.points), read(box.dataset.borders)]);
    points = found;
    document.getElementById("mappa").hidden = false;
    map = L.map(box, {
      attributionControl: false, zoomControl: false, maxBounds: L.latLngBounds(ITALY).pad(0.4),
      minZoom: 4, maxZoom: 12, zoomSnap: 0.5,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
    });
    L.control.zoom({ zoomInTitle: "Ingrandisci", zoomOutTitle: "Rimpicciolisci" }).addTo(map);
    L.geoJSON(borders, { interactive: false, style: { className: "region" } }).addTo(map);
    const spots = points.near.length < 12 ? points.near : points.far;
    const around = L.latLngBounds(spots.map((point) => point.at)).pad(0.3);
    map.fitBounds(points.far.length > 3 ? ITALY : around, { maxZoom: NEAR });
    map.on("zoomend", draw);
    // Who opens a place from the keyboard goes on in what it tells, and back when it closes.
    map.on("popupopen", ({ popup }) => popup.getElement().querySelector("h3").focus());
    map.on("popupclose", () => {
      const was = opener && opener.getElement();
      opener = undefined;
      if (was) was.focus({ preventScroll: true });
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    draw();
    box.dataset.ready = "true";
  }

  start().catch((error) => console.warn("la mappa non si può disegnare", error));
})();
