import { useState } from "preact/hooks";
import type { Desk } from "../shell/desk";
import { Field, Form, Notice } from "../shell/look";
import { addKind, addScreen } from "../shell/registry";
import { here } from "../shell/router";
import { copyAt, type Copy } from "./copies";
import { CopyFacts } from "./finding";
import { CopyPicker } from "./picker";
import { say } from "./words";

const MOVE = "holdings.move";

function DamageScreen({ desk }: { desk: Desk }) {
  const [copy, setCopy] = useState<Copy | undefined>(() => copyAt(desk, here().query.get("ban") ?? ""));
  const [note, setNote] = useState("");
  const [done, setDone] = useState("");
  const [missing, setMissing] = useState(false);
  return (
    <>
      {done && <Notice tone="ok">{say("damageDone", { title: done })}</Notice>}
      {!copy ? (
        <CopyPicker
          desk={desk}
          label={say("findLabel")}
          chosen={(one) => {
            setCopy(one);
            setDone("");
          }}
        />
      ) : (
        <Form
          act={async () => {
            if (!note.trim()) {
              setMissing(true);
              return;
            }
            await desk.append(MOVE, {
              act: "damage",
              state: "damaged",
              copies: [copy.barcode],
              from: { point: desk.point.code },
              to: { point: desk.point.code },
              note: note.trim().slice(0, 500),
            });
            setDone(copy.title);
            setCopy(undefined);
            setNote("");
          }}
        >
          <CopyFacts desk={desk} copy={copy} />
          <Field
            label={say("damageWhat")}
            value={note}
            change={(text) => {
              setNote(text);
              setMissing(false);
            }}
            help={say("damageHelp")}
            fault={missing ? say("damageMissing") : undefined}
            focus
          />
          <button class="primary wide">{say("damageDo")}</button>
        </Form>
      )}
    </>
  );
}

addKind(MOVE, {
  title: () => say("moveEvent"),
  detail: (event, desk) => {
    const copies = Array.isArray(event.payload.copies) ? event.payload.copies.map(String) : [];
    const titles = copies.map((barcode) => copyAt(desk, barcode)?.title ?? barcode);
    const named = event.payload.act === "damage" ? say("damageEvent") : say("passEvent");
    return [named, titles.slice(0, 3).join("; ") + (titles.length > 3 ? ` … (${titles.length})` : ""), event.payload.note]
      .filter(Boolean)
      .join(": ");
  },
});
addScreen({ path: "hong", title: () => say("damage"), page: DamageScreen }, { sign: "✂", order: 60 });

