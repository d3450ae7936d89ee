import type { OptionsOf, OptionsSchema } from './schema.ts';
import type { Contract, Token } from './token.ts';

export type Needs = Readonly<Record<string, Token<unknown>>>;
export type Resolved<N extends Needs> = { readonly [K in keyof N]: Contract<N[K]> };

/** What `create` is given. */
export interface ComponentContext<Schema extends OptionsSchema, N extends Needs, R extends Needs> {
  readonly options: OptionsOf<Schema>;
  /** The instances that `needs` names. */
  readonly needs: Resolved<N>;
  /** The instances that options refer to with `$name`, by option. */
  readonly references: Partial<Resolved<R>>;
  /**
   * By the option that refers to it: a hash of all that a referred component's results depend on (its id, version and options,
   * but for operational ones), for the keys of caches. Absent where a component is made by hand.
   */
  readonly identities?: Readonly<Record<string, string>>;
}

/** An implementation of a contract: a plain object, made by {@link defineComponent}. */
export interface Component<
  T = unknown,
  Schema extends OptionsSchema = OptionsSchema,
  N extends Needs = Needs,
  R extends Needs = Needs,
> {
  readonly kind: 'component';
  /** The contract that it implements. */
  readonly provides: Token<T>;
  /** What an experiment's `use:` names: kebab-case, unique for its contract. */
  readonly id: string;
  /** Changes whenever the component's output for the same options and input changes: part of every artifact's name. */
  readonly version: string;
  /** One sentence for `totalfm components`. */
  readonly description: string;
  /** Strict, with a default and a description for every field. */
  readonly options: Schema;
  readonly needs: N;
  /** Options that hold `$name` (or, by {@link listOf}, a list) of entries of the experiment's `models`, and the contract they must have. */
  readonly references: R;
  /**
   * What its results depend on and its options only point to: the digest of a file of weights. Part of every artifact's name, as
   * `version` is. Asked often, so a digest of something large is remembered; undefined for what is not there, which `create` says.
   */
  content?(options: OptionsOf<Schema>): string | undefined;
  create(context: ComponentContext<Schema, N, R>): T | Promise<T>;
}

type ComponentDefinition<T, Schema extends OptionsSchema, N extends Needs, R extends Needs> = Omit<
  Component<T, Schema, N, R>,
  'kind' | 'needs' | 'references' | 'version'
> & { readonly needs?: N; readonly references?: R; readonly version?: string };

/** Defines a component. Nothing is created until an experiment names it. */
export function defineComponent<
  T,
  Schema extends OptionsSchema,
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no needs is the empty record
  N extends Needs = {},
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  R extends Needs = {},
>(definition: ComponentDefinition<T, Schema, N, R>): Component<T, Schema, N, R> {
  return {
    kind: 'component',
    version: '1',
    ...definition,
    needs: definition.needs ?? ({} as N),
    references: definition.references ?? ({} as R),
  };
}

/** A component of any contract and options, as lists hold it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: a list cannot know each create's context
export type AnyComponent = Component<any, any, any, any>;
