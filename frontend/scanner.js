// Cuts the program that reads bar codes, where the browser cannot, into parts that a weak line
// brings one by one (src/desk/shell/scanner.ts puts them together). Beside each part lie the
// same bytes packed by brotli and by gzip: the server gives what the browser can unpack, brotli
// only over https.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const PART = 128 * 1024; // some 45 kB on the line
const here = dirname(fileURLToPath(import.meta.url));
const to = join(here, "../tusach/ui/static/ui/desk");
const program = readFileSync(join(here, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"));
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const sizes = { brotli: 0, gzip: 0 };
let parts = 0;
for (let at = 0; at < program.length; at += PART) {
  parts += 1;
  const name = join(to, `scanner-${String(parts).padStart(2, "0")}.part`);
  const part = program.subarray(at, at + PART);
  const [br, gz] = [brotliCompressSync(part, best), gzipSync(part, { level: 9 })];
  writeFileSync(name, part);
  writeFileSync(`${name}.br`, br);
  writeFileSync(`${name}.gz`, gz);
  sizes.brotli += br.length;
  sizes.gzip += gz.length;
}
console.log(`scanner: ${sizes.brotli} bytes in ${parts} parts (${sizes.gzip} without https)`);
