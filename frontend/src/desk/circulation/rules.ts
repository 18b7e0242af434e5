/** The decisions of lending, the same as `tusach/circulation/rules.py`: held equal by
 *  `tusach/circulation/vectors.json` (tests/desk/test_same_rules.py). Days are texts, YYYY-MM-DD:
 *  they compare as they stand. Days are days at the place; money is in đồng. */

import { addDays } from "../shell/clock";

// A place that is closed longer than this has other cares than a due day.
const LONGEST_CLOSED = 400;

export interface Rule {
  id: number;
  valid_from: string;
  valid_to: string | null;
  point: string;
  point_kind: string;
  reader_class: string;
  collection: string;
  most_copies: number;
  days: number;
  renewals: number;
  renewal_days: number;
  in_house_only: boolean;
  other_libraries: boolean;
  deposit: number;
  fine_per_day: number;
  fine_most: number;
  grace_days: number;
  lost_percent: number;
}

export interface Closed {
  first: string;
  last: string;
  point: string;
}

export interface Forgiven extends Closed {
  days: number;
}

export interface Borrower {
  reader_class: string;
  home: string;
  barred: string;
  card_until: string | null;
  needs_guardian: boolean;
}

export interface Decision {
  refusal: string;
  rule: number | null;
  due: string | null;
}

/** Of the rules in force whose class, collection and place fit, the one that names the
 *  collection; then the one for the point, then for its kind; then the one for the class. */
export function choose(
  rules: Iterable<Rule>,
  day: string,
  point: string,
  pointKind: string,
  readerClass: string,
  collection: string,
): Rule | null {
  const fits = (scope: string, value: string) => scope === "" || scope === value;
  let best: Rule | null = null;
  for (const one of rules) {
    if (one.valid_from > day || (one.valid_to !== null && day >= one.valid_to)) continue;
    if (!fits(one.point, point) || !fits(one.point_kind, pointKind)) continue;
    if (!fits(one.reader_class, readerClass) || !fits(one.collection, collection)) continue;
    if (!best || narrower(one, best)) best = one;
  }
  return best;
}

function narrower(one: Rule, other: Rule): boolean {
  const mine = narrowness(one);
  const theirs = narrowness(other);
  const at = mine.findIndex((value, index) => value !== theirs[index]);
  return at >= 0 && (mine[at] ?? 0) > (theirs[at] ?? 0);
}

function narrowness(one: Rule): number[] {
  const place = one.point ? 2 : one.point_kind ? 1 : 0;
  return [Number(Boolean(one.collection)), place, Number(Boolean(one.reader_class)), one.id];
}

export function mayLend(
  rule: Rule | null,
  closed: Closed[],
  day: string,
  point: string,
  borrower: Borrower | null,
  openLoans: number,
): Decision {
  const refused = (refusal: string): Decision => ({ refusal, rule: rule?.id ?? null, due: null });
  if (borrower) {
    if (borrower.barred) return refused("reader-barred");
    if (borrower.card_until !== null && borrower.card_until < day) return refused("card-expired");
    if (borrower.needs_guardian) return refused("guardian-missing");
  }
  if (!rule) return refused("no-rule");
  if (rule.in_house_only) return refused("in-house-only");
  if (borrower) {
    if (borrower.home !== point && !rule.other_libraries) return refused("other-library");
    if (openLoans >= rule.most_copies) return refused("too-many");
  }
  return { refusal: "", rule: rule.id, due: dueDay(day, rule.days, closed, point) };
}

export function mayRenew(
  rule: Rule | null,
  closed: Closed[],
  day: string,
  point: string,
  borrower: Borrower | null,
  due: string,
  renewals: number,
): Decision {
  const refused = (refusal: string): Decision => ({ refusal, rule: rule?.id ?? null, due: null });
  if (borrower?.barred) return refused("reader-barred");
  if (!rule) return refused("no-rule");
  if (renewals >= rule.renewals) return refused("too-many-renewals");
  const next = dueDay(day, rule.renewal_days, closed, point);
  return { refusal: "", rule: rule.id, due: next > due ? next : due };
}

export function isClosed(closed: Iterable<Closed>, day: string, point: string): boolean {
  for (const one of closed) {
    if ((one.point === "" || one.point === point) && one.first <= day && day <= one.last) return true;
  }
  return false;
}

export function dueDay(day: string, days: number, closed: Closed[], point: string): string {
  let due = addDays(day, days);
  for (let n = 0; n < LONGEST_CLOSED && isClosed(closed, due, point); n += 1) due = addDays(due, 1);
  return due;
}

/** Open days after the due day, less the grace of the rule and the longest forgiven there. */
export function daysLate(
  due: string,
  on: string,
  graceDays: number,
  graces: Forgiven[],
  closed: Closed[],
  point: string,
): number {
  let late = 0;
  for (let day = addDays(due, 1); day <= on; day = addDays(day, 1)) if (!isClosed(closed, day, point)) late += 1;
  const forgiven = graces
    .filter((one) => (one.point === "" || one.point === point) && one.first <= due && due <= one.last)
    .map((one) => one.days);
  return late ? Math.max(0, late - graceDays - Math.max(0, ...forgiven)) : 0;
}

export function fine(rule: Rule | null, late: number): number {
  if (!rule) return 0;
  const owed = rule.fine_per_day * late;
  return rule.fine_most ? Math.min(owed, rule.fine_most) : owed;
}
