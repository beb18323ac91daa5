// One static page application: the server embeds `build/` and answers every address it does not know with index.html.
// The policy stands in the page as well as in the server's header; the start script is named by its hash. Which hosts a base
// map may come from only the server knows: its header says so, and a page is held to both.
import adapter from "@sveltejs/adapter-static";
import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ pages: "build", fallback: "index.html", strict: true }),
    csp: {
      mode: "hash",
      directives: {
        "default-src": ["self"],
        "img-src": ["self", "blob:", "data:", "https:", "http:"],
        "style-src": ["self", "unsafe-inline"],
        "script-src": ["self"],
        "object-src": ["none"],
        "base-uri": ["self"],
        "form-action": ["self"],
      },
    },
    version: { name: "dashboard", pollInterval: 0 },
  },
};
