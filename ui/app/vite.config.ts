// Build and tests of the field app. `vite dev` serves the port that `tauri dev` would look at.
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vitest/config";

const words = paraglideVitePlugin({
  project: "./project.inlang",
  outdir: "./src/lib/paraglide",
  strategy: ["globalVariable", "baseLocale"],
  emitTsDeclarations: true,
  // One module a language: every message is used, and a module each would be wrapped one by one in the single script.
  outputStructure: "locale-modules",
});

export default defineConfig({
  // Tests find the messages compiled by `npm run words`; the plugin would keep their process alive.
  plugins: [process.env["VITEST"] ? null : words, sveltekit()],
  server: { strictPort: true },
  // Old system web views live long on cheap phones.
  build: { target: ["chrome107", "safari16"] },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
