// Copies the text of a field; without script it can be selected and copied by hand.
const row = document.querySelector("[data-copy]");
if (row && navigator.clipboard) row.hidden = false;
row?.addEventListener("click", async ({ target }) => {
  const from = target.dataset.from && document.getElementById(target.dataset.from);
  if (!from) return;
  await navigator.clipboard.writeText(from.value);
  target.textContent = target.dataset.done;
});
