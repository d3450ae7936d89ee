/** Pickles put together opcode by opcode, as no pickler would write them. */

type Part = string | number | Uint8Array;

/** Texts as Latin-1, numbers as bytes. */
export const bytes = (...parts: readonly Part[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : typeof part === 'number' ? Buffer.of(part) : part,
    ),
  );

const long = (value: number) => {
  const four = Buffer.alloc(4);
  four.writeInt32LE(value);
  return four;
};

/** Opcodes with their arguments. */
export const op = {
  protocol: (version = 2) => bytes(0x80, version),
  text: (value: string) => bytes('X', long(Buffer.byteLength(value)), Buffer.from(value)),
  integer: (value: number) => bytes('J', long(value)),
  global: (module: string, name: string) => bytes('c', `${module}\n${name}\n`),
  stackGlobal: (module: string, name: string) => bytes(op.text(module), op.text(name), 0x93),
  put: (key: number) => bytes('q', key),
  get: (key: number) => bytes('h', key),
  /** A tuple of what these parts push. */
  tuple: (...parts: readonly Part[]) => bytes('(', ...parts, 't'),
  /** A dictionary of texts to what these parts push. */
  dict: (entries: Readonly<Record<string, Uint8Array>>) =>
    bytes('}(', ...Object.entries(entries).flatMap(([key, value]) => [op.text(key), value]), 'u'),
  /** A call of what the first part pushes with what the others push. */
  call: (callee: Uint8Array, ...args: readonly Part[]) => bytes(callee, op.tuple(...args), 'R'),
};

export interface TensorParts {
  readonly storage?: string;
  readonly key?: string;
  /** Elements that the storage claims. */
  readonly count?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** A tensor as `torch.save` writes it; 2 × 2 numbers of storage 0 unless it is told otherwise. */
export function tensor(parts: TensorParts = {}): Buffer {
  const { storage = 'FloatStorage', key = '0', count = 4, offset = 0, shape = [2, 2], strides = [2, 1] } = parts;
  const id = op.tuple(op.text('storage'), op.global('torch', storage), op.text(key), op.text('cpu'), op.integer(count));
  return op.call(
    op.global('torch._utils', '_rebuild_tensor_v2'),
    bytes(id, 'Q'),
    op.integer(offset),
    op.tuple(...shape.map(op.integer)),
    op.tuple(...strides.map(op.integer)),
    0x89,
    op.call(op.global('collections', 'OrderedDict')),
  );
}

/** A pickle of protocol 2 of what these parts push. */
export const pickle = (...parts: readonly Part[]): Buffer => bytes(op.protocol(), ...parts, '.');
