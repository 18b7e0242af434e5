import { useState } from "preact/hooks";
import { today } from "../shell/clock";
import type { Desk, DeskEvent } from "../shell/desk";
import { fold } from "../shell/folding";
import { Written } from "../shell/journal";
import { Choice, Field, Form, Notice } from "../shell/look";
import { addKind, addReasons, addScreen } from "../shell/registry";
import { audienceWord } from "./audience";
import { ADULT_AT, audiencesAt, byCard, readersOf, REGISTER } from "./readers";
import { say } from "./words";

/** A new reader in a minute: name, and for a child who answers for it. */

const OLDEST = 120;

interface Faults {
  name?: string;
  year?: string;
  guardian?: string;
  card?: string;
}

function RegisterScreen({ desk }: { desk: Desk }) {
  const audiences = audiencesAt(desk.point.kind);
  const [name, setName] = useState("");
  const [year, setYear] = useState("");
  const [audience, setAudience] = useState(audiences.includes("adults") ? "adults" : (audiences[0] ?? "adults"));
  const [schoolClass, setSchoolClass] = useState("");
  const [phone, setPhone] = useState("");
  const [guardian, setGuardian] = useState("");
  const [guardianPhone, setGuardianPhone] = useState("");
  const [card, setCard] = useState("");
  const [messages, setMessages] = useState(false);
  const [history, setHistory] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const [done, setDone] = useState<DeskEvent | null>(null);

  if (!desk.point.readers) return <Notice>{say("noReaders")}</Notice>;
  const thisYear = Number(today().slice(0, 4));
  const born = /^\d{4}$/.test(year.trim()) ? Number(year) : null;
  const child = audience === "children" || audience === "pupils" || (born !== null && thisYear - born < ADULT_AT);
  const alike = name.trim() && [...readersOf(desk).byNumber.values()].find((one) => fold(one.name) === fold(name.trim()));

  const write = async () => {
    const found: Faults = {};
    if (!name.trim()) found.name = say("nameMissing");
    if (year.trim() && (born === null || born < thisYear - OLDEST || born > thisYear)) {
      found.year = say("yearWrong", { first: String(thisYear - OLDEST), last: String(thisYear) });
    }
    if (child && !guardian.trim()) found.guardian = say("guardianMissing");
    const holder = card.trim() ? byCard(desk, card) : undefined;
    if (holder) found.card = say("cardTaken", { name: holder.name });
    setFaults(found);
    if (Object.keys(found).length) return;
    const said: Record<string, unknown> = { name: name.trim(), audience };
    if (born !== null) said.birth_year = born;
    if (audience === "pupils" && schoolClass.trim()) said.school_class = schoolClass.trim();
    if (phone.trim()) said.phone = phone.trim();
    if (child) {
      said.guardian = { name: guardian.trim(), ...(guardianPhone.trim() ? { phone: guardianPhone.trim() } : {}) };
    }
    if (card.trim()) said.card = card.trim();
    const consents = [...(messages ? ["messages"] : []), ...(history ? ["history"] : [])];
    if (consents.length) said.consents = consents;
    setDone(await desk.append(REGISTER, said, { secret: true }));
    for (const clear of [setName, setYear, setSchoolClass, setPhone, setGuardian, setGuardianPhone, setCard]) clear("");
    setMessages(false);
    setHistory(false);
  };

  return (
    <>
      {done && <Written desk={desk} event={done} said={say("done", { name: String(done.payload.name) })} />}
      {done && !desk.undoOf(done.seq) && (
        <Notice tone="ok">
          <a class="button" href={`#/cho-muon?cho=${encodeURIComponent(`#${done.seq}`)}`}>
            {say("lendNow", { name: String(done.payload.name) })}
          </a>
        </Notice>
      )}
      <p class="muted">{say("privacy")}</p>
      <Form act={write}>
        <Field label={say("name")} value={name} change={setName} fault={faults.name} focus />
        {alike && <Notice tone="warn">{say("similar", { name: alike.name })}</Notice>}
        <Choice label={say("audience")} value={audience} change={setAudience} options={audiences.map((one) => [one, audienceWord(one)] as const)} />
        <Field label={say("birthYear")} value={year} change={setYear} mode="numeric" fault={faults.year} />
        {audience === "pupils" && <Field label={say("classLabel")} value={schoolClass} change={setSchoolClass} />}
        {child && (
          <fieldset class="card">
            <legend>{say("guardian")}</legend>
            <Field label={say("guardianName")} value={guardian} change={setGuardian} help={say("guardianHelp")} fault={faults.guardian} />
            <Field label={say("guardianPhone")} value={guardianPhone} change={setGuardianPhone} mode="tel" />
          </fieldset>
        )}
        <Field label={say("phone")} value={phone} change={setPhone} mode="tel" />
        <Field label={say("card")} value={card} change={setCard} fault={faults.card} />
        <fieldset>
          <legend>{say("consents")}</legend>
          <p class="help">{say("consentHelp")}</p>
          <Tick label={say("consentMessages")} on={messages} change={setMessages} />
          <Tick label={say("consentHistory")} on={history} change={setHistory} />
        </fieldset>
        <button class="primary wide">{say("do")}</button>
      </Form>
    </>
  );
}

function Tick({ label, on, change }: { label: string; on: boolean; change: (on: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => change(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

function inWords(lookAt: unknown): string {
  const codes = Array.isArray(lookAt) ? lookAt.map(String) : [];
  return codes.map((code) => (say.has(code) ? say(code) : code)).join("; ");
}

addScreen(
  { path: "ban-doc", title: () => say("register"), page: RegisterScreen },
  { sign: "☺", order: 50, shown: (desk) => desk.point.readers },
);
/** Nothing names the reader yet, neither by this device's number nor by the house's. */
function isUnused(desk: Desk, event: DeskEvent): boolean {
  const told = desk.standings.get(event.seq)?.detail.number;
  const names = [`#${event.seq}`, ...(told === undefined ? [] : [told])];
  return !desk.events.some((one) => names.includes(one.payload.reader as string) && !desk.undoOf(one.seq));
}

addKind(REGISTER, {
  title: () => say("event"),
  detail: (event) => String(event.payload.name ?? ""),
  undoable: (event, desk) => isUnused(desk, event),
});
addReasons({
  "for-a-person": (detail) => say("forAPerson", { what: inWords(detail.look_at) }),
  "readers-not-kept-here": () => say("notKept"),
  "not-its-point": () => say("notItsPoint"),
  "reader-name-missing": () => say("nameMissing"),
  "point-does-not-serve": () => say("notServing"),
  "reader-in-use": () => say("readerInUse"),
});
