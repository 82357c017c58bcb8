// Suggestions under the search box: a combobox with a list, after the ARIA Authoring Practices.
// Without this file the box is an ordinary field of a form, and nothing is lost.
(() => {
  "use strict";
  const input = document.querySelector("form[role=search] input[data-suggestions]");
  if (!input || !window.fetch || !window.AbortController) return;

  const DELAY = 150; // milliseconds without a key
  const SHORTEST = 2; // letters
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.id = `${input.id}-suggerimenti`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggerimenti");
  list.hidden = true;
  told.className = "hidden";
  told.setAttribute("role", "status");
  const holder = input.parentElement;
  holder.classList.add("suggesting");
  holder.append(list);
  holder.after(told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let found = [];
  let chosen = -1;
  let waiting = 0;
  let asking = null;

  const close = () => {
    window.clearTimeout(waiting);
    if (asking) asking.abort();
    asking = null;
    chosen = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  };

  const open = (one) => {
    // An address of ours begins with one slash: two would be another host.
    if (/^\/(?!\/)/.test(one.address)) window.location.assign(one.address);
  };

  const show = (suggestions) => {
    found = suggestions;
    list.replaceChildren(
      ...found.map((one, place) => {
        const option = document.createElement("li");
        const label = document.createElement("span");
        const kind = document.createElement("span");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        label.textContent = one.label;
        kind.textContent = one.kind;
        kind.className = "suggestion-kind";
        option.append(label, " ", kind);
        return option;
      }),
    );
    choose(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent =
      found.length > 1 ? `${found.length} suggerimenti: si scelgono con le frecce.`
      : found.length ? "Un suggerimento: si sceglie con la freccia giù."
      : "Nessun suggerimento.";
  };

  const ask = async () => {
    const typed = input.value.trim();
    if (asking) asking.abort();
    asking = null;
    if (typed.length < SHORTEST) {
      close();
      told.textContent = "";
      return;
    }
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`/suggerisci?q=${encodeURIComponent(typed)}`, { signal: mine.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { suggestions } = await answer.json();
      if (asking === mine && document.activeElement === input) show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the box goes on as it would without us
    }
  };

  input.addEventListener("input", (event) => {
    window.clearTimeout(waiting);
    if (!event.isComposing) waiting = window.setTimeout(ask, DELAY);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.altKey && event.key === "ArrowUp") {
        close();
      } else if (!shown) {
        if (event.key === "ArrowDown") ask();
      } else {
        // One place more than there are suggestions: the box itself.
        const places = found.length + 1;
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(((chosen + 1 + step + places) % places) - 1);
      }
      event.preventDefault();
    } else if (event.key === "Enter" && shown && chosen >= 0) {
      event.preventDefault();
      open(found[chosen]);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault(); // closes the list; pressed again, it empties the box
      close();
      told.textContent = "";
    } else if (event.key === "Tab") {
      close();
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(found[[...list.children].indexOf(option)]);
  });
  input.addEventListener("blur", close);
})();
