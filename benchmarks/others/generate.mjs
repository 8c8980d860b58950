// C code of an XMILE file by SDEverywhere's compiler: node generate.mjs FILE FOLDER
import fs from "fs";
import { parseAndGenerate } from "@sdeverywhere/compile";

const [file, folder] = process.argv.slice(2);
const asked = { outputVarNames: ["care_share_needed", "shortage"], inputVarNames: [] };
await parseAndGenerate(fs.readFileSync(file, "utf8"), "xmile", asked, ["generateC"], ".", "model", folder);
