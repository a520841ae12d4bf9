// SPDX-License-Identifier: MIT
// node bundle.mjs OUT: one script and one style sheet, for browsers of 2017 and later.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const out = process.argv[2];
if (!out) {
  console.error("usage: node bundle.mjs OUT");
  process.exit(2);
}
const work = `${out}.new`;
await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await build({
  entryPoints: { app: "src/main.js", style: "src/style.css" },
  bundle: true,
  minify: true,
  target: ["es2017", "chrome63", "firefox60"],
  format: "iife",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  outdir: work,
});
await copyFile("src/index.html", path.join(work, "index.html"));
await copyFile("src/icon.svg", path.join(work, "icon.svg"));
// OpenLayers is BSD-2-Clause: its notice goes with the bundle, and so do those of what it brings along.
const notices = [];
for (const name of ["ol", "rbush", "quickselect"]) {
  for (const file of ["LICENSE.md", "LICENSE"]) {
    const text = await readFile(path.join("node_modules", name, file), "utf8").catch(() => "");
    if (text) notices.push(`${name}\n\n${text}`);
  }
}
await writeFile(path.join(work, "licenses.txt"), notices.join("\n\n----\n\n"));
await rm(out, { recursive: true, force: true });
await mkdir(path.dirname(out), { recursive: true });
await rename(work, out);
