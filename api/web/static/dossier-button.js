// "Aggiungi al dossier": a link that opens a dossier by address becomes a button that keeps the
// practice in this browser. Where nothing can be kept, the link stays as it is.
"use strict";

(() => {
  const store = window.prassiDossier;
  const links = document.querySelectorAll("a.dossier-add");
  if (!store || !links.length || !store.works()) return;

  const told = document.createElement("p");
  told.className = "dossier-toast";
  told.setAttribute("role", "status");
  document.body.append(told);

  const tell = (words) => {
    const many = store.read().entries.length;
    told.textContent = `${words} `;
    const there = document.createElement("a");
    there.href = "/dossier";
    there.textContent = many === 1 ? "Nel dossier c’è una pratica" : `Nel dossier ci sono ${many} pratiche`;
    told.append(there);
  };

  const buttons = [];
  const label = (button) => {
    const inside = store.has(button.dataset.dossier);
    const hidden = document.createElement("span");
    hidden.className = "hidden";
    hidden.textContent = ` «${button.dataset.title}»`;
    button.textContent = inside ? "Togli dal dossier" : "Aggiungi al dossier";
    button.append(hidden);
    button.classList.toggle("inside", inside);
  };

  for (const link of links) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    Object.assign(button.dataset, link.dataset);
    button.addEventListener("click", () => {
      const { dossier: id, title, place } = button.dataset;
      const inside = store.has(id);
      const wrong = inside ? store.remove(id) : store.add({ id, title, place });
      tell(wrong || (inside ? "Tolta dal dossier." : "Aggiunta al dossier."));
      buttons.forEach(label);
    });
    label(button);
    link.replaceWith(button);
    buttons.push(button);
  }
  // Another page of the same browser has changed the dossier.
  window.addEventListener("storage", (event) => {
    if (event.key === store.key || event.key === null) buttons.forEach(label);
  });
})();
