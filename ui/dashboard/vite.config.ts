// Build, development proxy and tests. `HUXIAO_API` names the server that answers /api while developing.
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vitest/config";

const words = paraglideVitePlugin({
  project: "./project.inlang",
  outdir: "./src/lib/paraglide",
  strategy: ["localStorage", "baseLocale"],
  emitTsDeclarations: true,
});

export default defineConfig({
  // Tests find the messages compiled by `npm run words`; the plugin would keep their process alive.
  plugins: [process.env["VITEST"] ? null : words, sveltekit()],
  server: { proxy: { "/api": process.env["HUXIAO_API"] ?? "http://127.0.0.1:8787" } },
  // Office computers keep old systems and the last browser made for them.
  build: { target: ["chrome109", "firefox115", "safari16"] },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
