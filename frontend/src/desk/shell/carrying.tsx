import { useEffect, useRef, useState } from "preact/hooks";
import { encode } from "uqr";
import { codesOf, Gathering } from "./codes";
import type { Desk } from "./desk";
import { Field, FileButton, Form, Notice, Press, saveFile } from "./look";
import { Camera } from "./scan";
import { answerCarried, bundleToCarry } from "./sync";
import { sentenceOf, say } from "./words";

/** Without a line: a file on a stick, or codes from screen to screen; and the answer back. */

const NEXT_CODE = 1_500; // milliseconds that a code stays before the next

export function Carrying({ desk }: { desk: Desk }) {
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState("");
  const [codes, setCodes] = useState<string[]>([]);
  const carry = async () => {
    const waiting = desk.unsafe.length;
    const bytes = await bundleToCarry(desk, "stick");
    const name = `${desk.point.code}-${new Date().toISOString().slice(0, 10)}.tusach`;
    saveFile(name, bytes);
    const photos = desk.unsentPhotos.length;
    setSaid([say("stickSaved", { n: waiting, name }), photos ? say("stickPhotos", { n: photos }) : ""].join(" "));
  };
  const taken = async (bytes: Uint8Array<ArrayBuffer>) => {
    setFault("");
    setSaid("");
    try {
      setSaid(say("stickTaken", { n: await answerCarried(desk, bytes) }));
    } catch (error) {
      setFault(sentenceOf(error));
    }
  };
  return (
    <>
      {said && <Notice tone="ok">{said}</Notice>}
      {fault && <Notice tone="bad">{fault}</Notice>}
      <section class="card">
        <h2>{say("stickTitle")}</h2>
        <div class="row">
          <Press act={carry} failed={setFault}>
            {say("stickSave")}
          </Press>
          <FileButton label={say("stickOpen")} accept=".tusach" taken={(bytes) => void taken(new Uint8Array(bytes))} />
        </div>
      </section>
      <details class="card">
        <summary>{say("codesTitle")}</summary>
        <p class="muted">{say("codesHelp")}</p>
        {desk.unsentPhotos.length > 0 && <Notice tone="warn">{say("codesNoPhotos", { n: desk.unsentPhotos.length })}</Notice>}
        <Press act={async () => setCodes(await codesOf(await bundleToCarry(desk, "codes")))} failed={setFault}>
          {say("codesShow")}
        </Press>
        {codes.length > 0 && <Codes codes={codes} />}
        <h2>{say("codesScan")}</h2>
        <Answer taken={taken} />
      </details>
    </>
  );
}

/** The codes one after the other, by themselves or by hand. */
function Codes({ codes }: { codes: string[] }) {
  const [at, setAt] = useState(0);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || codes.length < 2) return;
    const timer = setInterval(() => setAt((now) => (now + 1) % codes.length), NEXT_CODE);
    return () => clearInterval(timer);
  }, [held, codes]);
  const step = (by: number) => {
    setHeld(true);
    setAt((at + by + codes.length) % codes.length);
  };
  return (
    <div class="codes">
      <Code text={codes[at] ?? ""} label={say("codesOf", { n: at + 1, of: codes.length })} />
      <p>{say("codesOf", { n: at + 1, of: codes.length })}</p>
      {codes.length > 1 && (
        <div class="row">
          <button onClick={() => step(-1)}>{say("previous")}</button>
          <button onClick={() => step(1)}>{say("following")}</button>
        </div>
      )}
    </div>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "L", border: 4 });
  let path = "";
  data.forEach((row, y) => row.forEach((dark, x) => (path += dark ? `M${x} ${y}h1v1h-1z` : "")));
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} data-code={text} shape-rendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}

function Answer({ taken }: { taken: (bytes: Uint8Array<ArrayBuffer>) => Promise<void> }) {
  const gathering = useRef(new Gathering());
  const [camera, setCamera] = useState(false);
  const [typed, setTyped] = useState("");
  const [, again] = useState(0);
  const [fault, setFault] = useState("");
  const seen = async (text: string) => {
    setFault("");
    try {
      const whole = await gathering.current.take(text);
      if (whole) {
        gathering.current.forget();
        setCamera(false);
        await taken(whole);
      }
    } catch (error) {
      setFault(sentenceOf(error));
    }
    again((count) => count + 1);
  };
  const { have, of } = gathering.current;
  return (
    <>
      {fault && <Notice tone="bad">{fault}</Notice>}
      {of > 0 && <p role="status">{say("codesHave", { n: have, of })}</p>}
      <button aria-pressed={camera} onClick={() => setCamera(!camera)}>
        {camera ? say("stopScan") : say("scan")}
      </button>
      {camera && <Camera seen={(code) => void seen(code)} refused={setFault} />}
      <Form
        act={async () => {
          for (const line of typed.split(/\s+/).filter(Boolean)) await seen(line);
          setTyped("");
        }}
      >
        <Field label={say("codesType")} value={typed} change={setTyped} />
        <button>{say("next")}</button>
      </Form>
    </>
  );
}
