import { type Down, open, type PhotoPart, seal, type Up, type Way, type WireEvent } from "./bundle";
import { toText } from "./bytes";
import { addDays } from "./clock";
import type { Desk, DeskEvent } from "./desk";
import { post, SYNC_ADDRESS } from "./line";
import { HouseRefusal, Refusal } from "./refusal";
import { meta, write } from "./store";
import { carried, wants } from "./supplies";

/** Sending what was written here and fetching what is needed, in parts small enough for a weak
 *  line: each part that went through stays through. */

const IN_ONE = 100;
const PHOTO_PART = 24_000; // bytes of a photograph over a weak line at once
const PHOTOS_ON_A_STICK = 700_000; // with the events, less than a bundle holds
const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 10 * 60_000;
const AFTER_WRITING = 3_000;

export type Phase = "resting" | "sending" | "fetching" | "photos" | "pausing";

export interface Progress {
  phase: Phase;
  sent: number; // events of this round that are safe now
  total: number; // events that this round began with
  rows: number; // rows fetched in this round
  trouble: Error | null;
  done: boolean; // a round has come to its end since the desk was opened
  again: number | null; // when it is tried again, by this device's clock
}

export class Sync {
  progress: Progress = { phase: "resting", sent: 0, total: 0, rows: 0, trouble: null, done: false, again: null };
  private pause = FIRST_PAUSE;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly wiped: () => void,
    private readonly closing: () => void,
  ) {}

  /** From now on by itself: when a line comes, after writing, and every ten minutes. */
  watch(): void {
    addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.soon(1_000);
    });
    let seen = this.desk.events.length;
    this.desk.listen(() => {
      if (this.desk.events.length > seen && this.progress.phase !== "pausing") this.soon(AFTER_WRITING);
      seen = this.desk.events.length;
    });
    this.soon(500);
  }

  soon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), wait);
  }

  /** One round, unless one is under way; by hand it does not wait for the pause to end. */
  run(): Promise<void> {
    this.running ??= this.alone().finally(() => (this.running = null));
    return this.running;
  }

  private async alone(): Promise<void> {
    if (!this.desk.enrolled || this.desk.locked) return;
    if (!navigator.locks) return this.round();
    await navigator.locks.request("tusach-sync", { ifAvailable: true }, async (lock) => {
      if (lock) await this.round();
    });
  }

  private tell(change: Partial<Progress>): void {
    this.progress = { ...this.progress, ...change };
    this.desk.changed();
  }

  private async round(): Promise<void> {
    clearTimeout(this.timer);
    this.tell({ phase: "sending", sent: 0, total: this.desk.unsafe.length, rows: 0, trouble: null, done: false, again: null });
    try {
      await this.sendAll();
      this.tell({ phase: "fetching" });
      await this.fetchAll();
      this.tell({ phase: "photos" });
      await this.sendPhotos();
      this.pause = FIRST_PAUSE;
      this.tell({ phase: "resting", done: true });
      this.soon(LONGEST_PAUSE);
    } catch (error) {
      if (error instanceof Wiped) {
        await this.desk.wipe();
        this.wiped();
        return;
      }
      this.later(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private later(trouble: Error): void {
    const asked = trouble instanceof HouseRefusal ? (trouble.again ?? 0) * 1000 : 0;
    const wait = Math.max(asked, this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    this.tell({ phase: "pausing", trouble, again: Date.now() + wait });
    this.soon(wait);
  }

  private async sendAll(): Promise<void> {
    let most = IN_ONE;
    const began = this.desk.safe;
    for (let waiting = this.desk.unsafe; waiting.length; waiting = this.desk.unsafe) {
      const before = this.desk.safe;
      let down: Down;
      try {
        down = await this.exchange(waiting.slice(0, most), false);
      } catch (error) {
        if (tooBig(error) && most > 1) {
          most = Math.ceil(most / 2);
          continue;
        }
        throw error;
      }
      // An older house than before sends us back; only no movement at all is the end.
      if (down.safe === before) throw new Refusal("not-kept", { seq: waiting[0]?.seq ?? 0 });
      const sent = Math.max(0, this.desk.safe - began);
      this.tell({ sent, total: Math.max(this.progress.total, sent + this.desk.unsafe.length) });
    }
  }

  private async fetchAll(): Promise<void> {
    const safe = this.desk.safe;
    let supplies = carried();
    while (supplies.length) {
      const down = await this.exchange([], true, supplies);
      const pages = down.supplies ?? {};
      supplies = await this.desk.supplied(pages);
      const rows = Object.values(pages).reduce((sum, page) => sum + page.rows.length, 0);
      this.tell({ rows: this.progress.rows + rows });
    }
    if (this.desk.safe >= safe) await this.desk.keep({ reflected: safe, restored: false });
  }

  /** What the house lacks of photographs, part by part; it has said so with the supplies. */
  private async sendPhotos(): Promise<void> {
    for (let parts = await photoParts(this.desk, PHOTO_PART); parts.length; ) {
      const before = JSON.stringify([...this.desk.here]);
      await this.exchange([], false, [], parts);
      if (JSON.stringify([...this.desk.here]) === before) throw new Refusal("photo-not-kept");
      parts = await photoParts(this.desk, PHOTO_PART);
    }
  }

  private async exchange(
    events: DeskEvent[],
    fetch: boolean,
    supplies: string[] = [],
    photos: PhotoPart[] = [],
  ): Promise<Down> {
    const sentAt = Date.now();
    const bytes = await bundleOf(this.desk, "line", events, fetch ? supplies : undefined, photos);
    const answer = await post(SYNC_ADDRESS, bytes, "application/octet-stream");
    const { enrolled, keys } = known(this.desk);
    const down = await open(new Uint8Array(await answer.arrayBuffer()), keys, enrolled).catch((error: unknown) => {
      // Over the line an answer that is not whole was cut on its way; the next one will be whole.
      throw error instanceof Refusal && error.code === "bundle-unreadable" ? new Refusal("no-line") : error;
    });
    if (down.wipe) throw new Wiped();
    await this.desk.answered([...(down.outcomes ?? []), ...(down.later ?? [])], down, sentAt);
    if (down.closing) this.closing();
    return down;
  }
}

class Wiped extends Error {}

function tooBig(error: unknown): boolean {
  return error instanceof Refusal ? error.code === "too-big" : error instanceof HouseRefusal && error.status === 413;
}

function known(desk: Desk) {
  const { enrolled, keys } = desk;
  if (!enrolled || !keys) throw new Refusal("not-enrolled");
  return { enrolled, keys };
}

/** A sealed bundle with these events, under the next serial. */
export async function bundleOf(
  desk: Desk,
  way: Way,
  events: DeskEvent[],
  supplies?: string[],
  photos: PhotoPart[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const { enrolled, keys } = known(desk);
  const up: Up = {
    now: Date.now(),
    known: desk.safe,
    oldest: desk.events[0]?.seq ?? 1,
    heard: (await meta<number>(desk.store, "heard")) ?? 0,
    left: Math.max(0, desk.unsafe.length - events.length),
    way,
    events: events.map((event): WireEvent => [event.seq, event.kind, event.at, byOwnClock(event)]),
  };
  if (supplies) up.want = await wants(desk.store, supplies);
  if (desk.photos.length && way !== "codes") up.photos = photos;
  // Nobody of the army, the police or a prison is named.
  const by = enrolled.points.every((point) => point.readers) ? people(events) : [];
  if (by.length) up.by = by;
  const serial = await write(desk.store, ["meta"], async (to) => {
    const metas = to.objectStore("meta");
    const next = (((await metas.get("serial")) as number | undefined) ?? 0) + 1;
    await metas.put(next, "serial");
    return next;
  });
  return seal(up, serial, keys, enrolled);
}

/** From which event on who had opened the desk. */
function people(events: DeskEvent[]): [number, string][] {
  return events
    .filter((event, at) => event.by !== events[at - 1]?.by)
    .map((event): [number, string] => [event.seq, event.by]);
}

/** The next bytes of the oldest photographs that the house lacks, `most` in all; on a stick
 *  (`ahead`) of all that it is not known to have. */
async function photoParts(desk: Desk, most: number, ahead = false): Promise<PhotoPart[]> {
  const parts: PhotoPart[] = [];
  const held = new Set(desk.photos.map((photo) => photo.hash));
  for (const hash of desk.here.keys()) if (!held.has(hash)) parts.push([hash, 0, null]);
  let left = most;
  for (const { hash } of desk.unsentPhotos) {
    const from = desk.here.get(hash) ?? (ahead ? 0 : undefined);
    if (left <= 0) break;
    if (from === undefined) continue;
    const part = (await desk.picture(hash)).subarray(from, from + left);
    parts.push([hash, from, toText(part)]);
    left -= part.length;
  }
  return parts.slice(0, 200);
}

/** What an event says, its days as the device's own clock had them: by it the moment of the event is
 *  told too, and the house moves both alike. People were shown, and chose, the true ones. */
function byOwnClock({ kind, payload, local }: DeskEvent): Record<string, unknown> {
  const off = Number(local.off ?? 0);
  if (!off || !kind.startsWith("circulation.")) return payload;
  const said = { ...payload };
  for (const name of ["day", "due"]) if (typeof said[name] === "string") said[name] = addDays(said[name], off);
  return said;
}

/** Everything that is not known to be kept, for a stick or codes; on a stick as many photographs as
 *  fit, and the wish for the supplies. */
export async function bundleToCarry(desk: Desk, way: "stick" | "codes"): Promise<Uint8Array<ArrayBuffer>> {
  if (way === "codes") return bundleOf(desk, way, desk.unsafe);
  for (let most = PHOTOS_ON_A_STICK; ; most = most > 50_000 ? most / 2 : 0) {
    try {
      const parts = most ? await photoParts(desk, most, true) : [];
      return await bundleOf(desk, way, desk.unsafe, carried(), parts);
    } catch (error) {
      if (!tooBig(error) || !most) throw error;
    }
  }
}

/** Takes an answer that was carried here. Returns how many events it made safe; refuses what
 *  `open` refuses, and `answer-older` for one that tells nothing new. */
export async function answerCarried(desk: Desk, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const { enrolled, keys } = known(desk);
  const down = await open(bytes, keys, enrolled);
  if (down.wipe) {
    await desk.wipe();
    throw new Refusal("wiped");
  }
  const last = (await meta<number>(desk.store, "heard")) ?? 0;
  if (down.serial < last) throw new Refusal("answer-older");
  const before = desk.safe;
  await desk.answered([...(down.outcomes ?? []), ...(down.later ?? [])], down);
  const pages = down.supplies ?? {};
  const more = await desk.supplied(pages);
  const whole = carried().every((supply) => supply in pages) && !more.length;
  if (whole) await desk.keep({ reflected: down.safe });
  return desk.safe - before;
}
