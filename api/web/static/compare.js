// Says how many practices are ticked to be compared, and lets the button wait until they are enough
// and not too many. Without this script the page of the comparison says it.
(() => {
  "use strict";
  const LEAST = 2;

  const words = (ticked, most) => {
    const many = ticked === 1 ? "Avete scelto una pratica" : `Avete scelto ${ticked} pratiche`;
    if (ticked > most) return `${many}: se ne confrontano al massimo ${most}. Toglietene ${ticked - most}.`;
    return ticked < LEAST ? `${many}: sceglietene almeno un’altra.` : `${many}.`;
  };

  for (const form of document.querySelectorAll("form[data-compare]")) {
    const most = Number(form.dataset.compare);
    const button = form.querySelector(".compare-go button");
    const told = form.querySelector(".compare-go [role=status]");
    const hint = told.textContent;
    const look = () => {
      // A practice may stand under two measures, and is one all the same.
      const boxes = [...form.querySelectorAll("[name=pratica]:checked")];
      const ticked = new Set(boxes.map((box) => box.value)).size;
      button.disabled = ticked < LEAST || ticked > most;
      told.textContent = ticked ? words(ticked, most) : hint;
    };
    form.addEventListener("change", look);
    window.addEventListener("pageshow", look); // going back, the browser ticks again what was ticked
    look();
  }
})();
