import { useState } from "preact/hooks";
import { type Copy, copyAt } from "../holdings/copies";
import { CopyPicker } from "../holdings/picker";
import { audienceWord } from "../readers/audience";
import { say as readerWords } from "../readers/words";
import { audiencesAt, byCard, byName, type Reader, readerAt } from "../readers/readers";
import { shownDay, today } from "../shell/clock";
import type { Desk, DeskEvent } from "../shell/desk";
import { grouped } from "../shell/language";
import { takeBack } from "../shell/journal";
import { Choice, Field, Notice, Press } from "../shell/look";
import { addKind, addScreen } from "../shell/registry";
import { here } from "../shell/router";
import { Scan } from "../shell/scan";
import { type Asked, askLend, isLastOf, lateness, lend, refusalOf, type To, whoHas, whyNot } from "./lending";
import { loansOfReader } from "./loans";
import { promisedToAnother } from "./promises";
import { say } from "./words";

/** Lending: first who, then one book after the other. Each is written before it is shown. */

interface Line {
  event: DeskEvent;
  copy: Copy;
  asked: Asked;
}

function LendScreen({ desk }: { desk: Desk }) {
  const [to, setTo] = useState<To | null>(() => {
    const reader = readerAt(desk, here().query.get("cho"));
    return reader ? { reader } : null;
  });
  const [lines, setLines] = useState<Line[]>([]);
  const [doubt, setDoubt] = useState<{ copy: Copy; why: string; asked: Asked } | null>(null);
  const [fault, setFault] = useState("");

  if (!to) return <ChooseBorrower desk={desk} chosen={setTo} />;
  const reader = "reader" in to ? to.reader : null;

  const write = async (copy: Copy, asked: Asked) => {
    const event = await lend(desk, copy, to, asked);
    setLines((before) => [{ event, copy, asked }, ...before]);
  };
  const scanned = async (copy: Copy) => {
    setDoubt(null);
    setFault("");
    const asked = askLend(desk, copy, to);
    const lent = whyNot(desk, copy);
    if (lent) return setFault(lent);
    const promised = promisedToAnother(desk, copy, to);
    if (asked.decision.refusal) {
      const why = [refusalOf(asked, reader), promised].filter(Boolean).join(" ");
      // Without a due day there is nothing to lend by.
      if (!asked.rule || asked.rule.in_house_only) return setFault(why);
      return setDoubt({ copy, why, asked: allTheSame(desk, asked, copy) });
    }
    if (promised) return setDoubt({ copy, why: promised, asked });
    await write(copy, asked);
  };
  const done = () => {
    setTo(null);
    setLines([]);
    setDoubt(null);
    setFault("");
  };
  const out = reader ? loansOfReader(desk, reader.number) : [];
  const kept = lines.filter((one) => !desk.undoOf(one.event.seq));
  const deposits = reader ? kept.map((one) => one.asked.rule?.deposit ?? 0).filter(Boolean) : [];
  return (
    <>
      <section class="card borrower">
        <p class="muted">{say("borrower")}</p>
        <p class="big">{reader ? reader.name : whoHas(desk, { reader: null, ...anonymous(to) })}</p>
        {reader && <p>{say("hasNow", { n: out.length })}</p>}
        {out.length > 0 && <Out desk={desk} loans={out.filter((loan) => lateness(desk, loan) > 0)} />}
        <button onClick={done}>{lines.length ? say("done") : say("other")}</button>
      </section>
      <CopyPicker desk={desk} label={say("whichBooks")} chosen={scanned} rather={(copy) => !whyNot(desk, copy)} />
      {fault && <Notice tone="bad">{fault}</Notice>}
      {doubt && (
        <Notice tone="warn">
          <p>
            <strong>{doubt.copy.title}</strong>: {doubt.why}
          </p>
          <Press
            failed={setFault}
            act={async () => {
              await write(doubt.copy, doubt.asked);
              setDoubt(null);
            }}
          >
            {say("refusedAnyway")}
          </Press>
        </Notice>
      )}
      <div aria-live="polite">
        {lines.length > 0 && <p class="big ok">{say("lentNow", { n: kept.length })}</p>}
        {deposits.length > 1 && <p class="warn">{say("depositAll", { sum: grouped(deposits.reduce((sum, one) => sum + one, 0)) })}</p>}
        <ul class="lines">
          {lines.map(({ event, copy, asked }) => (
            <LentLine key={event.seq} desk={desk} event={event} copy={copy} asked={asked} deposit={reader ? (asked.rule?.deposit ?? 0) : 0} />
          ))}
        </ul>
      </div>
      {lines.length > 0 && (
        <button class="primary wide" onClick={done}>
          {say("done")}
        </button>
      )}
    </>
  );
}

