/** Colour of a run, or of a generator, in every plot and table: by its place. */
export const runColour = (index: number): string => `var(--run-${index % 6})`;
