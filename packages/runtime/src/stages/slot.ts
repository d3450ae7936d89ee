import type { Token } from '@totalfm/core';

declare const filled: unique symbol;

/** A key of an experiment that a component fills: `vision: { use: video-vit }`. `T` is what a stage is given for it. */
export interface Slot<T = unknown> {
  readonly kind: 'slot';
  /** The contract that fills it. */
  readonly token: Token<unknown>;
  readonly description: string;
  /** The component where an experiment names none; undefined: one must be named, unless the slot is optional. */
  readonly use?: string;
  /** `false` or nothing leaves it empty, and the stages that use it out. */
  readonly optional?: true;
  /** Makes what a model is trained on in a way that the model expects ever after, though no stage that trains uses it. */
  readonly trained?: true;
  /** Any number of components, in order; these where an experiment names none. An optional one without any leaves stages out. */
  readonly list?: readonly string[];
  readonly [filled]?: T;
}

/** One component. */
export const slot = <T>(
  token: Token<T>,
  { use, description, trained }: Pick<Slot, 'use' | 'description' | 'trained'>,
): Slot<T> => ({
  kind: 'slot',
  token,
  description,
  ...(use !== undefined && { use }),
  ...(trained && { trained }),
});

/** One component, or none: then the stages that use it are left out. */
export const optionalSlot = <T>(token: Token<T>, { description }: Pick<Slot, 'description'>): Slot<T> => ({
  kind: 'slot',
  token,
  description,
  optional: true,
});

/** A list of components. */
export const listSlot = <T>(
  token: Token<T>,
  { use, description }: { readonly use: readonly string[]; readonly description: string },
): Slot<readonly T[]> => ({ kind: 'slot', token, description, list: use });

/** A list of components, or none: then the stages that use it are left out. */
export const optionalListSlot = <T>(
  token: Token<T>,
  { description }: Pick<Slot, 'description'>,
): Slot<readonly T[]> => ({ kind: 'slot', token, description, list: [], optional: true });

/** What a stage uses, by name: slots of the experiment, and contracts that the runtime or a setting provides. */
export type Uses = Readonly<Record<string, Slot | Token<unknown>>>;

/** The instances for {@link Uses}. */
export type Used<U extends Uses> = {
  readonly [K in keyof U]: U[K] extends Slot<infer T> ? T : U[K] extends Token<infer T> ? T : never;
};

export const isSlot = (used: Slot | Token<unknown>): used is Slot => 'kind' in used && used.kind === 'slot';
