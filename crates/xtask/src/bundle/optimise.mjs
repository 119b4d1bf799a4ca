// Shrinks wasm files in place. Arguments: binaryen's index.js, then the files.
// One process handles many files, because Node's startup dominates the time of a small file.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [library, ...files] = process.argv.slice(1);
const { default: binaryen } = await import(pathToFileURL(library));

// The features of rustc's wasm. All features would produce a file that browsers reject.
const wanted = [
    "MutableGlobals", "NontrappingFPToInt", "BulkMemory", "BulkMemoryOpt", "SignExt",
    "ReferenceTypes", "Multivalue", "CallIndirectOverlong",
];
const features = wanted.reduce((sum, name) => {
    if (!(name in binaryen.Features)) throw new Error(`binaryen knows no ${name}`);
    return sum | binaryen.Features[name];
}, 0);
// -Oz
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
binaryen.setDebugInfo(false);

for (const file of files) {
    const module = binaryen.readBinary(fs.readFileSync(file), features);
    module.setFeatures(features);
    module.optimize();
    fs.writeFileSync(file, module.emitBinary());
    module.dispose();
}
