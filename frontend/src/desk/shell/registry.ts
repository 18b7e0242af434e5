import type { ComponentType } from "preact";
import type { Desk, DeskEvent } from "./desk";

/** What a room adds to the desk: screens, buttons on the first page, and words for its events. */

export interface Screen {
  path: string; // after #/
  title: () => string;
  page: ComponentType<{ desk: Desk }>;
}

export interface Tile {
  path: string;
  label: () => string;
  sign: string; // a picture of one letter, for the eye only
  order: number;
  shown?: (desk: Desk) => boolean;
}

export interface EventWords {
  title: () => string;
  detail: (event: DeskEvent, desk: Desk) => string;
  /** May it be taken back now? */
  undoable?: (event: DeskEvent, desk: Desk) => boolean;
}

export const screens = new Map<string, Screen>();
export const tiles: Tile[] = [];
export const kinds = new Map<string, EventWords>();
export type Reason = (detail: Record<string, unknown>) => string;

/** Sentences for the codes with which the house answers a room's events. */
export const reasons = new Map<string, Reason>();

export function addScreen(screen: Screen, tile?: Omit<Tile, "path" | "label"> & { label?: () => string }): void {
  screens.set(screen.path, screen);
  if (!tile) return;
  tiles.push({ label: screen.title, ...tile, path: screen.path });
  tiles.sort((one, other) => one.order - other.order);
}

export function addKind(kind: string, words: EventWords): void {
  kinds.set(kind, words);
}

export function addReasons(sentences: Record<string, Reason>): void {
  for (const [code, sentence] of Object.entries(sentences)) reasons.set(code, sentence);
}
