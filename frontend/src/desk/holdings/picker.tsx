import type { Desk } from "../shell/desk";
import { Scan } from "../shell/scan";
import { byCode, byWords, type Copy } from "./copies";
import { say } from "./words";

/** Choosing copies by scanning or typing. */
export function CopyPicker({ desk, label, chosen, only }: {
  desk: Desk;
  label: string;
  chosen: (copy: Copy) => Promise<void> | void;
  only?: (copy: Copy) => boolean;
}) {
  const fitting = only ?? (() => true);
  return (
    <Scan<Copy>
      label={label}
      help={say("findHelp")}
      offers={(text) => byWords(desk, text, 60).filter(fitting).slice(0, 8)}
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
