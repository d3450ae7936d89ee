import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openWeights } from './open-weights.ts';
import { readWeights } from './read-weights.ts';
import { testFolder } from './test-support/folder.ts';
import { bytes, op, pickle, tensor } from './test-support/pickle-bytes.ts';
import { legacyFile, torchArchive } from './test-support/write-archive.ts';

const folder = await testFolder();
afterAll(folder.remove);

/** What runs if anything does. */
const marker = join(folder.dir, 'it-ran');
const command = op.text(`touch ${marker}`);
const script = op.text(`open(${JSON.stringify(marker)}, "w")`);

/** Names and calls: each kind is refused by what it wants. */
const code: ReadonlyArray<readonly [name: string, pickle: Buffer, wanted: string]> = [
  ['os.system, by REDUCE', pickle(op.call(op.global('os', 'system'), command)), 'os.system'],
  ['builtins.eval', pickle(op.call(op.global('builtins', 'eval'), script)), 'builtins.eval'],
  ['exec of Python 2', pickle(op.call(op.global('__builtin__', 'execfile'), command)), '__builtin__.execfile'],
  ['posix.system, by INST', pickle('(', command, 'iposix\nsystem\n'), 'posix.system'],
  ['subprocess.Popen, by OBJ', pickle('(', op.global('subprocess', 'Popen'), command, 'o'), 'subprocess.Popen'],
  ['nt.system, by NEWOBJ', pickle(op.global('nt', 'system'), op.tuple(command), 0x81), 'nt.system'],
  ['by NEWOBJ_EX', pickle(op.global('os', 'system'), op.tuple(command), '}', 0x92), 'os.system'],
  [
    'a name on the stack, out of the memo',
    pickle(op.text('system'), op.put(1), '0', op.text('os'), op.get(1), 0x93, op.tuple(command), 'R'),
    'os.system',
  ],
  [
    'a memo that is written over between name and call',
    pickle(op.global('collections', 'OrderedDict'), op.put(0), op.global('os', 'system'), op.put(0), op.tuple(), 'R'),
    'os.system',
  ],
  ['a name that dots lead through', pickle(op.stackGlobal('torch', 'serialization.os.system')), 'serialization.os'],
  ['a name with a space', pickle(op.stackGlobal('torch._utils _rebuild_tensor_v2', 'x')), '_rebuild_tensor_v2.x'],
  ['names that JavaScript has', pickle(op.global('constructor', 'constructor')), 'constructor.constructor'],
  ['a prototype', pickle(op.global('torch', '__proto__')), 'torch.__proto__'],
  ['a storage of a prototype', pickle(op.global('torch', 'constructorStorage')), 'torch.constructorStorage'],
  [
    'a chain of getattr',
    pickle(op.call(op.global('builtins', 'getattr'), op.global('os', 'path'), op.text('system'))),
    'builtins.getattr',
  ],
  ['an import', pickle(op.call(op.global('importlib', 'import_module'), op.text('os'))), 'importlib.import_module'],
  ['torch.load within', pickle(op.call(op.global('torch', 'load'), command)), 'torch.load'],
  [
    'a pickle within',
    pickle(op.call(op.global('torch.storage', '_load_from_bytes'), op.text('x'))),
    'torch.storage._load_from_bytes',
  ],
  ['a dtype that is called', pickle(op.call(op.global('torch', 'float32'), command)), 'to call torch.float32'],
  ['a class that is called', pickle(op.call(op.global('torch', 'Tensor'), command)), 'to call torch.Tensor'],
  ['a text that is called', pickle(op.call(op.text('os.system'), command)), 'to call a value'],
  ['a tensor that is called', pickle(op.call(tensor(), command)), 'to call a value'],
  ['the state of a module', pickle(op.global('torch', 'Tensor'), op.dict({ __class__: command }), 'b'), 'the state'],
  ['the state of a tensor', pickle(tensor(), op.dict({ __setstate__: command }), 'b'), 'the state'],
  ['extension codes', pickle(0x82, 7), 'extension 7 of copyreg'],
  ['long extension codes', pickle(0x84, 1, 0, 0, 1), 'extension 16777217 of copyreg'],
  ['a path for an id', pickle('P/etc/passwd\n'), '"/etc/passwd"'],
  ['a path for a storage', pickle(op.text('/etc/passwd'), 'Q'), '"/etc/passwd"'],
  ['a module for a storage', pickle(op.tuple(op.text('module'), op.text('x')), 'Q'), 'from outside'],
  ['a buffer from outside', pickle(0x97), 'a buffer'],
  ['arguments with names', pickle(op.global('torch', 'Size'), ')', op.dict({ a: command }), 0x92), 'named arguments'],
  [
    'a subclass of tensors',
    pickle(op.call(op.global('torch._tensor', '_rebuild_from_type_v2'), op.global('torch', 'Size'), 'N)N')),
    'a class that is not known',
  ],
  ['hyper-parameters of a class', pickle(op.global('omegaconf.dictconfig', 'DictConfig')), 'omegaconf.dictconfig'],
];

