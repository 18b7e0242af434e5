import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { startCamera } from "./camera";
import { Notice } from "./look";
import { sentenceOf, say } from "./words";

/** One field for a scanner of hand, a keyboard and the camera. Enter (a scanner types it) takes
 *  what was typed; offers show below while somebody types. */

interface ScanProps<T> {
  label: string;
  help?: string;
  /** What fits a typed text, best first. */
  offers: (text: string) => T[];
  show: (item: T) => ComponentChildren;
  chosen: (item: T) => Promise<void> | void;
  /** A whole code: what it names. One is chosen at once; none is `unknown`. */
  exact: (code: string) => T[];
  unknown: (text: string) => string;
  several: (count: number) => string;
  keep?: boolean; // stay for the next code
}

export function Scan<T>({ label, help, offers, show, chosen, exact, unknown, several, keep = true }: ScanProps<T>) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [choices, setChoices] = useState<T[]>([]);
  const [fault, setFault] = useState("");
  const [camera, setCamera] = useState(false);
  // Codes that come faster than they are written wait for their turn.
  const line = useRef<Promise<void>>(Promise.resolve());

  // Before the screen is drawn: a scanner types on without waiting.
  useLayoutEffect(() => box.current?.focus(), []);

  const choose = async (item: T) => {
    setText("");
    setChoices([]);
    setFault("");
    try {
      await chosen(item);
    } catch (error) {
      setFault(sentenceOf(error));
    }
    if (keep) box.current?.focus();
  };
  const take = async (typed: string) => {
    const code = typed.trim();
    if (!code) return;
    const named = exact(code);
    const fitting = named.length ? named : offers(code);
    if (fitting.length === 1 && fitting[0] !== undefined) return choose(fitting[0]);
    if (fitting.length) {
      setChoices(fitting);
      setFault(several(fitting.length));
    } else {
      setChoices([]);
      setFault(unknown(code));
    }
  };
  const queue = (typed: string) => (line.current = line.current.then(() => take(typed)));

  return (
    <div class="scanning">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const typed = text;
          setText("");
          void queue(typed);
        }}
      >
        <label for={id}>{label}</label>
        <input
          ref={box}
          id={id}
          class="scan"
          value={text}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="done"
          aria-describedby={`${id}-help`}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            setFault("");
            setChoices(typed.trim().length > 1 ? offers(typed) : []);
          }}
        />
        <p id={`${id}-help`} class="help">
          {help}
        </p>
      </form>
      <button type="button" class="wide" aria-pressed={camera} onClick={() => setCamera(!camera)}>
        {camera ? say("stopScan") : say("scan")}
      </button>
      {camera && (
        <Camera
          seen={(code) => void queue(code)}
          refused={(sentence) => {
            setFault(sentence);
            setCamera(false);
          }}
        />
      )}
      {fault && <Notice tone="bad">{fault}</Notice>}
      {choices.length > 0 && (
        <ul class="offers">
          {choices.map((item, at) => (
            <li key={at}>
              <button type="button" onClick={() => void choose(item)}>
                {show(item)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function Camera({ seen, refused }: { seen: (code: string) => void; refused: (sentence: string) => void }) {
  const picture = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    if (picture.current) {
      startCamera(picture.current, seen, stop.signal).catch((error: unknown) => refused(sentenceOf(error)));
    }
    return () => stop.abort();
  }, []);
  return (
    <figure class="camera">
      <video ref={picture} muted playsInline aria-label={say("scanHere")} />
      <figcaption>{say("scanHere")}</figcaption>
    </figure>
  );
}
