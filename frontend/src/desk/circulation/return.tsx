import { useState } from "preact/hooks";
import { type Copy, copyAt } from "../holdings/copies";
import { CopyPicker } from "../holdings/picker";
import { looksAt } from "../holdings/states";
import { shownDay } from "../shell/clock";
import type { Desk, DeskEvent } from "../shell/desk";
import { takeBack } from "../shell/journal";
import { Notice, Press } from "../shell/look";
import { addKind, addScreen } from "../shell/registry";
import { askRenew, isLastOf, lateness, refusalOf, renew, takeReturn, whoHas } from "./lending";
import { type Loan, loansOf } from "./loans";
import { type Kept, keptFor, whose } from "./promises";
import { readerAt } from "../readers/readers";
import { say } from "./words";

/** Returning and renewing. */

function ReturnScreen({ desk }: { desk: Desk }) {
  const [lines, setLines] = useState<{ event: DeskEvent; copy: Copy; loan: Loan | undefined; late: number; kept: Kept | null }[]>([]);
  const [fault, setFault] = useState("");
  const lent = loansOf(desk);
  const scanned = async (copy: Copy) => {
    const loan = loansOf(desk).get(copy.barcode);
    const late = loan ? lateness(desk, loan) : 0;
    const event = await takeReturn(desk, copy);
    setLines((before) => [{ event, copy, loan, late, kept: keptFor(desk, copy) }, ...before]);
  };
  return (
    <>
      <CopyPicker desk={desk} label={say("returnWhich")} chosen={scanned} rather={(copy) => lent.has(copy.barcode)} />
      {fault && <Notice tone="bad">{fault}</Notice>}
      <div aria-live="polite">
        {lines.length > 0 && <p class="big ok">{say("returnedNow", { n: lines.filter((one) => !desk.undoOf(one.event.seq)).length })}</p>}
        <ul class="lines">
          {lines.map(({ event, copy, loan, late, kept }) => (
            <li key={event.seq} class={desk.undoOf(event.seq) ? "card undone" : "card"}>
              <p>
                <strong>{copy.title}</strong> <span class="muted">{copy.number}</span>
              </p>
              <p>{loan ? say("returnedFrom", { who: whoHas(desk, loan) }) : say("returnedNotLent")}</p>
              {late > 0 && <p class="warn">{say("returnedLate", { n: late })}</p>}
              {kept && !desk.undoOf(event.seq) && (
                <Notice tone="warn">
                  <strong>{say("setAside")}</strong> {whose(desk, kept)}
                </Notice>
              )}
              {desk.undoOf(event.seq) ? (
                <p class="muted">{say("undone")}</p>
              ) : (
                <Press act={() => takeBack(desk, event.seq)} failed={setFault} label={`${say("undo")}: ${copy.title}`}>
                  {say("undo")}
                </Press>
              )}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function RenewScreen({ desk }: { desk: Desk }) {
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState("");
  const loans = [...loansOf(desk).values()].sort((one, other) => (one.due < other.due ? -1 : 1));
  const again = async (loan: Loan) => {
    setSaid("");
    setFault("");
    const asked = askRenew(desk, loan);
    const { due } = asked.decision;
    if (asked.decision.refusal || !due) return setFault(refusalOf(asked, readerAt(desk, loan.reader)));
    await renew(desk, loan, due);
    setSaid(say("renewed", { title: copyAt(desk, loan.copy)?.title ?? loan.copy, day: shownDay(due) }));
  };
  const scanned = (copy: Copy) => {
    const loan = loansOf(desk).get(copy.barcode);
    if (!loan) return setFault(say("notLent"));
    return again(loan);
  };
  const lent = new Set(loans.map((loan) => loan.copy));
  return (
    <>
      <CopyPicker desk={desk} label={say("renewWhich")} chosen={scanned} rather={(copy) => lent.has(copy.barcode)} />
      {said && <Notice tone="ok">{said}</Notice>}
      {fault && <Notice tone="bad">{fault}</Notice>}
      <h2>{say("onLoan")}</h2>
      {!loans.length && <p class="empty">{say("noLoans")}</p>}
      <ul class="lines">
        {loans.slice(0, 100).map((loan) => {
          const title = copyAt(desk, loan.copy)?.title ?? loan.copy;
          const late = lateness(desk, loan);
          return (
            <li key={loan.copy} class="card">
              <p>
                <strong>{title}</strong>
              </p>
              <p>
                {whoHas(desk, loan)} · {say("lentDue", { day: shownDay(loan.due) })}{" "}
                {late > 0 && <span class="badge bad">{say("late", { n: late })}</span>}
              </p>
              <Press act={() => again(loan)} failed={setFault} label={`${say("renew")}: ${title}`}>
                {say("renew")}
              </Press>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function ofCopy(event: DeskEvent, desk: Desk): string {
  return copyAt(desk, String(event.payload.copy))?.title ?? String(event.payload.copy);
}

looksAt((desk, copy) => {
  const loan = loansOf(desk).get(copy.barcode);
  return loan ? `${say("onLoan")}: ${whoHas(desk, loan)}, ${say("lentDue", { day: shownDay(loan.due) })}` : null;
});
addScreen({ path: "tra", title: () => say("returning"), page: ReturnScreen }, { sign: "←", order: 20 });
addScreen({ path: "gia-han", title: () => say("renew"), page: RenewScreen }, { sign: "↻", order: 30 });
addKind("circulation.return", {
  title: () => say("returnEvent"),
  detail: ofCopy,
  undoable: (event, desk) => isLastOf(desk, event),
});
addKind("circulation.renew", {
  title: () => say("renewEvent"),
  detail: (event, desk) => say("renewed", { title: ofCopy(event, desk), day: shownDay(String(event.payload.due)) }),
  undoable: (event, desk) => isLastOf(desk, event),
});
