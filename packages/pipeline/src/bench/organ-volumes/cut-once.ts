/** `cut-once.js EXAM RUNS`: cuts one exam in a process of its own, and prints what it took as JSON. */
import { cut } from './cut.ts';

const [, , dir, runsDir] = process.argv;
console.log(JSON.stringify(await cut(dir, runsDir)));
