// The edges of the words of a statement: dragged, pressed or moved with the keys, a word at a time.
// The words and their exact place go into the form; without this the words are typed.
(() => {
  "use strict";
  const WORD = /[\p{L}\p{N}]+(?:[.,/-][\p{L}\p{N}]+)*[%€°]?/gu;
  const EDGES = { start: "Inizio", end: "Fine" };
  const signs = (text) => Array.from(text).length; // places count signs, not halves of signs
  const ready = new Map();

  for (const strip of document.querySelectorAll(".desk-edges")) {
    const more = strip.closest("details");
    if (more.open) built(strip);
    more.addEventListener("toggle", () => { if (more.open) built(strip); });
  }

  document.addEventListener("desk-edge", (event) => {
    const strip = event.target.querySelector(".desk-edges");
    if (!strip) return;
    strip.closest("details").open = true;
    const mover = built(strip);
    if (mover) mover(event.detail.edge, event.detail.step);
  });

  function made(tag, kind, text) {
    const one = document.createElement(tag);
    one.className = kind;
    if (text) one.textContent = text;
    return one;
  }

  // Lays out a strip once; returns what moves an edge by some words.
  function built(strip) {
    if (!ready.has(strip)) ready.set(strip, laidOut(strip));
    return ready.get(strip);
  }

  function laidOut(strip) {
    const text = strip.textContent;
    const from = Number(strip.dataset.from);
    const original = { start: Number(strip.dataset.start), end: Number(strip.dataset.end) };
    const fields = strip.closest("form").elements;
    const pieces = [];
    const words = [];
    strip.textContent = "";
    let at = 0;
    const put = (stop, word) => {
      if (stop === at) return;
      const one = made("span", word ? "desk-word" : "", text.slice(at, stop));
      const first = from + signs(text.slice(0, at));
      const piece = { one, from: first, to: first + signs(one.textContent) };
      pieces.push(piece);
      if (word) words.push(piece);
      strip.append(one);
      at = stop;
    };
    for (const found of text.matchAll(WORD)) {
      put(found.index, false);
      put(found.index + found[0].length, true);
    }
    put(text.length, false);
    if (!words.length) return null;

    const given = fields.inizio.value && fields.fine.value;
    const now = given ? { start: Number(fields.inizio.value), end: Number(fields.fine.value) } : { ...original };
    const handles = {};
    for (const edge of ["start", "end"]) {
      const handle = made("span", `desk-handle desk-handle-${edge}`);
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      handle.setAttribute("aria-label", `${EDGES[edge]} delle parole`);
      handle.setAttribute("aria-valuemin", "1");
      handle.setAttribute("aria-valuemax", String(words.length));
      handle.addEventListener("keydown", (event) => {
        const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -words.length, End: words.length };
        if (!(event.key in steps)) return;
        move(edge, steps[event.key]);
        handle.focus();
        event.preventDefault();
      });
      handles[edge] = handle;
    }

    const told = made("span", "desk-away");
    told.setAttribute("role", "status");
    const buttons = made("span", "desk-acts");
    buttons.setAttribute("role", "group");
    buttons.setAttribute("aria-label", "Sposta i bordi delle parole");
    for (const [edge, step, label] of [
      ["start", -1, "Inizio prima"], ["start", 1, "Inizio dopo"], ["end", -1, "Fine prima"], ["end", 1, "Fine dopo"],
    ]) {
      const button = made("button", "desk-small", label);
      button.type = "button";
      button.addEventListener("click", () => move(edge, step));
      buttons.append(button);
    }
    const hint = made("span", "desk-hint", "Trascinate i bordi delle parole, o usate i pulsanti.");
    strip.before(hint);
    strip.after(buttons, told);
    strip.hidden = false;

    // The first and the last word that are chosen, by their place among the words.
    function held() {
      const first = words.findIndex((one) => one.to > now.start);
      const last = words.findLastIndex((one) => one.from < now.end);
      return { start: first < 0 ? words.length - 1 : first, end: Math.max(last, 0) };
    }

    function move(edge, step) {
      set(edge, held()[edge] + step);
    }

    function set(edge, number) {
      const { start, end } = held();
      const least = edge === "start" ? 0 : start;
      const most = edge === "start" ? end : words.length - 1;
      const word = words[Math.min(Math.max(number, least), most)];
      now[edge] = edge === "start" ? word.from : word.to;
      fill();
      show();
    }

    function fill() {
      const same = now.start === original.start && now.end === original.end;
      const all = Array.from(text);
      const chosen = all.slice(now.start - from, now.end - from).join("").replace(/\s+/g, " ").trim();
      fields.parole.value = same ? "" : chosen;
      fields.inizio.value = same ? "" : String(now.start);
      fields.fine.value = same ? "" : String(now.end);
      told.textContent = chosen;
    }

    function show() {
      const inside = pieces.filter((one) => one.from < now.end && one.to > now.start);
      for (const one of pieces) one.one.classList.toggle("desk-lit", inside.includes(one));
      const chosen = held();
      for (const edge of ["start", "end"]) {
        const focused = document.activeElement === handles[edge];
        const beside = inside[edge === "start" ? 0 : inside.length - 1];
        if (beside) beside.one[edge === "start" ? "before" : "after"](handles[edge]);
        else strip.append(handles[edge]);
        if (focused) handles[edge].focus();
        handles[edge].setAttribute("aria-valuenow", String(chosen[edge] + 1));
        handles[edge].setAttribute("aria-valuetext", words[chosen[edge]].one.textContent);
      }
    }

    // The strip holds the pointer: the handle itself moves about while it is dragged.
    let dragged = "";
    strip.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest(".desk-handle");
      if (!handle || event.button) return;
      dragged = handle === handles.start ? "start" : "end";
      handle.focus();
      strip.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    strip.addEventListener("pointermove", (event) => {
      if (dragged) set(dragged, nearest(event.clientX, event.clientY));
    });
    for (const over of ["pointerup", "pointercancel"]) {
      strip.addEventListener(over, () => { dragged = ""; });
    }

    function nearest(x, y) {
      let best = 0, least = Infinity;
      words.forEach((word, number) => {
        for (const box of word.one.getClientRects()) {
          const aside = Math.max(box.left - x, x - box.right, 0);
          const above = Math.max(box.top - y, y - box.bottom, 0);
          const far = aside + 20 * above; // the line under the finger comes first
          if (far < least) { least = far; best = number; }
        }
      });
      return best;
    }

    show();
    return move;
  }
})();
