// One static page application in one script and one style sheet: the window loads it from the program itself,
// so splitting would only add waiting. The strict policy is the shell's (src-tauri/tauri.conf.json), which
// names SvelteKit's start script by its hash.
import adapter from "@sveltejs/adapter-static";
import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ pages: "build", fallback: "index.html", strict: true }),
    output: { bundleStrategy: "single" },
    version: { name: "app", pollInterval: 0 },
  },
};
