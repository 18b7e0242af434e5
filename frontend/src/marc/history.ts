/** Where the cursor stands: which row, which part of it, which subfield. */
export interface Place {
  row: number;
  part: "tag" | "ind0" | "ind1" | "code" | "value";
  sub: number;
}

interface Moment {
  text: string;
  place: Place | null;
}

const TOGETHER = 1500; // ms: letters typed one after another into one place are one change
const MOST = 300;

/** What the record was before each change, and after those that were undone. */
export class History {
  private past: Moment[] = [];
  private future: Moment[] = [];
  private last = { key: "", at: 0 };

  constructor(private now: Moment) {}

  /** A change was made. Changes with one key that follow each other closely count as one. */
  changed(text: string, place: Place | null, key = ""): void {
    if (text === this.now.text) return;
    const at = Date.now();
    const same = key !== "" && key === this.last.key && at - this.last.at < TOGETHER;
    if (!same) {
      this.past.push(this.now);
      if (this.past.length > MOST) this.past.shift();
    }
    this.now = { text, place };
    this.future = [];
    this.last = { key, at };
  }

  undo(): Moment | null {
    return this.step(this.past, this.future);
  }

  redo(): Moment | null {
    return this.step(this.future, this.past);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  private step(from: Moment[], to: Moment[]): Moment | null {
    const moment = from.pop();
    if (!moment) return null;
    to.push(this.now);
    this.now = moment;
    this.last = { key: "", at: 0 };
    return moment;
  }
}
