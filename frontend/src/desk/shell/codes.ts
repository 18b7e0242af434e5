import { fromText, joined, toHex, toText } from "./bytes";
import { Refusal } from "./refusal";

/** A bundle as a sequence of QR codes: `TS1.<id>.<n>.<of>.<base64url>`. */

const BYTES_IN_ONE = 600; // a code that a cheap camera still reads off a cheap screen
const PART = /^TS1\.([0-9a-f]{8})\.(\d{1,5})\.(\d{1,5})\.([A-Za-z0-9_-]+)$/;

async function idOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).slice(0, 8);
}

export async function codesOf(bytes: Uint8Array<ArrayBuffer>, most = BYTES_IN_ONE): Promise<string[]> {
  const id = await idOf(bytes);
  const of = Math.ceil(bytes.length / most);
  return Array.from(
    { length: of },
    (_, at) => `TS1.${id}.${at + 1}.${of}.${toText(bytes.subarray(at * most, (at + 1) * most))}`,
  );
}

/** Puts codes together as they are scanned, in any order and repeated. */
export class Gathering {
  private parts = new Map<number, Uint8Array>();
  private id = "";
  of = 0;

  get have(): number {
    return this.parts.size;
  }

  /** Takes a code; the whole bundle when it was the last, else null. Refuses
   *  `codes-unreadable`, `codes-mixed` and, with all parts there, `codes-damaged`. */
  async take(text: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const [, id = "", number = "", of = "", content = ""] = PART.exec(text.trim()) ?? [];
    const n = Number(number);
    if (!id || n < 1 || n > Number(of)) throw new Refusal("codes-unreadable");
    if (this.id && (id !== this.id || Number(of) !== this.of)) throw new Refusal("codes-mixed");
    let bytes: Uint8Array;
    try {
      bytes = fromText(content);
    } catch {
      throw new Refusal("codes-unreadable");
    }
    this.id = id;
    this.of = Number(of);
    this.parts.set(n, bytes);
    if (this.parts.size < this.of) return null;
    const whole = joined(...Array.from({ length: this.of }, (_, at) => this.parts.get(at + 1) ?? new Uint8Array()));
    if ((await idOf(whole)) === this.id) return whole;
    this.forget();
    throw new Refusal("codes-damaged");
  }

  forget(): void {
    this.parts.clear();
    this.id = "";
    this.of = 0;
  }
}
