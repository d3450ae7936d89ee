import { filled } from './container-opcodes.ts';
import { isDict, type KnownGlobal, type PickleTools, type PickleValue, type PlainObject } from './values.ts';

type Call = NonNullable<KnownGlobal['call']>;

/** A table of what names stand for: `module name` to the function that stands in, or undefined where it is only referred to. */
export const globalsOf = (calls: Readonly<Record<string, Call | undefined>>): ReadonlyMap<string, KnownGlobal> =>
  new Map(
    Object.entries(calls).map(([key, call]) => {
      const name = key.replace(' ', '.');
      return [key, { kind: 'global', name, call }];
    }),
  );

/** Containers, bytes and plain objects of Python's own library. */
export const pythonGlobals = globalsOf({
  'collections OrderedDict': ([pairs = []], tools) => dictOfPairs(pairs, tools),
  // What a missing key would be made by is not called.
  'collections defaultdict': ([, entries = []], tools) => dictOfPairs(entries, tools),
  'collections Counter': ([counts = new Map()], tools) => dictOfPairs(counts, tools),
  'builtins dict': ([entries = []], tools) => dictOfPairs(entries, tools),
  'builtins set': listOf,
  'builtins frozenset': listOf,
  'builtins list': listOf,
  'builtins tuple': listOf,
  'builtins bytes': bytesOf,
  'builtins bytearray': bytesOf,
  '_codecs encode': bytesOf,
  'builtins complex': plainObject('complex'),
  'builtins int': undefined,
  'builtins float': undefined,
  'builtins str': undefined,
  'builtins bool': undefined,
  'argparse Namespace': plainObject('argparse.Namespace'),
  'pathlib Path': plainObject('pathlib.Path'),
  'pathlib PosixPath': plainObject('pathlib.PosixPath'),
  'pathlib WindowsPath': plainObject('pathlib.WindowsPath'),
  'pathlib PurePosixPath': plainObject('pathlib.PurePosixPath'),
  'pathlib PureWindowsPath': plainObject('pathlib.PureWindowsPath'),
});

/** Stands in for a class that is plain data: its arguments and attributes are kept under its name. */
export function plainObject(name: string): Call {
  return (args): PlainObject => ({
    kind: 'object',
    name,
    args,
    setState(state, tools) {
      if (this.state !== undefined) throw tools.fail(`It gives an object of ${name} two states.`);
      this.state = state;
    },
  });
}

/** A dictionary as it is, or made of pairs, as Python 2 writes an `OrderedDict`. */
function dictOfPairs(entries: PickleValue, tools: PickleTools): PickleValue {
  if (isDict(entries)) return entries;
  if (!Array.isArray(entries) || !entries.every((pair) => Array.isArray(pair) && pair.length === 2))
    throw tools.fail('A dictionary is made of what are no pairs.');
  tools.spend(entries.length);
  return filled(new Map(), (entries as PickleValue[][]).flat(), tools);
}

function listOf([values = []]: readonly PickleValue[], tools: PickleTools): PickleValue {
  if (!Array.isArray(values)) throw tools.fail('A list is made of what is none.');
  return values;
}

/** Bytes as protocol 2 writes them: a text of Latin-1 that is to be encoded. */
function bytesOf([text = '', encoding = 'latin1']: readonly PickleValue[], tools: PickleTools): PickleValue {
  if (text instanceof Uint8Array) return text;
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1'))
    throw tools.fail('Bytes are made of what is no text of Latin-1.');
  tools.spend(text.length);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
