import { useState } from "preact/hooks";
import { audienceWord } from "../readers/audience";
import { audiencesAt } from "../readers/readers";
import { dayOfEvent, shownDay, today } from "../shell/clock";
import type { Desk, DeskEvent } from "../shell/desk";
import { takeBack } from "../shell/journal";
import { Choice, Field, Form, Notice, Press } from "../shell/look";
import { addKind, addReasons, addScreen } from "../shell/registry";
import { Refusal } from "../shell/refusal";
import { say } from "./words";

/** Counting: one press for each person or book, or the whole day at once. */

const TALLY = "circulation.tally";
const MOST = 9_999;
const MEASURES = ["visit", "in_house"] as const;
type Measure = (typeof MEASURES)[number];
type Counts = Record<string, Record<string, number>>;

function countsOf(event: DeskEvent): Counts {
  return (event.payload.counts ?? {}) as Counts;
}

export function countedOn(desk: Desk, day: string, measure: string, audience?: string): number {
  let sum = 0;
  for (const event of desk.events) {
    if (event.kind !== TALLY || event.payload.day !== day || event.payload.point !== desk.point.code) continue;
    if (desk.undoOf(event.seq) || desk.standOf(event.seq) === "declined") continue;
    for (const [who, number] of Object.entries(countsOf(event)[measure] ?? {})) {
      if (audience === undefined || who === audience) sum += number;
    }
  }
  return sum;
}

function lentOn(desk: Desk, day: string): number {
  return desk.events.filter(
    (event) => event.kind === "circulation.lend" && dayOfEvent(event) === day && !desk.undoOf(event.seq),
  ).length;
}

function name(measure: string): string {
  return measure === "visit" ? say("visits") : say("inHouse");
}

function CountScreen({ desk }: { desk: Desk }) {
  const audiences = audiencesAt(desk.point.kind);
  const [mode, setMode] = useState<"on_site" | "mobile">("on_site");
  const [last, setLast] = useState<DeskEvent | null>(null);
  const [fault, setFault] = useState("");
  const day = today();
  const one = async (measure: Measure, audience: string) => {
    setFault("");
    setLast(await desk.append(TALLY, { day, mode, counts: { [measure]: { [audience]: 1 } }, exact: true }));
  };
  return (
    <>
      <p class="big" aria-live="polite">
        {say("countedToday", {
          n: countedOn(desk, day, "visit"),
          read: countedOn(desk, day, "in_house"),
          lent: lentOn(desk, day),
        })}
      </p>
      {fault && <Notice tone="bad">{fault}</Notice>}
      {last && !desk.undoOf(last.seq) && (
        <Notice tone="ok">
          {say("lastCounted", { what: detailOf(last) })}{" "}
          <Press act={() => takeBack(desk, last.seq)} failed={setFault}>
            {say("undo")}
          </Press>
        </Notice>
      )}
      <Choice label={say("mode")} value={mode} change={setMode} options={[["on_site", say("on_site")], ["mobile", say("mobile")]]} />
      {MEASURES.map((measure) => (
        <section key={measure}>
          <h2>{name(measure)}</h2>
          <p class="muted">{measure === "visit" ? say("visitsHelp") : say("inHouseHelp")}</p>
          <div class="taps">
            {audiences.map((audience) => (
              <Press
                key={audience}
                class="tap"
                act={() => one(measure, audience)}
                failed={setFault}
              >
                <span class="unseen">{say("addOne", { what: `${name(measure)}, ` })}</span>
                <span>{audienceWord(audience)}</span>
                <strong>{countedOn(desk, day, measure, audience)}</strong>
              </Press>
            ))}
          </div>
        </section>
      ))}
      <WholeDay desk={desk} audiences={audiences} />
    </>
  );
}

function WholeDay({ desk, audiences }: { desk: Desk; audiences: string[] }) {
  const [day, setDay] = useState(today());
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [about, setAbout] = useState(false);
  const [said, setSaid] = useState("");
  const write = async () => {
    setSaid("");
    if (!day || day > today()) throw new Refusal("unknown", { what: say("tallyFuture") });
    const counts: Counts = {};
    for (const measure of MEASURES) {
      for (const audience of audiences) {
        const text = (typed[`${measure} ${audience}`] ?? "").trim();
        const number = text === "" ? 0 : Number(text);
        if (!Number.isInteger(number) || number < 0 || number > MOST) {
          throw new Refusal("unknown", { what: say("tallyTooMany", { most: MOST }) });
        }
        if (number) (counts[measure] ??= {})[audience] = number;
      }
    }
    if (!Object.keys(counts).length) throw new Refusal("unknown", { what: say("tallyNone") });
    await desk.append(TALLY, { day, mode: "on_site", counts, exact: !about });
    setTyped({});
    setSaid(say("tallyDone", { day: shownDay(day) }));
  };
  return (
    <details class="card">
      <summary>{say("tallyTitle")}</summary>
      <p class="muted">{say("tallyHelp")}</p>
      {said && <Notice tone="ok">{said}</Notice>}
      <Form act={write}>
        <Field label={say("tallyDay")} value={day} change={setDay} type="date" />
        {MEASURES.map((measure) => (
          <fieldset key={measure}>
            <legend>{name(measure)}</legend>
            <div class="figures">
              {audiences.map((audience) => (
                <Field
                  key={audience}
                  label={audienceWord(audience)}
                  value={typed[`${measure} ${audience}`] ?? ""}
                  change={(value) => setTyped({ ...typed, [`${measure} ${audience}`]: value })}
                  mode="numeric"
                />
              ))}
            </div>
          </fieldset>
        ))}
        <label class="check">
          <input type="checkbox" checked={about} onChange={(event) => setAbout(event.currentTarget.checked)} />
          {say("tallyAbout")}
        </label>
        <button class="primary wide">{say("tallyDo")}</button>
      </Form>
    </details>
  );
}

function detailOf(event: DeskEvent): string {
  const parts: string[] = [];
  for (const [measure, byAudience] of Object.entries(countsOf(event))) {
    for (const [audience, number] of Object.entries(byAudience)) {
      parts.push(`${name(measure)}, ${audienceWord(audience)}: ${number}`);
    }
  }
  return parts.join("; ");
}

addScreen({ path: "dem", title: () => say("count"), page: CountScreen }, { sign: "+1", order: 25 });
addKind(TALLY, {
  title: () => say("tallyEvent"),
  detail: (event) => `${shownDay(String(event.payload.day))}: ${detailOf(event)}`,
  undoable: () => true,
});
addReasons({
  unseen: () => say("unseen"),
  repeat: () => say("repeat"),
  "no-loan": () => say("no-loan"),
  boxed: () => say("boxed"),
  "reader-unknown": () => say("reader-unknown"),
  aside: () => say("aside"),
  waits: () => say("waits"),
  "seq-is-an-undo": () => say("seq-is-an-undo"),
  "record-unknown": () => say("record-unknown"),
  "copies-unreadable": () => say("copies-unreadable"),
  "act-not-for-devices": () => say("act-not-for-devices"),
  "place-unreadable": () => say("place-unreadable"),
});
