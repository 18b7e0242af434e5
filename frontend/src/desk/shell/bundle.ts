import { deflateSync, inflateSync } from "fflate";
import { equal, joined, ofUuid } from "./bytes";
import { contentKey, type DeviceKeys, verifyingKey } from "./keys";
import { Refusal } from "./refusal";
import type { Standing } from "./store";

/** Bundles of protocol version 1: docs/offline-protocol.md. */

const MARK = new TextEncoder().encode("TSB1");
const UP = 1;
const DOWN = 2;
const HEAD = 4 + 1 + 16 + 16 + 8;
const BEFORE_CONTENTS = HEAD + 12 + 4;
const SIGNATURE = 64;
const MOST_SEALED = 1024 * 1024;
const MOST_UNPACKED = 16 * 1024 * 1024;

/** What the device was told when it was enrolled. */
export interface Enrolled {
  house: string;
  device: string;
  name: string;
  sign: string;
  agree: string;
  points: Point[];
}

export interface Point {
  code: string;
  name: string;
  kind: string;
  readers: boolean;
}

export type Way = "line" | "stick" | "codes";
export type WireEvent = [seq: number, kind: string, at: number, payload: Record<string, unknown>];

export interface Up {
  now: number;
  known: number;
  oldest: number;
  heard: number;
  left: number;
  way: Way;
  events: WireEvent[];
  by?: [from: number, name: string][];
  want?: Record<string, string>;
  photos?: PhotoPart[];
}

/** Bytes of a photograph from an offset on, base64url; null where this device has it no more. */
export type PhotoPart = [hash: string, offset: number, bytes: string | null];

export interface SupplyPage {
  rows: unknown[][];
  gone: (string | number)[];
  cursor: string;
  more: boolean;
  anew?: boolean;
}

export type WireOutcome = [
  seq: number,
  standing: Standing["standing"],
  code: string,
  detail: Record<string, unknown>,
];

export interface Down {
  now: number;
  safe: number;
  outcomes?: WireOutcome[];
  later?: WireOutcome[];
  supplies?: Record<string, SupplyPage>;
  lacks?: [hash: string, here: number][];
  points?: string[];
  wipe?: boolean;
  closing?: boolean;
  serial: number;
}

export function seal(up: Up, serial: number, keys: DeviceKeys, to: Enrolled): Promise<Uint8Array<ArrayBuffer>> {
  const contents = deflateSync(new TextEncoder().encode(JSON.stringify(up)), { level: 9 });
  return sealPacked(contents as Uint8Array<ArrayBuffer>, crypto.getRandomValues(new Uint8Array(12)), serial, keys, to);
}

/** The same with the contents packed already, under a nonce that is never used twice. */
export async function sealPacked(
  contents: Uint8Array<ArrayBuffer>,
  nonce: Uint8Array<ArrayBuffer>,
  serial: number,
  keys: DeviceKeys,
  to: Enrolled,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = headOf(UP, to, serial);
  const key = await contentKey(keys.agree.privateKey, to.agree, to.house, to.device, "up");
  const closed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: head }, key, contents),
  );
  if (closed.length > MOST_SEALED) throw new Refusal("too-big");
  const signed = joined(head, nonce, number(closed.length, 4), closed);
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.sign.privateKey, signed);
  return joined(signed, new Uint8Array(signature));
}

/** What the house answered. Refuses `bundle-unreadable`, `version-unknown`,
 *  `bundle-of-another-house`, `bundle-of-another-device` and `bundle-altered`. */
export async function open(bytes: Uint8Array<ArrayBuffer>, keys: DeviceKeys, from: Enrolled): Promise<Down> {
  if (bytes.length < BEFORE_CONTENTS + SIGNATURE || !equal(bytes.subarray(0, 3), MARK.subarray(0, 3))) {
    throw new Refusal("bundle-unreadable");
  }
  if (bytes[3] !== MARK[3]) throw new Refusal("version-unknown");
  if (bytes[4] !== DOWN) throw new Refusal("bundle-not-an-answer");
  if (!equal(bytes.subarray(5, 21), ofUuid(from.house))) throw new Refusal("bundle-of-another-house");
  if (!equal(bytes.subarray(21, 37), ofUuid(from.device))) throw new Refusal("bundle-of-another-device");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(HEAD + 12);
  if (bytes.length !== BEFORE_CONTENTS + length + SIGNATURE) throw new Refusal("bundle-unreadable");
  const end = BEFORE_CONTENTS + length;
  const genuine = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    await verifyingKey(from.sign),
    bytes.subarray(end),
    bytes.subarray(0, end),
  );
  if (!genuine) throw new Refusal("bundle-altered");
  const key = await contentKey(keys.agree.privateKey, from.agree, from.house, from.device, "down");
  let packed: ArrayBuffer;
  try {
    packed = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes.subarray(HEAD, HEAD + 12), additionalData: bytes.subarray(0, HEAD) },
      key,
      bytes.subarray(BEFORE_CONTENTS, end),
    );
  } catch {
    throw new Refusal("bundle-altered");
  }
  const plain = inflateSync(new Uint8Array(packed));
  if (plain.length > MOST_UNPACKED) throw new Refusal("too-big");
  const serial = Number(view.getBigUint64(37));
  return { ...(JSON.parse(new TextDecoder().decode(plain)) as Down), serial };
}

function headOf(kind: number, to: Enrolled, serial: number): Uint8Array<ArrayBuffer> {
  return joined(MARK, Uint8Array.of(kind), ofUuid(to.house), ofUuid(to.device), number(serial, 8));
}

function number(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes.subarray(8 - length);
}
