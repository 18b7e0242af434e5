// Puts the fonts that printed forms are set with where tusach.ui.typeset looks for them.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const to = join(here, "../tusach/ui/fonts");
const faces = [
  "noto-serif/400Regular/NotoSerif_400Regular.ttf",
  "noto-serif/400Regular_Italic/NotoSerif_400Regular_Italic.ttf",
  "noto-serif/700Bold/NotoSerif_700Bold.ttf",
  "noto-serif/700Bold_Italic/NotoSerif_700Bold_Italic.ttf",
  "tinos/400Regular/Tinos_400Regular.ttf",
  "tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
  "tinos/700Bold/Tinos_700Bold.ttf",
  "tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
  "be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf",
  "be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf",
  "noto-sans-tai-viet/400Regular/NotoSansTaiViet_400Regular.ttf",
];
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const face of faces) {
  copyFileSync(join(here, "node_modules/@expo-google-fonts", face), join(to, basename(face)));
}
console.log(`fonts: ${faces.length} faces for printed forms`);
