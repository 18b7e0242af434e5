import type { DownPart } from "./supplies";
import { absorb, forgetCursors, loadTables, type Row, type Table } from "./supplies";
import type { Enrolled, Point, WireOutcome } from "./bundle";
import { correctBy, daysOff, rightNow } from "./clock";
import { type DeviceKeys, sealed, sealedBytes, unsealed, unsealedBytes } from "./keys";
import { dropSent, makeRoom, type Shot } from "./photos";
import { Refusal } from "./refusal";
import {
  DATABASE,
  meta,
  openStore,
  type Standing,
  type Store,
  type StoredEvent,
  type StoredPhoto,
  write,
} from "./store";

/** An event as the screens see it, unsealed. */
export interface DeskEvent {
  seq: number;
  kind: string;
  at: number;
  by: string;
  payload: Record<string, unknown>;
  local: Record<string, unknown>;
}

/** How an event stands: on this device alone, safe at the house, or what the house made of it. */
export type Stand = "here" | "safe" | Standing["standing"];

export interface Contact {
  at: number; // by the house's clock
  lacks: number; // what this device's clock lacked, in milliseconds
}

/** What may go with an event: for this device alone, sealed, with photographs. */
interface Writ {
  local?: Record<string, unknown>;
  secret?: boolean;
  shots?: Shot[];
}

const TO_OTHER_TABS = "tusach-desk";

/** All that this device knows, held in memory while somebody is signed in. The database is
 *  written first; memory and screens follow. */
export class Desk {
  enrolled: Enrolled | null = null;
  keys: DeviceKeys | null = null;
  who = "";
  events: DeskEvent[] = [];
  standings = new Map<number, Standing>();
  tables = new Map<string, Table>();
  photos: StoredPhoto[] = []; // oldest first
  here = new Map<string, number>(); // by photograph that the house lacks: how many bytes it has
  safe = 0; // the house keeps every event up to this number
  reflected = 0; // the supplies at hand already show what the house took up to this number
  contact: Contact | null = null;
  persisted: boolean | null = null;
  erased = false; // withdrawn: nothing is left to read
  restored = false; // the house came back from a backup and was told again
  version = 0;
  supplyVersion = 0; // changes when a row of the supplies does

  private data: CryptoKey | null = null;
  private pointCode = "";
  private listeners = new Set<() => void>();
  private tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(TO_OTHER_TABS);

  private constructor(readonly store: Store) {
    if (this.tabs) this.tabs.onmessage = ({ data }) => (data === "wiped" ? location.reload() : void this.reload());
  }

  static async open(): Promise<Desk> {
    const desk = new Desk(await openStore());
    await desk.readPlain();
    return desk;
  }

  get locked(): boolean {
    return this.data === null;
  }

  get point(): Point {
    const points = this.enrolled?.points ?? [];
    const found = points.find((one) => one.code === this.pointCode) ?? points[0];
    if (!found) throw new Refusal("not-enrolled");
    return found;
  }

  get unsafe(): DeskEvent[] {
    return this.events.filter((event) => event.seq > this.safe);
  }

