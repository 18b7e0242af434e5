import { defineConfig } from "vite";

// The desk's decisions for the tests (tests/desk/conftest.py), built where they say.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2020",
    modulePreload: false,
    rollupOptions: {
      input: { proof: "src/desk/proof.ts" },
      output: { entryFileNames: "[name].js" },
    },
  },
});
