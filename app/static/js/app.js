// What the pages do beyond plain links and forms. Everything works without this file, only slower.
//
// Behaviours are attached by data attributes through listeners on the document, so that they survive every swap:
//   lists      data-pick, data-pick-all, data-bar, data-all, data-select-all, data-total, data-clear, data-select-mode
//   keys       data-key="e"
//   tabs       .tabs__tab
//   toolbars   [role=toolbar]
//   search     data-search, #search_results
//   dialogs    #dialog, data-close
//   flashes    data-flash, data-dismiss, data-expires
//   forms      data-guard, data-reveal
//   the rest   data-copy, data-density-set

const on = (type, selector, act, capture = false) =>
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) act(element, event);
  }, capture);

// Lists ------------------------------------------------------------------------------------------------------------

const boxesOf = (list) => [...list.querySelectorAll("[data-pick]")];
let lastBox = null; // where a range begins
let withShift = false;

/** Say in the bar what is selected, and in the head whether it is all, some or none of the page. */
function paint(list) {
  const boxes = boxesOf(list);
  const picked = boxes.filter((box) => box.checked).length;
  const head = list.querySelector("[data-pick-all]");
  if (head) {
    head.checked = picked > 0 && picked === boxes.length;
    head.indeterminate = picked > 0 && picked < boxes.length;
  }
  const all = list.querySelector("[data-all]");
  if (all && picked < boxes.length) all.disabled = true; // one row was taken out: it is no longer "all that match"
  const total = Number(list.querySelector("[data-total]")?.dataset.total ?? 0);
  const everything = Boolean(all && !all.disabled);
  const count = list.querySelector("[data-count]");
  if (count) count.textContent = count.dataset.count.replace("#", (everything ? total : picked).toLocaleString(document.documentElement.lang));
  const selectAll = list.querySelector("[data-select-all]");
  if (selectAll) {
    selectAll.hidden = everything || total <= boxes.length;
    selectAll.textContent = selectAll.dataset.selectAll.replace("#", total.toLocaleString(document.documentElement.lang));
  }
}

function pickEvery(list, checked) {
  for (const box of boxesOf(list)) box.checked = checked;
  paint(list);
}

function clear(list) {
  delete list.dataset.selecting;
  pickEvery(list, false);
}

document.addEventListener("pointerdown", (event) => { withShift = event.shiftKey; });

on("change", "[data-pick]", (box) => {
  const list = box.closest(".list");
  const boxes = boxesOf(list);
  if (withShift && boxes.includes(lastBox)) {
    const [from, to] = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  lastBox = box;
  paint(list);
});

on("change", "[data-pick-all]", (head) => pickEvery(head.closest(".list"), head.checked));
on("click", "[data-clear]", (button) => clear(button.closest(".list")));

on("click", "[data-select-all]", (button) => {
  const list = button.closest(".list");
  list.querySelector("[data-all]").disabled = false;
  pickEvery(list, true);
});

on("click", "[data-select-mode]", (button) => {
  const list = button.closest(".list");
  list.toggleAttribute("data-selecting", !list.hasAttribute("data-selecting"));
});

on("click", "[data-density-set]", (button) => {
  document.documentElement.dataset.density = button.value;
  for (const part of button.parentElement.children) part.setAttribute("aria-pressed", String(part === button));
});

// Keys -------------------------------------------------------------------------------------------------------------

const isTyping = (element) => element.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
const currentRow = () => document.activeElement?.closest(".row");

function moveBy(step) {
  const rows = [...document.querySelectorAll(".list .row")];
  const at = rows.indexOf(currentRow());
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  row?.querySelector(".row__name, a, button")?.focus();
}

const keys = {
  "/": () => {
    const field = [...document.querySelectorAll("[data-search], #page_search")].find((one) => one.checkVisibility());
    field?.focus();
    field?.select();
  },
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => moveBy(1),
  k: () => moveBy(-1),
  x: () => currentRow()?.querySelector("[data-pick]")?.click(),
};

/** The element that a key presses: on the selection if there is one, else on the current row, else on the page. */
function pressedBy(key) {
  const named = `[data-key="${CSS.escape(key)}"]`;
  const selection = document.querySelector(".list:has([data-pick]:checked) [data-bar]");
  return (selection ?? currentRow())?.querySelector(named) ?? document.querySelector(`main ${named}:not(.row *, [data-bar] *)`);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return keys["/"]();
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "Escape") {
    if (!document.querySelector(":popover-open")) document.querySelectorAll(".list:has([data-pick]:checked)").forEach(clear);
    return;
  }
  if (event.key.length !== 1) return;
  withShift = false; // x after a shift-click is a single tick again
  const act = keys[event.key] ?? (() => pressedBy(event.key)?.click());
  if (event.key in keys || pressedBy(event.key)) event.preventDefault();
  act();
});

