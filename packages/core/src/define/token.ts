declare const contract: unique symbol;

/** Names a contract: `Symbol.for('totalfm.Segmenter')`, typed by it. Two copies of a package still agree. */
export interface Token<T> {
  readonly key: symbol;
  /** `Segmenter` */
  readonly name: string;
  /** The option that refers to it holds a list of `$name`. */
  readonly list?: true;
  readonly [contract]?: T;
}

export type Contract<T> = T extends Token<infer C> ? C : never;

export function createToken<T>(name: string): Token<T> {
  return { name, key: Symbol.for(`totalfm.${name}`) };
}

/** For an option that refers to several: `references: { parsers: listOf(tokens.ReportParser) }`, written `[$one, $other]`. */
export function listOf<T>({ name, key }: Token<T>): Token<readonly T[]> {
  return { name, key, list: true };
}
