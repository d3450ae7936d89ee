import type { PickleMachine } from './machine.ts';
import { lineOf, type Opcode } from './scalar-opcodes.ts';
import { isDict, type PickleDict, type PickleTools, type PickleValue } from './values.ts';

/** The stack, the memo, and what holds other values. */
export const containerOpcodes: Readonly<Record<string, Opcode>> = {
  '(': (m) => m.mark(),
  '0': (m) => void m.pop(),
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.top()),
  p: (m) => void m.memo.set(keyOf(m), m.top()),
  q: (m) => void m.memo.set(m.cursor.uint8(), m.top()),
  r: (m) => void m.memo.set(m.cursor.uint32(), m.top()),
  '\x94': (m) => void m.memo.set(m.memo.size, m.top()),
  g: (m) => m.recall(keyOf(m)),
  h: (m) => m.recall(m.cursor.uint8()),
  j: (m) => m.recall(m.cursor.uint32()),
  ')': (m) => m.pushMade([]),
  '\x85': (m) => m.pushMade(lastOf(m, 1)),
  '\x86': (m) => m.pushMade(lastOf(m, 2)),
  '\x87': (m) => m.pushMade(lastOf(m, 3)),
  t: (m) => m.pushMade(m.popMark()),
  ']': (m) => m.pushMade([]),
  l: (m) => m.pushMade(m.popMark()),
  a: (m) => append(m, [m.pop()]),
  e: (m) => append(m, m.popMark()),
  '}': (m) => m.pushMade(new Map()),
  d: (m) => m.pushMade(filled(new Map(), m.popMark(), m)),
  s: (m) => setItems(m, lastOf(m, 2)),
  u: (m) => setItems(m, m.popMark()),
  '\x8f': (m) => m.pushMade([]),
  '\x90': (m) => append(m, m.popMark()),
  '\x91': (m) => m.pushMade(m.popMark()),
};

/** A place of the memo in protocol 0. */
function keyOf(machine: PickleMachine): number {
  const text = lineOf(machine);
  if (!/^\d{1,10}$/.test(text)) throw machine.fail(`"${text}" is no place of the memo.`);
  return Number(text);
}

/** The topmost values, in the order in which they were pushed. */
function lastOf(machine: PickleMachine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function append(machine: PickleMachine, values: readonly PickleValue[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.fail('It appends to what is no list.');
  for (const value of values) list.push(value);
}

function setItems(machine: PickleMachine, items: readonly PickleValue[]): void {
  const dict = machine.top();
  if (!isDict(dict)) throw machine.fail('It sets an entry of what is no dictionary.');
  filled(dict, items, machine);
}

/** The dictionary with keys and values, one behind another. A pickler writes no key twice. */
export function filled(dict: PickleDict, items: readonly PickleValue[], tools: PickleTools): PickleDict {
  if (items.length % 2 === 1) throw tools.fail('A dictionary has a key without a value.');
  for (let i = 0; i < items.length; i += 2) {
    if (dict.has(items[i])) throw tools.fail(`A dictionary has the key ${keyText(items[i])} twice.`);
    dict.set(items[i], items[i + 1]);
  }
  return dict;
}

/** A key as names of tensors show it. */
export const keyText = (key: PickleValue): string =>
  typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean'
    ? String(key)
    : '?';
