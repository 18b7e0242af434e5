import { useState } from "preact/hooks";
import { Carrying } from "./carrying";
import { shownMoment } from "./clock";
import type { Desk } from "./desk";
import { enrolOverTheLine, tokenIn } from "./enrol";
import { Field, Form, Notice, Press } from "./look";
import { HouseRefusal, Refusal } from "./refusal";
import { addScreen } from "./registry";
import type { Sync } from "./sync";
import { sentenceOf, say } from "./words";

/** Sending: over the line, on a stick, by codes; and what is safe. */

let sync: Sync;

export function sendsBy(one: Sync): void {
  sync = one;
}

function SendingScreen({ desk }: { desk: Desk }) {
  const { phase, sent, total, rows, trouble, done, again } = sync.progress;
  const busy = phase === "sending" || phase === "fetching" || phase === "photos";
  const photos = desk.unsentPhotos.length;
  const unknown = trouble instanceof HouseRefusal && trouble.code === "device-unknown";
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
        {photos > 0 && <p class="warn">{say(phase === "photos" ? "photosSending" : "photosWaiting", { n: photos })}</p>}
        {phase === "fetching" && <p>{say("fetching", { rows })}</p>}
        {phase === "pausing" && trouble && (
          <Notice tone="warn">
            <p>{sentenceOf(trouble)}</p>
            {again && <p>{say("pausing", { at: shownMoment(again).slice(0, 5) })}</p>}
          </Notice>
        )}
        {phase === "resting" && done && <p>{say("resting")}</p>}
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
      {unknown && <EnrolAgain desk={desk} />}
      <Carrying desk={desk} />
      <a class="button" href="#/so">
        {say("journalTitle")}
      </a>
    </>
  );
}

/** For a house that was put back to a state before this device came. */
function EnrolAgain({ desk }: { desk: Desk }) {
  const [token, setToken] = useState("");
  return (
    <section class="card">
      <h2>{say("enrolAgain")}</h2>
      <p>{say("enrolAgainHelp")}</p>
      <Form
        act={async () => {
          const found = tokenIn(token);
          if (!found) throw new Refusal("token-unreadable");
          await enrolOverTheLine(desk, found, desk.enrolled?.name ?? "");
          setToken("");
          void sync.run();
        }}
      >
        <Field label={say("enrolToken")} value={token} change={setToken} />
        <button class="primary">{say("enrolAgain")}</button>
      </Form>
    </section>
  );
}

addScreen({ path: "gui", title: () => say("syncTitle"), page: SendingScreen });
