import { useState } from "preact/hooks";
import { shownMoment } from "./clock";
import type { Desk } from "./desk";
import { FileButton, Notice, Press, saveFile } from "./look";
import { addScreen } from "./registry";
import { answerCarried, bundleToCarry, type Sync } from "./sync";
import { sentenceOf, say } from "./words";

/** Sending: over the line, on a stick, by codes; and what is safe. */

let sync: Sync;

export function sendsBy(one: Sync): void {
  sync = one;
}

function SendingScreen({ desk }: { desk: Desk }) {
  const { phase, sent, total, rows, trouble, again } = sync.progress;
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState("");
  const busy = phase === "sending" || phase === "fetching";
  const carry = async () => {
    const waiting = desk.unsafe.length;
    const bytes = await bundleToCarry(desk, "stick");
    const name = `${desk.point.code}-${new Date().toISOString().slice(0, 10)}.tusach`;
    saveFile(name, bytes);
    setSaid(say("stickSaved", { n: waiting, name }));
  };
  const taken = async (bytes: ArrayBuffer) => {
    setFault("");
    try {
      setSaid(say("stickTaken", { n: await answerCarried(desk, new Uint8Array(bytes)) }));
    } catch (error) {
      setFault(sentenceOf(error));
    }
  };
  return (
    <>
      <section class="card" aria-live="polite">
        <p class={desk.unsafe.length ? "big warn" : "big ok"}>
          {desk.unsafe.length ? say("waiting", { n: desk.unsafe.length }) : say("nothingWaiting")}
        </p>
        {phase === "sending" && total > 0 && (
          <>
            <progress max={total} value={sent} aria-label={say("progress")} />
            <p>{say("sending", { sent, total })}</p>
            <p class="muted">{say("partSafe")}</p>
          </>
        )}
        {phase === "fetching" && <p>{say("fetching", { rows })}</p>}
        {phase === "pausing" && trouble && (
          <Notice tone="warn">
            <p>{sentenceOf(trouble)}</p>
            {again && <p>{say("pausing", { at: shownMoment(again).slice(0, 5) })}</p>}
          </Notice>
        )}
        {desk.unsafe.length > 0 && <p class="muted">{say("safeNote")}</p>}
        <p class="muted">
          {say("safeCount", { n: desk.safe })}
          <br />
          {desk.contact ? say("lastContact", { at: shownMoment(desk.contact.at) }) : say("neverContact")}
        </p>
        <Press class="primary wide" off={busy} act={() => sync.run()}>
          {say("syncNow")}
        </Press>
      </section>
      {said && <Notice tone="ok">{said}</Notice>}
      {fault && <Notice tone="bad">{fault}</Notice>}
      <section class="card">
        <h2>{say("stickTitle")}</h2>
        <div class="row">
          <Press act={carry} failed={setFault}>
            {say("stickSave")}
          </Press>
          <FileButton label={say("stickOpen")} accept=".tusach" taken={(bytes) => void taken(bytes)} />
        </div>
      </section>
      <a class="button" href="#/so">
        {say("journalTitle")}
      </a>
    </>
  );
}

addScreen({ path: "gui", title: () => say("syncTitle"), page: SendingScreen });
