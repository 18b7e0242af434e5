import { useState } from "preact/hooks";
import { CopyLine } from "../holdings/picker";
import { byWords, type Copy } from "../holdings/copies";
import { byName, type Reader, readerAt } from "../readers/readers";
import type { Desk, DeskEvent } from "../shell/desk";
import { Written } from "../shell/journal";
import { Field, Form, Notice } from "../shell/look";
import { addKind, addScreen } from "../shell/registry";
import { say } from "./words";

/** Asking the province for a book, for a reader or for the shelf. */
function AskScreen({ desk }: { desk: Desk }) {
  const [title, setTitle] = useState("");
  const [who, setWho] = useState("");
  const [reader, setReader] = useState<Reader | null>(null);
  const [note, setNote] = useState("");
  const [done, setDone] = useState<DeskEvent | null>(null);
  const [missing, setMissing] = useState(false);
  const here: Copy[] = title.trim().length > 2 ? byWords(desk, title, 2) : [];
  const offered = who.trim().length > 1 && reader?.name !== who ? byName(desk, who, 5) : [];
  const write = async () => {
    if (!title.trim()) {
      setMissing(true);
      return;
    }
    const said: Record<string, unknown> = { title: title.trim().slice(0, 300) };
    if (reader) said.reader = reader.number;
    if (note.trim()) said.note = note.trim().slice(0, 500);
    setDone(await desk.append("circulation.request", said, { secret: Boolean(reader) }));
    setTitle("");
    setWho("");
    setReader(null);
    setNote("");
  };
  return (
    <>
      {done && <Written desk={desk} event={done} said={say("askDone", { title: String(done.payload.title) })} />}
      <Form act={write}>
        <Field
          label={say("askTitle")}
          value={title}
          change={(text) => {
            setTitle(text);
            setMissing(false);
          }}
          fault={missing ? say("askMissing") : undefined}
          focus
        />
        {here.length > 0 && (
          <Notice>
            <p>{say("askHere")}</p>
            {here.map((copy) => (
              <p key={copy.barcode}>
                <CopyLine copy={copy} />
              </p>
            ))}
          </Notice>
        )}
        {desk.point.readers && <Field label={say("askFor")} value={who} change={setWho} />}
        {offered.length > 0 && (
          <ul class="offers">
            {offered.map((one) => (
              <li key={one.number}>
                <button
                  type="button"
                  onClick={() => {
                    setReader(one);
                    setWho(one.name);
                  }}
                >
                  <strong>{one.name}</strong>
                </button>
              </li>
            ))}
          </ul>
        )}
        <Field label={say("askNote")} value={note} change={setNote} />
        <button class="primary wide">{say("askDo")}</button>
      </Form>
    </>
  );
}

addScreen({ path: "xin", title: () => say("ask"), page: AskScreen }, { sign: "✉", order: 55 });
addKind("circulation.request", {
  title: () => say("askEvent"),
  detail: (event, desk) => [event.payload.title, readerAt(desk, event.payload.reader)?.name].filter(Boolean).join(" · "),
  undoable: () => true,
});
