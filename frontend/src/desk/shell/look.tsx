import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { sentenceOf } from "./words";

/** The few parts that every screen is made of. */

type Tone = "ok" | "warn" | "bad" | "plain";

export function Notice({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

interface FieldProps {
  label: string;
  value: string;
  change: (value: string) => void;
  help?: string;
  fault?: string;
  type?: "text" | "password" | "search" | "date";
  mode?: "text" | "numeric" | "tel" | "search";
  autocomplete?: string;
  focus?: boolean;
}

export function Field({ label, value, change, help, fault, type = "text", mode, autocomplete = "off", focus }: FieldProps) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={box}
        id={id}
        {...({ type } as { type: "text" })}
        inputMode={mode}
        value={value}
        autocomplete={autocomplete}
        aria-describedby={help || fault ? `${id}-help` : undefined}
        aria-invalid={fault ? "true" : undefined}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {(help || fault) && (
        <p id={`${id}-help`} class={fault ? "fault" : "help"}>
          {fault || help}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  change: (value: T) => void;
}

/** A few large buttons of which one is on. */
export function Choice<T extends string>({ label, value, options, change }: ChoiceProps<T>) {
  const id = useId();
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="choices">
        {options.map(([option, text]) => (
          <label key={option} class={option === value ? "on" : ""}>
            <input type="radio" name={id} checked={option === value} onChange={() => change(option)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A form that refuses a second sending while the first is under way and shows what was refused. */
export function Form({ act, children }: { act: () => Promise<void>; children: ComponentChildren }) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault("");
    try {
      await act();
    } catch (error) {
      setFault(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate aria-busy={busy}>
      {fault && <Notice tone="bad">{fault}</Notice>}
      {children}
    </form>
  );
}

interface PressProps {
  act: () => Promise<void> | void;
  children: ComponentChildren;
  class?: string;
  failed?: (sentence: string) => void;
  label?: string;
  off?: boolean;
}

/** A button that cannot be pressed twice at once. */
export function Press({ act, children, class: look = "", failed, label, off }: PressProps) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await act();
    } catch (error) {
      failed?.(sentenceOf(error));
      if (!failed) throw error;
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class={look} onClick={press} disabled={busy || off} aria-label={label}>
      {children}
    </button>
  );
}

/** Says a file's bytes to whoever chose it. */
export function FileButton({ label, accept, taken }: { label: string; accept: string; taken: (bytes: ArrayBuffer) => void }) {
  const box = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => box.current?.click()}>
        {label}
      </button>
      <input
        ref={box}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={async (event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) taken(await file.arrayBuffer());
        }}
      />
    </>
  );
}

/** Hands a file to the browser to keep. */
export function saveFile(name: string, bytes: BlobPart, type = "application/octet-stream"): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
