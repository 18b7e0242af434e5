import { useState } from "preact/hooks";
import { shownMoment } from "./clock";
import type { Desk, DeskEvent, Stand } from "./desk";
import { Choice, Notice, Press } from "./look";
import { addKind, addReasons, addScreen, kinds, reasons } from "./registry";
import { here } from "./router";
import { say } from "./words";

/** Every event of this device with its standing, newest first. */

const AT_ONCE = 50;
// Taken as it was said: nothing to tell.
const PLAIN = new Set(["fits", "counted", "registered", "undone", "received", "handed-on", "wished", "asked"]);
type Filter = "all" | "waiting" | "trouble" | "settled";

const STANDS: Record<Stand, () => string> = {
  here: () => say("here"),
  safe: () => say("safe"),
  taken: () => say("taken"),
  waiting: () => say("waiting_"),
  declined: () => say("declined"),
  failed: () => say("failed"),
  held: () => say("held"),
  conflict: () => say("conflict"),
};
const TONES: Record<Stand, string> = {
  here: "warn", safe: "ok", taken: "ok", waiting: "warn", declined: "bad", failed: "warn", held: "warn", conflict: "bad",
};

/** Why the house took it otherwise than it was said, or not at all; "" where there is nothing to say. */
export function reasonOf(desk: Desk, seq: number): string {
  const told = desk.standings.get(seq);
  if (!told || PLAIN.has(told.code)) return "";
  if (told.code === "unsettled") {
    const because = reasons.get(String(told.detail.why));
    if (because) return because(told.detail);
    const codes = told.detail.unsettled;
    return say("unsettled", { codes: Array.isArray(codes) ? codes.join(", ") : "" });
  }
  const known = reasons.get(told.code);
  if (known) return known(told.detail);
  if (told.code.endsWith("-unreadable")) return say("entryUnreadable");
  return told.code && told.standing !== "taken" ? say("reasonCode", { code: told.code }) : "";
}

function shown(desk: Desk, event: DeskEvent, filter: Filter): boolean {
  const stand = desk.standOf(event.seq);
  if (filter === "waiting") return event.seq > desk.safe;
  if (filter === "trouble") return ["declined", "conflict", "waiting", "failed", "held"].includes(stand);
  if (filter === "settled") return stand === "taken" && reasonOf(desk, event.seq) !== "";
  return true;
}

export async function takeBack(desk: Desk, seq: number): Promise<void> {
  await desk.append("circulation.undo", { seq });
}

export function mayTakeBack(desk: Desk, event: DeskEvent): boolean {
  if (desk.undoOf(event.seq)) return false;
  if (["declined", "conflict"].includes(desk.standOf(event.seq))) return false;
  return kinds.get(event.kind)?.undoable?.(event, desk) ?? false;
}

/** What was just written, with the way back. */
export function Written({ desk, event, said }: { desk: Desk; event: DeskEvent; said: string }) {
  const [fault, setFault] = useState("");
  if (desk.undoOf(event.seq)) return <Notice>{say("undone")}</Notice>;
  return (
    <Notice tone="ok">
      <p>{said}</p>
      {fault && <p class="bad">{fault}</p>}
      {mayTakeBack(desk, event) && (
        <Press act={() => takeBack(desk, event.seq)} failed={setFault}>
          {say("undo")}
        </Press>
      )}
    </Notice>
  );
}

function JournalScreen({ desk }: { desk: Desk }) {
  const [filter, setFilter] = useState<Filter>((here().query.get("xem") as Filter | null) ?? "all");
  const [most, setMost] = useState(AT_ONCE);
  const [fault, setFault] = useState("");
  const found = desk.events.filter((event) => shown(desk, event, filter)).reverse();
  if (!desk.events.length) return <p class="empty">{say("journalEmpty")}</p>;
  return (
    <>
      <Choice
        label={say("journalFilter")}
        value={filter}
        change={(chosen) => {
          setFilter(chosen);
          setMost(AT_ONCE);
        }}
        options={[
          ["all", say("all")],
          ["waiting", say("onlyWaiting")],
          ["trouble", say("onlyTrouble")],
          ["settled", say("onlySettled")],
        ]}
      />
      {fault && <Notice tone="bad">{fault}</Notice>}
      {!found.length && <p class="empty">{say("noneSuch")}</p>}
      <ol class="events">
        {found.slice(0, most).map((event) => {
          const stand = desk.standOf(event.seq);
          const words = kinds.get(event.kind);
          const reason = reasonOf(desk, event.seq);
          const undone = desk.undoOf(event.seq) !== undefined;
          return (
            <li key={event.seq} class={undone ? "undone" : ""}>
              <p class="what">
                <strong>{words?.title() ?? event.kind}</strong>
                <span class={`badge ${TONES[stand]}`}>{STANDS[stand]()}</span>
              </p>
              <p>{words?.detail(event, desk)}</p>
              {reason && <p class="reason">{reason}</p>}
              <p class="muted">
                {event.seq}. {say("byAt", { who: event.by, at: shownMoment(event.at) })}
              </p>
              {undone && <p class="muted">{say("undone")}</p>}
              {mayTakeBack(desk, event) && (
                <Press act={() => takeBack(desk, event.seq)} failed={setFault}>
                  {say("undo")}
                </Press>
              )}
            </li>
          );
        })}
      </ol>
      {found.length > most && (
        <button class="wide" onClick={() => setMost(most + AT_ONCE)}>
          {say("more")}
        </button>
      )}
    </>
  );
}

addKind("circulation.undo", {
  title: () => say("undoTitle"),
  detail: (event, desk) => {
    const undone = desk.events.find((one) => one.seq === event.payload.seq);
    const words = undone && kinds.get(undone.kind);
    const what = undone && words ? `: ${words.title()}, ${words.detail(undone, desk)}` : "";
    return say("undoOf", { n: Number(event.payload.seq) }) + what;
  },
});
addScreen({ path: "so", title: () => say("journalTitle"), page: JournalScreen }, { sign: "≡", order: 80 });
addReasons({
  "device-revoked": () => say("device-revoked"),
  "another-content": () => say("another-content"),
  "declined-by-a-person": () => say("declined-by-a-person"),
  "unknown-kind": () => say("unknown-kind"),
  failed: () => say("house-failed"),
});
