import type { Row } from "./lines";

/** Opens the coded positions of a field as labelled choices under its row. */
export async function openPositions(
  url: string,
  holder: HTMLElement,
  row: Row,
  leader: string,
  changed: (value: string) => void,
): Promise<void> {
  const open = holder.querySelector(".marc-positions");
  if (open) return open.remove();
  const asked = new URLSearchParams({ tag: row.tag, value: row.value.replace(/#/g, " "), leader });
  let box: HTMLElement | null;
  try {
    const answer = await fetch(`${url}?${asked}`);
    if (answer.redirected || !answer.ok) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text(); // a part rendered by our own server
    box = page.content.querySelector<HTMLElement>(".marc-positions");
  } catch {
    return;
  }
  if (!box) return;
  let value = box.dataset.value ?? "";
  const shown = () => value.replace(/ /g, "#");
  holder.append(box);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    event.stopPropagation(); // Enter and arrows belong to the choices here
  });
  box.addEventListener("input", (event) => event.stopPropagation());
  box.addEventListener("change", (event) => {
    event.stopPropagation();
    const field = event.target as HTMLSelectElement | HTMLInputElement;
    const start = Number(field.dataset.start);
    const length = Number(field.dataset.length);
    const code = field.value.replace(/#/g, " ").padEnd(length).slice(0, length);
    value = value.padEnd(start).slice(0, start) + code + value.slice(start + length);
    changed(shown());
    if (field.dataset.reload) {
      box?.remove();
      void openPositions(url, holder, { ...row, value: shown() }, row.tag === "LDR" ? value : leader, changed);
    }
  });
  box.querySelector("[data-do=close]")?.addEventListener("click", (event) => {
    event.stopPropagation();
    close();
  });
  box.querySelector<HTMLElement>("select, input")?.focus();

  function close(): void {
    box?.remove();
    holder.querySelector<HTMLElement>("[data-do=positions]")?.focus();
  }
}
