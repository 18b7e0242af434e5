import type { Place } from "./history";
import type { Row } from "./lines";

/** What may stand in a field: shown as `label`, with `note` beside it. */
export interface Suggested {
  label: string;
  note?: string;
  subfields: [string, string][];
  replaces?: string[];
  ind1?: string;
}

const PAUSE = 250;
const LEAST = 2; // letters
// Fields whose first subfield is a heading or another record; the server knows what to offer.
const OFFERED = /^([1678](00|10|11|30)|6(48|50|51|53|55)|[45](00|10|11|30|48|50|51|55)|7[678]\d|082|083|440|490)$/;

/** Offers headings and records while a value is typed; a listbox below the value. */
export class Suggesting {
  private readonly box = document.createElement("ul");
  private timer = 0;
  private turn = 0;
  private found: Suggested[] = [];
  private place: Place | null = null;
  private input: HTMLElement | null = null;
  private active = -1;

  constructor(
    private readonly url: string,
    list: HTMLElement,
    private readonly area: HTMLTextAreaElement,
    private readonly rowAt: (place: Place) => Row | undefined,
    private readonly placeOf: (target: EventTarget | null) => Place | null,
    private readonly take: (place: Place, chosen: Suggested) => void,
  ) {
    this.box.className = "suggestions";
    this.box.id = "marc-suggestions";
    this.box.setAttribute("role", "listbox");
    this.box.hidden = true;
    list.parentElement?.append(this.box);
    list.addEventListener("input", (event) => this.typed(event));
    // Before the editor's own keys, which give way to a choice.
    list.addEventListener("keydown", (event) => this.key(event), true);
    list.addEventListener("focusout", () => window.setTimeout(() => this.close(), 150));
    this.box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (item) this.choose(Number(item.dataset.n));
    });
  }

  private typed(event: Event): void {
    const place = this.placeOf(event.target);
    const row = place && this.rowAt(place);
    window.clearTimeout(this.timer);
    if (!place || !row || place.part !== "value" || !OFFERED.test(row.tag)) return this.close();
    const code = row.subs[place.sub]?.code ?? "";
    const value = row.subs[place.sub]?.value.trim() ?? "";
    if (!/[atw]/.test(code) || value.length < LEAST) return this.close();
    this.input = event.target as HTMLElement;
    this.timer = window.setTimeout(() => void this.ask(place, row.tag, code, value), PAUSE);
  }

  private async ask(place: Place, tag: string, code: string, value: string): Promise<void> {
    const turn = ++this.turn;
    const subjects = tag === "082" || tag === "083" ? this.subjects() : "";
    const asked = new URLSearchParams({ tag, code, q: value, subjects });
    try {
      const answer = await fetch(`${this.url}?${asked}`);
      if (!answer.ok || answer.redirected || turn !== this.turn) return;
      const said = (await answer.json()) as { found: Suggested[] };
      this.open(place, said.found);
    } catch {
      this.close();
    }
  }

  /** What the record is about, for a class number. */
  private subjects(): string {
    const lines = this.area.value.split("\n").filter((line) => /^=6(00|10|50|51|53|55)/.test(line));
    return lines.flatMap((line) => line.split("$").slice(1).filter((one) => /^[axz]/.test(one)).map((one) => one.slice(1))).join(";").slice(0, 600);
  }

  private open(place: Place, found: Suggested[]): void {
    if (!found.length || !this.input?.isConnected || document.activeElement !== this.input) return this.close();
    this.found = found;
    this.place = place;
    this.active = -1;
    this.box.replaceChildren(
      ...found.map((one, n) => {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        item.id = `marc-suggestion-${n}`;
        item.dataset.n = String(n);
        item.textContent = one.label;
        if (one.note) {
          const note = document.createElement("span");
          note.className = "muted";
          note.textContent = ` ${one.note}`;
          item.append(note);
        }
        return item;
      }),
    );
    this.input.closest(".marc-sub")?.append(this.box);
    this.input.setAttribute("aria-controls", this.box.id);
    this.input.setAttribute("aria-expanded", "true");
    this.box.hidden = false;
  }

  private close(): void {
    this.turn += 1;
    this.box.hidden = true;
    this.found = [];
    for (const name of ["aria-controls", "aria-expanded", "aria-activedescendant"]) this.input?.removeAttribute(name);
  }

  private key(event: KeyboardEvent): void {
    if (this.box.hidden || !this.found.length || event.altKey || event.ctrlKey) return;
    const stop = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      stop();
      this.go(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.active >= 0) {
      stop();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      stop();
      this.close();
    }
  }

  private go(by: number): void {
    this.active = (this.active + by + this.found.length) % this.found.length;
    [...this.box.children].forEach((item, n) => {
      item.setAttribute("aria-selected", String(n === this.active));
      if (n === this.active) {
        this.input?.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  private choose(n: number): void {
    const chosen = this.found[n];
    const place = this.place;
    this.close();
    if (chosen && place) this.take(place, chosen);
  }
}
