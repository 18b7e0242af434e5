import { fromText, joined, ofUuid, toText } from "./bytes";
import type { Sealed } from "./store";

/** The device's own key pairs. The private ones cannot be read out, not even by this program. */
export interface DeviceKeys {
  sign: CryptoKeyPair;
  agree: CryptoKeyPair;
}

const EC = "P-256";

export async function makeKeys(): Promise<DeviceKeys> {
  return {
    sign: await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: EC }, false, ["sign", "verify"]),
    agree: await crypto.subtle.generateKey({ name: "ECDH", namedCurve: EC }, false, ["deriveBits"]),
  };
}

/** A public key as it travels: 65 bytes of the uncompressed point, base64url. */
export async function publicText(key: CryptoKey): Promise<string> {
  return toText(new Uint8Array(await crypto.subtle.exportKey("raw", key)));
}

export function verifyingKey(text: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromText(text), { name: "ECDSA", namedCurve: EC }, true, ["verify"]);
}

/** The key of the contents one way: HKDF-SHA256 of what both agreeing keys give. */
export async function contentKey(
  own: CryptoKey,
  theirs: string,
  house: string,
  device: string,
  way: "up" | "down",
): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey("raw", fromText(theirs), { name: "ECDH", namedCurve: EC }, true, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256);
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: joined(ofUuid(house), ofUuid(device)),
      info: new TextEncoder().encode(`tusach 1 ${way}`),
    },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    way === "up" ? ["encrypt"] : ["decrypt"],
  );
}

export function sealed(key: CryptoKey, value: unknown): Promise<Sealed> {
  return sealedBytes(key, new TextEncoder().encode(JSON.stringify(value)));
}

export async function sealedBytes(key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

export async function unsealed<T>(key: CryptoKey, one: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await unsealedBytes(key, one))) as T;
}

export async function unsealedBytes(key: CryptoKey, one: Sealed): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: one.iv }, key, one.bytes));
}
