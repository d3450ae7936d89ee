declare const contract: unique symbol;

/** Names a contract: `Symbol.for('totalfm.Segmenter')`, typed by it. Two copies of a package still agree. */
export interface Token<T> {
  readonly key: symbol;
  /** `Segmenter` */
  readonly name: string;
  readonly [contract]?: T;
}

export type Contract<T> = T extends Token<infer C> ? C : never;

export function createToken<T>(name: string): Token<T> {
  return { name, key: Symbol.for(`totalfm.${name}`) };
}
