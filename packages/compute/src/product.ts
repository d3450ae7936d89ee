/** Product of a shape or of any numbers: how many elements a tensor has. 1 for none. */
export function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
