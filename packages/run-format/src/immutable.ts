/** A type whose data nobody changes: what a schema infers, as the contracts of this project state theirs. */
export type Immutable<T> = T extends readonly (infer Item)[]
  ? number extends T['length']
    ? readonly Immutable<Item>[]
    : { readonly [Place in keyof T]: Immutable<T[Place]> }
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;
