/**
 * Offers what the catalogue has for a field while it is typed: `<form data-offers="…">` and in it
 * fields with `data-offer="publisher"`. Each offer says its reason; other fields that go with it
 * are filled only where they are empty. Of a field of several lines the one being typed is meant.
 *
 * A scanner ends an ISBN (`data-isbn`) with Enter: that looks it up and does not send the form.
 */
interface Offer {
  text: string;
  why: string;
  sets: Record<string, string>;
}

type Typed = HTMLInputElement | HTMLTextAreaElement;

const PAUSE = 250;
// Offered as soon as the field is entered: the reason lies in the other fields.
const AT_ONCE = ["publisher", "place_published", "class_number", "subjects"];

class Offering {
  private readonly box = document.createElement("ul");
  private timer = 0;
  private turn = 0;
  private field: Typed | null = null;
  private found: Offer[] = [];
  private active = -1;

  constructor(private readonly form: HTMLFormElement) {
    this.box.className = "suggestions offered";
    this.box.id = "offered";
    this.box.setAttribute("role", "listbox");
    this.box.hidden = true;
    for (const field of form.querySelectorAll<Typed>("[data-offer]")) this.over(field);
    this.box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (item) this.choose(Number(item.dataset.n));
    });
  }

  private over(field: Typed): void {
    if (field instanceof HTMLInputElement) {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-expanded", "false");
    }
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.later(field, PAUSE));
    field.addEventListener("focus", () => {
      if (AT_ONCE.includes(field.dataset.offer ?? "") && !field.value.trim()) this.later(field, 0);
    });
    field.addEventListener("blur", () => window.setTimeout(() => this.field === field && this.close(), 150));
    field.addEventListener("keydown", (event) => this.key(event as KeyboardEvent));
  }

  private later(field: Typed, pause: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(field), pause);
  }

  private async ask(field: Typed): Promise<void> {
    const turn = ++this.turn;
    const asked = new URLSearchParams({ o: field.dataset.offer ?? "" });
    for (const name of ["title", "author", "other_authors", "isbn", "publisher", "place_published", "series", "subjects", "class_number"]) {
      const value = this.form.querySelector<Typed>(`[name="${name}"]`)?.value ?? "";
      if (value) asked.set(name, value.slice(0, 1000));
    }
    // Of a list what stands before the pointer: the line being typed.
    if (field instanceof HTMLTextAreaElement) asked.set(field.name, field.value.slice(0, field.selectionStart).slice(-1000));
    try {
      const answer = await fetch(`${this.form.dataset.offers}?${asked}`);
      if (!answer.ok || answer.redirected || turn !== this.turn || document.activeElement !== field) return;
      this.open(field, ((await answer.json()) as { found: Offer[] }).found);
    } catch {
      this.close(); // without a line nothing is offered
    }
  }

  private open(field: Typed, found: Offer[]): void {
    this.close();
    const there = field.value.split("\n").map((one) => one.trim());
    this.found = found.filter((one) => !there.includes(one.text));
    if (!this.found.length) return;
    this.field = field;
    this.box.replaceChildren(
      ...this.found.map((one, n) => {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        item.id = `offered-${n}`;
        item.dataset.n = String(n);
        const text = document.createElement("strong");
        text.textContent = one.text;
        const why = document.createElement("span");
        why.className = "muted";
        why.textContent = ` ${one.why}`;
        item.append(text, why);
        return item;
      }),
    );
    field.closest(".field")?.append(this.box);
    this.box.style.top = `${field.offsetTop + field.offsetHeight}px`;
    this.box.hidden = false;
    field.setAttribute("aria-controls", this.box.id);
    if (field instanceof HTMLInputElement) field.setAttribute("aria-expanded", "true");
  }

  private close(): void {
    this.box.hidden = true;
    this.active = -1;
    this.found = [];
    this.field?.removeAttribute("aria-controls");
    this.field?.removeAttribute("aria-activedescendant");
    if (this.field instanceof HTMLInputElement) this.field.setAttribute("aria-expanded", "false");
    this.field = null;
  }

  private key(event: KeyboardEvent): void {
    if (this.box.hidden || event.isComposing || event.altKey || event.ctrlKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      const from = this.active < 0 && by < 0 ? 0 : this.active;
      this.active = (from + by + this.found.length) % this.found.length;
      [...this.box.children].forEach((item, n) => {
        item.setAttribute("aria-selected", String(n === this.active));
        if (n === this.active) item.scrollIntoView({ block: "nearest" });
      });
      this.field?.setAttribute("aria-activedescendant", `offered-${this.active}`);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  private choose(n: number): void {
    const field = this.field;
    const chosen = this.found[n];
    this.close();
    if (!field || !chosen) return;
    if (field instanceof HTMLTextAreaElement) {
      const at = field.selectionStart;
      const begin = field.value.lastIndexOf("\n", at - 1) + 1;
      const end = field.value.indexOf("\n", at);
      const rest = end < 0 ? "" : field.value.slice(end + 1);
      field.value = `${field.value.slice(0, begin)}${chosen.text}\n${rest}`;
      field.selectionStart = field.selectionEnd = begin + chosen.text.length + 1;
    } else {
      field.value = chosen.text;
    }
    for (const [name, value] of Object.entries(chosen.sets)) {
      const other = this.form.querySelector<Typed>(`[name="${name}"]`);
      if (other && !other.value.trim()) other.value = value;
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function offering(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-offers]")) {
    new Offering(form);
    const isbn = form.querySelector<HTMLInputElement>("[data-isbn]");
    isbn?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      isbn.dispatchEvent(new Event("change", { bubbles: true }));
      if (isbn.value.trim()) form.querySelector<HTMLElement>("[name=title]")?.focus();
    });
  }
}
