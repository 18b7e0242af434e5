import { Refusal } from "./refusal";
import { type Person, type Store, meta, write } from "./store";

/** Who may open the desk. Each person's PIN wraps the one key that seals readers' data; the
 *  wrapping is sealed once more with a key that cannot leave this browser, so that a copied
 *  database alone cannot be tried PIN by PIN elsewhere. */

const ROUNDS = 300_000;
const LEAST_DIGITS = 6;
const FREE_TRIES = 3;
const LONGEST_WAIT = 15 * 60_000;

interface Tries {
  wrong: number;
  until: number;
}

/** Tries that a full disk did not take. */
const unwritten = new Map<string, Tries>();

export function pinIsGood(pin: string): boolean {
  return /^\d+$/.test(pin) && pin.length >= LEAST_DIGITS && !/^(\d)\1*$/.test(pin) && !runs(pin);
}

function runs(pin: string): boolean {
  return "01234567890".includes(pin) || "09876543210".includes(pin);
}

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    typed,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** The key of this browser: made once, cannot be read out. */
async function browserKey(store: Store): Promise<CryptoKey> {
  const there = await meta<CryptoKey>(store, "browserKey");
  if (there) return there;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write(store, ["meta"], (to) => to.objectStore("meta").put(made, "browserKey"));
  return made;
}

async function wrap(store: Store, name: string, pin: string, data: Uint8Array<ArrayBuffer>): Promise<Person> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const byPin = crypto.getRandomValues(new Uint8Array(12));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const inner = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: byPin },
    await pinKey(pin, salt, ROUNDS),
    data,
  );
  const both = new Uint8Array([...byPin, ...new Uint8Array(inner)]);
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await browserKey(store), both);
  return { name, salt, rounds: ROUNDS, wrapped: { iv, bytes } };
}

async function unwrap(store: Store, person: Person, pin: string): Promise<Uint8Array<ArrayBuffer>> {
  const both = new Uint8Array(
    await crypto.subtle.decrypt({ name: "AES-GCM", iv: person.wrapped.iv }, await browserKey(store), person.wrapped.bytes),
  );
  const key = await pinKey(pin, person.salt, person.rounds);
  return new Uint8Array(
    await crypto.subtle.decrypt({ name: "AES-GCM", iv: both.subarray(0, 12) }, key, both.subarray(12)),
  );
}

function usable(data: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", data, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** The first person of the desk; returns the key of the data. Refuses `pin-weak`, `name-missing`. */
export async function firstPerson(store: Store, name: string, pin: string): Promise<CryptoKey> {
  const data = crypto.getRandomValues(new Uint8Array(32));
  await add(store, name, pin, data);
  return usable(data);
}

/** Lets a colleague in. Who adds them types the own PIN once more. */
export async function addPerson(
  store: Store,
  by: { name: string; pin: string },
  name: string,
  pin: string,
): Promise<void> {
  const data = await tried(store, by.name, by.pin);
  if (await store.get("people", name.trim())) throw new Refusal("name-taken", { name: name.trim() });
  await add(store, name, pin, data);
}

/** Another PIN for somebody who knows the old one. */
export async function changePin(store: Store, name: string, old: string, pin: string): Promise<void> {
  await add(store, name, pin, await tried(store, name, old));
}

async function add(store: Store, name: string, pin: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!name.trim()) throw new Refusal("name-missing");
  if (!pinIsGood(pin)) throw new Refusal("pin-weak", { digits: LEAST_DIGITS });
  const person = await wrap(store, name.trim(), pin, data);
  await write(store, ["people"], (to) => to.objectStore("people").put(person));
}

/** Opens the desk; returns the key of the data. Refuses `pin-wrong` (with tries left before a
 *  wait) and `pin-wait` (with the seconds to wait), which doubles up to a quarter of an hour. */
export async function enter(store: Store, name: string, pin: string): Promise<CryptoKey> {
  return usable(await tried(store, name, pin));
}

async function tried(store: Store, name: string, pin: string): Promise<Uint8Array<ArrayBuffer>> {
  const person = await store.get("people", name);
  if (!person) throw new Refusal("name-unknown", { name });
  const key = `tries ${name}`;
  const before = unwritten.get(key) ?? (await meta<Tries>(store, key)) ?? { wrong: 0, until: 0 };
  const wait = Math.min(before.until - Date.now(), LONGEST_WAIT);
  if (wait > 0) throw new Refusal("pin-wait", { seconds: Math.ceil(wait / 1000) });
  // Counted before it is tried: closing the app in between gains nothing.
  const wrong = before.wrong + 1;
  const pause = wrong < FREE_TRIES ? 0 : Math.min(15_000 * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT);
  const tries: Tries = { wrong, until: Date.now() + pause };
  try {
    await write(store, ["meta"], (to) => to.objectStore("meta").put(tries, key));
    unwritten.delete(key);
  } catch (error) {
    // A full disk must not lock people out of what they have written.
    if (!(error instanceof Refusal)) throw error;
    unwritten.set(key, tries);
  }
  let data: Uint8Array<ArrayBuffer>;
  try {
    data = await unwrap(store, person, pin);
  } catch {
    if (pause) throw new Refusal("pin-wait", { seconds: pause / 1000 });
    throw new Refusal("pin-wrong", { left: FREE_TRIES - wrong });
  }
  unwritten.delete(key);
  await write(store, ["meta"], (to) => to.objectStore("meta").delete(key)).catch(() => undefined);
  return data;
}