// Arrows move along the tabs of a card, and stop at its ends; Enter opens the one that has the focus.
on("keydown", ".tabs__tab", (tab, event) => {
  const all = [...tab.parentElement.children];
  const at = { ArrowLeft: all.indexOf(tab) - 1, ArrowRight: all.indexOf(tab) + 1, Home: 0, End: all.length - 1 }[event.key];
  if (at === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  all[at]?.focus();
});

// A toolbar is one stop for the Tab key; arrows go from button to button (WAI-ARIA, Toolbar).
function stopAt(button) {
  for (const each of button.closest("[role=toolbar]").querySelectorAll("button")) each.tabIndex = each === button ? 0 : -1;
}

on("focusin", "[role=toolbar] button", stopAt);
on("keydown", "[role=toolbar] button", (button, event) => {
  const all = [...button.closest("[role=toolbar]").querySelectorAll("button:not(:disabled)")];
  const next = { ArrowLeft: all.indexOf(button) - 1, ArrowRight: all.indexOf(button) + 1, Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  all.at(next % all.length).focus();
});

// The search over everything: a combobox, whose options htmx fetches into the panel below it ---------------------------

const search = document.querySelector("[data-search]");
const found = () => document.getElementById("search_results");
const options = () => [...found().querySelectorAll("a[role=option]")];
const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  option?.scrollIntoView({ block: "nearest" });
  search.setAttribute("aria-activedescendant", option?.id ?? "");
}

function showFound(isShown) {
  found().hidden = !isShown;
  search.setAttribute("aria-expanded", String(isShown));
  choose(isShown ? chosen() : null);
}

if (search) {
  const words = { role: "combobox", "aria-controls": "search_results", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(words)) search.setAttribute(name, value);
  search.addEventListener("input", () => choose(null)); // what was chosen among the answers to other letters
  search.addEventListener("blur", () => showFound(false));
  search.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "Enter" && at >= 0 && !found().hidden) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found().hidden) return showFound(all.length > 0);
      choose(all[(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + all.length) % all.length]);
    }
  });
}

on("mousedown", "#search_results", (_, event) => event.preventDefault()); // the focus stays in the field

// Dialogs: what is fetched into #dialog opens over the page ---------------------------------------------------------

// The focus goes back to what opened a dialog, even when an answer with errors has replaced the dialog meanwhile, and to
// what bears the same words when the answer has drawn that anew: ids are htmx's own business. Where the line that it
// stood in is gone, the focus goes to the head of the list: there the next line is added.
let opener = null;
let above = null;
const wordsOf = (element) => `${element.tagName} ${element.textContent.trim()}`;
const headOf = (element) => element.closest(".panel, .grants")?.querySelector(":is(.panel__head, .bar) :is(a, button)");
const withWords = (words, part) => [...part.querySelectorAll("a, button")].find((element) => wordsOf(element) === words && element.checkVisibility());

function openFetched(dialog) {
  if (!document.activeElement.matches("body, #dialog *")) {
    opener = document.activeElement;
    above = headOf(opener);
  }
  dialog.open = false; // it comes open, for pages without a script
  dialog.showModal();
  placeFlashes();
  const first = dialog.querySelector('[aria-invalid="true"], .error-summary') ?? dialog.querySelector("[autofocus]");
  (first ?? dialog.querySelector(".dialog__title")).focus();
}

/** Outside an open dialog nothing can be reached, so flashes go into it; they come out before it is swapped or closed. */
function placeFlashes(home = document.querySelector("dialog:modal") ?? document.body) {
  const flashes = document.getElementById("flashes");
  if (flashes.parentElement !== home) home.append(flashes);
}

