// Milliseconds of a run of an exported module in node, the median of some: node page.mjs FOLDER FORM
import fs from "fs";
import path from "path";

const [folder, form] = process.argv.slice(2);
const { load, loadScript, run } = await import(path.resolve(folder, "driver.mjs"));
const manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
const model = form === "wasm"
  ? await load(fs.readFileSync(path.join(folder, "model.wasm")), manifest)
  : loadScript(await import(path.resolve(folder, "model.mjs")), manifest);
const [policy] = Object.keys(manifest.policies), spent = [];
for (let k = 0; k < 40; k++) {
  const begun = performance.now();
  run(model, policy);
  if (k >= 15) spent.push(performance.now() - begun);
}
console.log(spent.sort((a, b) => a - b)[spent.length >> 1]);
