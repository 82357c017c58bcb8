// Draws the table of ties: nothing is in the drawing that the table does not say. Without this
// script, or without cytoscape, the page is whole.
(() => {
  "use strict";
  const box = document.getElementById("rete");
  const table = document.getElementById("legami");
  if (!box || !table || !window.cytoscape) return;
  const rows = [...table.tBodies[0].rows];
  const members = new Set(rows.flatMap((row) => [row.dataset.one, row.dataset.other])).size;
  const READABLE = 70; // organisations: of more, names appear as one comes closer
  const SHAPES = {
    pubblico: "rectangle", "terzo-settore": "ellipse", impresa: "diamond", altro: "triangle",
  };

  function elements() {
    const nodes = new Map();
    const edges = rows.map((row) => {
      [row.dataset.one, row.dataset.other].forEach((id, place) => {
        const cell = row.cells[place];
        const known = nodes.get(id) || { ties: 0 };
        nodes.set(id, {
          id, name: cell.querySelector("a").textContent.trim(), group: cell.dataset.group,
          link: cell.querySelector("a").getAttribute("href"), ties: known.ties + 1,
        });
      });
      const { one, other, count } = row.dataset;
      return { data: { source: one, target: other, count: Number(count) } };
    });
    // They start on a circle: the same table gives the same drawing.
    const placed = [...nodes.values()].map((data, place) => {
      const angle = (2 * Math.PI * place) / nodes.size, far = 12 * nodes.size + 100;
      return { data, position: { x: far * Math.cos(angle), y: far * Math.sin(angle) } };
    });
    return [...placed, ...edges];
  }

  // A canvas knows nothing of style sheets: colours are read from what the page shows.
  const property = (name) => getComputedStyle(box).getPropertyValue(name).trim();

  function style() {
    const text = getComputedStyle(box).color, paper = getComputedStyle(box).backgroundColor;
    const small = members <= READABLE;
    const colour = (node) => property(`--${node.data("group")}`);
    return [
      { selector: "node", style: {
        shape: (node) => SHAPES[node.data("group")], "background-color": colour,
        width: (node) => 14 + 3 * Math.min(node.data("ties"), 8),
        height: (node) => 14 + 3 * Math.min(node.data("ties"), 8),
        label: "data(name)", color: text, "font-size": small ? 17 : 12, "text-wrap": "wrap",
        "text-max-width": small ? 150 : 110, "text-margin-y": -3, "min-zoomed-font-size": 7,
        "text-outline-color": paper, "text-outline-width": 2,
      } },
      { selector: "edge", style: {
        width: (edge) => Math.min(1 + edge.data("count"), 8), "line-color": property("--border"),
        "curve-style": "haystack", opacity: 0.8,
      } },
      { selector: ".far", style: { opacity: 0.15 } },
      { selector: "node.near", style: { "border-width": 3, "border-color": text } },
    ];
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function tell(node) {
    const box = document.getElementById("chi");
    const mine = rows.filter((r) => [r.dataset.one, r.dataset.other].includes(node.id()));
    rows.forEach((row) => row.classList.toggle("lit", mine.includes(row)));
    const others = node.neighborhood("node").map((other) => other.data("name"));
    const line = element("p", "");
    line.append(
      element("a", node.data("name"), { href: node.data("link") }),
      ` lavora con ${others.join(", ")}. `,
      element("a", "Apri la sua rete", { href: `/reti?organizzazione=${encodeURIComponent(node.id())}` }),
    );
    box.replaceChildren(line);
  }

  document.getElementById("disegno").hidden = false;
  const drawing = window.cytoscape({
    container: box, elements: elements(), style: style(), minZoom: 0.15, maxZoom: 4,
    userZoomingEnabled: false, boxSelectionEnabled: false,
    layout: {
      name: "cose", animate: false, randomize: false, numIter: 600, nodeRepulsion: () => 6000,
      idealEdgeLength: () => 60, componentSpacing: 30, padding: 20, nodeDimensionsIncludeLabels: true,
    },
  });
  drawing.on("tap", "node", ({ target }) => {
    const near = target.closedNeighborhood();
    drawing.elements().addClass("far").removeClass("near");
    near.removeClass("far");
    target.addClass("near");
    tell(target);
  });
  drawing.on("tap", ({ target }) => {
    if (target !== drawing) return;
    drawing.elements().removeClass("far near");
    rows.forEach((row) => row.classList.remove("lit"));
    document.getElementById("chi").replaceChildren();
  });
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (!button.dataset.zoom) return drawing.fit(undefined, 20);
      const middle = { x: drawing.width() / 2, y: drawing.height() / 2 };
      return drawing.zoom({ level: drawing.zoom() * Number(button.dataset.zoom), renderedPosition: middle });
    });
  }
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  night.addEventListener("change", () => drawing.style(style()));
  box.dataset.ready = "true";
})();
