import { shownDay, today } from "../shell/clock";
import type { Desk, DeskEvent } from "../shell/desk";
import { addKind, addReasons, addScreen } from "../shell/registry";
import { type Box, boxAt, BOXES, boxesOf, codesIn, EXTEND, HAND_ON, listOf, placesOf, RECEIVE } from "./boxes";
import { say } from "./words";

/** The boxes of this point: on their way, serving, to go back. */

const TONES = { coming: "warn", here: "ok", recalled: "bad" } as const;

function ListScreen({ desk }: { desk: Desk }) {
  const boxes = boxesOf(desk);
  return (
    <>
      {!boxes.length && <p class="empty">{say("none")}</p>}
      <ul class="lines">
        {boxes.map((box) => (
          <li key={box.leg} class="card">
            <BoxFacts box={box} />
            <div class="row">
              {box.state === "coming" ? (
                <a class="button primary" href={`#/thung-nhan?dot=${box.leg}`} aria-label={`${say("receive")}: ${box.batch}`}>
                  {say("receive")}
                </a>
              ) : (
                <>
                  <a class="button" href={`#/thung-chuyen?dot=${box.leg}`} aria-label={`${say("handOn")}: ${box.batch}`}>
                    {say("handOn")}
                  </a>
                  <a class="button" href={`#/thung-gia-han?dot=${box.leg}`} aria-label={`${say("extend")}: ${box.batch}`}>
                    {say("extend")}
                  </a>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

export function BoxFacts({ box }: { box: Box }) {
  const over = box.state === "coming" ? 0 : Math.round((Date.parse(today()) - Date.parse(box.due)) / 86_400_000);
  const codes = [...new Set(box.copies.map((one) => one.box))].filter(Boolean);
  return (
    <>
      <h2>
        {box.batch}{" "}
        <span class={`badge ${TONES[box.state]}`}>{say(box.state === "here" ? "here_" : box.state)}</span>
      </h2>
      <p>
        {say("copies", { n: box.copies.length })}, {say("from", { name: box.from })}
        {codes.length > 0 && ` · ${codes.map((code) => say("box", { code })).join(", ")}`}
      </p>
      <p>
        {say("due", { day: shownDay(box.due) })}{" "}
        {over > 0 && <span class="badge bad">{say("dueOver", { n: over })}</span>}{" "}
        {box.wished && <span class="badge">{say("wished", { day: shownDay(box.wished) })}</span>}
      </p>
      {box.answer && <p class="muted">{say("answer", { text: box.answer })}</p>}
    </>
  );
}

/** Why a copy was not taken. */
function reasonWord(why: string): string {
  const key = `refused-${why}`;
  return say.has(key) ? say(key) : why;
}

function batchOf(desk: Desk, event: DeskEvent): string {
  return String(event.local.batch ?? boxAt(desk, Number(event.payload.leg))?.batch ?? "");
}

addScreen(
  { path: "thung", title: () => say("boxes"), page: ListScreen },
  { sign: "▣", order: 50, shown: (desk) => desk.table(BOXES).size > 0 },
);
addKind(RECEIVE, {
  title: () => say("receiveEvent"),
  detail: (event, desk) => {
    const { present, missing, extra, refused, damaged } = event.payload;
    const figures = [
      ["present", listOf(present).length],
      ["missing", listOf(missing).length],
      ["refused", codesIn(refused).length],
      ["damaged", codesIn(damaged).length],
      ["extra", listOf(extra).length],
    ] as const;
    const why = Object.values((refused ?? {}) as Record<string, string>);
    const because = [...new Set(why)].map((one) => `${reasonWord(one)} ${why.filter((other) => other === one).length}`).join(", ");
    const told = figures.filter(([, n]) => n).map(([name, n]) => `${say(name)} ${n}${name === "refused" ? ` (${because})` : ""}`);
    return [batchOf(desk, event), ...told].join(" · ");
  },
});
addKind(HAND_ON, {
  title: () => say("handOnEvent"),
  detail: (event, desk) => {
    const to = String(event.payload.to);
    const place = placesOf(desk).find((one) => one.code === to)?.name ?? to;
    return [batchOf(desk, event), say("copies", { n: listOf(event.payload.copies).length }), `→ ${place}`].join(" · ");
  },
});
addKind(EXTEND, {
  title: () => say("extendEvent"),
  detail: (event, desk) =>
    [batchOf(desk, event), say("until", { day: shownDay(String(event.payload.due)) }), event.payload.reason].filter(Boolean).join(" · "),
});
const codes = (detail: Record<string, unknown>) => ({ codes: listOf(detail.unsettled).join(", ") });
addReasons({
  "received-before": () => say("received-before"),
  "received-otherwise": (detail) => say("received-otherwise", codes(detail)),
  "box-gone-back": () => say("box-gone-back"),
  "copies-differ": (detail) => say("copies-differ", codes(detail)),
  "not-received": () => say("not-received"),
  "not-handed-on": (detail) => say("not-handed-on", codes(detail)),
  "handed-on-before": () => say("handed-on-before"),
  "extended-already": () => say("extended-already"),
  "leg-unreadable": () => say("leg-unreadable"),
  "day-unreadable": () => say("day-unreadable"),
  "names-missing": () => say("names-missing"),
});
