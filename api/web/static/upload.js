// Sending files with a bar that tells how far it is; without this the form is sent as any other.
(() => {
  "use strict";
  const form = document.getElementById("carica");
  const input = document.getElementById("file");
  const drop = form && form.querySelector(".desk-drop");
  if (!form || !drop || !window.FormData) return;

  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const box = document.getElementById("avanzamento");
    const bar = document.getElementById("barra");
    const said = document.getElementById("quanto");
    const button = form.querySelector("button[type=submit]");
    const sending = new XMLHttpRequest();
    box.hidden = false;
    button.disabled = true;
    sending.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      const share = Math.round((100 * step.loaded) / step.total);
      bar.value = share;
      said.textContent = share < 100 ? `Inviato il ${share} per cento.` : "Inviato. Un momento…";
    });
    sending.addEventListener("load", () => {
      if (sending.status < 400) { location.assign(sending.responseURL); return; }
      const answer = new DOMParser().parseFromString(sending.responseText, "text/html");
      const main = answer.querySelector("main");
      if (main) document.querySelector("main").replaceWith(document.adoptNode(main));
      const alert = document.querySelector("[role=alert]");
      if (alert) { alert.tabIndex = -1; alert.focus(); }
    });
    for (const name of ["error", "abort"]) {
      sending.addEventListener(name, () => {
        button.disabled = false;
        said.textContent = "L’invio si è interrotto. I file sono ancora scelti: riprovate.";
      });
    }
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "text/html");
    sending.send(new FormData(form));
  });
})();
