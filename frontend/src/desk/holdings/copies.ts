import type { Desk } from "../shell/desk";
import { type Findable, find, findable } from "../shell/finding";
import { carries, type Row } from "../shell/supplies";

/** The copies that this point answers for, as the house last told, and how they are found. */

export const COPIES = "holdings.copies";
carries(COPIES);

export interface Copy {
  barcode: string;
  number: string;
  title: string;
  author: string;
  shelf: string;
  state: string;
  owner: string;
  collection: string;
  aliases: string[];
  record: number | null;
}

export function copyOf(row: Row): Copy {
  const [barcode, number, title, author, shelf, state, owner, collection, aliases, record] = row;
  return {
    barcode: String(barcode),
    number: String(number ?? ""),
    title: String(title ?? ""),
    author: String(author ?? ""),
    shelf: String(shelf ?? ""),
    state: String(state ?? ""),
    owner: String(owner ?? ""),
    collection: String(collection ?? ""),
    aliases: Array.isArray(aliases) ? aliases.map(String) : [],
    record: typeof record === "number" ? record : null,
  };
}

interface Shelf {
  byBarcode: Map<string, Copy>;
  byCode: Map<string, Copy[]>; // every code a copy answers to, in capitals
  list: Findable<Copy>[];
}

/** Copies that a higher room knows to be here before the house has told: `stamp` changes with them. */
interface More {
  stamp: (desk: Desk) => string;
  more: (desk: Desk) => Copy[];
}

const others: More[] = [];

export function shelves(more: More): void {
  others.push(more);
}

let built: { of: string; shelf: Shelf } | null = null;

/** Built once for each state of the supply: searching while somebody types builds nothing. */
export function shelfOf(desk: Desk): Shelf {
  const of = [desk.supplyVersion, ...others.map((one) => one.stamp(desk))].join(" | ");
  if (built?.of === of) return built.shelf;
  const shelf: Shelf = { byBarcode: new Map(), byCode: new Map(), list: [] };
  const told = [...desk.table(COPIES).values()].map(copyOf);
  for (const copy of [...told, ...others.flatMap((one) => one.more(desk))]) {
    if (shelf.byBarcode.has(copy.barcode)) continue; // the house has told of it by now
    shelf.byBarcode.set(copy.barcode, copy);
    for (const code of new Set([copy.barcode, copy.number, ...copy.aliases])) {
      const key = code.trim().toUpperCase();
      if (key) shelf.byCode.set(key, [...(shelf.byCode.get(key) ?? []), copy]);
    }
    shelf.list.push(findable(copy, copy.title, copy.author, copy.number));
  }
  shelf.list.sort((one, other) => (one.text < other.text ? -1 : 1));
  built = { of, shelf };
  return shelf;
}

export function copyAt(desk: Desk, barcode: string): Copy | undefined {
  return shelfOf(desk).byBarcode.get(barcode);
}

/** The copies that a scanned or typed code names: none, one, or several to choose from. */
export function byCode(desk: Desk, text: string): Copy[] {
  return shelfOf(desk).byCode.get(text.trim().toUpperCase()) ?? [];
}

export function byWords(desk: Desk, text: string, most = 20): Copy[] {
  return find(shelfOf(desk).list, text, most);
}
