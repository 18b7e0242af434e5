import { useState } from "preact/hooks";
import { copyAt } from "../holdings/copies";
import { CopyPicker } from "../holdings/picker";
import { today } from "../shell/clock";
import type { Desk } from "../shell/desk";
import { Field, Form, Notice } from "../shell/look";
import { addScreen } from "../shell/registry";
import { here } from "../shell/router";
import { type Box, boxAt, HAND_ON, placesOf } from "./boxes";
import { BoxFacts } from "./list";
import { say } from "./words";

/** Part of a box goes straight on to another point, by a slip that both sign. */

function HandOnScreen({ desk }: { desk: Desk }) {
  const box = boxAt(desk, Number(here().query.get("dot")));
  const [done, setDone] = useState("");
  return (
    <>
      {done && <Notice tone="ok">{done}</Notice>}
      {!box || box.state === "coming" || !box.copies.length ? (
        <Notice>{say("none")}</Notice>
      ) : (
        <Handing key={box.copies.length} desk={desk} box={box} done={setDone} />
      )}
      <a class="button wide" href="#/thung">
        {say("boxes")}
      </a>
    </>
  );
}

function Handing({ desk, box, done }: { desk: Desk; box: Box; done: (sentence: string) => void }) {
  const [going, setGoing] = useState<string[]>([]);
  const [count, setCount] = useState("");
  const [to, setTo] = useState("");
  const [code, setCode] = useState("");
  const [due, setDue] = useState(box.due > today() ? box.due : "");
  const [giver, setGiver] = useState(desk.point.readers ? desk.who : "");
  const [giverPost, setGiverPost] = useState("");
  const [receiver, setReceiver] = useState("");
  const [receiverPost, setReceiverPost] = useState("");
  const [fault, setFault] = useState("");
  const [sure, setSure] = useState(false);
  const places = placesOf(desk);
  const mine = new Set(box.copies.map((one) => one.code));
  const add = (codes: string[]) => {
    setSure(false);
    setFault("");
    setGoing((before) => [...new Set([...before, ...codes])]);
  };
  const write = async () => {
    setFault("");
    const point = code.trim() || to;
    if (!going.length) return setFault(say("onwardNone"));
    if (!point) return setFault(say("placeMissing"));
    if (point === desk.point.code) return setFault(say("placeSame"));
    if (!giver.trim()) return setFault(say("giverMissing"));
    if (!receiver.trim()) return setFault(say("receiverMissing"));
    if (!sure) return setSure(true);
    const side = (name: string, post: string) => ({ name: name.trim(), ...(post.trim() ? { post: post.trim() } : {}) });
    const said: Record<string, unknown> = { leg: box.leg, copies: going, to: point, giver: side(giver, giverPost), receiver: side(receiver, receiverPost) };
    if (due) said.due = due;
    await desk.append(HAND_ON, said, { local: { batch: box.batch }, secret: true });
    done(say("onwardDone", { n: going.length, place: places.find((one) => one.code === point)?.name ?? point }));
  };
  return (
    <>
      <section class="card">
        <BoxFacts box={box} />
      </section>
      <CopyPicker
        desk={desk}
        label={say("onwardScan")}
        rather={(copy) => mine.has(copy.barcode) && !going.includes(copy.barcode)}
        chosen={(copy) => (mine.has(copy.barcode) ? add([copy.barcode]) : setFault(say("onwardNotHere")))}
      />
      <Form
        act={async () => {
          const wanted = Number(count.trim());
          if (!Number.isInteger(wanted) || wanted < 1) return;
          add(box.copies.map((one) => one.code).filter((one) => !going.includes(one)).slice(0, wanted));
          setCount("");
        }}
      >
        <Field label={say("onwardCount")} value={count} change={setCount} mode="numeric" />
        {Number(count) > 0 && <button>{say("onwardFirst", { n: Number(count) })}</button>}
      </Form>
      <p class="big" role="status">
        {say("onwardChosen", { n: going.length, of: box.copies.length })}
      </p>
      <ul class="lines">
        {going.slice(-5).reverse().map((one) => (
          <li key={one} class="card row">
            <span>{copyAt(desk, one)?.title ?? one}</span>
            <button onClick={() => setGoing(going.filter((other) => other !== one))} aria-label={`${say("takeOut")}: ${copyAt(desk, one)?.title ?? one}`}>
              {say("takeOut")}
            </button>
          </li>
        ))}
      </ul>
      <Form act={write}>
        {places.length > 0 && (
          <div class="field">
            <label for="to">{say("place")}</label>
            <select id="to" value={to} onChange={(event) => setTo(event.currentTarget.value)}>
              <option value="">–</option>
              {places.map((place) => (
                <option key={place.code} value={place.code}>
                  {place.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <Field label={say("placeCode")} value={code} change={setCode} />
        <Field label={say("onwardDue")} value={due} change={setDue} type="date" />
        <p class="muted">{say("onPaper")}</p>
        <Field label={say("giver")} value={giver} change={setGiver} />
        <Field label={`${say("giver")}: ${say("post").toLowerCase()}`} value={giverPost} change={setGiverPost} />
        <Field label={say("receiver")} value={receiver} change={setReceiver} />
        <Field label={`${say("receiver")}: ${say("post").toLowerCase()}`} value={receiverPost} change={setReceiverPost} />
        {fault && <Notice tone="bad">{fault}</Notice>}
        {sure && <Notice tone="warn">{say("sure")}</Notice>}
        <button class="primary wide">{say("onwardDo", { n: going.length })}</button>
      </Form>
    </>
  );
}

addScreen({ path: "thung-chuyen", title: () => say("handOn"), page: HandOnScreen });
