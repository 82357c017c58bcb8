/* Prassi on your page: a search box or the card of a practice.

   <script src="https://…/embed.js" data-prassi="search" data-q="anziani soli" async></script>
   <script src="https://…/embed.js" data-prassi="card" data-id="taxi-amico" async></script>

   Everything is drawn in a shadow root beside the tag, so neither page's styles touch the other's.
   Text becomes text, never markup. No cookie, no storage, no request but to the host of this file. */
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag) return;
  const home = new URL(".", tag.src);

  const WORDS = {
    it: {
      label: "Di che cosa avete bisogno?", go: "Cerca", waiting: "Cerco…",
      none: "Nessuna pratica trovata in questo archivio.",
      doubt: "Forse qui non c’è quello che cercate: queste sono le pratiche più vicine.",
      found: (n) => (n === 1 ? "Una pratica, la più vicina." : `Le ${n} pratiche più vicine.`),
      failed: "Ora non si riesce a cercare.", all: "Tutti i risultati su Prassi",
      gone: "Questa pratica non c’è più.", proof: "Leggete la scheda, con le parole che la provano",
      facts: { place: "Dove", actor: "Chi", beneficiary: "Per chi", measure: "Che cosa", money: "Con quali soldi" },
    },
    en: {
      label: "What do you need?", go: "Search", waiting: "Searching…",
      none: "No practice found in this collection.",
      doubt: "There may be no answer here: these are the nearest practices.",
      found: (n) => (n === 1 ? "One practice, the nearest." : `The ${n} nearest practices.`),
      failed: "Searching is not possible now.", all: "All results on Prassi",
      gone: "This practice is not here any more.", proof: "Read the practice, with the words that prove it (Italian)",
      facts: { place: "Where", actor: "Who", beneficiary: "For whom", measure: "What", money: "Money" },
    },
  };
  const FILTERS = ["region", "province", "comune", "beneficiary", "measure", "need", "actor",
    "funding", "status", "kind", "from", "to", "near", "km"];
  const STYLE = `
    :host { all: initial; display: block; margin-block: 1rem; color-scheme: light dark;
      --ink: #1f2d3d; --quiet: #55646f; --paper: #fff; --line: #b9c8d8; --blue: #0059b3; --on: #fff; }
    @media (prefers-color-scheme: dark) { :host { --ink: #e9eef3; --quiet: #b3bfca; --paper: #14202c;
      --line: #4a5c6d; --blue: #8cc0ff; --on: #0b1622; } }
    .box { font: 1rem/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: var(--ink);
      background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 1rem;
      max-width: 46rem; overflow-wrap: anywhere; }
    label { display: block; font-weight: 600; margin-bottom: .35rem; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem; }
    input { flex: 1 1 12rem; min-width: 0; font: inherit; color: inherit; background: transparent;
      border: 2px solid var(--quiet); border-radius: 4px; padding: .5rem .7rem; }
    button { font: inherit; font-weight: 600; color: var(--on); background: var(--blue);
      border: 2px solid var(--blue); border-radius: 4px; padding: .5rem 1.1rem; cursor: pointer; }
    a { color: var(--blue); } :focus-visible { outline: 3px solid #ff9900; outline-offset: 2px; }
    ol { list-style: none; margin: .8rem 0 0; padding: 0; } li { padding: .6rem 0; border-top: 1px solid var(--line); }
    p { margin: .35rem 0 0; } .title { font-weight: 700; } .quiet { color: var(--quiet); font-size: .92em; }
    .status { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .85em; white-space: nowrap; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .8rem; margin: .6rem 0 0; }
    dt { color: var(--quiet); } dd { margin: 0; }`;

  const words = WORDS[tag.dataset.lang] || WORDS.it;

  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const link = (text, path, values = {}) => {
    const there = new URL(path, home);
    for (const [key, value] of Object.entries(values)) if (value) there.searchParams.set(key, value);
    return make("a", text, { href: there.href, target: "_blank", rel: "noopener" });
  };
  const ask = async (path, values = {}) => {
    const there = new URL(path, home);
    for (const [key, value] of Object.entries(values)) if (value) there.searchParams.set(key, value);
    const answer = await fetch(there, { credentials: "omit", headers: { Accept: "application/json" } });
    if (!answer.ok) throw Object.assign(new Error(answer.statusText), { status: answer.status });
    return answer.json();
  };
  const frame = () => {
    const host = make("div");
    tag.after(host);
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // built by script: a policy without 'unsafe-inline' lets it be
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const box = make("div", "", { class: "box", lang: tag.dataset.lang === "en" ? "en" : "it" });
    root.append(box);
    return box;
  };
  const practicePath = (id) => `pratiche/${encodeURIComponent(id)}`;

  const drawHit = (hit) => {
    const item = make("li", "", { lang: "it" });
    const title = make("p", "", { class: "title" });
    title.append(link(hit.title, practicePath(hit.id)));
    item.append(title);
    if (hit.passage) item.append(make("p", `«${shortened(hit.passage.text)}»`));
    if (hit.reasons.length) item.append(make("p", hit.reasons.map((one) => one.text).join("; "), { class: "quiet" }));
    return item;
  };
  const shortened = (text) => {
    const plain = text.replace(/\s+/g, " ").trim();
    return plain.length <= 260 ? plain : `${plain.slice(0, 260).replace(/\s\S*$/, "")} …`;
  };

  const drawSearch = (box) => {
    const form = make("form", "", { role: "search" });
    const field = make("input", "", { id: "q", type: "search", name: "q", maxlength: "500", autocomplete: "off" });
    field.value = tag.dataset.q || "";
    const row = make("div", "", { class: "row" });
    row.append(field, make("button", words.go, { type: "submit" }));
    form.append(make("label", words.label, { for: "q" }), row);
    const told = make("p", "", { role: "status", class: "quiet" });
    const list = make("ol");
    const more = make("p");
    box.append(form, told, list, more);
    const filters = Object.fromEntries(FILTERS.map((name) => [name, tag.dataset[name]]));
    const limit = Math.min(Math.max(parseInt(tag.dataset.limit, 10) || 5, 1), 20);
    let turn = 0;
    const search = async () => {
      const mine = ++turn;
      told.textContent = words.waiting;
      list.replaceChildren();
      more.replaceChildren(link(words.all, "cerca", { q: field.value, ...filters }));
      try {
        const found = await ask("api/v1/search", { q: field.value, limit: String(limit), ...filters });
        if (mine !== turn) return;
        told.textContent = !found.hits.length ? words.none : found.doubted ? words.doubt : words.found(found.hits.length);
        list.replaceChildren(...found.hits.map(drawHit));
      } catch {
        if (mine === turn) told.textContent = words.failed;
      }
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
    if (field.value) search();
  };

  const drawCard = async (box) => {
    const id = tag.dataset.id || "";
    box.append(make("p", words.waiting, { role: "status", class: "quiet" }));
    try {
      const practice = await ask(`api/v1/practices/${encodeURIComponent(id)}`);
      const title = make("p", "", { class: "title", lang: "it" });
      title.append(link(practice.title, practicePath(practice.id)), " ",
        make("span", practice.status_label, { class: "status" }));
      const table = make("dl");
      for (const [kind, name] of Object.entries(words.facts)) {
        const labels = [...new Set(practice.facts.filter((fact) => fact.kind === kind).map((fact) => fact.label))];
        if (labels.length) table.append(make("dt", name), make("dd", labels.slice(0, 3).join(", "), { lang: "it" }));
      }
      const proof = make("p");
      proof.append(link(words.proof, practicePath(practice.id)));
      box.replaceChildren(title, table, proof);
    } catch (error) {
      const told = make("p", error.status === 404 ? words.gone : words.failed, { role: "status" });
      const all = make("p");
      all.append(link("Prassi", "."));
      box.replaceChildren(told, all);
    }
  };

  const box = frame();
  if (tag.dataset.prassi === "card") drawCard(box);
  else drawSearch(box);
})();
