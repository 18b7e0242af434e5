import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { Refusal } from "./refusal";

/** What is sealed with the key that a PIN opens. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

/** One event as it was written, never changed afterwards. With personal values in it, `payload`
 *  and `local` lie sealed in `secret`. `local` is for this device alone and is never sent. */
export interface StoredEvent {
  seq: number;
  kind: string;
  at: number;
  by: string;
  payload?: Record<string, unknown>;
  local?: Record<string, unknown>;
  secret?: Sealed;
}

/** What the house said of an event. */
export interface Standing {
  seq: number;
  standing: "taken" | "waiting" | "declined" | "failed" | "held" | "conflict";
  code: string;
  detail: Record<string, unknown>;
  told: number;
}

export interface StoredRow {
  supply: string;
  key: string | number;
  row?: unknown[];
  secret?: Sealed;
}

/** A photograph that an event names, without its bytes. */
export interface StoredPhoto {
  hash: string; // SHA-256 of its bytes, in hexadecimal
  seq: number; // the event that names it
  size: number; // bytes
  sent: boolean; // the house has all of it
}

export interface Person {
  name: string;
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  wrapped: Sealed;
}

interface Schema extends DBSchema {
  meta: { key: string; value: unknown };
  people: { key: string; value: Person };
  journal: { key: number; value: StoredEvent };
  standings: { key: number; value: Standing };
  rows: { key: [string, string | number]; value: StoredRow };
  photos: { key: string; value: StoredPhoto };
  pictures: { key: string; value: Sealed };
}

export type Store = IDBPDatabase<Schema>;
type Name = "meta" | "people" | "journal" | "standings" | "rows" | "photos" | "pictures";
export type Writing = IDBPTransaction<Schema, Name[], "readwrite">;

export const DATABASE = "tusach-desk";

/** Opens what this device keeps; makes it where it is not there. */
export function openStore(): Promise<Store> {
  return openDB<Schema>(DATABASE, 2, {
    upgrade(store, before) {
      if (before < 1) {
        store.createObjectStore("meta");
        store.createObjectStore("people", { keyPath: "name" });
        store.createObjectStore("journal", { keyPath: "seq" });
        store.createObjectStore("standings", { keyPath: "seq" });
        store.createObjectStore("rows", { keyPath: ["supply", "key"] });
      }
      store.createObjectStore("photos", { keyPath: "hash" });
      store.createObjectStore("pictures");
    },
    blocking(_current, _next, event) {
      // Another tab erases or renews the store: let it.
      (event.target as IDBDatabase).close();
      location.reload();
    },
  });
}

/** Does `act` in one transaction that is on the disk before this returns. Refuses `disk-full`
 *  with nothing written. */
export async function write<T>(
  store: Store,
  names: Name[],
  act: (writing: Writing) => Promise<T>,
): Promise<T> {
  const writing = store.transaction(names, "readwrite", { durability: "strict" });
  try {
    const result = await act(writing);
    await writing.done;
    return result;
  } catch (error) {
    const real = writing.error ?? error;
    writing.done.catch(() => undefined);
    try {
      writing.abort();
    } catch {
      // It was over already.
    }
    if (fullDisk(real) || fullDisk(error)) throw new Refusal("disk-full");
    throw error;
  }
}

function fullDisk(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

export async function meta<T>(store: Store, key: string): Promise<T | undefined> {
  return (await store.get("meta", key)) as T | undefined;
}
