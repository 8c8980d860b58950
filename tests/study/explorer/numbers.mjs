// Runs choices as a page does, outside a browser: node numbers.mjs FOLDER MODULES; prints what each choice gives.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, modules] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(path.join(modules, name)).href);
const { openModel, makeRunner } = await from("engine/runner.mjs");
const { changesOf } = await from("engine/changes.mjs");
const { drawAll } = await from("engine/chance.mjs");
const { makeAnswer } = await from("engine/answer.mjs");
const { readPage } = await from("engine/open.mjs");

// what a page has in its elements stands here in files
const held = (name) => {
  const file = path.join(folder, name);
  return fs.existsSync(file) ? { textContent: fs.readFileSync(file, "utf8"), dataset: {} } : null;
};
if (fs.existsSync(path.join(folder, "model.js"))) (0, eval)(fs.readFileSync(path.join(folder, "model.js"), "utf8"));
const { now } = await readPage({ getElementById: (id) => (id === "page" ? { dataset: {} } : held(id)) });
const { facts, parameters, engine } = now;
const model = await openModel(engine, facts.run), runner = makeRunner(model, facts.run, parameters);
const drawn = drawAll(facts.run.chance, facts.experiment.draws);
for (let draw = 0; draw < facts.experiment.draws; draw++)
  runner.draw(draw, Object.fromEntries(Object.entries({ ...drawn, ...facts.run.carriers }).map(([name, own]) => [name, own[draw]])));
const choices = JSON.parse(fs.readFileSync(path.join(folder, "choices.json"), "utf8"));
const told = choices.map(({ draws, ...choice }) => {
  const changes = changesOf(facts, { policy: facts.experiment.unchanged, levers: {}, laws: {}, ...choice });
  const all = (draw) => {
    const answer = makeAnswer(facts, runner.run(changes, draw));
    return Object.fromEntries(Object.keys(facts.quantities).map((name) => [name, {
      city: answer.city(name), parts: answer.parts(name), districts: facts.districts.map((_, place) => answer.district(name, place)) }]));
  };
  return draws ? Array.from({ length: draws }, (_, draw) => all(draw)) : [all(null)];
});
console.log(JSON.stringify({ engine: engine.name, drawn: Object.fromEntries(Object.entries(drawn).map(([name, own]) => [name, [...own]])), told }));
