import { fold } from "./folding";

/** A list that is searched while somebody types, without diacritics. */
export interface Findable<T> {
  item: T;
  text: string; // folded, with a space before each word
}

export function findable<T>(item: T, ...texts: string[]): Findable<T> {
  return { item, text: " " + fold(texts.join(" ")).replace(/[^\p{L}\p{N}]+/gu, " ") };
}

/** Those in which every word of the query begins a word, best first: in the order typed first. */
export function find<T>(list: Findable<T>[], query: string, most = 20): T[] {
  const words = fold(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!words.length) return [];
  const asTyped = " " + words.join(" ");
  const first: T[] = [];
  const later: T[] = [];
  const needles = words.map((word) => " " + word);
  for (const { item, text } of list) {
    if (!needles.every((needle) => text.includes(needle))) continue;
    if (text.startsWith(asTyped)) first.push(item);
    else if (later.length < most) later.push(item);
    if (first.length >= most) break;
  }
  return [...first, ...later].slice(0, most);
}
