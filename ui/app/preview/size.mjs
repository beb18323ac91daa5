// What the window has to read at start: scripts and styles of the build, compressed, against the budget.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 150;
const build = join(dirname(fileURLToPath(import.meta.url)), "../build");

let total = 0;
for (const file of readdirSync(build, { recursive: true, encoding: "utf8" })) {
  if (![".js", ".css", ".html"].includes(extname(file))) continue;
  const size = gzipSync(readFileSync(join(build, file)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} KB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} KB  together, budget ${BUDGET_KB} KB`);
process.exitCode = total <= BUDGET_KB * 1000 ? 0 : 1;
