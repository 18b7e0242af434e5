import { Problems } from "./problems";
import { type Format, format } from "./format";
import { Grid, fit } from "./grid";
import { help } from "./help";
import { History, type Place } from "./history";
import { type Row, emptyRow, isControl, rowsOf, textOf } from "./lines";
import { openPositions } from "./positions";
import { type Suggested, Suggesting } from "./suggesting";

/**
 * The MARC editor over `<form id="marc-form">`: its textarea holds the record, the rows show it.
 *
 * Every change goes into the textarea at once, so that what is sent, kept over a sign-in or
 * undone is always the text. Keys are told under the form.
 */
export class Editor {
  private rows: Row[];
  private readonly area: HTMLTextAreaElement;
  private readonly unsure: HTMLInputElement | null;
  private readonly grid: Grid;
  private readonly history: History;
  private readonly problems: Problems;
  private saved: string;
  private asText = false;

  static async over(form: HTMLFormElement): Promise<Editor> {
    return new Editor(form, await format(form.dataset.format ?? ""));
  }

  private constructor(
    private readonly form: HTMLFormElement,
    private readonly table: Format,
  ) {
    this.area = form.querySelector<HTMLTextAreaElement>("#id_text")!;
    this.unsure = form.querySelector<HTMLInputElement>("#id_unsure");
    this.rows = rowsOf(this.area.value);
    this.saved = textOf(this.rows);
    this.history = new History({ text: this.saved, place: null });
    const list = form.querySelector<HTMLElement>("#marc-rows")!;
    this.grid = new Grid(list, table);
    this.problems = new Problems(form, list, (place) => this.grid.focus(place));
    this.listen(list);
    if (form.dataset.suggest) {
      new Suggesting(form.dataset.suggest, list, this.area, (place) => this.rows[place.row], (target) => this.grid.placeOf(target), (place, chosen) => this.take(place, chosen));
    }
    this.show(false);
    this.draw(null);
    this.problems.ask();
  }

