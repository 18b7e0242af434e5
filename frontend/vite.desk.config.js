import { defineConfig } from "vite";

// The offline desk: an application of its own. Few files, because each is one more thing that a
// weak line can lose; names without hashes, as the house's own (the page names each with its sum).
export default defineConfig({
  base: "./",
  publicDir: "src/desk/public",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../tusach/ui/static/ui/desk",
    emptyOutDir: true,
    target: "es2020",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: { desk: "src/desk/main.tsx", worker: "src/desk/worker.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
