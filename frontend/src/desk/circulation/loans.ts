import type { Desk } from "../shell/desk";
import { dayOfEvent } from "../shell/clock";
import { carries, type Row } from "../shell/supplies";

/** Which copies are lent to whom: what the house told, and what was written here since. */

export const LOANS = "circulation.loans";
carries(LOANS);

export interface Loan {
  copy: string;
  reader: number | string | null;
  lent: string;
  due: string;
  renewals: number;
  audience: string; // of nobody in particular
  alias: string; // stays on this device
  seq: number | null; // the event of this device that lent it
}

function loanOf(row: Row): Loan {
  const [copy, reader, lent, due, renewals] = row;
  return {
    copy: String(copy),
    reader: (reader as number | null) ?? null,
    lent: String(lent ?? ""),
    due: String(due ?? ""),
    renewals: Number(renewals ?? 0),
    audience: "",
    alias: "",
    seq: null,
  };
}

let built: { of: string; loans: Map<string, Loan> } | null = null;

/** The open loans by barcode. */
export function loansOf(desk: Desk): Map<string, Loan> {
  const of = `${desk.supplyVersion} ${desk.version}`;
  if (built?.of === of) return built.loans;
  const loans = new Map([...desk.table(LOANS).values()].map((row) => [String(row[0]), loanOf(row)]));
  // Aliases are known here alone: they are put back on what the house sent down.
  for (const event of desk.events) {
    if (event.kind !== "circulation.lend" || !event.local.alias) continue;
    const loan = loans.get(String(event.payload.copy));
    if (loan && loan.reader === null) loan.alias = String(event.local.alias);
  }
  for (const event of desk.open) {
    const said = event.payload;
    const copy = String(said.copy ?? "");
    if (event.kind === "circulation.lend") {
      loans.set(copy, {
        copy,
        reader: (said.reader as number | string | null) ?? null,
        lent: dayOfEvent(event),
        due: String(said.due ?? dayOfEvent(event)),
        renewals: 0,
        audience: String(said.audience ?? ""),
        alias: String(event.local.alias ?? ""),
        seq: event.seq,
      });
    } else if (event.kind === "circulation.return") {
      loans.delete(copy);
    } else if (event.kind === "circulation.renew") {
      const loan = loans.get(copy);
      if (loan) loans.set(copy, { ...loan, due: String(said.due), renewals: loan.renewals + 1 });
    } else if (event.kind === "circulation.undo") {
      const undone = desk.events.find((one) => one.seq === said.seq);
      if (!undone || !("before" in undone.local)) continue;
      const before = undone.local.before as Loan | null;
      if (before) loans.set(before.copy, before);
      else loans.delete(String(undone.payload.copy));
    }
  }
  built = { of, loans };
  return loans;
}

export function loansOfReader(desk: Desk, number: number | string): Loan[] {
  const own = [...loansOf(desk).values()].filter((loan) => loan.reader !== null && sameReader(desk, loan.reader, number));
  return own.sort((one, other) => (one.due < other.due ? -1 : 1));
}

/** "#17" and the number that the house gave for event 17 are one reader. */
export function sameReader(desk: Desk, one: number | string, other: number | string): boolean {
  return settled(desk, one) === settled(desk, other);
}

function settled(desk: Desk, number: number | string): string {
  if (typeof number === "string" && number.startsWith("#")) {
    const told = desk.standings.get(Number(number.slice(1)))?.detail.number;
    if (told !== undefined) return String(told);
  }
  return String(number);
}
