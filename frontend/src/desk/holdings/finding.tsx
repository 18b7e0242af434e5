import { useState } from "preact/hooks";
import type { Desk } from "../shell/desk";
import { Field } from "../shell/look";
import { addScreen } from "../shell/registry";
import { byCode, byWords, type Copy, shelfOf } from "./copies";
import { stateOf } from "./states";
import { say } from "./words";

/** Finding on the shelf, without marks. */
function FindScreen({ desk }: { desk: Desk }) {
  const [text, setText] = useState("");
  const coded = byCode(desk, text);
  const found = coded.length ? coded : byWords(desk, text, 30);
  const count = shelfOf(desk).list.length;
  return (
    <>
      <Field label={say("findLabel")} value={text} change={setText} type="search" mode="search" help={say("findHelp")} focus />
      {!count && <p class="empty">{say("noCopies")}</p>}
      {text.trim() && !found.length && count > 0 && <p class="empty">{say("nothing", { text: text.trim() })}</p>}
      {!text.trim() && count > 0 && <p class="muted">{say("copies", { n: count })}</p>}
      <ul class="found">
        {found.map((copy) => (
          <li key={copy.barcode} class="card">
            <CopyFacts desk={desk} copy={copy} />
            <a class="button" href={`#/hong?ban=${copy.barcode}`}>
              {say("damage")}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function CopyFacts({ desk, copy }: { desk: Desk; copy: Copy }) {
  const owner = desk.enrolled?.points.find((point) => point.code === copy.owner);
  const { text, tone } = stateOf(desk, copy);
  return (
    <>
      <h2>{copy.title}</h2>
      <p>
        <span class={`badge ${tone}`}>{text}</span>
      </p>
      <dl class="facts">
        {copy.author && <Fact name={say("author")} value={copy.author} />}
        <Fact name={say("number")} value={copy.number || copy.barcode} />
        {copy.shelf && <Fact name={say("shelf")} value={copy.shelf} />}
        <Fact name={say("owner")} value={owner ? owner.name : copy.owner} />
      </dl>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

addScreen({ path: "tim", title: () => say("find"), page: FindScreen }, { sign: "⌕", order: 40 });
