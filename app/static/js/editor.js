// The editor of an email: bold, lists, links and fields over the source, which stays what is sent and saved.
//
// It holds nothing but what an email may hold: whatever comes in, by typing, pasting or from the source, goes through
// `allowed`. Commands are `execCommand`: no standard any more, and the one way that every browser has, with its undo.

const editor = document.getElementById("editor");
const source = document.getElementById("html");
const form = document.getElementById("template_form");
const bar = document.querySelector(".editor__bar");
const dialog = document.getElementById("link_dialog");
const button = (command) => bar.querySelector(`[data-command="${command}"]`);

// What an email may hold ---------------------------------------------------------------------------------------------

const KEPT = new Set(["P", "BR", "B", "STRONG", "I", "EM", "UL", "OL", "LI", "A", "H2", "H3"]);
const GONE = new Set(["SCRIPT", "STYLE", "TEMPLATE", "TITLE"]);
const BLOCKS = new Set(["DIV", "H1", "H4", "H5", "H6", "BLOCKQUOTE"]); // what browsers make of a paragraph

/** The same words in tags that an email may have: built anew, so that no other attribute comes along. */
function allowed(node) {
  const kept = document.createDocumentFragment();
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) kept.append(child.data.replaceAll("\u00a0", " "));
    if (child.nodeType !== Node.ELEMENT_NODE || GONE.has(child.tagName)) continue;
    const inside = allowed(child);
    if (!KEPT.has(child.tagName) && !BLOCKS.has(child.tagName)) {
      kept.append(inside);
      continue;
    }
    const element = document.createElement(KEPT.has(child.tagName) ? child.tagName : "p");
    if (child.tagName === "A") {
      element.setAttribute("href", child.getAttribute("href") ?? "");
      if (child.classList.contains("button")) element.className = "button";
    }
    element.append(inside);
    kept.append(element);
  }
  return kept;
}

const parsed = (html) => allowed(new DOMParser().parseFromString(html, "text/html").body);

/** A block a line, as somebody would write it. */
function written() {
  const holder = document.createElement("div");
  holder.append(allowed(editor));
  for (const list of holder.querySelectorAll(":is(p, h2, h3) > :is(ul, ol)")) list.parentElement.replaceWith(...list.parentElement.childNodes);
  for (const block of holder.querySelectorAll("p, h2, h3, li")) if (!block.textContent.trim()) block.remove();
  return holder.innerHTML.replace(/\s*(<\/(?:p|h2|h3|ul|ol|li)>|<(?:ul|ol)>)\s*/g, "$1\n").trim();
}

// The two stay the same ------------------------------------------------------------------------------------------------

const isSource = () => button("source").getAttribute("aria-pressed") === "true";

function show(asSource) {
  button("source").setAttribute("aria-pressed", String(asSource));
  form.querySelector(".editor").dataset.shows = asSource ? "source" : "editor";
  editor.hidden = asSource;
  for (const each of bar.querySelectorAll("[data-command]:not([data-command=source])")) each.disabled = asSource;
  if (asSource) for (const each of bar.children) each.tabIndex = each === button("source") ? 0 : -1; // the bar's stop
  if (!asSource) {
    editor.replaceChildren(parsed(source.value));
    paintFields();
  }
}

/** Fields are tinted where they stand, without a tag around them. */
function paintFields() {
  if (!globalThis.Highlight) return;
  const ranges = [];
  const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const match of texts.currentNode.data.matchAll(/\{\{ *[a-z_]+ *\}\}/g)) {
      const range = new Range();
      range.setStart(texts.currentNode, match.index);
      range.setEnd(texts.currentNode, match.index + match[0].length);
      ranges.push(range);
    }
  }
  CSS.highlights.set("merge-field", new Highlight(...ranges));
}

editor.addEventListener("input", () => {
  source.value = written();
  paintFields();
});

// Where the cursor was, for what is pressed elsewhere ---------------------------------------------------------------------

let last = editor; // the field that a merge field goes into
let place = null; // the selection in the editor

/** Remember where the cursor is; whether it is in the editor. */
function keepPlace() {
  const selection = getSelection();
  if (!selection.rangeCount || !editor.contains(selection.anchorNode)) return false;
  place = selection.getRangeAt(0).cloneRange();
  return true;
}

