import { numpyGlobals } from './numpy-globals.ts';
import { pythonGlobals } from './python-globals.ts';
import { torchGlobal } from './torch-globals.ts';
import type { KnownGlobal } from './values.ts';

/** Modules that other versions of Python call otherwise. */
const renamed = new Map([
  ['__builtin__', 'builtins'],
  ['pathlib._local', 'pathlib'],
]);

/**
 * What a name stands for, `module name`: containers, tensors, arrays, numbers and a few classes that are plain data. Whole names
 * only, so that no dots lead from what is known to what is not.
 */
export function knownGlobal(name: string): KnownGlobal | undefined {
  const space = name.indexOf(' ');
  const module = name.slice(0, space);
  const key = `${renamed.get(module) ?? module}${name.slice(space)}`;
  return pythonGlobals.get(key) ?? numpyGlobals.get(key) ?? torchGlobal(key);
}
