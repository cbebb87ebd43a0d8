// The editor of a contract template: a text with light marks. Fields and marks go where the cursor is; the preview
// follows. Everything goes through `put`, so that the browser's own undo takes it back.

const text = document.getElementById("text");
const form = document.getElementById("template_form");
const bar = document.querySelector(".editor__bar");
const preview = document.querySelector("[data-preview]");

function put(words, from = text.selectionStart, to = text.selectionEnd) {
  text.focus();
  text.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, words)) return; // no standard any more, and the one way with an undo
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

const selected = () => text.value.slice(text.selectionStart, text.selectionEnd);
const beginOfLine = (at) => (at > 0 ? text.value.lastIndexOf("\n", at - 1) + 1 : 0);

for (const field of document.querySelectorAll("[data-insert]")) {
  field.addEventListener("click", () => put(field.dataset.insert));
}

/** A mark on both sides of what is selected; the cursor stays within. */
function around(mark) {
  const words = selected();
  const at = text.selectionStart + mark.length;
  put(mark + words + mark);
  text.setSelectionRange(at, at + words.length);
}

/** A mark before each line that is selected. */
function before(mark) {
  const from = beginOfLine(text.selectionStart);
  const to = Math.max(text.selectionEnd, from);
  put(text.value.slice(from, to).split("\n").map((line) => mark + line).join("\n"), from, to);
}

/** A line of its own, between blank ones, below where the cursor is. */
function line(words) {
  const end = text.value.indexOf("\n", text.selectionEnd);
  const at = end < 0 ? text.value.length : end;
  put(`\n\n${words}\n`, at, at);
}

bar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
bar.addEventListener("click", ({ target }) => {
  const { around: pair, before: mark, line: words } = target.closest("button")?.dataset ?? {};
  if (pair) around(pair);
  if (mark) before(mark);
  if (words) line(words);
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "b" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  around("**");
});

let waits = null;
function previewSoon() {
  clearTimeout(waits);
  if (text.value.trim()) waits = setTimeout(() => form.requestSubmit(preview), 1000);
}
form.addEventListener("input", previewSoon);
if (!document.querySelector("[name=preview]").hasAttribute("src") && text.value.trim()) form.requestSubmit(preview);
