import type { SupplyPage } from "./bundle";
import { sealed, unsealed } from "./keys";
import { type Store, type StoredRow, write, type Writing } from "./store";

/** What the house sends down: tables of rows, fetched page by page, resumed where they were cut. */

export type Row = unknown[];
export type Table = Map<string | number, Row>;
export type DownPart = Record<string, SupplyPage>;

interface Place {
  cursor: string;
}

const BEGINNING: Place = { cursor: "" };

/** Whose rows speak of people: sealed on the disk. */
const SECRET = new Set(["readers.readers"]);

const names = new Set<string>();

/** A room says which supplies it lives on. */
export function carries(...supplies: string[]): void {
  for (const supply of supplies) names.add(supply);
}

export function carried(): string[] {
  return [...names];
}

function whole(supply: string): IDBKeyRange {
  return IDBKeyRange.bound([supply], [supply, []]);
}

export async function loadTables(store: Store, key: CryptoKey): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const supply of names) {
    const rows = await store.getAll("rows", whole(supply));
    const opened = await Promise.all(
      rows.map((one) => (one.secret ? unsealed<Row>(key, one.secret) : (one.row ?? []))),
    );
    tables.set(supply, new Map(opened.map((row) => [row[0] as string | number, row])));
  }
  return tables;
}

/** For a bundle: each supply with the place where it was left. */
export async function wants(store: Store, supplies: string[]): Promise<Record<string, string>> {
  const asked: Record<string, string> = {};
  for (const supply of supplies) {
    const place = (await store.get("meta", `cursor ${supply}`)) as Place | undefined;
    asked[supply] = place?.cursor ?? "";
  }
  return asked;
}

/** Next time from the beginning. */
export async function forgetCursors(writing: Writing): Promise<void> {
  const metas = writing.objectStore("meta");
  for (const supply of names) {
    const place = (await metas.get(`cursor ${supply}`)) as Place | undefined;
    if (place) await metas.put(BEGINNING, `cursor ${supply}`);
  }
}

/** Writes the pages, each with its cursor in one transaction, and changes `tables` alike. */
export async function absorb(
  store: Store,
  key: CryptoKey,
  pages: DownPart,
  tables: Map<string, Table>,
): Promise<string[]> {
  const more: string[] = [];
  for (const [supply, page] of Object.entries(pages)) {
    if (!names.has(supply)) continue;
    const rows = await Promise.all(
      page.rows.map(async (row) => ({ row, secret: SECRET.has(supply) ? await sealed(key, row) : undefined })),
    );
    const gone = new Set<string | number>(page.gone);
    await write(store, ["meta", "rows"], async (to) => {
      const metas = to.objectStore("meta");
      const stored = to.objectStore("rows");
      if (page.anew) await stored.delete(whole(supply));
      for (const { row, secret } of rows) {
        const one: StoredRow = { supply, key: row[0] as string | number };
        if (secret) one.secret = secret;
        else one.row = row;
        void stored.put(one);
      }
      for (const id of gone) void stored.delete([supply, id]);
      await metas.put({ cursor: page.cursor } satisfies Place, `cursor ${supply}`);
    });
    if (page.anew) tables.delete(supply);
    const table = tables.get(supply) ?? new Map<string | number, Row>();
    for (const { row } of rows) table.set(row[0] as string | number, row);
    for (const id of gone) table.delete(id);
    tables.set(supply, table);
    if (page.more) more.push(supply);
  }
  return more;
}
