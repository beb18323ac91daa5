import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ["browser"] },
  ssr: { noExternal: ["@lucide/svelte"] },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
