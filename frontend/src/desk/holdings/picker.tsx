import type { Desk } from "../shell/desk";
import { Scan } from "../shell/scan";
import { byCode, byWords, type Copy } from "./copies";
import { say } from "./words";

/** Choosing copies by scanning or typing; `rather` those, where any of them fits. */
export function CopyPicker({ desk, label, chosen, rather }: {
  desk: Desk;
  label: string;
  chosen: (copy: Copy) => Promise<void> | void;
  rather?: (copy: Copy) => boolean;
}) {
  const offers = (text: string) => {
    const found = byWords(desk, text, 60);
    const meant = rather ? found.filter(rather) : found;
    return (meant.length ? meant : found).slice(0, 8);
  };
  return (
    <Scan<Copy>
      label={label}
      help={say("findHelp")}
      offers={offers}
      exact={(code) => byCode(desk, code)}
      show={(copy) => <CopyLine copy={copy} />}
      chosen={chosen}
      unknown={(text) => say("unknownCode", { text })}
      several={(n) => say("several", { n })}
    />
  );
}

export function CopyLine({ copy }: { copy: Copy }) {
  return (
    <>
      <strong>{copy.title}</strong>
      <span class="muted">{[copy.author, copy.number].filter(Boolean).join(" · ")}</span>
    </>
  );
}
