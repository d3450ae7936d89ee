import { measureStep } from './measure.ts';

console.log(JSON.stringify(await measureStep(), undefined, 2));
