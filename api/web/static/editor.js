// Makes the box of a query an editor: colours, errors as one types, names of our vocabulary. The
// form stays what it was: without this script, or without yasqe, one writes in the box itself.
(() => {
  "use strict";
  const area = document.getElementById("query");
  if (!area || !window.Yasqe) return;
  const form = area.form;
  const host = document.createElement("div");
  host.className = "editor";
  area.before(host);

  // Names come from this service alone: the usual completers ask other sites.
  const dictionary = fetch("/api/v1/dictionary").then((answer) => (answer.ok ? answer.json() : {}));
  const iris = (what) => () =>
    dictionary.then((told) => (told[what] || []).map((one) => one.iri)).catch(() => []);
  const ours = { bulk: true, autoShow: false, persistenceId: null };
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.forkAutocompleter("class", { ...ours, name: "our-classes", get: iris("classes") });
  Yasqe.forkAutocompleter("property", { ...ours, name: "our-properties", get: iris("properties") });

  const send = () => form.requestSubmit();
  const editor = new Yasqe(host, {
    value: area.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    collapsePrefixesOnLoad: false,
    editorHeight: "auto", // a box that scrolls in a page that scrolls is hard to leave
    screenReaderLabel: "La domanda in SPARQL",
    // Tab goes on to what follows, as everywhere: an editor must not hold who uses a keyboard.
    extraKeys: { Tab: false, "Shift-Tab": false, Esc: false, "Ctrl-Enter": send, "Cmd-Enter": send },
  });
  editor.showNotification = () => {}; // in English, and said in the page
  area.hidden = true;
  area.required = false;
  form.querySelector("label[for=query]").addEventListener("click", () => editor.focus());
  form.addEventListener("submit", () => { area.value = editor.getValue(); });
  document.getElementById("tasti").hidden = false;
  form.dataset.ready = "true";
})();
