import { latin1 } from './cursor.ts';
import type { PickleMachine } from './machine.ts';
import { narrowed, type PickleValue } from './values.ts';

/** What an opcode does. */
export type Opcode = (machine: PickleMachine) => void;

/** Longest whole number that is read, in bytes. PyTorch writes one of ten bytes, to know its files by. */
const LONG_LIMIT = 1024;

/** Numbers, texts and bytes. */
export const scalarOpcodes: Readonly<Record<string, Opcode>> = {
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  J: (m) => m.push(m.cursor.int32()),
  K: (m) => m.push(m.cursor.uint8()),
  M: (m) => m.push(m.cursor.uint16()),
  I: (m) => m.push(integerOf(m, lineOf(m))),
  L: (m) => m.push(integerOf(m, lineOf(m).replace(/L$/, ''))),
  '\x8a': (m) => m.push(longOf(m, m.cursor.uint8())),
  '\x8b': (m) => m.push(longOf(m, m.cursor.uint32())),
  F: (m) => m.push(floatOf(m, lineOf(m))),
  G: (m) => m.push(m.cursor.float64()),
  S: (m) => m.push(quotedOf(m, lineOf(m))),
  T: (m) => m.push(latin1(m.cursor.take(m.cursor.uint32()))),
  U: (m) => m.push(latin1(m.cursor.take(m.cursor.uint8()))),
  V: (m) => m.push(escapedOf(lineOf(m))),
  X: (m) => m.push(utf8Of(m, m.cursor.uint32())),
  '\x8c': (m) => m.push(utf8Of(m, m.cursor.uint8())),
  '\x8d': (m) => m.push(utf8Of(m, m.cursor.uint64())),
  B: (m) => m.push(m.cursor.take(m.cursor.uint32())),
  C: (m) => m.push(m.cursor.take(m.cursor.uint8())),
  '\x8e': (m) => m.push(m.cursor.take(m.cursor.uint64())),
  '\x96': (m) => m.push(m.cursor.take(m.cursor.uint64())),
};

/** The text of an opcode that has a line for an argument. */
export function lineOf(machine: PickleMachine): string {
  const line = machine.cursor.line();
  if (line === undefined) throw machine.fail('A line is longer than any that a pickler writes.');
  return line;
}

function integerOf(machine: PickleMachine, text: string): PickleValue {
  // Protocol 0 has no other truth values.
  if (text === '00' || text === '01') return text === '01';
  if (!/^[+-]?\d{1,1000}$/.test(text)) throw machine.fail(`"${text}" is no whole number.`);
  return narrowed(BigInt(text.replace('+', '')));
}

function longOf(machine: PickleMachine, length: number): PickleValue {
  if (length > LONG_LIMIT) throw machine.fail(`A whole number has ${length} bytes.`);
  const bytes = machine.cursor.take(length);
  if (length === 0) return 0;
  const digits = Buffer.from(bytes).reverse().toString('hex');
  return narrowed(BigInt.asIntN(8 * length, BigInt(`0x${digits}`)));
}

const named = new Map([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

function floatOf(machine: PickleMachine, text: string): number {
  const value = named.get(text) ?? (/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined);
  if (value === undefined || (Number.isNaN(value) && text !== 'nan')) throw machine.fail(`"${text}" is no number.`);
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8Of(machine: PickleMachine, length: number): string {
  const bytes = machine.cursor.take(length);
  try {
    return utf8.decode(bytes);
  } catch {
    throw machine.fail('A text is no UTF-8.');
  }
}

/** A text of protocol 0 as Python 2 prints it: 'it\'s'. */
function quotedOf(machine: PickleMachine, line: string): string {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote)
    throw machine.fail('A text of protocol 0 stands in no quotes.');
  const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return line
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, code: string | undefined, letter: string) =>
      code ? String.fromCharCode(parseInt(code, 16)) : (plain[letter] ?? letter),
    );
}

/** A text of protocol 0 in which what is not Latin-1 stands as its code. */
const escapedOf = (line: string): string =>
  line.replace(/\\(?:u([0-9a-f]{4})|U00([0-9a-f]{6}))/gi, (all, short: string | undefined, long: string) => {
    const code = parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
