/** The desk's two languages. Each room has one table of its sentences, Vietnamese first. */

export type Language = "vi" | "en";
type Values = Record<string, string | number>;

let language: Language = "vi";

export function speak(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
}

export function spoken(): Language {
  return language;
}

/** `{n}` is the value; `{n|book|books}` picks by whether it is one. */
function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one, many) => {
    const value = values[name] ?? "";
    if (one !== undefined) return String(value === 1 ? one : many);
    return typeof value === "number" ? grouped(value) : value;
  });
}

/** A room's table: `const say = tongue({lend: ["Cho mượn", "Lend"]})`, then `say("lend")`. */
export function tongue<Key extends string>(table: Record<Key, readonly [string, string]>) {
  const say = (key: Key, values: Values = {}): string =>
    filled(table[key][language === "vi" ? 0 : 1], values);
  return Object.assign(say, {
    table,
    has: (key: string): key is Key => key in table,
  });
}

export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, language === "vi" ? "." : ",");
}
