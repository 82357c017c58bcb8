// The dossier as this browser keeps it: in localStorage, read again before each change, so that two
// open pages do not undo one another. Nothing here asks anything of any server.
"use strict";

window.prassiDossier = (() => {
  const KEY = "prassi-dossier";
  const ASIDE = "prassi-dossier-illeggibile";
  const KIND = "prassi-dossier";
  const VERSION = 1;
  const MOST = 100; // the same numbers as api/dossier/limits.toml
  const NOTE = 2000;

  const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");

  /** The entries of something that was read, each once; null where it is no dossier. */
  const entriesOf = (told) => {
    if (!told || told.kind !== KIND || told.version !== VERSION || !Array.isArray(told.practices)) return null;
    const found = new Map();
    for (const one of told.practices) {
      const id = text(one && one.id, 500).trim();
      if (!id || found.has(id)) continue;
      found.set(id, { id, title: text(one.title, 500) || id, place: text(one.place, 200), note: text(one.note, NOTE) });
    }
    return [...found.values()];
  };

  const works = () => {
    try {
      localStorage.setItem("prassi-prova", "1");
      localStorage.removeItem("prassi-prova");
      return true;
    } catch {
      return false;
    }
  };

  /** What is kept; what cannot be read is put aside, never thrown away. */
  const read = () => {
    let raw = null;
    try {
      raw = localStorage.getItem(KEY);
      if (raw === null) return { title: "", entries: [] };
      const told = JSON.parse(raw);
      const entries = entriesOf(told);
      if (entries) return { title: text(told.title, 120), entries };
    } catch {
      if (raw === null) return { title: "", entries: [] };
    }
    try {
      localStorage.setItem(ASIDE, raw);
      localStorage.removeItem(KEY);
    } catch {
      return { title: "", entries: [], spoilt: true };
    }
    return { title: "", entries: [], spoilt: true };
  };

  /** Keep a dossier: "" when it went well, else what to tell. */
  const write = (kept) => {
    try {
      localStorage.setItem(KEY, JSON.stringify({ kind: KIND, version: VERSION, title: kept.title, practices: kept.entries }));
      return "";
    } catch {
      return "Il browser non ha più spazio, o non permette di tenere dati: l’ultima modifica non è stata tenuta. Salvate il dossier in un file e togliete qualcosa.";
    }
  };

  /** Change what is kept, as it is at this moment in any page. */
  const change = (work) => {
    const kept = read();
    const told = work(kept);
    return told || write(kept);
  };

  const find = (kept, id) => kept.entries.findIndex((one) => one.id === id);

  return {
    key: KEY,
    works,
    read,
    entriesOf,
    has: (id) => find(read(), id) >= 0,
    name: (title) => change((kept) => { kept.title = text(title, 120); }),
    add: (entry, place = -1) =>
      change((kept) => {
        if (find(kept, entry.id) >= 0) return "";
        if (kept.entries.length >= MOST) return `Il dossier è pieno: al massimo ${MOST} pratiche. Toglietene qualcuna.`;
        kept.entries.splice(place < 0 ? kept.entries.length : place, 0, {
          id: entry.id, title: entry.title, place: entry.place || "", note: text(entry.note, NOTE),
        });
        return "";
      }),
    remove: (id) => change((kept) => { kept.entries = kept.entries.filter((one) => one.id !== id); }),
    note: (id, words) =>
      change((kept) => {
        const place = find(kept, id);
        if (place >= 0) kept.entries[place].note = text(words, NOTE);
      }),
    move: (id, by) =>
      change((kept) => {
        const place = find(kept, id);
        const there = place + by;
        if (place < 0 || there < 0 || there >= kept.entries.length) return;
        kept.entries.splice(there, 0, kept.entries.splice(place, 1)[0]);
      }),
    rename: (id, entry) =>
      change((kept) => {
        const place = find(kept, id);
        if (place < 0) return;
        const other = find(kept, entry.id);
        if (other >= 0 && other !== place) {
          kept.entries[other].note = text([kept.entries[other].note, kept.entries[place].note].filter(Boolean).join("\n"), NOTE);
          kept.entries.splice(place, 1);
        } else Object.assign(kept.entries[place], entry);
      }),
  };
})();
