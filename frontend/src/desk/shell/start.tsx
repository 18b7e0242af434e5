import { useEffect, useState } from "preact/hooks";
import type { Desk } from "./desk";
import { askToKeep, enrolmentAnswered, enrolmentRequest, enrolOverTheLine, tokenIn } from "./enrol";
import { Choice, Field, FileButton, Form, Notice, Press, saveFile } from "./look";
import { enter, firstPerson } from "./pin";
import { Refusal } from "./refusal";
import { sentenceOf, say } from "./words";

/** The way in: enrolment, the first person, and the PIN. */

export function EnrolScreen({ desk }: { desk: Desk }) {
  const [token, setToken] = useState(() => tokenIn(location.hash) ?? "");
  const [name, setName] = useState("");
  const [fault, setFault] = useState("");
  const checked = () => {
    const found = tokenIn(token);
    if (!found) throw new Refusal("token-unreadable");
    return found;
  };
  const enrolled = async () => {
    history.replaceState(null, "", location.pathname); // an invitation is not left in the history
    await askToKeep(desk);
  };
  if (!isSecureContext) return <Notice tone="bad">{say("insecure")}</Notice>;
  if (!crypto.subtle || !("indexedDB" in window)) return <Notice tone="bad">{say("noSupport")}</Notice>;
  return (
    <main>
      <h1>{say("enrolTitle")}</h1>
      <p>{say("enrolIntro")}</p>
      {fault && <Notice tone="bad">{fault}</Notice>}
      <Form
        act={async () => {
          setFault("");
          await enrolOverTheLine(desk, checked(), name);
          await enrolled();
        }}
      >
        <Field label={say("enrolToken")} value={token} change={setToken} help={say("enrolTokenHelp")} focus={!token} />
        <Field label={say("enrolName")} value={name} change={setName} help={say("enrolNameExample")} focus={!!token} />
        <button class="primary wide">{say("enrolDo")}</button>
      </Form>
      <details>
        <summary>{say("enrolNoNet")}</summary>
        <p>{say("enrolFileHelp")}</p>
        <div class="row">
          <Press
            failed={setFault}
            act={async () => saveFile("ghi-nhan.json", await enrolmentRequest(desk, checked(), name), "application/json")}
          >
            {say("enrolFileSave")}
          </Press>
          <FileButton
            label={say("enrolFileOpen")}
            accept=".json,application/json"
            taken={(bytes) =>
              void enrolmentAnswered(desk, new TextDecoder().decode(bytes)).then(enrolled, (error: unknown) =>
                setFault(sentenceOf(error)),
              )
            }
          />
        </div>
      </details>
    </main>
  );
}

/** Two fields for a new PIN; `check` refuses when they differ. */
function useNewPin() {
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [differs, setDiffers] = useState(false);
  const fields = (
    <>
      <Field label={say("pinNew")} value={pin} change={setPin} type="password" mode="numeric" autocomplete="new-password" />
      <Field
        label={say("pinAgain")}
        value={again}
        change={setAgain}
        type="password"
        mode="numeric"
        autocomplete="new-password"
        fault={differs ? say("pinDiffers") : undefined}
      />
    </>
  );
  const same = () => {
    setDiffers(pin !== again);
    return pin === again;
  };
  const clear = () => {
    setPin("");
    setAgain("");
  };
  return { pin, fields, same, clear };
}

export { useNewPin };

export function FirstPersonScreen({ desk, opened }: { desk: Desk; opened: () => void }) {
  const [name, setName] = useState("");
  const { pin, fields, same } = useNewPin();
  return (
    <main>
      <h1>{say("firstTitle")}</h1>
      <p>{say("firstIntro")}</p>
      {desk.persisted === false && <Notice tone="warn">{say("notPersisted")}</Notice>}
      <Form
        act={async () => {
          if (!same()) return;
          await desk.unlock(name.trim(), await firstPerson(desk.store, name, pin));
          opened();
        }}
      >
        <Field label={say("yourName")} value={name} change={setName} autocomplete="name" focus />
        {fields}
        <button class="primary wide">{say("pinSet")}</button>
      </Form>
    </main>
  );
}

export function LockScreen({ desk, people, opened }: { desk: Desk; people: string[]; opened: () => void }) {
  const [who, setWho] = useState(people[0] ?? "");
  const [pin, setPin] = useState("");
  useEffect(() => setPin(""), [who]);
  return (
    <main>
      <h1>{say("lockTitle")}</h1>
      <p class="muted">{desk.enrolled?.points.map((point) => point.name).join(", ")}</p>
      <Form
        act={async () => {
          try {
            await desk.unlock(who, await enter(desk.store, who, pin));
            opened();
          } finally {
            setPin("");
          }
        }}
      >
        {people.length > 1 && (
          <Choice label={say("lockWho")} value={who} change={setWho} options={people.map((one) => [one, one] as const)} />
        )}
        {people.length === 1 && <p class="who">{who}</p>}
        <Field label={say("pin")} value={pin} change={setPin} type="password" mode="numeric" autocomplete="current-password" focus />
        <button class="primary wide">{say("enter")}</button>
      </Form>
    </main>
  );
}
