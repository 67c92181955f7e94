// The table of decisions by keyboard: 1 to 5 in the field of the decision chooses it, Enter goes to the next line,
// Ctrl+Enter keeps all. Without scripts the table is the same form.
"use strict";

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-decides]");
  if (!form || event.isComposing) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const line = event.target.closest("tr");
  if (!line || !event.target.matches("select, input")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    const lines = [...form.querySelectorAll("tr:has(select)")];
    const next = lines[lines.indexOf(line) + (event.shiftKey ? -1 : 1)];
    if (next) next.querySelector(`[name^="${event.target.name.split("-")[0]}-"]`).focus();
  } else if (event.target.matches("select") && /^[1-5]$/.test(event.key)) {
    event.preventDefault();
    event.target.selectedIndex = Number(event.key);
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// what is typed and not kept yet is not lost by a slip
let typed = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[data-decides]")) typed = true; });
document.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
