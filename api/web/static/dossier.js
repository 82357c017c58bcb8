// The page of the dossier: what this browser keeps, to order, annotate, take off (and put back),
// check, open again. Files are written by the service, when the form is sent.
"use strict";

(() => {
  const store = window.prassiDossier;
  const page = document.getElementById("dossier");
  const told = document.getElementById("dossier-detto");
  const own = document.getElementById("dossier-proprio");
  if (!store || !page) return;

  const tell = (words, undo) => {
    told.textContent = words ? `${words} ` : "";
    if (!undo) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Rimettila";
    button.addEventListener("click", () => { tell(undo()); show(); });
    told.append(button);
    button.focus();
  };

  const counted = (many) => (many === 1 ? "una pratica" : `${many} pratiche`);

  const merge = (entries) => {
    const before = store.read().entries.length;
    for (const one of entries) {
      const wrong = store.add(one);
      if (wrong) return wrong;
    }
    const added = store.read().entries.length - before;
    const already = entries.length - added;
    return `Nel dossier ora c’è anche quello che avete aperto: ${counted(added)} in più${already ? `, ${counted(already)} c’erano già` : ""}.`;
  };

  // A file that was saved is opened here, without sending it anywhere.
  const opening = page.querySelector(".dossier-open");
  opening.addEventListener("submit", async (event) => {
    if (!store.works()) return; // the service opens it, by address
    event.preventDefault();
    const [file] = opening.elements.file.files;
    if (!file) return tell("Prima scegliete il file del dossier.");
    if (file.size > Number(page.dataset.file)) return tell("Il file è troppo grande per essere un dossier.");
    let entries = null;
    try {
      entries = store.entriesOf(JSON.parse((await file.text()).replace(/^\ufeff/, "")));
    } catch {
      entries = null;
    }
    if (!entries) return tell("Il file non è un dossier salvato da Prassi: non si riesce a leggere.");
    tell(merge(entries));
    opening.reset();
    show();
  });

  // A dossier that came by address can be kept.
  if (page.dataset.shown === "address") {
    const keep = page.querySelector(".dossier-keep");
    if (!store.works()) return;
    keep.hidden = false;
    document.getElementById("dossier-tieni").addEventListener("click", () => {
      const entries = [...page.querySelectorAll("article[data-dossier]")].map((one) => ({
        id: one.dataset.dossier,
        title: one.dataset.title,
        place: one.dataset.place,
        note: one.querySelector("textarea").value,
      }));
      tell(merge(entries));
      const there = document.createElement("a");
      there.href = "/dossier";
      there.textContent = "Vai al mio dossier";
      told.append(there);
    });
    return;
  }

  if (!store.works()) {
    document.getElementById("dossier-vuoto").hidden = false;
    tell("Questo browser non permette di tenere dati: il dossier funziona solo con l’indirizzo della pagina.");
    return;
  }

  const list = own.querySelector(".dossier-list");
  const voice = document.getElementById("dossier-voce");
  const states = new Map();

  const about = (button, title) => {
    const hidden = document.createElement("span");
    hidden.className = "hidden";
    hidden.textContent = ` «${title}»`;
    button.append(hidden);
  };

  const row = (entry, place, many) => {
    const made = voice.content.firstElementChild.cloneNode(true);
    const part = (name) => made.querySelector(name);
    part("input[name=pratica]").value = entry.id;
    const link = part("h2 a");
    link.href = `/pratiche/${encodeURIComponent(entry.id)}`;
    link.textContent = entry.title;
    part(".place").textContent = entry.place;
    const note = part("textarea");
    note.value = entry.note;
    about(part(".named"), entry.title);
    note.addEventListener("input", () => {
      const wrong = store.note(entry.id, note.value);
      if (wrong) tell(wrong);
    });
    const state = states.get(entry.id);
    if (state) {
      part(".state").hidden = false;
      part(".state").textContent = state;
    }
    part(".pick").value = entry.id;
    about(part(".tick-label"), entry.title);
    for (const [name, by] of [[".up", -1], [".down", 1]]) {
      const button = part(name);
      about(button, entry.title);
      button.hidden = place + by < 0 || place + by >= many;
      button.addEventListener("click", () => {
        tell(store.move(entry.id, by) || `«${entry.title}» ora è al posto ${place + by + 1} di ${many}.`);
        show();
        const again = list.children[place + by];
        const same = again && again.querySelector(name);
        if (same) (same.hidden ? again.querySelector(name === ".up" ? ".down" : ".up") : same).focus();
      });
    }
    const out = part(".out");
    about(out, entry.title);
    out.addEventListener("click", () => {
      const kept = store.read().entries.find((one) => one.id === entry.id) || entry;
      const wrong = store.remove(entry.id);
      show();
      tell(wrong || `Avete tolto «${entry.title}».`, wrong ? null : () => store.add(kept, place) || `«${entry.title}» è di nuovo nel dossier.`);
    });
    return made;
  };

  const show = () => {
    const kept = store.read();
    const ticked = new Set([...list.querySelectorAll(".pick:checked")].map((one) => one.value));
    list.replaceChildren(...kept.entries.map((entry, place) => row(entry, place, kept.entries.length)));
    for (const one of list.querySelectorAll(".pick")) one.checked = ticked.has(one.value);
    own.hidden = !kept.entries.length;
    document.getElementById("dossier-vuoto").hidden = kept.entries.length > 0;
    const title = own.querySelector("[name=titolo]");
    if (document.activeElement !== title) title.value = kept.title;
    const everything = new URLSearchParams(kept.entries.map((one) => ["pratica", one.id]));
    document.getElementById("dossier-esteso").href = `/dossier?${everything}`;
    if (kept.spoilt) tell("Il dossier che era in questo browser non si legge più. Ne abbiamo tenuta una copia, ma la lista ricomincia da capo.");
  };

  own.querySelector("[name=titolo]").addEventListener("input", (event) => {
    const wrong = store.name(event.target.value);
    if (wrong) tell(wrong);
  });
  document.getElementById("dossier-stampa").addEventListener("click", () => window.print());
  document.getElementById("dossier-confronta").addEventListener("click", () => {
    const picked = [...list.querySelectorAll(".pick:checked")].map((one) => ["pratica", one.value]);
    if (picked.length < 2) return tell("Segnate almeno due pratiche da confrontare.");
    if (picked.length > 5) return tell(`Avete segnato ${picked.length} pratiche: se ne confrontano al massimo cinque.`);
    window.location.assign(`/confronta?${new URLSearchParams(picked)}`);
  });
  document.getElementById("dossier-controlla").addEventListener("click", async () => {
    const ids = store.read().entries.map((one) => ["pratica", one.id]);
    let found = null;
    try {
      const answer = await fetch("/dossier/controlla", { method: "POST", body: new URLSearchParams(ids) });
      found = answer.ok ? (await answer.json()).practices : null;
    } catch {
      found = null;
    }
    if (!found) return tell("In questo momento il controllo non riesce: riprovate fra poco. Il dossier è rimasto com’era.");
    let gone = 0;
    let moved = 0;
    for (const one of found) {
      if (one.state === "gone") {
        gone += 1;
        states.set(one.asked, "Questa pratica non è più in questo archivio. I vostri appunti ci sono ancora.");
      } else if (one.state === "moved") {
        moved += 1;
        store.rename(one.asked, { id: one.id, title: one.title });
        states.set(one.id, "Questa pratica era stata raccontata due volte: ora sta qui, con un altro nome.");
      } else states.delete(one.asked);
    }
    show();
    tell(gone || moved
      ? `Controllate ${counted(found.length)}: ${gone} non ci ${gone === 1 ? "è" : "sono"} più, ${moved} ${moved === 1 ? "ha" : "hanno"} cambiato nome.`
      : `Ci sono ancora tutte: ${counted(found.length)}.`);
  });
  window.addEventListener("storage", (event) => {
    if (event.key === store.key || event.key === null) show();
  });
  show();
})();
