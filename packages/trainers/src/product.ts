export function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
