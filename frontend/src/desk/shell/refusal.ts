/** What the desk refuses, with a stable code; the sentence is found where it is shown. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly detail: Record<string, string | number> = {},
  ) {
    super(code);
  }
}

/** A refusal of the house, in the words it was given. */
export class HouseRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly sentence: string,
    readonly again: number | null = null,
  ) {
    super(sentence || code);
  }
}
