import { containerOpcodes } from './container-opcodes.ts';
import { PickleEnds } from './cursor.ts';
import { PickleMachine, type PickleSource } from './machine.ts';
import { objectOpcodes } from './object-opcodes.ts';
import { scalarOpcodes, type Opcode } from './scalar-opcodes.ts';
import type { PickleValue } from './values.ts';

const HIGHEST_PROTOCOL = 5;
const STOP = 0x2e;

const framing: Readonly<Record<string, Opcode>> = {
  '\x80': (m) => {
    const protocol = m.cursor.uint8();
    if (protocol > HIGHEST_PROTOCOL) throw m.fail(`It is a pickle of protocol ${protocol}.`);
  },
  // A frame says how much to read at once.
  '\x95': (m) => void m.cursor.skip(8),
};

const opcodes: ReadonlyArray<Opcode | undefined> = Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte);
  return { ...scalarOpcodes, ...containerOpcodes, ...objectOpcodes, ...framing }[letter];
});

/**
 * Reads a pickle of protocols 0 to 5 (docs.python.org/3/library/pickletools.html). It is a program that in Python may call
 * anything. This machine has a value for what `known` has, refuses every other name, and executes nothing of the file. Gives
 * the value and where the pickle ends; undefined where it goes on behind the bytes at hand.
 *
 * A class that is not known is refused rather than passed over: an unknown object may hold the tensors that were looked for, and
 * a file that is read in part looks whole. Throws `TFM_WEIGHTS_CODE`, `TFM_WEIGHTS_CORRUPT`, `TFM_WEIGHTS_LIMIT`.
 */
export function runPickle(source: PickleSource): { readonly value: PickleValue; readonly end: number } | undefined {
  const machine = new PickleMachine(source);
  try {
    for (let byte = machine.nextOpcode(); byte !== STOP; byte = machine.nextOpcode()) {
      const opcode = opcodes[byte];
      if (!opcode) throw machine.fail(`It has an opcode ${byte}, which no pickle has.`);
      opcode(machine);
    }
    return { value: machine.pop(), end: machine.cursor.at };
  } catch (error) {
    if (error instanceof PickleEnds) return undefined;
    throw error;
  }
}
export type { PickleSource } from './machine.ts';
