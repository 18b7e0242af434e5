import { type Format, meanings } from "./format";
import type { Place } from "./history";
import type { Row } from "./lines";

function clone(id: string): HTMLElement {
  const template = document.getElementById(id) as HTMLTemplateElement;
  return template.content.firstElementChild?.cloneNode(true) as HTMLElement;
}

const words = (): DOMStringMap => document.getElementById("marc-words")?.dataset ?? {};

/** The rows as they are drawn: built anew when their number or shape changes. */
export class Grid {
  constructor(
    private readonly list: HTMLElement,
    private readonly format: Format,
  ) {}

  draw(rows: Row[], unsure: Set<string>): void {
    this.list.replaceChildren(...rows.map((row, at) => this.rowElement(row, at, unsure)));
    // Once they stand in the page and have a width.
    for (const area of this.list.querySelectorAll("textarea")) fit(area);
  }

  private rowElement(row: Row, at: number, unsure: Set<string>): HTMLElement {
    const element = clone("marc-row");
    element.id = `marc-line-${at + 1}`;
    element.dataset.at = String(at);
    const tag = element.querySelector<HTMLInputElement>(".marc-tag")!;
    const ind = [...element.querySelectorAll<HTMLInputElement>(".marc-ind")];
    const subs = element.querySelector<HTMLElement>(".marc-subs")!;
    tag.value = row.tag;
    tag.dataset.tag = row.tag;
    tag.dataset.part = "tag";
    ind.forEach((input, n) => {
      input.value = row.ind[n] ?? "#";
      input.dataset.part = `ind${n}`;
    });
    const said = element.querySelector<HTMLElement>(".marc-said")!;
    said.id = `marc-said-${at + 1}`;
    if (row.kind === "data") {
      subs.replaceChildren(...row.subs.map((one, n) => this.subElement(row.tag, one.code, one.value, n)));
    } else {
      for (const input of ind) input.hidden = true;
      const control = clone(row.kind === "raw" ? "marc-raw" : "marc-control");
      const value = control.querySelector<HTMLInputElement>(".marc-value")!;
      value.value = row.value;
      value.dataset.part = "value";
      value.dataset.sub = "0";
      const positions = control.querySelector<HTMLButtonElement>("[data-do=positions]");
      if (positions) positions.hidden = !["LDR", "006", "007", "008"].includes(row.tag);
      subs.replaceWith(control);
      if (row.kind === "raw") tag.hidden = true;
      tag.readOnly = row.tag === "LDR";
    }
    this.name(element, row.tag);
    this.mark(element, unsure.has(row.tag));
    return element;
  }

  private subElement(tag: string, code: string, value: string, n: number): HTMLElement {
    const element = clone("marc-sub");
    const field = element.querySelector<HTMLInputElement>(".marc-code")!;
    const area = element.querySelector<HTMLTextAreaElement>(".marc-value")!;
    field.value = code;
    area.value = value;
    for (const [input, part] of [[field, "code"], [area, "value"]] as const) {
      input.dataset.part = part;
      input.dataset.sub = String(n);
    }
    this.nameSub(element, tag, code);
    return element;
  }

  /** Names beside the tag and in the empty subfields, meanings of the indicators. */
  name(element: HTMLElement, tag: string): void {
    const spec = this.format[tag];
    const name = element.querySelector<HTMLElement>(".marc-name")!;
    const known = Object.keys(this.format).length === 0 || tag.length < 3 || tag === "LDR";
    name.textContent = spec?.name ?? (known ? "" : (words().unknown ?? ""));
    element.querySelectorAll<HTMLInputElement>(".marc-ind").forEach((input, n) => {
      input.title = spec ? meanings(spec.ind[n as 0 | 1]) : "";
    });
    element.querySelectorAll<HTMLElement>(".marc-sub").forEach((sub) => {
      this.nameSub(sub, tag, sub.querySelector<HTMLInputElement>(".marc-code")!.value);
    });
  }

  nameSub(element: HTMLElement, tag: string, code: string): void {
    const name = this.format[tag]?.subs[code]?.[0] ?? "";
    const area = element.querySelector<HTMLTextAreaElement>(".marc-value")!;
    area.placeholder = name;
    element.querySelector<HTMLInputElement>(".marc-code")!.title = name;
    area.title = name;
  }

  mark(element: HTMLElement, unsure: boolean): void {
    element.querySelector<HTMLElement>(".marc-unsure")!.hidden = !unsure;
    element.querySelector("[data-do=unsure]")?.setAttribute("aria-pressed", String(unsure));
  }

  element(row: number): HTMLElement | null {
    return this.list.querySelector<HTMLElement>(`[data-at="${row}"]`);
  }

  focus(place: Place | null): void {
    if (!place) return;
    const row = this.element(place.row);
    const exact = row?.querySelector<HTMLElement>(
      `[data-part="${place.part}"]${place.part === "tag" || place.part.startsWith("ind") ? "" : `[data-sub="${place.sub}"]`}`,
    );
    const target = exact ?? row?.querySelector<HTMLElement>("[data-part]:not([hidden])");
    target?.focus();
    if (target instanceof HTMLInputElement && place.part !== "value") target.select();
  }

  /** Where this element of the grid stands; null when it is none of its inputs. */
  placeOf(target: EventTarget | null): Place | null {
    if (!(target instanceof HTMLElement)) return null;
    const row = target.closest<HTMLElement>(".marc-row");
    if (!row || !this.list.contains(row)) return null;
    const part = (target.dataset.part ?? "tag") as Place["part"];
    const sub = target.dataset.sub ?? target.closest<HTMLElement>(".marc-sub")?.querySelector<HTMLElement>("[data-sub]")?.dataset.sub;
    return { row: Number(row.dataset.at), part, sub: Number(sub ?? 0) };
  }
}

/** As high as what it holds. */
export function fit(area: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
