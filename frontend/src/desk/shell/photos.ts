import { toHex } from "./bytes";
import { Refusal } from "./refusal";
import type { Store, Writing } from "./store";

/** Photographs: made small, kept within a budget of bytes, sent after the events in parts. */

export const MOST_SHOTS = 3;
/** What all photographs may take on this device. */
export const BUDGET = 20_000_000;
const LONGEST = 1280; // pixels
const MOST_BYTES = 160_000;

/** A photograph that was taken and is not written yet. */
export interface Shot {
  hash: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The picture in a file, small enough to travel. Refuses `photo-unreadable`. */
export async function shotOf(file: Blob): Promise<Shot> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Refusal("photo-unreadable");
  }
  try {
    let bytes = await drawn(picture, LONGEST, 0.75);
    for (const [longest, quality] of [[LONGEST, 0.55], [960, 0.55], [720, 0.5], [480, 0.4]] as const) {
      if (bytes.length <= MOST_BYTES) break;
      bytes = await drawn(picture, longest, quality);
    }
    return { hash: toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))), bytes };
  } finally {
    picture.close();
  }
}

async function drawn(picture: ImageBitmap, longest: number, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!made) throw new Refusal("photo-unreadable");
  return new Uint8Array(await made.arrayBuffer());
}

/** Makes room for so many bytes by letting go of the oldest that the house has. Refuses
 *  `photo-room` when what is still to be sent fills the budget. */
export async function makeRoom(to: Writing, wanted: number): Promise<void> {
  const photos = (await to.objectStore("photos").getAll()).sort((one, other) => one.seq - other.seq);
  let held = photos.reduce((sum, one) => sum + one.size, 0);
  for (const one of photos) {
    if (held + wanted <= BUDGET) return;
    if (!one.sent) continue;
    await forget(to, one.hash);
    held -= one.size;
  }
  if (held + wanted > BUDGET) throw new Refusal("photo-room", { n: photos.filter((one) => !one.sent).length });
}

async function forget(to: Writing, hash: string): Promise<void> {
  await to.objectStore("photos").delete(hash);
  await to.objectStore("pictures").delete(hash);
}

/** Lets go of every photograph that the house has; whether there was one. */
export async function dropSent(store: Store): Promise<boolean> {
  const sent = (await store.getAll("photos")).filter((one) => one.sent);
  const writing = store.transaction(["photos", "pictures"], "readwrite");
  for (const { hash } of sent) {
    void writing.objectStore("photos").delete(hash);
    void writing.objectStore("pictures").delete(hash);
  }
  await writing.done;
  return sent.length > 0;
}
