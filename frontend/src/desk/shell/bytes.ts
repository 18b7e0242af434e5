/** Bytes as text and back: base64url without padding, UUIDs, big-endian numbers. */

export function toText(bytes: Uint8Array): string {
  let raw = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    raw += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function fromText(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

export function ofUuid(uuid: string): Uint8Array<ArrayBuffer> {
  const digits = uuid.replace(/-/g, "");
  return Uint8Array.from({ length: 16 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

export function toUuid(bytes: Uint8Array): string {
  const digits = toHex(bytes);
  return [0, 8, 12, 16, 20]
    .map((from, at, all) => digits.slice(from, all[at + 1] ?? 32))
    .join("-");
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