/** What a small file claims, or how it contradicts itself. */
const claims: ReadonlyArray<readonly [name: string, value: Buffer, code: string]> = [
  ['a view beyond its storage', tensor({ offset: 1 }), 'TFM_WEIGHTS_CORRUPT'],
  ['strides beyond its storage', tensor({ strides: [3, 1] }), 'TFM_WEIGHTS_CORRUPT'],
  ['a negative stride', tensor({ strides: [-1, 1] }), 'TFM_WEIGHTS_CORRUPT'],
  ['a negative offset', tensor({ offset: -4 }), 'TFM_WEIGHTS_CORRUPT'],
  ['a negative length', tensor({ shape: [-2, 2] }), 'TFM_WEIGHTS_CORRUPT'],
  ['more lengths than strides', tensor({ shape: [2, 2, 1] }), 'TFM_WEIGHTS_CORRUPT'],
  ['a hundred axes', tensor({ shape: Array(100).fill(1), strides: Array(100).fill(0) }), 'TFM_WEIGHTS_CORRUPT'],
  ['a storage of another length', tensor({ count: 5 }), 'TFM_WEIGHTS_CORRUPT'],
  ['a storage of another type', tensor({ storage: 'DoubleStorage' }), 'TFM_WEIGHTS_CORRUPT'],
  ['a storage of a negative length', tensor({ count: -4 }), 'TFM_WEIGHTS_CORRUPT'],
  ['a storage that is not there', tensor({ key: '../../data.pkl' }), 'TFM_WEIGHTS_CORRUPT'],
  ['billions of numbers', tensor({ shape: [65536, 65536], strides: [0, 0] }), 'TFM_WEIGHTS_LIMIT'],
  ['more numbers than there are', tensor({ shape: Array(8).fill(2 ** 30), strides: Array(8).fill(0) }), 'TFM_WEIGHTS_CORRUPT'], // prettier-ignore
  [
    'many tensors of millions of numbers',
    op.dict(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`t${i}`, tensor({ shape: [1_000_000, 1], strides: [0, 0] })])), // prettier-ignore
    ),
    'TFM_WEIGHTS_LIMIT',
  ],
  ['lists that double thirty times', doubled(30), 'TFM_WEIGHTS_LIMIT'],
  ['texts that are copied again and again', copies(), 'TFM_WEIGHTS_LIMIT'],
  ['a list that holds itself', bytes(']', op.put(0), op.get(0), 'a'), 'TFM_WEIGHTS_LIMIT'],
  ['a million lists, each in the next', bytes(Buffer.alloc(1e6, ']'), Buffer.alloc(1e6 - 1, 'a')), 'TFM_WEIGHTS_LIMIT'],
  ['three million dictionaries', bytes(Buffer.alloc(3e6, '}')), 'TFM_WEIGHTS_LIMIT'],
  ['two tensors of one name', op.dict({ 'a.b': tensor(), a: op.dict({ b: tensor() }) }), 'TFM_WEIGHTS_CORRUPT'],
  ['no tensors', op.dict({ epoch: op.integer(3) }), 'TFM_WEIGHTS_MISSING'],
  [
    'negated numbers',
    op.call(
      op.global('torch._utils', '_rebuild_tensor_v2'),
      tensor()
        .subarray(tensor().indexOf('('), tensor().indexOf('Q') + 1)
        .subarray(1),
      bytes('K', 0),
      op.tuple(op.integer(1)),
      op.tuple(op.integer(1)),
      0x89,
      'N',
      bytes('}', op.text('neg'), 0x88, 's'),
    ),
    'TFM_WEIGHTS_CODE',
  ],
];

/** A list of two of a list of two, and so on. */
function doubled(times: number): Buffer {
  const level = (i: number) => bytes('](', op.get(i), op.get(i), 'e', op.put(i + 1), '0');
  return bytes(tensor(), op.put(0), '0', ...Array.from({ length: times }, (_, i) => level(i)), op.get(times));
}

function copies(): Buffer {
  const encode = bytes(op.get(0), op.get(1), 0x85, 'R');
  return bytes(
    op.global('_codecs', 'encode'),
    op.put(0),
    op.text('x'.repeat(100_000)),
    op.put(1),
    '00(',
    ...Array(100_000).fill(encode),
    'l',
  );
}

const outcome = (file: string) => readWeights(file).catch((error: unknown) => error);
const plain = (source: Buffer) => source;
/** A plain pickle has no storages. */
const withoutTensors = code.filter(([, source]) => !source.includes('FloatStorage'));

describe.each([
  ['an archive', torchArchive, code],
  ['an old file', legacyFile, code],
  ['a pickle', plain, withoutTensors],
] as const)('%s that wants', (_, write, cases) => {
  it.each(cases)('%s is refused by name', async (_name, source, wanted) => {
    expect(await outcome(await folder.file(write(source)))).toMatchObject({
      code: 'TFM_WEIGHTS_CODE',
      message: expect.stringContaining(wanted),
    });
  });

  it('ran nothing', () => {
    expect(existsSync(marker)).toBe(false);
  });
});

describe('a file that claims', () => {
  it.each(claims)('%s is refused', async (_name, value, refusal) => {
    expect(await outcome(await folder.file(torchArchive(pickle(value))))).toMatchObject({ code: refusal });
  });

  it('says where it lies', async () => {
    const file = await folder.file(torchArchive(pickle('N0', op.call(op.global('os', 'system'), command))));
    await expect(openWeights(file)).rejects.toMatchObject({
      message: expect.stringContaining('wants os.system (byte 4 of archive/data.pkl)'),
      where: { file },
    });
  });

  it('cannot write to a terminal', async () => {
    const file = await folder.file(torchArchive(pickle(op.global('os\u001b[2J', 'x'.repeat(5000)))));
    const error = (await outcome(file)) as Error;
    expect(error.message).not.toContain('\u001b');
    expect(error.message.length).toBeLessThan(400);
  });

  it('has nothing by the names that objects have', async () => {
    const names = { ['__proto__']: tensor(), constructor: tensor() };
    const read = await readWeights(await folder.file(torchArchive(pickle(op.dict(names)))));
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});