document.addEventListener("selectionchange", () => {
  if (!keepPlace()) return;
  for (const command of ["bold", "italic", "insertUnorderedList", "insertOrderedList"]) {
    button(command).setAttribute("aria-pressed", String(document.queryCommandState(command)));
  }
});

form.addEventListener("focusin", ({ target }) => {
  if (target === editor || target.matches("[data-takes-field]")) last = target;
});

function backToEditor() {
  editor.focus();
  if (!place || !editor.contains(place.startContainer)) {
    place = document.createRange();
    place.selectNodeContents(editor);
    place.collapse(false);
  }
  getSelection().setBaseAndExtent(place.startContainer, place.startOffset, place.endContainer, place.endOffset);
}

for (const field of document.querySelectorAll("[data-insert]")) {
  field.addEventListener("click", () => {
    const target = last.checkVisibility() ? last : isSource() ? source : editor;
    if (target === editor) {
      backToEditor();
      return document.execCommand("insertText", false, field.dataset.insert);
    }
    target.focus();
    target.setRangeText(field.dataset.insert, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Commands ---------------------------------------------------------------------------------------------------------------

/** The element of this kind around the cursor. */
function around(tag) {
  const node = place?.commonAncestorContainer;
  const found = (node instanceof Element ? node : node?.parentElement)?.closest(tag);
  return found && editor.contains(found) && found !== editor ? found : null;
}

let linkPlace = null; // where the link goes, whatever the browser selects meanwhile

function askForLink() {
  keepPlace(); // the event that tells of the last keystroke may be on its way yet
  const link = around("a");
  if (link) place.selectNode(link);
  dialog.querySelector("#link_words").value = link?.textContent ?? (place?.toString() ?? "");
  dialog.querySelector("#link_target").value = link?.getAttribute("href") ?? "";
  dialog.querySelector("#link_button").checked = link?.className === "button";
  linkPlace = place?.cloneRange() ?? null;
  dialog.showModal();
}

dialog.querySelector("form").addEventListener("submit", () => {
  const link = Object.assign(document.createElement("a"), { textContent: dialog.querySelector("#link_words").value });
  link.setAttribute("href", dialog.querySelector("#link_target").value.trim());
  if (dialog.querySelector("#link_button").checked) link.className = "button";
  dialog.addEventListener("close", () => {
    place = linkPlace;
    backToEditor();
    place.deleteContents();
    place.insertNode(link); // by hand: insertHTML would give it styles of its own
    getSelection().collapse(link.parentNode, [...link.parentNode.childNodes].indexOf(link) + 1);
    editor.dispatchEvent(new Event("input", { bubbles: true }));
  }, { once: true });
});

/** A list is made of the line, and the cursor stays in its words: Chromium puts it before them. */
function makeList(command) {
  const offset = place.endOffset;
  document.execCommand(command);
  const { anchorNode: words } = getSelection();
  if (words instanceof Text) getSelection().collapse(words, Math.min(offset, words.length));
}

const commands = {
  insertUnorderedList: makeList,
  insertOrderedList: makeList,
  source: () => show(!isSource()),
  link: askForLink,
  heading: () => document.execCommand("formatBlock", false, around("h2") ? "p" : "h2"),
};

bar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
bar.addEventListener("click", ({ target }) => {
  const command = target.closest("[data-command]")?.dataset.command;
  if (!command) return;
  if (command !== "source") backToEditor();
  (commands[command] ?? ((name) => document.execCommand(name)))(command);
});

editor.addEventListener("keydown", (event) => {
  if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.stopPropagation();
    askForLink();
  }
});

editor.addEventListener("paste", (event) => {
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
});
editor.addEventListener("drop", (event) => event.preventDefault());

// The preview follows --------------------------------------------------------------------------------------------------------

const preview = document.querySelector("[data-preview]");
let waits = null;

function previewSoon() {
  clearTimeout(waits);
  waits = setTimeout(() => form.requestSubmit(preview), 800);
}

form.addEventListener("input", previewSoon);
document.querySelector("[data-previews]").addEventListener("change", () => form.requestSubmit(preview));

document.execCommand("defaultParagraphSeparator", false, "p");
document.execCommand("styleWithCSS", false, false);
show(source.value.trim() !== "" && source.getAttribute("aria-invalid") === "true");