  private listen(list: HTMLElement): void {
    list.addEventListener("input", (event) => this.typed(event));
    list.addEventListener("change", (event) => this.left(event));
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("paste", (event) => this.pasted(event));
    list.addEventListener("click", (event) => this.clicked(event));
    this.form.querySelector(".marc-bar")?.addEventListener("click", (event) => this.clicked(event));
    this.area.addEventListener("input", () => this.textTyped());
    this.form.addEventListener("keydown", (event) => this.formKey(event));
    this.form.addEventListener("submit", () => {
      this.saved = this.area.value;
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.area.value !== this.saved) event.preventDefault();
    });
    const keep = document.querySelector<HTMLFormElement>("#marc-keep");
    keep?.addEventListener("submit", () => {
      keep.querySelector<HTMLInputElement>("[name=text]")!.value = this.area.value;
      this.saved = this.area.value; // what is kept as a worksheet is not lost by leaving
    });
  }

  private get marked(): Set<string> {
    return new Set((this.unsure?.value ?? "").split(/\s+/).filter(Boolean).map((one) => one.slice(0, 3)));
  }

  private draw(place: Place | null): void {
    this.grid.draw(this.rows, this.marked);
    this.problems.mark();
    if (place) this.grid.focus(place);
    this.buttons();
  }

  private buttons(): void {
    const set = (name: string, on: boolean) => {
      const button = this.form.querySelector<HTMLButtonElement>(`.marc-bar [data-do=${name}]`);
      if (button) button.disabled = !on;
    };
    set("undo", this.history.canUndo);
    set("redo", this.history.canRedo);
  }

  /** The rows were changed: write them, remember what was, draw them anew if their shape did. */
  private changed(place: Place | null, { key = "", anew = true } = {}): void {
    this.area.value = textOf(this.rows);
    this.history.changed(this.area.value, place, key);
    if (anew) this.draw(place);
    else this.buttons();
    this.problems.later();
  }

  private typed(event: Event): void {
    const target = event.target as HTMLInputElement | HTMLTextAreaElement;
    const place = this.grid.placeOf(target);
    const row = place && this.rows[place.row];
    if (!place || !row) return;
    const element = this.grid.element(place.row)!;
    if (place.part === "tag") row.tag = target.value.trim();
    else if (place.part === "ind0") row.ind[0] = target.value.trim() || "#";
    else if (place.part === "ind1") row.ind[1] = target.value.trim() || "#";
    else if (row.kind !== "data") row.value = target.value;
    else {
      const sub = row.subs[place.sub];
      if (!sub) return;
      if (place.part === "code") sub.code = target.value.trim();
      else sub.value = target.value.replace(/[\r\n]+/g, " ");
      const holder = target.closest<HTMLElement>(".marc-sub");
      if (holder) this.grid.nameSub(holder, row.tag, sub.code);
    }
    if (target instanceof HTMLTextAreaElement) fit(target);
    if (place.part === "tag") this.grid.name(element, row.tag);
    this.changed(place, { key: `${place.row}:${place.part}:${place.sub}`, anew: false });
  }

  /** A tag that was typed may make another kind of field of it. */
  private left(event: Event): void {
    const place = this.grid.placeOf(event.target);
    const row = place && this.rows[place.row];
    if (!place || !row || place.part !== "tag" || row.tag.length !== 3) return;
    const control = isControl(row.tag);
    if (control === (row.kind === "control")) return;
    if (control) {
      row.value = row.subs.map((one) => one.value).join(" ");
      row.kind = "control";
    } else {
      row.subs = [{ code: "a", value: row.value }];
      row.kind = "data";
    }
    this.changed({ row: place.row, part: "value", sub: 0 });
  }

  private key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const place = this.grid.placeOf(event.target);
    const row = place && this.rows[place.row];
    if (!place || !row) return;
    const input = event.target as HTMLInputElement | HTMLTextAreaElement;
    const act = (work: () => void) => {
      event.preventDefault();
      work();
    };
    const inInput = input.matches("input, textarea");
    if (event.key === "Enter" && inInput) {
      act(() => (event.ctrlKey || event.metaKey ? this.insert(place.row + 1) : this.addSub(place)));
    } else if (event.key === "F4") act(() => this.repeat(place));
    else if (event.key === "F8") act(() => this.remove(place));
    else if (event.key === "F2") act(() => this.help(row));
    else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const by = event.key === "ArrowUp" ? -1 : 1;
      act(() => (event.shiftKey ? this.moveSub(place, by) : this.move(place, by)));
    } else if (event.key === "Backspace" && place.part === "value" && row.kind === "data" && input.value === "") {
      act(() => this.dropSub(place));
    } else if (inInput && (event.key === "ArrowUp" || event.key === "ArrowDown") && !event.shiftKey && !event.ctrlKey) {
      this.wander(event, input, place);
    }
  }

  /** Up and down go to the line above and below, from the first and last line of a text. */
  private wander(event: KeyboardEvent, input: HTMLInputElement | HTMLTextAreaElement, place: Place): void {
    const down = event.key === "ArrowDown";
    if (input instanceof HTMLTextAreaElement) {
      const at = input.selectionStart;
      const many = input.scrollHeight > parseFloat(getComputedStyle(input).lineHeight) * 1.9;
      if (many && at !== (down ? input.value.length : 0)) return;
    }
    const all = [...this.grid.element(place.row)!.parentElement!.querySelectorAll<HTMLElement>(
      place.part === "value" || place.part === "code" ? `[data-part="${place.part}"]` : `[data-part="${place.part}"]:not([hidden])`,
    )];
    const next = all[all.indexOf(input) + (down ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  private formKey(event: KeyboardEvent): void {
    const ctrl = event.ctrlKey || event.metaKey;
    if (!ctrl || event.altKey) return;
    const letter = event.key.toLowerCase();
    if (letter === "s") {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector<HTMLButtonElement>("button.primary"));
    } else if (!this.asText && (letter === "z" || letter === "y")) {
      event.preventDefault();
      this.back(letter === "y" || event.shiftKey);
    }
  }

  private back(again: boolean): void {
    const moment = again ? this.history.redo() : this.history.undo();
    const words = document.getElementById("marc-words")!.dataset;
    if (!moment) return this.say(words.nothing);
    this.rows = rowsOf(moment.text);
    this.area.value = moment.text;
    this.draw(moment.place);
    this.problems.later();
    this.say(again ? words.redone : words.undone);
  }

  private say(text = ""): void {
    const region = document.getElementById("marc-said");
    if (region) region.textContent = text;
  }

  private insert(at: number, row: Row = emptyRow()): void {
    this.rows.splice(at, 0, row);
    this.changed({ row: at, part: "tag", sub: 0 });
  }

  private repeat(place: Place): void {
    const row = this.rows[place.row]!;
    if (row.kind === "raw" || row.tag === "LDR") return;
    this.insert(place.row + 1, {
      ...row,
      ind: [...row.ind],
      subs: row.subs.map((one) => ({ code: one.code, value: "" })),
      value: row.value,
    });
    this.grid.focus({ row: place.row + 1, part: "value", sub: 0 });
  }

  private remove(place: Place): void {
    if (this.rows[place.row]?.tag === "LDR") return;
    this.rows.splice(place.row, 1);
    this.changed({ row: Math.min(place.row, this.rows.length - 1), part: "tag", sub: 0 });
    this.say(document.getElementById("marc-words")!.dataset.removed);
  }

  private move(place: Place, by: number): void {
    const to = place.row + by;
    // The leader stays on top.
    if (to < 0 || to >= this.rows.length || this.rows[to]?.tag === "LDR" || this.rows[place.row]?.tag === "LDR") return;
    const [row] = this.rows.splice(place.row, 1);
    this.rows.splice(to, 0, row!);
    this.changed({ ...place, row: to });
  }

  private addSub(place: Place): void {
    const row = this.rows[place.row]!;
    if (row.kind !== "data") return this.insert(place.row + 1);
    const inSubs = place.part === "code" || place.part === "value";
    const at = inSubs ? place.sub + 1 : 0;
    row.subs.splice(at, 0, { code: this.nextCode(row), value: "" });
    this.changed({ row: place.row, part: "code", sub: at });
  }

  /** The first code of the field that is not there yet, else one that may repeat. */
  private nextCode(row: Row): string {
    const known = Object.entries(this.table[row.tag]?.subs ?? {}).filter(([code]) => /[a-z]/.test(code));
    const held = new Set(row.subs.map((one) => one.code));
    return known.find(([code]) => !held.has(code))?.[0] ?? known.find(([, spec]) => spec[1])?.[0] ?? "a";
  }

  private moveSub(place: Place, by: number): void {
    const row = this.rows[place.row]!;
    const to = place.sub + by;
    if (row.kind !== "data" || to < 0 || to >= row.subs.length) return;
    const [sub] = row.subs.splice(place.sub, 1);
    row.subs.splice(to, 0, sub!);
    this.changed({ ...place, sub: to });
  }

  private dropSub(place: Place): void {
    const row = this.rows[place.row]!;
    row.subs.splice(place.sub, 1);
    if (!row.subs.length) return this.remove(place);
    this.changed({ row: place.row, part: "value", sub: Math.max(0, place.sub - 1) });
  }

  /** A heading or record was chosen: its subfields take the place of those it has. */
  private take(place: Place, chosen: Suggested): void {
    const row = this.rows[place.row]!;
    const given = chosen.subfields.map(([code, value]) => ({ code, value }));
    const replaced = new Set([...given.map((one) => one.code), ...(chosen.replaces ?? [])]);
    const kept = row.subs.filter((one) => !replaced.has(one.code));
    const after = kept.filter((one) => /[0-9]/.test(one.code));
    const text = kept.filter((one) => !/[0-9]/.test(one.code));
    const numbers = given.filter((one) => /[0-9]/.test(one.code));
    const names = given.filter((one) => !/[0-9]/.test(one.code));
    row.subs = [...names, ...text, ...numbers, ...after];
    if (chosen.ind1) row.ind[0] = chosen.ind1;
    this.changed({ row: place.row, part: "value", sub: 0 });
  }

  private pasted(event: ClipboardEvent): void {
    const place = this.grid.placeOf(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!place || !/^=\S{3} .*\n?/m.test(text) || !text.startsWith("=")) return;
    event.preventDefault();
    const rows = rowsOf(text).filter((row) => row.tag !== "LDR");
    this.rows.splice(place.row + 1, 0, ...rows);
    this.changed({ row: place.row + 1, part: "tag", sub: 0 });
  }

  private clicked(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-do]");
    if (!button) return;
    const place = this.grid.placeOf(button);
    const row = place ? this.rows[place.row] : undefined;
    button.closest("details")?.removeAttribute("open");
    switch (button.dataset.do) {
      case "undo": return this.back(false);
      case "redo": return this.back(true);
      case "add": return this.insert(this.rows.length);
      case "text": return this.show(!this.asText);
    }
    if (!place || !row) return;
    switch (button.dataset.do) {
      case "sub": return this.addSub({ ...place, part: "value", sub: row.subs.length - 1 });
      case "repeat": return this.repeat(place);
      case "up": return this.move({ ...place, part: "tag" }, -1);
      case "down": return this.move({ ...place, part: "tag" }, 1);
      case "after": return this.insert(place.row + 1);
      case "remove": return this.remove(place);
      case "drop": return this.dropSub(place);
      case "help": return this.help(row);
      case "unsure": return this.doubt(place, row);
      case "positions": return this.positions(place, row);
    }
  }

  private help(row: Row): void {
    if (row.tag.length === 3) void help(this.form.dataset.help ?? "", row.tag);
  }

  private doubt(place: Place, row: Row): void {
    if (!this.unsure || row.tag.length !== 3) return;
    const held = this.unsure.value.split(/\s+/).filter(Boolean);
    const kept = held.filter((one) => one.slice(0, 3) !== row.tag);
    this.unsure.value = (kept.length === held.length ? [...held, row.tag] : kept).join(" ");
    this.draw({ ...place, part: "tag" });
  }

  private positions(place: Place, row: Row): void {
    const leader = this.rows.find((one) => one.tag === "LDR")?.value.replace(/#/g, " ") ?? "";
    const holder = this.grid.element(place.row)!;
    void openPositions(this.form.dataset.positions ?? "", holder, row, leader, (value) => {
      row.value = value;
      const input = holder.querySelector<HTMLInputElement>(".marc-value");
      if (input) input.value = value;
      this.changed({ ...place, part: "value" }, { key: `positions:${place.row}`, anew: false });
    });
  }

  private show(asText: boolean): void {
    this.asText = asText;
    this.form.querySelector<HTMLElement>("#marc-rows")!.hidden = asText;
    this.form.querySelector<HTMLElement>("#marc-plain")!.hidden = !asText;
    this.form.querySelector<HTMLElement>(".marc-bar")!.hidden = false;
    this.form.querySelector(".marc-bar [data-do=text]")?.setAttribute("aria-pressed", String(asText));
    if (!asText) {
      this.rows = rowsOf(this.area.value);
      this.draw(null);
    }
  }

  private textTyped(): void {
    this.history.changed(this.area.value, null, "text");
    this.problems.later();
  }
}
