import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../shell/desk";
import { find, findable } from "../shell/finding";
import { Choice, Field, Form, Notice } from "../shell/look";
import { addScreen } from "../shell/registry";
import { here } from "../shell/router";
import { Scan } from "../shell/scan";
import { type Box, boxAt, type BoxCopy, RECEIVE } from "./boxes";
import { BoxFacts } from "./list";
import { say } from "./words";

/** A box is opened: whole, or with what is missing, torn, not wanted, beyond the list. */

type Found = "unseen" | "present" | "missing" | "damaged" | "refused";
const FOUND: Found[] = ["unseen", "present", "missing", "damaged", "refused"];
// Why a copy is not taken; one that is not in the box is missing (`tusach/rotation/rules/states.py`).
const REASONS = ["unwanted", "content", "damaged"] as const;
type Because = (typeof REASONS)[number];
// A cheap telephone draws this many at once without a pause.
const AT_ONCE = 30;
// What a label can hold; words are no code.
const CODE = /^[\w.\-/]{4,40}$/;

function ReceiveScreen({ desk }: { desk: Desk }) {
  const [box] = useState(() => boxAt(desk, Number(here().query.get("dot"))));
  const [done, setDone] = useState(0);
  if (!box || (box.state !== "coming" && !done)) return <Notice>{say("none")}</Notice>;
  if (done) {
    return (
      <>
        <Notice tone="ok">{say("receiveDone", { batch: box.batch, n: done })}</Notice>
        <a class="button wide" href="#/thung">
          {say("boxes")}
        </a>
      </>
    );
  }
  return <Opening desk={desk} box={box} done={setDone} />;
}

