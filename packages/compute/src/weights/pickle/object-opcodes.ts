import type { PickleMachine } from './machine.ts';
import { lineOf, type Opcode } from './scalar-opcodes.ts';
import { isDict, type PickleValue } from './values.ts';

/**
 * Opcodes by which a pickle names functions and classes, calls them and gives objects their state. In Python they run whatever is
 * installed. Here a name is looked up in a list of ours, a call runs the function of ours that stands there, and a state is
 * kept as data.
 */
export const objectOpcodes: Readonly<Record<string, Opcode>> = {
  c: (m) => m.push(m.find(lineOf(m), lineOf(m))),
  '\x93': (m) => {
    const name = m.pop();
    const module = m.pop();
    if (typeof name !== 'string' || typeof module !== 'string') throw m.fail('It names a function by what is no text.');
    m.push(m.find(module, name));
  },
  R: (m) => {
    const args = m.pop();
    m.pushMade(m.call(m.pop(), args));
  },
  '\x81': (m) => {
    const args = m.pop();
    m.pushMade(m.call(m.pop(), args));
  },
  '\x92': (m) => {
    const named = m.pop();
    const args = m.pop();
    if (!isDict(named) || named.size > 0) throw m.refuse('to make an object with named arguments');
    m.pushMade(m.call(m.pop(), args));
  },
  i: (m) => {
    const made = m.find(lineOf(m), lineOf(m));
    m.pushMade(m.call(made, m.popMark()));
  },
  o: (m) => {
    const [made, ...args] = m.popMark();
    m.pushMade(m.call(made ?? null, args));
  },
  b: (m) => {
    const state = m.pop();
    build(m, m.top(), state);
  },
  P: (m) => {
    throw m.refuse(`what it calls "${lineOf(m)}", from outside of it`);
  },
  Q: (m) => m.pushMade(m.source.load(m.pop(), m)),
  '\x82': (m) => extension(m, m.cursor.uint8()),
  '\x83': (m) => extension(m, m.cursor.uint16()),
  '\x84': (m) => extension(m, m.cursor.int32()),
  '\x97': outOfBand,
  '\x98': outOfBand,
};

function build(machine: PickleMachine, value: PickleValue, state: PickleValue): void {
  // Attributes of a dictionary: a state dict has the versions of its modules in one.
  if (isDict(value)) return;
  if (typeof value === 'object' && value !== null && 'setState' in value) return value.setState(state, machine);
  throw machine.refuse('to set the state of what has none');
}

function extension(machine: PickleMachine, code: number): never {
  throw machine.refuse(`extension ${code} of copyreg`);
}

function outOfBand(machine: PickleMachine): never {
  throw machine.refuse('a buffer from outside of it');
}
