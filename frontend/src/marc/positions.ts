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
  const asked = new FormData();
  // The whole record goes along: it says what should stand in many positions.
  for (const name of ["csrfmiddlewaretoken", "text"]) {
    asked.set(name, holder.closest("form")?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "");
  }
  for (const [name, held] of [["tag", row.tag], ["value", row.value.replace(/#/g, " ")], ["leader", leader]] as const) asked.set(name, held);
  let box: HTMLElement | null;
  try {
    const answer = await fetch(url, { method: "POST", body: asked });
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
    put(Number(field.dataset.start), Number(field.dataset.length), field.value);
    if (field.dataset.reload) again();
  });
  box.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-take], [data-do=fill]");
    if (!button) return;
    event.stopPropagation();
    const taken = button.dataset.take ? [button] : [...box!.querySelectorAll<HTMLButtonElement>("[data-take][data-blank]")];
    for (const one of taken) put(Number(one.dataset.at), one.dataset.take!.length, one.dataset.take!);
    again();
  });
  box.querySelector("[data-do=close]")?.addEventListener("click", (event) => {
    event.stopPropagation();
    close();
  });
  box.querySelector<HTMLElement>("select, input")?.focus();

  function put(start: number, length: number, chosen: string): void {
    const code = chosen.replace(/#/g, " ").padEnd(length).slice(0, length);
    const isAnother = start === 0 && (row.tag === "006" || row.tag === "007") && code !== value.slice(0, 1);
    value = isAnother ? code : value.padEnd(start).slice(0, start) + code + value.slice(start + length);
    changed(shown());
  }

  function again(): void {
    box?.remove();
    void openPositions(url, holder, { ...row, value: shown() }, row.tag === "LDR" ? value : leader, changed);
  }

  function close(): void {
    box?.remove();
    holder.querySelector<HTMLElement>("[data-do=positions]")?.focus();
  }
}
