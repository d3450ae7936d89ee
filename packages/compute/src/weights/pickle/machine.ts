import { refusedCode, damagedWeights, printable, tooMuch } from '../weights-errors.ts';
import { PickleCursor } from './cursor.ts';
import type { KnownGlobal, PickleTools, PickleValue } from './values.ts';

/** Lists, dictionaries and objects that a pickle may make: those of 300,000 tensors. A byte can ask for one. */
const OBJECT_LIMIT = 2_000_000;

/** What a pickle is run with. */
export interface PickleSource {
  readonly bytes: Uint8Array;
  /** Where it begins in them. Default: 0. */
  readonly from?: number;
  /** The file, for errors. */
  readonly file: string;
  /** What in the file is run: `data.pkl`. */
  readonly part: string;
  /** What a name of a module and one within it, with a space between, stands for; undefined where nothing does. */
  readonly known: (name: string) => KnownGlobal | undefined;
  /** What a persistent id refers to: a storage. */
  readonly load: (id: PickleValue, tools: PickleTools) => PickleValue;
}

/** The stack machine that a pickle is a program for. It has no opcode by which anything of the file or of Node could run. */
export class PickleMachine implements PickleTools {
  readonly cursor: PickleCursor;
  readonly memo = new Map<number, PickleValue>();
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  #objects = 0;
  #spent = 0;
  /** Where the opcode in hand lies. */
  #opcodeAt = 0;

  constructor(readonly source: PickleSource) {
    this.cursor = new PickleCursor(source.bytes, source.from ?? 0);
  }

  nextOpcode(): number {
    this.#opcodeAt = this.cursor.at;
    return this.cursor.uint8();
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** Pushes what was just made. Throws `TFM_WEIGHTS_LIMIT` where there are too many. */
  pushMade(value: PickleValue): void {
    if (++this.#objects > OBJECT_LIMIT)
      throw tooMuch(this.source.file, `${this.source.part} makes more than ${OBJECT_LIMIT} lists and dictionaries.`);
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  top(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.fail('It takes a value from an empty stack.');
    return this.#stack[this.#stack.length - 1];
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All values from the last mark on, and the mark. */
  popMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.fail('It goes back to a mark that it never set.');
    return this.#stack.splice(mark);
  }

  recall(key: number): void {
    const value = this.memo.get(key);
    if (value === undefined) throw this.fail(`It recalls value ${key}, which it never stored.`);
    this.#stack.push(value);
  }

  find(module: string, name: string): KnownGlobal {
    const found = this.source.known(`${module} ${name}`);
    if (!found) throw this.refuse(`${module}.${name}`);
    return found;
  }

  call(callee: PickleValue, args: PickleValue): PickleValue {
    if (typeof callee !== 'object' || callee === null || !('kind' in callee) || callee.kind !== 'global')
      throw this.refuse('to call a value that is no known function');
    if (!callee.call) throw this.refuse(`to call ${callee.name}`);
    if (!Array.isArray(args)) throw this.fail(`It calls ${callee.name} with no list of arguments.`);
    return callee.call(args, this);
  }

  fail(message: string): Error {
    return damagedWeights(this.source.file, `${printable(message).replace(/\.$/, '')} (${this.#place()}).`);
  }

  refuse(wanted: string): Error {
    return refusedCode(this.source.file, wanted, this.#place());
  }

  spend(count: number): void {
    // A pickler writes every byte and entry that is copied here once, so that copies are never more than its bytes.
    this.#spent += count;
    if (this.#spent > this.source.bytes.length)
      throw tooMuch(this.source.file, `${this.source.part} copies the same values again and again (${this.#place()}).`);
  }

  #place(): string {
    return `byte ${this.#opcodeAt} of ${printable(this.source.part)}`;
  }
}
