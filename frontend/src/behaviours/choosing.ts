/** `<input type="checkbox" data-all="one">` ticks every checkbox of that name; without script it is hidden. */
export function choosing(): void {
  for (const all of document.querySelectorAll<HTMLInputElement>("input[data-all]")) {
    all.hidden = false;
    const each = () => [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${all.dataset.all}"]`)];
    all.addEventListener("change", () => {
      for (const one of each()) one.checked = all.checked;
    });
    document.addEventListener("change", (event) => {
      if (event.target !== all) all.checked = each().every((one) => one.checked);
    });
  }
}
