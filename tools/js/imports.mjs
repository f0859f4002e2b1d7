// What each script under a folder imports, as JSON on the standard output: {"train/badge.js": ["core/notation.js", …]}.
// V8 itself parses them. node --experimental-vm-modules tools/js/imports.mjs FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { SourceTextModule } from "node:vm";

const [folder] = process.argv.slice(2);
const scripts = readdirSync(folder, { recursive: true })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".js"))
  .sort();

const imports = {};
for (const script of scripts) {
  const { moduleRequests } = new SourceTextModule(readFileSync(join(folder, script), "utf8"), {
    identifier: script,
  });
  imports[script] = moduleRequests
    .map(({ specifier }) => posix.join(posix.dirname(script), specifier))
    .sort();
}
process.stdout.write(JSON.stringify(imports));
