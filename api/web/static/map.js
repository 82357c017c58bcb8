// Draws the practices of the page on a map. The list beside it says the same: without this script,
// or without Leaflet, the page is whole.
(() => {
  "use strict";
  const box = document.getElementById("carta");
  if (!box || !window.L) return;
  const ITALY = [[36.4, 6.6], [47.2, 18.6]];
  const MIDDLE = 7, NEAR = 9;
  const BUTTONS = 60; // pixels that the buttons of the zoom and half a spot take
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

  const counted = (n) => `${n.toLocaleString("it")} ${n === 1 ? "pratica" : "pratiche"}`;

  const LEVELS = { 2: "regione", 3: "provincia", 6: "comune" };
  const levelOf = (point) => LEVELS[point.code.length];
  const named = (point, whole) => (whole ? `${point.name}, tutta la ${levelOf(point)}` : point.name);

  function searchOf(point) {
    const [path, query] = box.dataset.search.split("?");
    const asked = new URLSearchParams(query);
    asked.set(PARAMETER[levelOf(point)], point.code);
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
    const step = box.clientWidth < 500 ? 3 : 8;
    const size = 26 + step * ((point.count > 9) + (point.count > 50));
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
    return Object.assign(made, { point, size });
  }

  // Circles that would cover one another, and the squares one touches them by, are moved apart.
  function spread() {
    const zoom = map.getZoom();
    const spots = drawn.getLayers().map((made) => ({ made, at: map.project(made.point.at, zoom) }));
    for (let turn = 0, moved = true; moved && turn < 80; turn += 1) {
      moved = false;
      spots.forEach((one, place) => {
        for (const other of spots.slice(place + 1)) {
          const between = other.at.subtract(one.at);
          const along = Math.abs(between.x) > Math.abs(between.y) ? "x" : "y";
          const apart = Math.abs(between[along]);
          const wanted = (one.made.size + other.made.size) / 2 + 1;
          if (apart >= wanted - 0.1) continue;
          const step = L.point(0, 0);
          step[along] = ((between[along] < 0 ? -1 : 1) * (wanted - apart)) / 2;
          one.at = one.at.subtract(step);
          other.at = other.at.add(step);
          moved = true;
        }
      });
    }
    for (const { made, at } of spots) made.setLatLng(map.unproject(at, zoom));
  }

  function draw() {
    const zoom = map.getZoom();
    const layer = zoom >= NEAR ? "near" : zoom >= MIDDLE ? "middle" : "far";
    if (drawn && drawn.layer === layer) return spread();
    if (drawn) drawn.remove();
    const spots = points[layer].map((p) => marker(p, layer === "near" && levelOf(p) !== "comune"));
    drawn = L.layerGroup(spots).addTo(map);
    drawn.layer = layer;
    return spread();
  }

  async function start() {
    const [found, borders] = await Promise.all([read(box.dataset.points), read(box.dataset.borders)]);
    points = found;
    document.getElementById("mappa").hidden = false;
    map = L.map(box, {
      attributionControl: false, zoomControl: false, maxBounds: L.latLngBounds(ITALY).pad(0.4),
      minZoom: 4, maxZoom: 12, zoomSnap: 0.25,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
    });
    L.control.zoom({ zoomInTitle: "Ingrandisci", zoomOutTitle: "Rimpicciolisci" }).addTo(map);
    const drawing = { interactive: false, style: { className: "region" } };
    const regions = L.geoJSON(borders, drawing).addTo(map);
    const chosen = regions.getLayers().filter((one) => one.feature.properties.code === box.dataset.region);
    // No spot may lie under the buttons of the zoom.
    const beside = { maxZoom: NEAR, paddingTopLeft: [BUTTONS, 0] };
    map.fitBounds(chosen.length ? chosen[0].getBounds() : ITALY, beside);
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
