import { type Copy, copyOf, shelves } from "../holdings/copies";
import { goesElsewhere } from "../holdings/states";
import type { Desk, DeskEvent } from "../shell/desk";
import { carries, type Row } from "../shell/supplies";

/** The rotation boxes of this point: what the house told, and what was written here since. */

export const BOXES = "rotation.boxes";
export const PLACES = "rotation.places";
export const RECEIVE = "rotation.receive";
export const HAND_ON = "rotation.hand_on";
export const EXTEND = "rotation.extend";
carries(BOXES, PLACES);

export interface Box {
  leg: number;
  batch: string;
  point: string;
  from: string;
  state: "coming" | "here" | "recalled";
  due: string;
  copies: BoxCopy[];
  answer: string;
  wished: string; // the day asked for, until the house has answered
}

export interface BoxCopy {
  code: string;
  box: string;
  copy: Copy | null; // known beforehand only while it is on its way
}

function boxOf(row: Row): Box {
  const [leg, batch, point, from, state, due, boxes, answer] = row;
  const copies: BoxCopy[] = [];
  for (const [code, held] of (boxes ?? []) as [string, (string | Row)[]][]) {
    for (const one of held) {
      if (typeof one === "string") copies.push({ code: one, box: code, copy: null });
      else copies.push({ code: String(one[0]), box: code, copy: copyOf(one) });
    }
  }
  return {
    leg: Number(leg),
    batch: String(batch),
    point: String(point),
    from: String(from),
    state: state === "coming" || state === "recalled" ? state : "here",
    due: String(due),
    copies,
    answer: String(answer ?? ""),
    wished: "",
  };
}

export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
export const codesIn = (value: unknown): string[] => Object.keys((value ?? {}) as Record<string, unknown>);

/** What came out of a box, by an event that received it. */
function came(event: DeskEvent): Set<string> {
  const { present, damaged, extra } = event.payload;
  return new Set([...listOf(present), ...codesIn(damaged), ...listOf(extra)]);
}

interface Known {
  of: string;
  boxes: Box[];
  arrived: Copy[];
  gone: Set<string>;
}

let built: Known | null = null;
let seen = { version: -1, of: "" };

function stamp(desk: Desk): string {
  if (seen.version === desk.version) return seen.of;
  const mine = desk.open.filter((event) => event.kind.startsWith("rotation."));
  seen = { version: desk.version, of: `${desk.supplyVersion} ${mine.map((event) => event.seq).join()}` };
  return seen.of;
}

function known(desk: Desk): Known {
  const of = stamp(desk);
  if (built?.of === of) return built;
  const boxes = new Map<number, Box>();
  for (const row of desk.table(BOXES).values()) boxes.set(Number(row[0]), boxOf(row));
  const arrived: Copy[] = [];
  const gone = new Set<string>();
  for (const event of desk.open) {
    const box = boxes.get(Number(event.payload.leg));
    if (!box) continue;
    if (event.kind === RECEIVE && box.state === "coming") {
      const here = came(event);
      box.state = "here";
      box.copies = box.copies.filter((one) => here.has(one.code));
      const torn = (event.payload.damaged ?? {}) as Record<string, string>;
      for (const { code, copy } of box.copies) {
        if (copy) arrived.push({ ...copy, state: code in torn ? "damaged" : "in_service" });
      }
    } else if (event.kind === HAND_ON) {
      const went = new Set(listOf(event.payload.copies));
      box.copies = box.copies.filter((one) => !went.has(one.code));
      for (const code of went) gone.add(code);
    } else if (event.kind === EXTEND) {
      box.wished = String(event.payload.due ?? "");
    }
  }
  built = { of, boxes: [...boxes.values()], arrived, gone };
  return built;
}

/** Those of the point at hand, the ones on their way first. */
export function boxesOf(desk: Desk): Box[] {
  const mine = known(desk).boxes.filter((box) => box.point === desk.point.code);
  return mine.sort((one, other) => Number(other.state === "coming") - Number(one.state === "coming") || (one.due < other.due ? -1 : 1));
}

export function boxAt(desk: Desk, leg: number): Box | undefined {
  return known(desk).boxes.find((box) => box.leg === leg);
}

export interface Place {
  code: string;
  name: string;
}

/** Where this point may hand books on to. */
export function placesOf(desk: Desk): Place[] {
  return [...desk.table(PLACES).values()]
    .map(([code, name]) => ({ code: String(code), name: String(name) }))
    .filter((place) => place.code !== desk.point.code);
}

// What was taken out of a box here is on the shelf at once; what was handed on is not.
shelves({ stamp, more: (desk) => known(desk).arrived });
goesElsewhere((desk, copy) => known(desk).gone.has(copy.barcode));
