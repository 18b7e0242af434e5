import { say } from "./words";

export function audienceWord(audience: string): string {
  return say.has(audience) ? say(audience) : audience;
}
