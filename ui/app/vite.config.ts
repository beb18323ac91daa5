// Build and tests of the field app. `vite dev` serves the port that `tauri dev` would look at.
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { sveltekit } from "@sveltejs/kit/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const words = paraglideVitePlugin({
  project: "./project.inlang",
  outdir: "./src/lib/paraglide",
  strategy: ["globalVariable", "baseLocale"],
  emitTsDeclarations: true,
  // One module a language: every message is used, and a module each would be wrapped one by one in the single script.
  outputStructure: "locale-modules",
});

/**
 * Everything is in one script, so pages are not asked for one by one. Said statically, the bundler joins all modules into one
 * scope and need not keep each ready to be started later: the script is smaller for it.
 */
const pagesAtOnce: Plugin = {
  name: "pages-at-once",
  apply: "build",
  transform(code, id) {
    if (!/generated\/client-optimized\/app\.js$/.test(id)) return undefined;
    const imports: string[] = [];
    const nodes = code.replace(/\(\) => import\(('\.\/nodes\/(\d+)')\)/g, (_, from: string, number: string) => {
      imports.push(`import * as page${number} from ${from};`);
      return `async () => page${number}`;
    });
    return { code: `${imports.join("\n")}\n${nodes}`, map: null };
  },
};

export default defineConfig({
  // Tests find the messages compiled by `npm run words`; the plugin would keep their process alive.
  plugins: [process.env["VITEST"] ? null : words, pagesAtOnce, sveltekit()],
  server: { strictPort: true },
  // Old system web views live long on cheap phones.
  build: { target: ["chrome107", "safari16"] },
  // Tests render parts as pages; icons come as components to be compiled.
  ssr: { noExternal: ["@lucide/svelte"] },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