function Opening({ desk, box, done }: { desk: Desk; box: Box; done: (count: number) => void }) {
  const [found, setFound] = useState<Record<string, Found>>({});
  const [torn, setTorn] = useState<Record<string, string>>({});
  const [because, setBecause] = useState<Record<string, Because>>({});
  const [extra, setExtra] = useState<string[]>([]);
  const [shown, setShown] = useState<"unseen" | "all">("unseen");
  const [words, setWords] = useState("");
  const [most, setMost] = useState(AT_ONCE);
  const [giver, setGiver] = useState("");
  const [receiver, setReceiver] = useState(desk.point.readers ? desk.who : "");
  const [post, setPost] = useState("");
  const [fault, setFault] = useState("");
  const [sure, setSure] = useState(false);

  const is = (code: string): Found => found[code] ?? "unseen";
  const put = (code: string, what: Found) => {
    setSure(false);
    setFound((before) => ({ ...before, [code]: what }));
  };
  const those = (what: Found) => box.copies.filter((one) => is(one.code) === what).map((one) => one.code);
  const unseen = those("unseen");
  const [present, damaged, refused] = [those("present"), those("damaged"), those("refused")];
  const came = present.length + damaged.length + extra.length;
  // Built once for a box, not at every letter that is typed.
  const list = useMemo(
    () => box.copies.map((one) => findable(one, one.copy?.title ?? "", one.copy?.author ?? "", one.copy?.number ?? "", one.code)),
    [box],
  );
  const named = (code: string) => {
    const key = code.trim().toUpperCase();
    return box.copies.filter(
      ({ copy, code: own }) =>
        own.toUpperCase() === key || copy?.number.toUpperCase() === key || copy?.aliases.some((one) => one.toUpperCase() === key),
    );
  };
  const stranger = (code: string): BoxCopy[] => (CODE.test(code.trim()) ? [{ code: code.trim(), box: "", copy: null }] : []);
  const chosen = (one: BoxCopy) => {
    if (box.copies.includes(one)) return put(one.code, "present");
    setSure(false);
    setExtra((before) => (before.includes(one.code) ? before : [...before, one.code]));
  };

  const write = async () => {
    setFault("");
    if (!came) return setFault(say("nothingCame"));
    if (!receiver.trim()) return setFault(say("receiverMissing"));
    if (!sure) return setSure(true);
    const said: Record<string, unknown> = { leg: box.leg, present, missing: [...those("missing"), ...unseen] };
    if (extra.length) said.extra = extra;
    if (refused.length) said.refused = Object.fromEntries(refused.map((code) => [code, because[code] ?? "unwanted"]));
    if (damaged.length) said.damaged = Object.fromEntries(damaged.map((code) => [code, (torn[code] ?? "").trim().slice(0, 300)]));
    said.receiver = { name: receiver.trim(), ...(post.trim() ? { post: post.trim() } : {}) };
    if (giver.trim()) said.giver = { name: giver.trim() };
    // Names of people: sealed on the disk.
    await desk.append(RECEIVE, said, { local: { batch: box.batch }, secret: true });
    done(came);
  };

  const sought = words.trim() ? new Set(find(list, words, list.length)) : null;
  const rows = box.copies.filter((one) => (shown === "all" || is(one.code) !== "present") && (!sought || sought.has(one)));
  return (
    <>
      <section class="card">
        <BoxFacts box={box} />
      </section>
      <button
        class="primary wide"
        onClick={() => {
          setSure(false);
          setFound(Object.fromEntries(box.copies.map((one) => [one.code, "present" as Found])));
        }}
      >
        {say("wholeDo", { n: box.copies.length })}
      </button>
      <Scan<BoxCopy>
        label={say("scanLabel")}
        help={say("scanHelp")}
        offers={(text) => find(list, text, 8)}
        exact={(code) => (named(code).length ? named(code) : find(list, code, 2).length ? [] : stranger(code))}
        show={(one) => (
          <>
            <strong>{one.copy?.title ?? one.code}</strong>
            <span class="muted">{[one.copy?.author, one.copy?.number, one.copy && say(is(one.code))].filter(Boolean).join(" · ")}</span>
          </>
        )}
        chosen={chosen}
        unknown={(text) => say("notACode", { text })}
        several={(n) => say("several", { n })}
      />
      <p class="big" role="status">
        {say("checked", { n: box.copies.length - unseen.length, of: box.copies.length })}
      </p>
      {extra.length > 0 && (
        <ul class="lines">
          {extra.map((code) => (
            <li key={code} class="card row">
              <strong>{code}</strong> <span class="badge warn">{say("extra")}</span>
              <button onClick={() => setExtra(extra.filter((one) => one !== code))} aria-label={`${say("takeOut")}: ${code}`}>
                {say("takeOut")}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Choice
        label={say("show")}
        value={shown}
        change={(chosen) => {
          setShown(chosen);
          setMost(AT_ONCE);
        }}
        options={[
          ["unseen", say("onlyUnseen", { n: unseen.length })],
          ["all", say("allOf", { n: box.copies.length })],
        ]}
      />
      {box.copies.length > AT_ONCE && (
        <Field
          label={say("searchList")}
          type="search"
          value={words}
          change={(text) => {
            setWords(text);
            setMost(AT_ONCE);
          }}
        />
      )}
      {sought && !rows.length && <p class="empty">{say(sought.size ? "noneLeft" : "noneFound", { text: words.trim() })}</p>}
      <ul class="lines">
        {rows.slice(0, most).map((one) => {
          const title = one.copy?.title ?? one.code;
          return (
            <li key={one.code} class="card copy-in-box">
              <p>
                <strong>{title}</strong> <span class="muted">{[one.copy?.number, one.box].filter(Boolean).join(" · ")}</span>
              </p>
              <select aria-label={say("state", { title })} value={is(one.code)} onChange={(event) => put(one.code, event.currentTarget.value as Found)}>
                {FOUND.map((what) => (
                  <option key={what} value={what}>
                    {say(what)}
                  </option>
                ))}
              </select>
              {is(one.code) === "refused" && (
                <select
                  aria-label={say("becauseOf", { title })}
                  value={because[one.code] ?? "unwanted"}
                  onChange={(event) => {
                    setSure(false);
                    setBecause({ ...because, [one.code]: event.currentTarget.value as Because });
                  }}
                >
                  {REASONS.map((why) => (
                    <option key={why} value={why}>
                      {say(`refused-${why}`)}
                    </option>
                  ))}
                </select>
              )}
              {is(one.code) === "damaged" && (
                <Field label={say("damage")} value={torn[one.code] ?? ""} change={(text) => setTorn({ ...torn, [one.code]: text })} />
              )}
            </li>
          );
        })}
      </ul>
      {rows.length > most && (
        <button class="wide" onClick={() => setMost(most + AT_ONCE)}>
          {say("moreOf", { n: Math.min(AT_ONCE, rows.length - most), left: rows.length - most })}
        </button>
      )}
      <Form act={write}>
        <p class="muted">{say("onPaper")}</p>
        <Field label={say("receiver")} value={receiver} change={setReceiver} />
        <Field label={say("post")} value={post} change={setPost} />
        <Field label={say("giver")} value={giver} change={setGiver} help={say("giverHelp")} />
        {unseen.length > 0 && came > 0 && <Notice tone="warn">{say("restMissing", { n: unseen.length })}</Notice>}
        {fault && <Notice tone="bad">{fault}</Notice>}
        {sure && <Notice tone="warn">{say("sure")}</Notice>}
        <button class="primary wide">{say("receiveDo", { n: came })}</button>
      </Form>
    </>
  );
}

addScreen({ path: "thung-nhan", title: () => say("receive"), page: ReceiveScreen });
