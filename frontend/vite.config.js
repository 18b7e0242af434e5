import { defineConfig } from "vite";

// Names without hashes: Django's manifest storage adds them when it collects the files.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../tusach/ui/static/ui",
    emptyOutDir: true,
    target: "es2020",
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    rollupOptions: {
      input: {
        staff: "src/staff.ts",
        public: "src/public.ts",
        marc: "src/marc.ts",
        house: "src/house.css",
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
