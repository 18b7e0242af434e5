import { useState } from "preact/hooks";
import { addDays, shownDay } from "../shell/clock";
import type { Desk } from "../shell/desk";
import { Field, Form, Notice } from "../shell/look";
import { addScreen } from "../shell/registry";
import { here } from "../shell/router";
import { boxAt, EXTEND } from "./boxes";
import { BoxFacts } from "./list";
import { say } from "./words";

/** A longer stay, asked for by telephone: noted here, answered by the sender. */
function LongerScreen({ desk }: { desk: Desk }) {
  const box = boxAt(desk, Number(here().query.get("dot")));
  const [due, setDue] = useState(box ? addDays(box.due, 60) : "");
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState("");
  const [done, setDone] = useState("");
  if (!box || box.state === "coming") return <Notice>{say("none")}</Notice>;
  const write = async () => {
    setFault("");
    if (!due || due <= box.due) return setFault(say("wishLater", { day: shownDay(box.due) }));
    if (!reason.trim()) return setFault(say("wishWhyMissing"));
    await desk.append(EXTEND, { leg: box.leg, due, reason: reason.trim().slice(0, 300) }, { local: { batch: box.batch } });
    setDone(say("wishDone", { day: shownDay(due) }));
  };
  return (
    <>
      <section class="card">
        <BoxFacts box={box} />
      </section>
      {done ? (
        <Notice tone="ok">{done}</Notice>
      ) : (
        <Form act={write}>
          <p class="muted">{say("wishPhone")}</p>
          <Field label={say("wishDue")} value={due} change={setDue} type="date" />
          <Field label={say("wishWhy")} value={reason} change={setReason} help={say("wishWhyHelp")} />
          {fault && <Notice tone="bad">{fault}</Notice>}
          <button class="primary wide">{say("wishDo")}</button>
        </Form>
      )}
      <a class="button wide" href="#/thung">
        {say("boxes")}
      </a>
    </>
  );
}

addScreen({ path: "thung-gia-han", title: () => say("extend"), page: LongerScreen });
