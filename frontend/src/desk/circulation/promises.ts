import type { Copy } from "../holdings/copies";
import { looksAt } from "../holdings/states";
import { readerAt } from "../readers/readers";
import { shownDay } from "../shell/clock";
import type { Desk } from "../shell/desk";
import { carries, type Row } from "../shell/supplies";
import type { To } from "./lending";
import { loansOf, sameReader } from "./loans";
import { say } from "./words";

/** For whom a copy is kept: what the house told, less what was lent here since. */

export const PROMISES = "circulation.promises";
carries(PROMISES);

export interface Kept {
  state: "kept" | "promised" | "wanted";
  reader: number | null;
  point: string;
  pointName: string;
  until: string;
}

function promiseOf(row: Row): Kept {
  const [, state, reader, point, name, until] = row;
  return {
    state: state === "kept" || state === "promised" ? state : "wanted",
    reader: typeof reader === "number" ? reader : null,
    point: String(point ?? ""),
    pointName: String(name ?? ""),
    until: String(until ?? ""),
  };
}

/** For whom this copy is kept, or will be once it is back; null for one that is free to lend. */
export function keptFor(desk: Desk, copy: Copy): Kept | null {
  const row = desk.table(PROMISES).get(copy.barcode);
  if (!row) return null;
  const lent = desk.open.some(
    (event) => event.kind === "circulation.lend" && event.payload.copy === copy.barcode && !desk.undoOf(event.seq),
  );
  return lent ? null : promiseOf(row);
}

/** Why it should not go out to them, in words, or "". */
export function promisedToAnother(desk: Desk, copy: Copy, to: To): string {
  const kept = keptFor(desk, copy);
  if (!kept) return "";
  if (kept.reader === null && kept.point === desk.point.code) return ""; // a wish of the point itself
  if (kept.reader !== null && "reader" in to && sameReader(desk, kept.reader, to.reader.number)) return "";
  return whose(desk, kept);
}

/** "Kept for …", with what to do with the copy in the hand. */
export function whose(desk: Desk, kept: Kept): string {
  if (kept.point !== desk.point.code) return say("keptElsewhere", { point: kept.pointName });
  const who = readerAt(desk, kept.reader)?.name ?? kept.pointName;
  return kept.until ? say("keptUntil", { who, day: shownDay(kept.until) }) : say("keptFor", { who });
}

looksAt((desk, copy) => {
  const kept = keptFor(desk, copy);
  return kept && !loansOf(desk).has(copy.barcode) ? whose(desk, kept) : null;
});