on("click", "dialog:modal [data-close]", (link, event) => {
  event.preventDefault();
  if (mayLose(link.closest("dialog"))) link.closest("dialog").close();
});

on("cancel", "dialog", (dialog, event) => { if (!mayLose(dialog)) event.preventDefault(); }, true); // Escape

document.addEventListener("close", ({ target: dialog }) => {
  placeFlashes();
  if (!dialog.matches?.("#dialog dialog")) return;
  dialog.remove();
  const main = document.getElementById("main");
  const twin = (element) => (element?.isConnected ? element : element && main && withWords(wordsOf(element), main));
  (twin(opener) || twin(above) || main)?.focus();
  opener = above = null;
}, true);

// Flashes: errors stay; those with Undo stay until it expires; the rest leave when nobody is at them ------------------

const STAYS = 10; // seconds
const age = new WeakMap();
let beforeFlashes = null; // what had the focus before a message did

document.addEventListener("focusin", ({ target, relatedTarget }) => {
  if (target.closest("#flashes") && !relatedTarget?.closest("#flashes")) beforeFlashes = relatedTarget;
});

/** Take a message away. Whoever was at it goes on to the one beside it, else back to where they came from. */
function dismiss(flash) {
  const wasThere = flash.contains(document.activeElement);
  const beside = [flash.nextElementSibling, flash.previousElementSibling].map((one) => one?.querySelector("[data-dismiss]"));
  flash.remove();
  if (!wasThere) return;
  const home = document.querySelector("dialog:modal .dialog__title") ?? document.getElementById("main");
  const from = beforeFlashes;
  const next = [...beside, from].find((one) => one?.isConnected && one.checkVisibility()) ?? home;
  next?.focus({ preventScroll: true });
  beforeFlashes = from; // of the message beside it, too
}

setInterval(() => {
  for (const flash of document.querySelectorAll("#flashes [data-flash]")) {
    const clock = flash.querySelector("[data-expires]");
    if (clock) {
      const left = Math.round((new Date(clock.dateTime) - Date.now()) / 1000);
      clock.textContent = clock.dataset.expires.replace("#", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
      if (left <= 0) dismiss(flash);
    } else if (!flash.matches(".flash--error, .flash--warning, :has(form), :hover, :focus-within")) {
      age.set(flash, (age.get(flash) ?? 0) + 1);
      if (age.get(flash) > STAYS) flash.remove();
    }
  }
}, 1000);

// A message whose Undo was done has nothing more to offer: the next one says what came of it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const flash = detail.elt.closest("[data-flash]");
  if (detail.successful && flash) dismiss(flash);
});
on("click", "[data-dismiss]", (button) => dismiss(button.closest("[data-flash]")));

const say = (id) => document.getElementById("flashes").append(document.getElementById(id).content.cloneNode(true));

// Forms: what was typed is not lost -----------------------------------------------------------------------------------

const unsaved = new Set();
const isUnsaved = (form) => form.isConnected && unsaved.has(form);

on("input", "form[data-guard]", (form) => unsaved.add(form));
on("submit", "form[data-guard]", (form, { submitter }) => {
  if (!submitter?.formTarget) unsaved.delete(form); // what goes into a frame is only looked at
});

/** Whether nothing was typed in this part that is not saved, or the reader says that it may go. */
function mayLose(part, besides = null) {
  const lost = [...unsaved].find((form) => isUnsaved(form) && part.contains(form) && !form.contains(besides));
  if (!lost) return true;
  const may = window.confirm(document.body.dataset.unsaved);
  if (may) unsaved.delete(lost);
  return may;
}

window.addEventListener("beforeunload", (event) => {
  if ([...unsaved].some(isUnsaved)) event.preventDefault();
});

on("click", "[data-reveal]", (button) => {
  const input = document.getElementById(button.dataset.reveal);
  const word = button.querySelector("[data-word]");
  input.type = input.type === "password" ? "text" : "password";
  [word.textContent, word.dataset.word] = [word.dataset.word, word.textContent];
});

// The rest ----------------------------------------------------------------------------------------------------------

