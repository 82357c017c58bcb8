// Shows the answer of a query under it, as a table. Without this script the form opens the answer
// in a page of its own, in the format that one chooses.
(() => {
  "use strict";
  const HERE = "qui", ROWS = 200;
  const select = document.getElementById("format");
  const place = document.getElementById("risposta");
  if (!select || !place) return;
  const form = select.form;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const cell = (term) => {
    const made = element("td", "");
    if (!term) return made;
    const web = term.type === "uri" && /^https?:/.test(term.value);
    if (web) made.append(element("a", term.value, { href: term.value, rel: "noopener noreferrer" }));
    else made.textContent = term.value;
    return made;
  };

  function table({ head, results }) {
    const box = element("div", "", { class: "table", role: "region", "aria-label": "Risposta", tabindex: "0" });
    const made = element("table", "");
    const all = results.bindings.length;
    const shown = all > ROWS ? `Le prime ${ROWS} righe di ${all.toLocaleString("it")}` : `Righe: ${all}`;
    made.append(element("caption", shown));
    const names = element("tr", "");
    names.append(...head.vars.map((name) => element("th", name, { scope: "col" })));
    const top = element("thead", "");
    top.append(names);
    const body = element("tbody", "");
    for (const row of results.bindings.slice(0, ROWS)) {
      const line = element("tr", "");
      line.append(...head.vars.map((name) => cell(row[name])));
      body.append(line);
    }
    made.append(top, body);
    box.append(made);
    return box;
  }

  function told(answer, text) {
    const type = answer.headers.get("content-type") || "";
    if (!answer.ok) {
      const problem = type.includes("json") ? JSON.parse(text) : {};
      return [element("p", problem.detail || "La domanda non ha avuto risposta.", { class: "notice" })];
    }
    if (!type.includes("sparql-results+json")) return [element("pre", text, { tabindex: "0" })];
    const read = JSON.parse(text);
    if ("boolean" in read) return [element("p", read.boolean ? "Sì, è vero." : "No, non è vero.")];
    const cut = answer.headers.get("prassi-truncated");
    const note = cut ? [element("p", "La risposta è tagliata: ha troppe righe.", { class: "notice" })] : [];
    return [...note, table(read)];
  }

  async function run(query) {
    place.hidden = false;
    const words = document.getElementById("risposta-testo");
    words.replaceChildren(element("p", "Un momento…"));
    try {
      const answer = await fetch("/sparql", {
        method: "POST",
        headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
        body: new URLSearchParams({ query }),
      });
      words.replaceChildren(...told(answer, await answer.text()));
    } catch {
      words.replaceChildren(element("p", "Il servizio non risponde: riprovate.", { class: "notice" }));
    }
    place.focus();
  }

  select.prepend(element("option", "Tabella, in questa pagina", { value: HERE }));
  select.value = HERE;
  form.addEventListener("submit", (event) => {
    if (select.value !== HERE) return;
    event.preventDefault();
    run(document.getElementById("query").value);
  });
})();
