/** Ids hold letters, digits, `.`, `_` and `-`; anything else of a name becomes `_`. */
export const idOf = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, '_');
