// The words of the three sentences are counted while they are written, what is marked in a report's
// text becomes the words to quote, and nobody leaves what is not saved without being asked. Without
// this module the server counts, words to quote are copied by hand, and all is saved the same.

const form = document.querySelector("[data-draft]");
const count = document.querySelector("[data-words]");
let dirty = form?.hasAttribute("data-unsaved") ?? false;

function tell() {
  const fields = [...form.querySelectorAll("[data-counted]")];
  const n = fields.reduce((sum, field) => sum + field.value.split(/\s+/u).filter(Boolean).length, 0);
  count.textContent = count.textContent.replace(/^\d+/u, String(n));
  count.classList.toggle("over", n > Number(count.dataset.most));
}

// Where each quotation was marked, by field: so words that stand twice are quoted where they were
// marked. The server counts in code points, a browser in UTF-16.
const marks = new Map();

function quote(source) {
  const marked = source.value.slice(source.selectionStart, source.selectionEnd);
  const field = source.dataset.quotedIn;
  if (!marked.trim()) return;
  const before = source.value.slice(0, source.selectionStart) + marked.match(/^\s*/u)[0];
  form.querySelector(`[name="quote-${field}"]`).value = marked.trim().replace(/\s+/gu, " ");
  marks.set(field, `${source.dataset.source}:${[...before].length}`);
  form.querySelector("[data-marks]").value = [...marks].map((mark) => mark.join(":")).join(" ");
  dirty = true;
}

if (form) {
  if (count) tell();
  for (const source of form.querySelectorAll("[data-source]")) {
    source.addEventListener("select", () => quote(source));
  }
  form.addEventListener("input", () => {
    dirty = true;
    if (count) tell();
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
