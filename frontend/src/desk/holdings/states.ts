import type { Desk } from "../shell/desk";
import type { Copy } from "./copies";
import { say } from "./words";

/** How a copy stands, with what was written here since. A higher room adds what it knows
 *  (that it is lent) by registering a look. */

type Look = (desk: Desk, copy: Copy) => string | null;
const looks: Look[] = [];

export function looksAt(look: Look): void {
  looks.push(look);
}

type Gone = (desk: Desk, copy: Copy) => boolean;
const gone: Gone[] = [];

/** A higher room says which copies went to another point by what was written here. */
export function goesElsewhere(is: Gone): void {
  gone.push(is);
}

export function isElsewhere(desk: Desk, copy: Copy): boolean {
  return gone.some((is) => is(desk, copy));
}

const GOOD = new Set(["in_service", "in_store"]);
const BAD = new Set(["lost", "damaged", "withdrawn"]);

export function stateOf(desk: Desk, copy: Copy): { text: string; tone: string } {
  if (isElsewhere(desk, copy)) return { text: say("handedOn"), tone: "warn" };
  const moved = movedSince(desk, copy.barcode);
  const seen = looks.map((look) => look(desk, copy)).find((one) => one !== null);
  const state = moved ?? (copy.state === "on_loan" && seen === undefined ? "in_service" : copy.state);
  if (seen && !moved) return { text: seen, tone: "warn" };
  return { text: stateWord(state), tone: GOOD.has(state) ? "ok" : BAD.has(state) ? "bad" : "warn" };
}

/** The state in words. */
export function stateWord(state: string): string {
  return say.has(state) ? say(state) : state;
}

/** The state that the last move written here gave it, if the supplies do not show it yet. */
export function movedSince(desk: Desk, barcode: string): string | null {
  let state: string | null = null;
  for (const event of desk.open) {
    const undone = event.kind === "circulation.undo" ? desk.events.find((one) => one.seq === event.payload.seq) : undefined;
    const moved = undone ?? event;
    if (moved.kind !== "holdings.move") continue;
    const copies = moved.payload.copies;
    if (Array.isArray(copies) && copies.includes(barcode)) {
      state = undone ? String(undone.local.was ?? "in_service") : String(event.payload.state);
    }
  }
  return state;
}
