// A button that copies a text of the page; without it the text is there to be selected.
(() => {
  "use strict";
  if (!navigator.clipboard) return; // not on a page that came without https
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    const told = document.createElement("span");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copia il testo";
    told.setAttribute("role", "status");
    told.className = "quiet";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        told.textContent = "Copiato.";
      } catch {
        told.textContent = "Non si riesce a copiare: selezionate il testo.";
      }
    });
    text.after(button, " ", told);
  }
})();
