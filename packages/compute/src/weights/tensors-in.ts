import { computeErrors } from '../errors.ts';
import { keyText } from './pickle/container-opcodes.ts';
import { isDict, isKind, type PickleValue } from './pickle/values.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { damagedWeights, printable, tooMuch } from './weights-errors.ts';
import type { Weights } from './weights.ts';

/** Dictionaries within dictionaries that are looked into; a value that holds itself goes on for ever. */
const DEPTH_LIMIT = 100;
/** Values that are looked at: lists that hold one another multiply. */
const VISIT_LIMIT = 20_000_000;
const TENSOR_LIMIT = 300_000;

/** One look into a value: what it found, and how many values it saw. */
interface Search {
  readonly file: string;
  readonly found: Map<string, StoredTensor>;
  visits: number;
}

/**
 * All tensors of opened weights, named by the keys that lead to them with dots between: `state_dict.encoder.weight`. `within`
 * names dictionaries by such keys, the whole file by none (''); only the first that there is is looked into, and names begin behind it. Arrays of NumPy are
 * tensors as well; what is neither is passed over. Throws `TFM_WEIGHTS_MISSING` where there are none of these dictionaries or
 * no tensors, `TFM_WEIGHTS_CORRUPT` where two tensors have one name, `TFM_WEIGHTS_LIMIT`.
 */
export function tensorsIn(
  { file, value }: Pick<Weights, 'file' | 'value'>,
  within: readonly string[] = [],
): ReadonlyMap<string, StoredTensor> {
  const inside = within.length === 0 ? value : firstOf(value, within);
  if (inside === undefined) throw missing(file, value, `none of ${within.join(', ')}`);
  const search: Search = { file, found: new Map(), visits: 0 };
  visit(search, inside, '', 0);
  if (search.found.size === 0) throw missing(file, inside, 'no tensor');
  return search.found;
}

function firstOf(value: PickleValue, within: readonly string[]): PickleValue | undefined {
  for (const path of within) {
    if (path === '') return value;
    const found = path
      .split('.')
      .reduce<PickleValue | undefined>((at, key) => (at !== undefined && isDict(at) ? at.get(key) : undefined), value);
    if (found !== undefined && isDict(found)) return found;
  }
  return undefined;
}

function visit(search: Search, value: PickleValue, name: string, depth: number): void {
  if (++search.visits > VISIT_LIMIT) throw tooMuch(search.file, `The file holds more than ${VISIT_LIMIT} values.`);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (depth > DEPTH_LIMIT) throw tooMuch(search.file, `The file holds values more than ${DEPTH_LIMIT} levels deep.`);
  if (isDict(value)) for (const [key, inner] of value) visit(search, inner, nameOf(name, keyText(key)), depth + 1);
  else if (Array.isArray(value))
    for (let i = 0; i < value.length; i++) {
      // Most lists are long and hold numbers.
      if (typeof value[i] === 'object') visit(search, value[i], nameOf(name, String(i)), depth + 1);
    }
  else if (isKind(value, 'object')) visit(search, value.state ?? null, name, depth + 1);
  else if (isKind(value, 'tensor')) add(search, name, value);
  else if (isKind(value, 'array') && value.tensor) add(search, name, value.tensor);
}

const nameOf = (name: string, key: string) => (name === '' ? key : `${name}.${key}`);

function add({ file, found }: Search, name: string, tensor: StoredTensor): void {
  if (found.has(name)) throw damagedWeights(file, `Two tensors are named ${printable(name)}.`);
  if (found.size >= TENSOR_LIMIT) throw tooMuch(file, `The file holds more than ${TENSOR_LIMIT} tensors.`);
  found.set(name, tensor);
}

function missing(file: string, value: PickleValue, what: string) {
  const keys = isDict(value) ? [...value.keys()].slice(0, 12).map(keyText).join(', ') : '';
  return computeErrors.TFM_WEIGHTS_MISSING({
    file,
    message: `The file has ${what}${keys === '' ? '.' : `; it has ${printable(keys)}.`}`,
    fix: 'Name the dictionary of the file that holds the tensors.',
  });
}
