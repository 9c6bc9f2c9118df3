// The words of the three sentences are counted while they are written, and nobody leaves what is
// not saved without being asked. Without this module the server counts, and all is saved the same.

const form = document.querySelector("[data-draft]");
const count = document.querySelector("[data-words]");
let dirty = false;

function tell() {
  const fields = [...form.querySelectorAll("[data-counted]")];
  const n = fields.reduce((sum, field) => sum + field.value.split(/\s+/u).filter(Boolean).length, 0);
  count.textContent = count.textContent.replace(/^\d+/u, String(n));
  count.classList.toggle("over", n > Number(count.dataset.most));
}

if (form) {
  if (count) tell();
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
