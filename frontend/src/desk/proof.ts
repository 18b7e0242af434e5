/** What the tests ask of the desk's own code (tests/desk). Built for them alone, never shipped. */

import * as rules from "./circulation/rules";
import { fromText, toText } from "./shell/bytes";
import * as bundle from "./shell/bundle";
import { codesOf, Gathering } from "./shell/codes";
import { find, findable, type Findable } from "./shell/finding";
import { fold } from "./shell/folding";
import type { DeviceKeys } from "./shell/keys";
import { Refusal } from "./shell/refusal";

interface HexKeys {
  sign_private: string;
  sign_public: string;
  agree_private: string;
  agree_public: string;
}

const ofHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function pair(secret: string, open: string, name: "ECDSA" | "ECDH"): Promise<CryptoKeyPair> {
  const point = ofHex(open);
  const jwk = {
    kty: "EC", crv: "P-256", d: toText(ofHex(secret)), x: toText(point.slice(1, 33)), y: toText(point.slice(33)),
  };
  const algorithm = { name, namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, algorithm, false, name === "ECDSA" ? ["sign"] : ["deriveBits"]);
  const publicKey = await crypto.subtle.importKey("raw", point, algorithm, true, name === "ECDSA" ? ["verify"] : []);
  return { privateKey, publicKey };
}

async function ends(vectors: { house: string; device: string; device_keys: HexKeys; house_keys: HexKeys }) {
  const { device_keys: own, house_keys: theirs } = vectors;
  const keys: DeviceKeys = {
    sign: await pair(own.sign_private, own.sign_public, "ECDSA"),
    agree: await pair(own.agree_private, own.agree_public, "ECDH"),
  };
  const enrolled: bundle.Enrolled = {
    house: vectors.house,
    device: vectors.device,
    name: "",
    sign: toText(ofHex(theirs.sign_public)),
    agree: toText(ofHex(theirs.agree_public)),
    points: [],
  };
  return { keys, enrolled };
}

type Vectors = Parameters<typeof ends>[0];

let list: Findable<number>[] = [];

const proof = {
  fold: (texts: string[]) => texts.map(fold),
  rules,
  /** The bundle that this end makes of given contents, without its signature (it differs each time). */
  async sealed(vectors: Vectors, up: { serial: number; nonce: string; packed: string }): Promise<string> {
    const { keys, enrolled } = await ends(vectors);
    const whole = await bundle.sealPacked(ofHex(up.packed), ofHex(up.nonce), up.serial, keys, enrolled);
    return toHex(whole.subarray(0, -64));
  },
  /** What a bundle says, or the code with which this end refuses it. */
  async opened(vectors: Vectors, hex: string): Promise<unknown> {
    const { keys, enrolled } = await ends(vectors);
    try {
      return await bundle.open(ofHex(hex), keys, enrolled);
    } catch (error) {
      return error instanceof Refusal ? error.code : String(error);
    }
  },
  codes: (hex: string, size: number) => codesOf(ofHex(hex), size),
  /** The bundle that codes make, or the code of the refusal, or null while some are missing. */
  async gathered(texts: string[]): Promise<string | null> {
    const gathering = new Gathering();
    let whole: Uint8Array | null = null;
    try {
      for (const text of texts) whole = (await gathering.take(text)) ?? whole;
    } catch (error) {
      return error instanceof Refusal ? error.code : String(error);
    }
    return whole && toHex(whole);
  },
  /** Milliseconds that each query takes in a list of these texts, the longest of several goes. */
  searched(texts: string[], queries: string[]): number[] {
    list = texts.map((text, at) => findable(at, text));
    return queries.map((query) => {
      let longest = 0;
      for (let go = 0; go < 5; go += 1) {
        const from = performance.now();
        find(list, query);
        longest = Math.max(longest, performance.now() - from);
      }
      return longest;
    });
  },
  found: (texts: string[], query: string) => find(texts.map((text) => findable(text, text)), query),
  fromText,
};

Object.assign(globalThis, { proof });
export type Proof = typeof proof;
