import { joined } from "./bytes";
import { Refusal } from "./refusal";

/** The scanner's program comes in parts after the installation: a part that came stays, so that
 *  a weak line may bring it in several goes. The page names the parts. */

const CACHE = "tusach-scanner";

export function scannerParts(): string[] {
  const said = document.querySelector<HTMLScriptElement>("script[data-scanner]")?.dataset.scanner ?? "";
  return said.split(" ").filter(Boolean);
}

/** Fetches the parts that are not here yet; returns whether all are. */
export async function fetchScanner(): Promise<boolean> {
  const cache = await caches.open(CACHE);
  const parts = scannerParts();
  for (const old of await cache.keys()) {
    const { pathname, search } = new URL(old.url);
    if (!parts.includes(pathname + search)) await cache.delete(old);
  }
  for (const part of parts) {
    if (await cache.match(part)) continue;
    try {
      const response = await fetch(part);
      if (!response.ok) return false;
      await cache.put(part, response);
    } catch {
      return false;
    }
  }
  return parts.length > 0;
}

export async function scannerProgram(): Promise<ArrayBuffer> {
  if (!(await fetchScanner())) throw new Refusal("camera-missing");
  const cache = await caches.open(CACHE);
  const parts = await Promise.all(
    scannerParts().map(async (part) => new Uint8Array((await (await cache.match(part))?.arrayBuffer()) ?? [])),
  );
  return joined(...parts).buffer as ArrayBuffer;
}
