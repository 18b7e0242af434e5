import { readerAt, type Reader } from "../readers/readers";
import { audienceWord } from "../readers/audience";
import { copyAt, type Copy } from "../holdings/copies";
import { isElsewhere, movedSince, stateOf, stateWord } from "../holdings/states";
import { dayOf, rightNow, today } from "../shell/clock";
import type { Desk, DeskEvent } from "../shell/desk";
import { carries, type Row } from "../shell/supplies";
import { type Loan, loansOf, loansOfReader } from "./loans";
import { type Borrower, choose, type Closed, daysLate, type Decision, mayLend, mayRenew, type Rule } from "./rules";
import { say } from "./words";

/** The acts of the counter: decided by the rules at hand, then written. */

export const RULES = "circulation.rules";
export const CLOSED_DAYS = "circulation.closed_days";
carries(RULES, CLOSED_DAYS);

const OUT_OF_SERVICE = new Set(["lost", "damaged", "withdrawn", "quarantine"]);

function ruleOf(row: Row): Rule {
  const [id, from, to, point, kind, readerClass, collection, most, days, renewals, renewalDays] = row;
  const [inHouse, others, deposit, perDay, mostFine, grace, lost] = row.slice(11);
  return {
    id: Number(id),
    valid_from: String(from),
    valid_to: to ? String(to) : null,
    point: String(point ?? ""),
    point_kind: String(kind ?? ""),
    reader_class: String(readerClass ?? ""),
    collection: String(collection ?? ""),
    most_copies: Number(most),
    days: Number(days),
    renewals: Number(renewals),
    renewal_days: Number(renewalDays),
    in_house_only: inHouse === true,
    other_libraries: others === true,
    deposit: Number(deposit ?? 0),
    fine_per_day: Number(perDay ?? 0),
    fine_most: Number(mostFine ?? 0),
    grace_days: Number(grace ?? 0),
    lost_percent: Number(lost ?? 0),
  };
}

export function rulesOf(desk: Desk): Rule[] {
  return [...desk.table(RULES).values()].map(ruleOf);
}

export function closedOf(desk: Desk): Closed[] {
  return [...desk.table(CLOSED_DAYS).values()].map((row) => {
    const [, first, last, point] = row as [number, string, string, string];
    return { first, last, point: point ?? "" };
  });
}

/** To whom: a reader, or nobody in particular of an audience, perhaps with a local alias. */
export type To = { reader: Reader } | { audience: string; alias: string };

export function borrowerOf(reader: Reader): Borrower {
  return {
    reader_class: reader.readerClass,
    home: reader.home,
    barred: reader.barred,
    card_until: reader.cardUntil,
    needs_guardian: reader.needsGuardian,
  };
}

export interface Asked {
  decision: Decision;
  rule: Rule | null;
}

export function askLend(desk: Desk, copy: Copy, to: To): Asked {
  const { code, kind } = desk.point;
  const day = today();
  const reader = "reader" in to ? to.reader : null;
  const rule = choose(rulesOf(desk), day, code, kind, reader?.readerClass ?? "", copy.collection);
  const out = reader ? loansOfReader(desk, reader.number).length : 0;
  const decision = mayLend(rule, closedOf(desk), day, code, reader && borrowerOf(reader), out);
  return { decision, rule };
}

export function askRenew(desk: Desk, loan: Loan): Asked {
  const { code, kind } = desk.point;
  const day = today();
  const reader = readerAt(desk, loan.reader) ?? null;
  const collection = copyAt(desk, loan.copy)?.collection ?? "";
  const rule = choose(rulesOf(desk), day, code, kind, reader?.readerClass ?? "", collection);
  const decision = mayRenew(rule, closedOf(desk), day, code, reader && borrowerOf(reader), loan.due, loan.renewals);
  return { decision, rule };
}

/** Why not, in words. */
export function refusalOf({ decision, rule }: Asked, reader?: Reader | null): string {
  const code = decision.refusal;
  if (!say.has(code)) return code;
  return say(code, {
    why: reader?.barred ?? "",
    day: reader?.cardUntil ?? "",
    most: (code === "too-many-renewals" ? rule?.renewals : rule?.most_copies) ?? 0,
  });
}

export async function lend(desk: Desk, copy: Copy, to: To, asked: Asked): Promise<DeskEvent> {
  const payload: Record<string, unknown> = { copy: copy.barcode, due: asked.decision.due };
  if (asked.decision.rule !== null) payload.rule = asked.decision.rule;
  const local: Record<string, unknown> = { before: loansOf(desk).get(copy.barcode) ?? null };
  if ("reader" in to) {
    payload.reader = to.reader.number;
  } else {
    payload.reader = null;
    payload.audience = to.audience;
    if (to.alias.trim()) local.alias = to.alias.trim();
  }
  return desk.append("circulation.lend", payload, { local, secret: "alias" in local });
}

export async function takeReturn(desk: Desk, copy: Copy): Promise<DeskEvent> {
  const before = loansOf(desk).get(copy.barcode) ?? null;
  return desk.append("circulation.return", { copy: copy.barcode }, { local: { before }, secret: Boolean(before?.alias) });
}

export async function renew(desk: Desk, loan: Loan, due: string): Promise<DeskEvent> {
  return desk.append("circulation.renew", { copy: loan.copy, due }, { local: { before: loan }, secret: Boolean(loan.alias) });
}

/** Why the copy itself should stay, or "" */
export function whyNot(desk: Desk, copy: Copy): string {
  const loan = loansOf(desk).get(copy.barcode);
  if (loan) return say("alreadyLent", { title: copy.title, who: whoHas(desk, loan) });
  if (isElsewhere(desk, copy)) return say("not-in-service", { state: stateOf(desk, copy).text });
  const state = movedSince(desk, copy.barcode) ?? copy.state;
  return OUT_OF_SERVICE.has(state) ? say("not-in-service", { state: stateWord(state) }) : "";
}

export function whoHas(desk: Desk, loan: Pick<Loan, "reader" | "audience" | "alias">): string {
  const reader = readerAt(desk, loan.reader);
  if (reader) return reader.name;
  if (loan.alias) return loan.alias;
  return loan.audience ? audienceWord(loan.audience) : say("someone");
}

/** How many days late, by the rule's grace; 0 when in time. */
export function lateness(desk: Desk, loan: Loan): number {
  const { code, kind } = desk.point;
  const reader = readerAt(desk, loan.reader);
  const collection = copyAt(desk, loan.copy)?.collection ?? "";
  const rule = choose(rulesOf(desk), loan.lent, code, kind, reader?.readerClass ?? "", collection);
  return daysLate(loan.due, dayOf(rightNow()), rule?.grace_days ?? 0, [], closedOf(desk), code);
}

/** A copy's last event is the one that may be taken back. */
export function isLastOf(desk: Desk, event: DeskEvent): boolean {
  const copy = event.payload.copy;
  const undone = new Set(
    desk.events.filter((one) => one.kind === "circulation.undo").map((one) => Number(one.payload.seq)),
  );
  return !desk.events.some(
    (one) =>
      one.seq > event.seq && one.payload.copy === copy && one.kind.startsWith("circulation.") && !undone.has(one.seq),
  );
}