function anonymous(to: To) {
  return "reader" in to ? { audience: "", alias: "" } : { audience: to.audience, alias: to.alias };
}

/** The due day of the rule, where a person decides to lend against it. */
function allTheSame(desk: Desk, asked: Asked, copy: Copy): Asked {
  const free = askLend(desk, copy, { audience: "unknown", alias: "" });
  return { rule: asked.rule, decision: { refusal: "", rule: asked.rule?.id ?? null, due: free.decision.due ?? today() } };
}

function Out({ desk, loans }: { desk: Desk; loans: ReturnType<typeof loansOfReader> }) {
  return (
    <ul>
      {loans.map((loan) => (
        <li key={loan.copy} class="warn">
          {copyAt(desk, loan.copy)?.title ?? loan.copy}: {say("late", { n: lateness(desk, loan) })}
        </li>
      ))}
    </ul>
  );
}

function LentLine({ desk, event, copy, asked, deposit }: Line & { desk: Desk; deposit: number }) {
  const [fault, setFault] = useState("");
  const undone = desk.undoOf(event.seq);
  return (
    <li class={undone ? "card undone" : "card"}>
      <p>
        <strong>{copy.title}</strong> <span class="muted">{copy.number}</span>
      </p>
      <p class="due">{say("lentDue", { day: shownDay(String(event.payload.due)) })}</p>
      {asked.rule && (
        <p class="muted">{say("byRule", { rule: asked.rule.id, days: asked.rule.days, most: asked.rule.most_copies })}</p>
      )}
      {deposit > 0 && !undone && <Notice tone="warn">{say("deposit", { sum: grouped(deposit) })}</Notice>}
      {fault && <Notice tone="bad">{fault}</Notice>}
      {undone ? (
        <p class="muted">{say("undone")}</p>
      ) : (
        <Press act={() => takeBack(desk, event.seq)} failed={setFault} label={`${say("undo")}: ${copy.title}`}>
          {say("undo")}
        </Press>
      )}
    </li>
  );
}

function ChooseBorrower({ desk, chosen }: { desk: Desk; chosen: (to: To) => void }) {
  const audiences = audiencesAt(desk.point.kind);
  const [audience, setAudience] = useState(audiences[0] ?? "unknown");
  const [alias, setAlias] = useState("");
  const named = desk.point.readers;
  return (
    <>
      {named && (
        <>
          <Scan<Reader>
            label={say("lendTo")}
            help={say("lendToHelp")}
            offers={(text) => byName(desk, text, 8)}
            exact={(code) => {
              const reader = byCard(desk, code);
              return reader ? [reader] : [];
            }}
            show={(reader) => <ReaderLine reader={reader} />}
            chosen={(reader) => chosen({ reader })}
            unknown={(text) => say("unknownReader", { text })}
            several={(n) => say("severalReaders", { n })}
            keep={false}
          />
          <a class="button wide" href="#/ban-doc">
            {"+ "}
            {newReader()}
          </a>
        </>
      )}
      <section class="card">
        {named && <h2>{say("nobody")}</h2>}
        <p class="muted">{named ? say("nobodyHelp") : null}</p>
        <Choice label={say("who")} value={audience} change={setAudience} options={audiences.map((one) => [one, audienceWord(one)] as const)} />
        {!named && <Field label={say("alias")} value={alias} change={setAlias} />}
        <button class={named ? "wide" : "primary wide"} onClick={() => chosen({ audience, alias })}>
          {say("lend")}
        </button>
      </section>
    </>
  );
}

function newReader(): string {
  return readerWords("register");
}

export function ReaderLine({ reader }: { reader: Reader }) {
  return (
    <>
      <strong>{reader.name}</strong>
      <span class="muted">
        {[audienceWord(reader.audience), reader.born, reader.cards[0]].filter(Boolean).join(" · ")}
      </span>
    </>
  );
}

addScreen({ path: "cho-muon", title: () => say("lend"), page: LendScreen }, { sign: "→", order: 10 });
addKind("circulation.lend", {
  title: () => say("lendEvent"),
  detail: (event, desk) =>
    say("toWhom", {
      title: copyAt(desk, String(event.payload.copy))?.title ?? String(event.payload.copy),
      who: whoHas(desk, {
        reader: event.payload.reader as number | string | null,
        audience: String(event.payload.audience ?? ""),
        alias: String(event.local.alias ?? ""),
      }),
      day: shownDay(String(event.payload.due ?? "")),
    }),
  undoable: (event, desk) => isLastOf(desk, event),
});
