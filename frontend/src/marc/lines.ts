/**
 * The text form of a record ("=245 10$a…") taken apart into rows and put together again.
 *
 * The rows hold what is shown: "#" for a blank indicator, "$" for {dollar}. What cannot be shown
 * or typed (control signs, written {u+000A}) stays written by its number. A line put together
 * again from a row that nobody changed is the line it came from.
 */
export interface Sub {
  code: string;
  value: string;
}

export interface Row {
  tag: string;
  /** data: indicators and subfields; control: a value; raw: a line that is no field. */
  kind: "data" | "control" | "raw";
  ind: [string, string];
  subs: Sub[];
  value: string;
}

const NAMES: Record<string, string> = { dollar: "$", lcub: "{", rcub: "}" };
const NAMED = /\{(dollar|lcub|rcub)\}/g;
const TAKEN_FOR_A_NAME = /\{(?=(?:dollar|lcub|rcub)\})/g;
const BY_NUMBER = /^\{u\+[0-9A-Fa-f]{4,6}\}/;
const LINE = /^=(\S{3})(.*)$/s;

export const isControl = (tag: string): boolean => tag === "LDR" || tag.startsWith("00");

function shown(text: string): string {
  return text.replace(NAMED, (whole, name: string, at: number) => {
    // "{lcub}u+000A}" is the text "{u+000A}": shown so, it would be taken for the sign itself.
    if (name === "lcub" && BY_NUMBER.test("{" + text.slice(at + whole.length))) return whole;
    return NAMES[name] ?? whole;
  });
}

function written(text: string): string {
  const kept: string[] = [];
  const held = text.replace(/\{lcub\}(?=u\+[0-9A-Fa-f]{4,6}\})/g, (whole) => {
    kept.push(whole);
    return "\ufdd1";
  });
  return held
    .replace(TAKEN_FOR_A_NAME, "{lcub}")
    .replace(/\$/g, "{dollar}")
    .replace(/[\r\n\u2028\u2029]+/g, " ")
    .replace(/\ufdd1/g, () => kept.shift() ?? "");
}

/** The sign at the start of `text`, which may be written by name or number. */
function firstSign(text: string): string {
  const named = /^\{(?:dollar|lcub|rcub|u\+[0-9A-Fa-f]{4,6})\}/.exec(text);
  return named ? named[0] : text.slice(0, 1);
}

function signs(text: string): string[] {
  const found: string[] = [];
  for (let rest = text; rest; ) {
    const sign = firstSign(rest);
    found.push(sign);
    rest = rest.slice(sign.length);
  }
  return found;
}

const blank = (sign: string): string => (sign === " " || sign === "\\" ? "#" : sign);

export function emptyRow(tag = ""): Row {
  return { tag, kind: "data", ind: ["#", "#"], subs: [{ code: "a", value: "" }], value: "" };
}

export function rowOf(line: string): Row {
  const raw: Row = { tag: "", kind: "raw", ind: ["#", "#"], subs: [], value: line };
  const match = LINE.exec(line);
  if (!match) return raw;
  const [, held = "", rest = ""] = match;
  const tag = held.replace(/_+$/, ""); // a tag not typed to its end
  if (isControl(tag)) {
    const value = rest.startsWith("  ") ? rest.slice(2) : rest.replace(/^ /, "");
    return { tag, kind: "control", ind: ["#", "#"], subs: [], value: shown(value) };
  }
  const [head = "", ...parts] = rest.split("$");
  let ind: [string, string] = ["#", "#"];
  if (head.trim()) {
    const all = signs(head);
    if (all.length < 2 || all.slice(0, -2).join("").trim()) return raw;
    ind = [blank(all[all.length - 2] ?? "#"), blank(all[all.length - 1] ?? "#")];
  }
  if (parts.some((part) => !part)) return raw;
  const subs = parts.map((part) => {
    const code = firstSign(part);
    return { code, value: shown(part.slice(code.length)) };
  });
  return { tag, kind: "data", ind, subs, value: "" };
}

export function rowsOf(text: string): Row[] {
  return text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .filter((line) => line.trim())
    .map(rowOf);
}

export function lineOf(row: Row): string {
  if (row.kind === "raw") return row.value;
  if (row.kind === "control") {
    const value = written(row.value);
    return `=${row.tag} ${value.startsWith(" ") ? `{u+0020}${value.slice(1)}` : value}`;
  }
  const content = row.subs.map((one) => `$${one.code || " "}${written(one.value)}`).join("");
  return `=${row.tag.padEnd(3, "_")} ${row.ind[0] || "#"}${row.ind[1] || "#"}${content}`;
}

export const textOf = (rows: Row[]): string => rows.map(lineOf).join("\n");
