// Cuts the program that reads bar codes, where the browser cannot, into parts that a weak line
// brings one by one (src/desk/shell/scanner.ts puts them together).
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const PART = 48 * 1024;
const here = dirname(fileURLToPath(import.meta.url));
const to = join(here, "../tusach/ui/static/ui/desk");
const program = readFileSync(join(here, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"));
const packed = gzipSync(program, { level: 9, memLevel: 9 });
let parts = 0;
for (let at = 0; at < packed.length; at += PART) {
  parts += 1;
  const name = `scanner-${String(parts).padStart(2, "0")}.part`;
  writeFileSync(join(to, name), packed.subarray(at, at + PART));
}
console.log(`scanner: ${packed.length} bytes in ${parts} parts`);
