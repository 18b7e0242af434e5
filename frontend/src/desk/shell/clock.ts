/** Days and moments. The device's clock may be wrong: what the last contact showed is added. */

/** A difference that a slow line does not explain, in milliseconds. */
export const CLOCK_SET = 2 * 60 * 1000;

const ZONE = 7 * 3600 * 1000; // Việt Nam, the whole year

let offset = 0;

/** What the device's clock lacks against the house's, as of the last contact. */
export function correctBy(lacks: number): void {
  offset = Math.abs(lacks) > CLOCK_SET ? lacks : 0;
}

export function clockLacks(): number {
  return offset;
}

/** The moment as the house would say it, as far as the device knows. */
export function rightNow(): number {
  return Date.now() + offset;
}

export function dayOf(moment: number): string {
  return new Date(moment + ZONE).toISOString().slice(0, 10);
}

/** By how many days the device's own calendar is ahead of the one that people go by, at a moment
 *  of its own clock. */
export function daysOff(at: number): number {
  return (Date.parse(dayOf(at)) - Date.parse(dayOf(at + offset))) / 86_400_000;
}

/** The true day on which an event was noted. */
export function dayOfEvent({ at, local }: { at: number; local: Record<string, unknown> }): string {
  return addDays(dayOf(at), -Number(local.off ?? 0));
}

export function today(): string {
  return dayOf(rightNow());
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day + "T00:00:00Z") + days * 86_400_000).toISOString().slice(0, 10);
}

/** As people here write it: 07/12/2026. */
export function shownDay(day: string): string {
  return day.split("-").reverse().join("/");
}

export function shownMoment(moment: number): string {
  const there = new Date(moment + ZONE).toISOString();
  return `${there.slice(11, 16)} ${shownDay(there.slice(0, 10))}`;
}
