/** The table of fields as the server tells it. */
export interface FieldSpec {
  name: string;
  many: boolean;
  help: boolean;
  ind: [Record<string, string>, Record<string, string>];
  subs: Record<string, [string, number]>;
}

export type Format = Record<string, FieldSpec>;

export async function format(url: string): Promise<Format> {
  try {
    const answer = await fetch(url);
    return answer.ok ? ((await answer.json()) as Format) : {};
  } catch {
    return {}; // names and meanings are a help, not a need
  }
}

export function meanings(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([value, name]) => `${value}: ${name}`)
    .join("\n");
}
