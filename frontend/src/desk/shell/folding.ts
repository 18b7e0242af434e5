/** Vietnamese made comparable, as `tusach.vietnamese.fold` does it: lower case, no mark on Latin
 *  letters, đ as d. Held equal by tests/desk/test_same_folding.py. */

const LOOKALIKES: Record<string, string> = {
  "\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ",
  "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "", "\u00a0": " ", "\u202f": " ",
};
const ANY_LOOKALIKE = /[\u00d0\u00f0\u0189\u0256\u00ad\u200b\u2060\ufeff\u00a0\u202f]/g;
const STROKED = /([dD])[\u0335\u0336]/g;
const LATIN_MARKS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
const SPELLED_OUT: Record<string, string> = {
  æ: "ae", œ: "oe", ø: "o", ł: "l", ß: "ss", þ: "th", ı: "i", ſ: "s", ħ: "h", ŧ: "t", ŋ: "ng",
  ɨ: "i", ʉ: "u", ƀ: "b", đ: "d",
};
const ANY_SPELLED_OUT = /[æœøłßþıſħŧŋɨʉƀđ]/g;
const ASCII = /^[\x00-\x7f]*$/;

export function fold(text: string): string {
  text = text.toLowerCase();
  if (ASCII.test(text)) return text;
  text = text
    .replace(ANY_LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter)
    .replace(STROKED, (_, d: string) => (d === "d" ? "đ" : "Đ"));
  return text
    .normalize("NFD")
    .replace(LATIN_MARKS, "")
    .replace(ANY_SPELLED_OUT, (letter) => SPELLED_OUT[letter] ?? letter)
    .normalize("NFC");
}
