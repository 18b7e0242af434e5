import { useState } from "preact/hooks";
import type { Desk, DeskEvent } from "../shell/desk";
import { Written } from "../shell/journal";
import { Field, Form } from "../shell/look";
import type { Shot } from "../shell/photos";
import { addKind, addScreen } from "../shell/registry";
import { here } from "../shell/router";
import { Shots } from "../shell/shots";
import { copyAt, type Copy } from "./copies";
import { CopyFacts } from "./finding";
import { CopyPicker } from "./picker";
import { movedSince } from "./states";
import { say } from "./words";

const MOVE = "holdings.move";

function DamageScreen({ desk }: { desk: Desk }) {
  const [copy, setCopy] = useState<Copy | undefined>(() => copyAt(desk, here().query.get("ban") ?? ""));
  const [note, setNote] = useState("");
  const [shots, setShots] = useState<Shot[]>([]);
  const [done, setDone] = useState<DeskEvent | null>(null);
  const [missing, setMissing] = useState(false);
  return (
    <>
      {done && <Written desk={desk} event={done} said={say("damageDone", { title: titleOf(desk, done) })} />}
      {!copy ? (
        <CopyPicker
          desk={desk}
          label={say("findLabel")}
          chosen={(one) => {
            setCopy(one);
            setDone(null);
          }}
        />
      ) : (
        <Form
          act={async () => {
            if (!note.trim()) {
              setMissing(true);
              return;
            }
            const said = {
              act: "damage",
              state: "damaged",
              copies: [copy.barcode],
              from: { point: desk.point.code },
              to: { point: desk.point.code },
              note: note.trim().slice(0, 500),
            };
            const was = movedSince(desk, copy.barcode) ?? copy.state;
            setDone(await desk.append(MOVE, said, { local: { was }, shots }));
            setCopy(undefined);
            setShots([]);
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
          <Shots shots={shots} change={setShots} help={say("damagePhotoHelp")} />
          <button class="primary wide">{say("damageDo")}</button>
        </Form>
      )}
    </>
  );
}

function titleOf(desk: Desk, event: DeskEvent): string {
  const [barcode] = event.payload.copies as string[];
  return copyAt(desk, String(barcode))?.title ?? String(barcode);
}

/** Nothing was written of the copy since. */
function isLastMove(desk: Desk, event: DeskEvent): boolean {
  const [barcode] = event.payload.copies as string[];
  return !desk.events.some(({ seq, kind, payload }) => {
    if (seq <= event.seq || kind === "circulation.undo" || desk.undoOf(seq)) return false;
    return payload.copy === barcode || (Array.isArray(payload.copies) && payload.copies.includes(barcode));
  });
}

addKind(MOVE, {
  title: () => say("moveEvent"),
  detail: (event, desk) => {
    const copies = Array.isArray(event.payload.copies) ? event.payload.copies.map(String) : [];
    const titles = copies.map((barcode) => copyAt(desk, barcode)?.title ?? barcode);
    const photos = Array.isArray(event.payload.photos) ? event.payload.photos.length : 0;
    const named = event.payload.act === "damage" ? say("damageEvent") : say("passEvent");
    return [named, titles.slice(0, 3).join("; ") + (titles.length > 3 ? ` … (${titles.length})` : ""), event.payload.note, photos && say("damagePhotos", { n: photos })]
      .filter(Boolean)
      .join(": ");
  },
  undoable: (event, desk) => event.payload.act === "damage" && isLastMove(desk, event),
});
addScreen({ path: "hong", title: () => say("damage"), page: DamageScreen }, { sign: "✂", order: 60 });

