import { useEffect, useState } from "preact/hooks";
import type { Desk } from "./desk";
import { spaceLeft, PointChoice } from "./home";
import { speak, spoken } from "./language";
import { Field, Form, Notice } from "./look";
import { addPerson, changePin } from "./pin";
import { addScreen } from "./registry";
import { useNewPin } from "./start";
import { say } from "./words";

function SettingsScreen({ desk }: { desk: Desk }) {
  const [people, setPeople] = useState<string[]>([]);
  const [used, setUsed] = useState(0);
  const [said, setSaid] = useState("");
  const read = () => void desk.store.getAllKeys("people").then(setPeople);
  useEffect(() => {
    read();
    void spaceLeft().then((space) => space && setUsed(space.used));
  }, []);
  return (
    <>
      {said && <Notice tone="ok">{said}</Notice>}
      <section class="card">
        <h2>{say("device")}</h2>
        <p>{desk.enrolled?.name}</p>
        <PointChoice desk={desk} />
        <p class="muted">
          {say("storageUsed", { used: (used / 1_000_000).toFixed(1) })}{" "}
          {desk.persisted ? say("persisted") : say("notPersisted")}
        </p>
        <button
          lang={spoken() === "vi" ? "en" : "vi"}
          onClick={() => {
            speak(spoken() === "vi" ? "en" : "vi");
            void desk.keep({ language: spoken() });
          }}
        >
          {say("language")}
        </button>
      </section>
      <section class="card">
        <h2>{say("people")}</h2>
        <ul>
          {people.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <AddPerson
          desk={desk}
          done={(name) => {
            setSaid(say("added", { name }));
            read();
          }}
        />
        <ChangePin desk={desk} done={() => setSaid(say("pinChanged"))} />
      </section>
    </>
  );
}

function AddPerson({ desk, done }: { desk: Desk; done: (name: string) => void }) {
  const [own, setOwn] = useState("");
  const [name, setName] = useState("");
  const { pin, fields, same, clear } = useNewPin();
  return (
    <details>
      <summary>{say("addPerson")}</summary>
      <Form
        act={async () => {
          if (!same()) return;
          await addPerson(desk.store, { name: desk.who, pin: own }, name, pin);
          done(name.trim());
          setOwn("");
          setName("");
          clear();
        }}
      >
        <Field label={say("ownPin", { name: desk.who })} value={own} change={setOwn} type="password" mode="numeric" autocomplete="current-password" />
        <Field label={say("addName")} value={name} change={setName} />
        {fields}
        <button class="primary">{say("addPerson")}</button>
      </Form>
    </details>
  );
}

function ChangePin({ desk, done }: { desk: Desk; done: () => void }) {
  const [own, setOwn] = useState("");
  const { pin, fields, same, clear } = useNewPin();
  return (
    <details>
      <summary>{say("changePin")}</summary>
      <Form
        act={async () => {
          if (!same()) return;
          await changePin(desk.store, desk.who, own, pin);
          setOwn("");
          clear();
          done();
        }}
      >
        <Field label={say("ownPin", { name: desk.who })} value={own} change={setOwn} type="password" mode="numeric" autocomplete="current-password" />
        {fields}
        <button class="primary">{say("changePin")}</button>
      </Form>
    </details>
  );
}

addScreen({ path: "cai-dat", title: () => say("settings"), page: SettingsScreen });
