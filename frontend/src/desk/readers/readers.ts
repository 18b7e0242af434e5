import type { Desk, DeskEvent } from "../shell/desk";
import { type Findable, find, findable } from "../shell/finding";
import { carries, type Row } from "../shell/supplies";

/** The readers of this point: those the house told of, and those registered here since. */

export const READERS = "readers.readers";
export const REGISTER = "readers.register";
carries(READERS);

/** As the rules see a reader: `number` is the house's, or "#17" for event 17 of this device. */
export interface Reader {
  number: number | string;
  name: string;
  cards: string[];
  readerClass: string;
  audience: string;
  born: number | null;
  barred: string;
  home: string;
  cardUntil: string | null;
  needsGuardian: boolean;
}

export const ADULT_AT = 16;

/** The class of readers that the house gives an audience where none is named. */
export const CLASS_OF: Record<string, string> = { children: "child", pupils: "pupil", elderly: "elderly" };

function readerOf(row: Row): Reader {
  const [number, name, cards, readerClass, audience, born, barred, home, cardUntil, needsGuardian] = row;
  return {
    number: number as number,
    name: String(name ?? ""),
    cards: Array.isArray(cards) ? cards.map(String) : [],
    readerClass: String(readerClass ?? ""),
    audience: String(audience ?? "unknown"),
    born: typeof born === "number" ? born : null,
    barred: String(barred ?? ""),
    home: String(home ?? ""),
    cardUntil: typeof cardUntil === "string" && cardUntil ? cardUntil : null,
    needsGuardian: needsGuardian === true,
  };
}

function registered(event: DeskEvent): Reader {
  const said = event.payload;
  return {
    number: `#${event.seq}`,
    name: String(said.name ?? ""),
    cards: said.card ? [String(said.card)] : [],
    readerClass: String(said.class ?? CLASS_OF[String(said.audience)] ?? "adult"),
    audience: String(said.audience ?? "unknown"),
    born: typeof said.birth_year === "number" ? said.birth_year : null,
    barred: "",
    home: String(said.point ?? ""),
    cardUntil: null,
    needsGuardian: false,
  };
}

interface Known {
  byNumber: Map<string, Reader>;
  byCard: Map<string, Reader>;
  list: Findable<Reader>[];
}

let built: { of: string; known: Known } | null = null;

/** Readers whose registration was taken back after the house had given them a number. */
function takenBack(desk: Desk): Set<number | string> {
  const numbers = new Set<number | string>();
  for (const event of desk.open) {
    if (event.kind !== "circulation.undo" || desk.standOf(event.seq) === "declined") continue;
    const number = desk.standings.get(Number(event.payload.seq))?.detail.number;
    if (typeof number === "number") numbers.add(number);
  }
  return numbers;
}

export function readersOf(desk: Desk): Known {
  const mine = desk.open.filter((event) => event.kind === REGISTER && !desk.undoOf(event.seq));
  const left = takenBack(desk);
  const of = `${desk.supplyVersion} ${[...left].join()} ${mine.map((event) => event.seq).join()}`;
  if (built?.of === of) return built.known;
  const known: Known = { byNumber: new Map(), byCard: new Map(), list: [] };
  const all = [...[...desk.table(READERS).values()].map(readerOf).filter((one) => !left.has(one.number)), ...mine.map(registered)];
  for (const reader of all) {
    known.byNumber.set(String(reader.number), reader);
    for (const card of reader.cards) known.byCard.set(card.trim().toUpperCase(), reader);
    known.list.push(findable(reader, reader.name));
  }
  known.list.sort((one, other) => (one.text < other.text ? -1 : 1));
  built = { of, known };
  return known;
}

/** The reader of an event. A registration that was taken in has a number of the house by now. */
export function readerAt(desk: Desk, number: unknown): Reader | undefined {
  if (number === null || number === undefined) return undefined;
  const known = readersOf(desk);
  const found = known.byNumber.get(String(number));
  if (found || typeof number !== "string" || !number.startsWith("#")) return found;
  const seq = Number(number.slice(1));
  const told = desk.standings.get(seq)?.detail.number;
  if (told !== undefined) return known.byNumber.get(String(told)) ?? own(desk, seq);
  return own(desk, seq);
}

function own(desk: Desk, seq: number): Reader | undefined {
  const event = desk.events.find((one) => one.seq === seq && one.kind === REGISTER);
  return event && registered(event);
}

export function byCard(desk: Desk, text: string): Reader | undefined {
  return readersOf(desk).byCard.get(text.trim().toUpperCase());
}

export function byName(desk: Desk, text: string, most = 12): Reader[] {
  return find(readersOf(desk).list, text, most);
}

/** Prisons, the army and the police count people and never name them. */
export function audiencesAt(kind: string): string[] {
  if (kind === "prison") return ["prisoners"];
  if (kind === "border_post" || kind === "armed_forces_library") return ["soldiers", "adults", "children"];
  if (kind === "school_library") return ["pupils", "adults"];
  return ["children", "pupils", "adults", "elderly"];
}