/** The clipboard needs https; an office's own server may not have it, hence the old way too. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

on("click", "[data-copy]", async (button) => {
  await copy(button.dataset.copy);
  const tip = button.querySelector("[data-done-text]");
  const words = tip.textContent;
  button.dataset.done = "";
  tip.textContent = tip.dataset.doneText;
  setTimeout(() => { delete button.dataset.done; tip.textContent = words; }, 1500);
});

on("click", '[aria-disabled="true"]', (_, event) => event.preventDefault());
on("click", ".menu__item", (item) => item.closest("[popover]")?.hidePopover());

// htmx --------------------------------------------------------------------------------------------------------------

/** An address names what is asked for, and not every field that was left empty. */
document.addEventListener("htmx:configRequest", ({ detail: { verb, formData } }) => {
  if (verb !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

const busy = new WeakMap(); // by request: an error's answer goes elsewhere, but it was this part that waited

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target, xhr } = event.detail;
  if (!mayLose(target, elt)) return event.preventDefault();
  if (target.matches("#dialog, #flashes, body")) return;
  busy.set(xhr, target);
  target.setAttribute("aria-busy", "true"); // the sheet dims it after 150 ms
});

document.addEventListener("htmx:afterRequest", ({ detail: { elt, target, successful, xhr } }) => {
  busy.get(xhr)?.removeAttribute("aria-busy");
  // Done from a dialog, and the answer went elsewhere: the question is answered.
  if (successful && xhr.status < 400 && elt.matches("form") && !target.closest("#dialog")) elt.closest("#dialog dialog:modal")?.close();
});

let place = null; // what had the focus in a part that is swapped, by its words
let abovePlace = null; // … and what stands in the head of its list

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig: { elt: asker, parameters } } = detail; // detail.elt is the target, not who asked
  if (target.id === "dialog") placeFlashes(document.body);
  // The reader typed on: another answer is under way, and this one would take the new letters away.
  if (asker.name === "q" && asker.isConnected && asker.value !== (parameters.q ?? "")) detail.shouldSwap = false;
  if (asker === search && document.activeElement !== search) detail.shouldSwap = false; // nobody looks there any more
  const held = document.activeElement;
  place = target.contains(held) && !held.id ? wordsOf(held) : null;
  abovePlace = place && headOf(held) ? wordsOf(headOf(held)) : null;
  // An error that is not ours (a proxy's page): say so, and leave the page as it is.
  if (detail.isError && !detail.xhr.getResponseHeader("HX-Retarget")) {
    detail.shouldSwap = false;
    say("flash_failed");
  }
});

// Before htmx moves the focus: a dialog that is not yet modal would scroll the page to its foot.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "search_results") return showFound(true);
  const dialog = target.closest?.("#dialog")?.querySelector("dialog");
  if (dialog && !dialog.matches(":modal")) return openFetched(dialog);
  if (!place || document.activeElement !== document.body) return;
  const found = withWords(place, target) ?? (abovePlace && withWords(abovePlace, target));
  (found || document.getElementById("main"))?.focus({ preventScroll: true });
});

// htmx notes in the tab's storage where it is, search words and all. It keeps no pages, so it needs no such note.
const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
for (const noted of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) document.addEventListener(noted, forget);
forget();

for (const failure of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(failure, () => say("flash_offline"));

/** What a new part of the page needs: its selection painted, its tab in sight, its form watched. */
function arrive(part) {
  const found = (selector) => [part, ...part.querySelectorAll(selector)].filter((element) => element.matches?.(selector));
  found("[data-pick-all], [data-total]").forEach((element) => { const list = element.closest(".list"); if (list) paint(list); });
  for (const tab of found(":is(.tabs, .side-nav) [aria-current]")) {
    const bar = tab.closest(".tabs, .side-nav");
    bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  }
  // A letter typed between the new field's coming and htmx's noticing it: nobody has looked for it yet.
  for (const field of found('[type="search"][hx-get]')) if (field.value !== field.defaultValue) field.dispatchEvent(new Event("search"));
  for (const bar of found("[role=toolbar]")) stopAt(bar.querySelector("button:not(:disabled)"));
  for (const form of found("form[data-guard]")) if (form.querySelector('[aria-invalid="true"]')) unsaved.add(form);
}

document.addEventListener("htmx:load", ({ detail: { elt } }) => { if (elt !== document.body) arrive(elt); });
arrive(document.body);
