import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Notice } from "./look";
import { MOST_SHOTS, type Shot, shotOf } from "./photos";
import { sentenceOf, say } from "./words";

/** Photographs that go with what is being written: taken or chosen, seen small, taken out again. */
export function Shots({ shots, change, help }: { shots: Shot[]; change: (shots: Shot[]) => void; help: string }) {
  const box = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const take = async (file: File) => {
    setBusy(true);
    setFault("");
    try {
      const shot = await shotOf(file);
      if (!shots.some((one) => one.hash === shot.hash)) change([...shots, shot]);
    } catch (error) {
      setFault(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="shots" aria-busy={busy}>
      {fault && <Notice tone="bad">{fault}</Notice>}
      {shots.length > 0 && (
        <ul>
          {shots.map((shot, at) => (
            <li key={shot.hash}>
              <Preview shot={shot} label={say("photoOf", { n: at + 1 })} />
              <button type="button" aria-label={say("photoRemove", { n: at + 1 })} onClick={() => change(shots.filter((one) => one !== shot))}>
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {shots.length < MOST_SHOTS && (
        <button type="button" disabled={busy} onClick={() => box.current?.click()}>
          {busy ? say("photoMaking") : say("photoTake")}
        </button>
      )}
      <input
        ref={box}
        type="file"
        hidden
        accept="image/*"
        aria-label={say("photoTake")}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void take(file);
        }}
      />
      <p class="help">{help}</p>
    </div>
  );
}

function Preview({ shot, label }: { shot: Shot; label: string }) {
  const address = useMemo(() => URL.createObjectURL(new Blob([shot.bytes], { type: "image/jpeg" })), [shot]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img src={address} alt={label} />;
}
