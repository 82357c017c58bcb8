// The desk with a keyboard and a selection; every page works without it.
(() => {
  "use strict";
  const claims = [...document.querySelectorAll(".desk-claim")];
  const text = document.getElementById("testo-documento");
  const help = document.getElementById("tasti");
  const OFF = "prassi-tasti-spenti";

  // Words chosen with the mouse fill the field that was used last, or the one for what is missing.
  let field = document.getElementById("parole");
  document.addEventListener("focusin", (event) => {
    if (event.target.classList.contains("desk-from-text")) field = event.target;
  });
  if (text && field) {
    text.addEventListener("mouseup", () => {
      const chosen = document.getSelection();
      if (!chosen || chosen.isCollapsed || !text.contains(chosen.anchorNode)) return;
      const words = spoken(chosen.getRangeAt(0)).trim();
      if (!words || words.length > 500) return;
      field.value = words.replace(/\s+/g, " ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // Words that were typed have no place yet: one that was chosen before is of other words.
  document.addEventListener("input", (event) => {
    if (!event.target.classList.contains("desk-from-text")) return;
    const fields = event.target.form.elements;
    fields.inizio.value = fields.fine.value = "";
  });

  // Of what can be said more precisely, only what goes with what the words say.
  const label = document.getElementById("etichetta");
  const detail = document.getElementById("dettaglio");
  if (label && detail) {
    const narrow = () => {
      for (const group of detail.querySelectorAll("optgroup")) {
        group.disabled = Boolean(label.value) && group.dataset.label !== label.value;
        group.hidden = group.disabled;
      }
      const chosen = detail.selectedOptions[0];
      if (chosen && chosen.closest("optgroup:disabled")) detail.value = "";
    };
    label.addEventListener("change", narrow);
    narrow();
  }

  // The labels after coloured words are ours, not of the document.
  function spoken(range) {
    const part = range.cloneContents();
    part.querySelectorAll(".tag").forEach((tag) => tag.remove());
    return part.textContent;
  }

  // While the writer is at it, look again; never while somebody has typed something.
  if (document.getElementById("di-nuovo") && !document.querySelector("[role=alert]")) {
    setInterval(() => {
      const fields = [...document.querySelectorAll("main textarea, main input:not([type=hidden])")];
      const typed = fields.some((one) => one.value && one.value.trim() !== one.defaultValue.trim());
      if (!typed) location.reload();
    }, 4000);
  }

  if (!claims.length || !help) return;
  const dialog = document.createElement("dialog");
  dialog.className = "desk-help";
  dialog.setAttribute("aria-labelledby", "tasti-titolo");
  const title = document.createElement("h2");
  title.id = "tasti-titolo";
  title.textContent = "Tasti";
  const list = document.createElement("ul");
  for (const words of [
    "j: la prossima affermazione", "k: quella prima", "a: conferma", "r: respingi",
    "c: correggi", "u: annulla la decisione",
    "q e w: l’inizio delle parole, prima e dopo", "o e p: la fine delle parole, prima e dopo",
    "s: scrivi la correzione", "?: questo aiuto",
  ]) {
    const line = document.createElement("li");
    line.textContent = words;
    list.append(line);
  }
  const ticked = document.createElement("label");
  ticked.className = "desk-tick";
  const tick = document.createElement("input");
  tick.type = "checkbox";
  tick.checked = on();
  tick.addEventListener("change", () => {
    try { localStorage.setItem(OFF, tick.checked ? "" : "1"); } catch (_) { off = !tick.checked; }
  });
  const said = document.createElement("span");
  said.textContent = "Usa i tasti in questa pagina";
  ticked.append(tick, said);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "desk-small";
  close.textContent = "Chiudi";
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, ticked, close);
  document.body.append(dialog);
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());

  let off = false;
  function on() {
    try { return !localStorage.getItem(OFF); } catch (_) { return !off; }
  }

  function current() {
    const inside = document.activeElement && document.activeElement.closest(".desk-claim");
    return inside || document.querySelector(".desk-claim:target");
  }

  function go(step) {
    const at = claims.indexOf(current());
    const next = claims[at < 0 ? (step > 0 ? 0 : claims.length - 1) : at + step];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  function press(verdict) {
    const claim = current();
    const button = claim && claim.querySelector(`button[name=verdetto][value=${verdict}]`);
    if (button) button.click();
  }

  function move(edge, step) {
    const claim = current();
    const told = { bubbles: true, detail: { edge, step } };
    if (claim) claim.dispatchEvent(new CustomEvent("desk-edge", told));
  }

  function send() {
    const form = current() && current().querySelector("details[open] form");
    if (form && (form.elements.parole.value || form.elements.valore.value)) form.requestSubmit();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.key === "?") { dialog.showModal(); event.preventDefault(); return; }
    if (!on()) return;
    const acts = {
      j: () => go(1), k: () => go(-1), a: () => press("accepted"), r: () => press("rejected"),
      u: () => press("withdrawn"), s: send,
      q: () => move("start", -1), w: () => move("start", 1),
      o: () => move("end", -1), p: () => move("end", 1),
      c: () => {
        const more = current() && current().querySelector("details");
        if (more) { more.open = true; more.querySelector("input:not([type=hidden])").focus(); }
      },
    };
    if (acts[event.key]) { acts[event.key](); event.preventDefault(); }
  });

  // After a decision the page comes back to the same statement: the next keys are for it.
  const back = document.querySelector(".desk-claim:target");
  if (back) back.focus();
})();
