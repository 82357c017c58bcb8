// Says how many practices are ticked to be compared, and lets the button wait until they are enough
// and not too many. What is ticked stays ticked on the next page, and after another search, until
// the window is closed. Without this script a page compares its own results, and says how many.
(() => {
  "use strict";
  const LEAST = 2;
  const KEY = "prassi-confronto";
  const MOST_KEPT = 30;

  /** What was ticked so far, title by identifier; null in a browser that keeps nothing. */
  const kept = () => {
    try {
      const told = JSON.parse(sessionStorage.getItem(KEY) || "[]");
      return new Map(told.filter(([id, title]) => typeof id === "string" && typeof title === "string"));
    } catch {
      return null; // not allowed to keep, or somebody else's value: ticks last as long as the page
    }
  };

  const keep = (ticked) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...ticked].slice(0, MOST_KEPT)));
    } catch {
      // the same: nothing is kept
    }
  };

  const words = (ticked, most) => {
    const many = ticked === 1 ? "Avete scelto una pratica" : `Avete scelto ${ticked} pratiche`;
    if (ticked > most) return `${many}: se ne confrontano al massimo ${most}. Toglietene ${ticked - most}.`;
    return ticked < LEAST ? `${many}: sceglietene almeno un’altra.` : `${many}.`;
  };

  const box = (id, title) => {
    const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "pratica", value: id, checked: true });
    input.dataset.title = title;
    const label = Object.assign(document.createElement("label"), { className: "tick" });
    const named = Object.assign(document.createElement("span"), { className: "tick-label", textContent: title });
    label.append(input, " ", named);
    return label;
  };

  for (const form of document.querySelectorAll("form[data-compare]")) {
    const most = Number(form.dataset.compare);
    const button = form.querySelector(".compare-go button");
    const told = form.querySelector(".compare-go [role=status]");
    const others = form.querySelector(".compare-others");
    const hint = told.textContent;
    const boxes = () => [...form.querySelectorAll("[name=pratica]")];

    const look = () => {
      // A practice may stand under two measures, and is one all the same.
      const ticked = new Map(boxes().filter((one) => one.checked).map((one) => [one.value, one.dataset.title]));
      button.disabled = ticked.size < LEAST || ticked.size > most;
      told.textContent = ticked.size ? words(ticked.size, most) : hint;
      return ticked;
    };

    const again = () => {
      const before = kept();
      if (before) {
        others.querySelectorAll("label").forEach((one) => one.remove());
        const here = new Set(boxes().map((one) => one.value));
        for (const one of boxes()) one.checked = before.has(one.value);
        for (const [id, title] of before) if (!here.has(id)) others.append(box(id, title));
        others.hidden = !others.querySelector("label");
      }
      look();
    };

    form.addEventListener("change", (event) => {
      for (const one of boxes()) if (one.value === event.target.value) one.checked = event.target.checked;
      keep(look());
    });
    window.addEventListener("pageshow", again); // also when one goes back to it
    again();
  }
})();
