// The faces for the screen, without the hinting that halves of their bytes are: it is for screens
// of coarse dots, and a page on a telephone in the mountains is to weigh less than 100 KB.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subset from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
// Made anew by each build, and no source of it.
const to = join(here, "node_modules/.faces");
const scripts = ["vietnamese", "latin"];
const faces = [
  ...[400, 600].flatMap((weight) =>
    scripts.map((script) => `@fontsource/be-vietnam-pro/files/be-vietnam-pro-${script}-${weight}-normal.woff2`),
  ),
  ...scripts.map((script) => `@fontsource/noto-serif/files/noto-serif-${script}-400-normal.woff2`),
  "@expo-google-fonts/noto-sans-tai-viet/400Regular/NotoSansTaiViet_400Regular.ttf",
];
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
let before = 0;
let after = 0;
for (const face of faces) {
  const whole = readFileSync(join(here, "node_modules", face));
  const made = await subset(whole, undefined, {
    targetFormat: "woff2",
    keepAllGlyphs: true,
    noHinting: true,
    // Of Latin letters those that put two marks on one; of the other script all.
    keepFeatures: /latin|vietnamese/.test(face) ? ["ccmp", "kern", "locl", "mark", "mkmk"] : undefined,
  });
  writeFileSync(join(to, `${face.split("/").at(-1).replace(/\.\w+$/, "")}.woff2`), made);
  before += whole.length;
  after += made.length;
}
console.log(`faces: ${faces.length} for the screen, ${after} bytes (${before} with hinting)`);