  listen(heard: () => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  changed(): void {
    this.version += 1;
    for (const heard of this.listeners) heard();
  }

  async choosePoint(code: string): Promise<void> {
    await write(this.store, ["meta"], (to) => to.objectStore("meta").put(code, "point"));
    this.pointCode = code;
    this.changed();
  }

  async keep(values: Record<string, unknown>): Promise<void> {
    await write(this.store, ["meta"], async (to) => {
      for (const [key, value] of Object.entries(values)) await to.objectStore("meta").put(value, key);
    });
    await this.readPlain();
    this.changed();
  }

  /** What needs no PIN: who this device is, and what the house has of it. */
  private async readPlain(): Promise<void> {
    this.enrolled = (await meta<Enrolled>(this.store, "enrolled")) ?? null;
    this.keys = (await meta<DeviceKeys>(this.store, "keys")) ?? null;
    this.safe = (await meta<number>(this.store, "safe")) ?? 0;
    this.reflected = (await meta<number>(this.store, "reflected")) ?? 0;
    this.contact = (await meta<Contact>(this.store, "contact")) ?? null;
    this.persisted = (await meta<boolean>(this.store, "persisted")) ?? null;
    this.restored = (await meta<boolean>(this.store, "restored")) ?? false;
    this.here = new Map((await meta<[string, number][]>(this.store, "lacks")) ?? []);
    this.pointCode = (await meta<string>(this.store, "point")) ?? "";
    correctBy(this.contact?.lacks ?? 0);
  }

  async unlock(who: string, data: CryptoKey): Promise<void> {
    this.data = data;
    this.who = who;
    await this.reload();
  }

  lock(): void {
    this.data = null;
    this.who = "";
    this.events = [];
    this.tables = new Map();
    this.photos = [];
    this.supplyVersion += 1;
    this.changed();
  }

  private async readPhotos(): Promise<void> {
    this.photos = (await this.store.getAll("photos")).sort((one, other) => one.seq - other.seq);
  }

  /** Photographs that the house has not got whole. */
  get unsentPhotos(): StoredPhoto[] {
    return this.photos.filter((photo) => !photo.sent);
  }

  /** The bytes of a photograph. */
  async picture(hash: string): Promise<Uint8Array<ArrayBuffer>> {
    const stored = await this.store.get("pictures", hash);
    if (!this.data || !stored) throw new Refusal("locked");
    return unsealedBytes(this.data, stored);
  }

  /** Everything anew from the database: at unlocking, and when another tab has written. */
  async reload(): Promise<void> {
    if (!this.data) return;
    const key = this.data;
    await this.readPlain();
    const stored = await this.store.getAll("journal");
    this.events = await Promise.all(stored.map((event) => this.unsealed(event, key)));
    this.standings = new Map((await this.store.getAll("standings")).map((one) => [one.seq, one]));
    this.tables = await loadTables(this.store, key);
    await this.readPhotos();
    this.supplyVersion += 1;
    this.changed();
  }

  private async unsealed(stored: StoredEvent, key: CryptoKey): Promise<DeskEvent> {
    const { seq, kind, at, by } = stored;
    const open = stored.secret
      ? await unsealed<{ payload: DeskEvent["payload"]; local: DeskEvent["local"] }>(key, stored.secret)
      : { payload: stored.payload ?? {}, local: stored.local ?? {} };
    return { seq, kind, at, by, ...open };
  }

  /** Writes an event; it is on the disk when this returns. `secret` seals what it says.
   *  Photographs (`shots`) are written with it. Refuses `disk-full`, `photo-room` and `locked`, with
   *  nothing written. */
  async append(
    kind: string,
    payload: Record<string, unknown>,
    { local = {}, secret = false, shots = [] }: Writ = {},
  ): Promise<DeskEvent> {
    if (!this.data) throw new Refusal("locked");
    const at = Date.now();
    const named = shots.length ? { photos: shots.map((shot) => [shot.hash, shot.bytes.length]) } : {};
    const body = { point: this.point.code, ...payload, ...named };
    const off = daysOff(at);
    if (off) local = { ...local, off };
    // Sealed before the transaction: a transaction does not wait for anything else.
    const said = secret ? { secret: await sealed(this.data, { payload: body, local }) } : { payload: body, local };
    const by = this.who;
    const key = this.data;
    const pictures = await Promise.all(shots.map((shot) => sealedBytes(key, shot.bytes)));
    const written = () =>
      write(this.store, shots.length ? ["journal", "photos", "pictures"] : ["journal"], async (to) => {
        if (shots.length) await makeRoom(to, shots.reduce((sum, shot) => sum + shot.bytes.length, 0));
        const journal = to.objectStore("journal");
        const last = await journal.openKeyCursor(null, "prev");
        const next = (last?.key ?? 0) + 1;
        await journal.add({ seq: next, kind, at, by, ...said });
        for (const [n, { hash, bytes }] of shots.entries()) {
          await to.objectStore("photos").put({ hash, seq: next, size: bytes.length, sent: false });
          await to.objectStore("pictures").put(pictures[n]!, hash);
        }
        return next;
      });
    // A full disk is made free of photographs that the house has, and tried once more.
    const seq = await written().catch(async (error: unknown) => {
      if (error instanceof Refusal && error.code === "disk-full" && (await dropSent(this.store))) return written();
      throw error;
    });
    if (shots.length) await this.readPhotos();
    const event = { seq, kind, at, by, payload: body, local };
    if (seq === (this.events[this.events.length - 1]?.seq ?? 0) + 1) {
      this.events.push(event);
      this.changed();
    } else {
      await this.reload(); // another tab has written meanwhile
    }
    this.tabs?.postMessage("journal");
    return event;
  }

  standOf(seq: number): Stand {
    const told = this.standings.get(seq);
    if (told) return told.standing;
    return seq <= this.safe ? "safe" : "here";
  }

  /** Events whose effect is not yet in the supplies, oldest first: the rest of what is so. */
  get open(): DeskEvent[] {
    return this.events.filter((event) => {
      const stand = this.standOf(event.seq);
      if (stand === "declined" || stand === "conflict" || stand === "held") return false;
      return event.seq > this.reflected || stand === "waiting" || stand === "failed";
    });
  }

  /** The event that took this one back, if any. */
  undoOf(seq: number): DeskEvent | undefined {
    return this.events.find(
      (event) =>
        event.kind === "circulation.undo" && event.payload.seq === seq && this.standOf(event.seq) !== "declined",
    );
  }

  table(supply: string): Table {
    return this.tables.get(supply) ?? new Map<string | number, Row>();
  }

  /** Takes in what the house answered last (callers leave out older answers): a lower `safe` means
   *  that the house was put back to an older state. `line`: when it was sent and answered, for the
   *  clock; nothing is learned of the clock from what was carried. */
  async answered(
    outcomes: WireOutcome[],
    { safe, serial, now, lacks }: { safe: number; serial: number; now: number; lacks?: [string, number][] },
    sentAt?: number,
  ): Promise<void> {
    const back = safe < this.safe;
    const told = rightNow();
    await write(this.store, ["meta", "standings"], async (to) => {
      const metas = to.objectStore("meta");
      const standings = to.objectStore("standings");
      if (back) {
        for (const seq of this.standings.keys()) if (seq > safe) await standings.delete(seq);
        await metas.put(Math.min(this.reflected, safe), "reflected");
        await metas.put(true, "restored");
      }
      for (const [seq, standing, code, detail] of outcomes) {
        await standings.put({ seq, standing, code, detail, told });
      }
      await metas.put(safe, "safe");
      await metas.put(serial, "heard");
      if (sentAt !== undefined) {
        // Half of the way there and back is taken for the way back.
        const lacks = now - (sentAt + Date.now()) / 2;
        await metas.put({ at: now, lacks } satisfies Contact, "contact");
      }
    });
    await this.readPlain();
    if (lacks) await this.photosAt(new Map(lacks));
    this.standings = new Map((await this.store.getAll("standings")).map((one) => [one.seq, one]));
    this.changed();
    this.tabs?.postMessage("answered");
  }

  /** The house has every photograph of the events it keeps, but for these. */
  private async photosAt(lacking: Map<string, number>): Promise<void> {
    const changed = this.photos
      .map((photo) => ({ ...photo, sent: photo.seq <= this.safe && !lacking.has(photo.hash) }))
      .filter((photo, at) => photo.sent !== this.photos[at]?.sent);
    this.here = lacking;
    await write(this.store, ["meta", "photos"], async (to) => {
      await to.objectStore("meta").put([...lacking], "lacks");
      for (const photo of changed) await to.objectStore("photos").put(photo);
    });
    await this.readPhotos();
  }

  /** Stores one page of supplies; returns the names of those of which there is more. */
  async supplied(pages: DownPart): Promise<string[]> {
    if (!this.data) throw new Refusal("locked");
    const more = await absorb(this.store, this.data, pages, this.tables);
    this.supplyVersion += 1;
    this.changed();
    return more;
  }

  /** A house that does not know this device any more is told everything from number 1. */
  async fromTheBeginning(enrolled: Enrolled): Promise<void> {
    await write(this.store, ["meta", "standings", "photos"], async (to) => {
      const metas = to.objectStore("meta");
      for (const photo of await to.objectStore("photos").getAll()) {
        await to.objectStore("photos").put({ ...photo, sent: false });
      }
      await to.objectStore("standings").clear();
      for (const key of ["safe", "reflected", "heard"]) await metas.put(0, key);
      await metas.delete("lacks");
      await metas.put(enrolled, "enrolled");
      await forgetCursors(to);
    });
    await this.reload();
  }

  /** Erases everything: the device was revoked. */
  async wipe(): Promise<void> {
    this.erased = true;
    this.lock();
    this.store.close();
    await new Promise<void>((done) => {
      const request = indexedDB.deleteDatabase(DATABASE);
      request.onsuccess = request.onerror = request.onblocked = () => done();
    });
    this.tabs?.postMessage("wiped");
  }
}
