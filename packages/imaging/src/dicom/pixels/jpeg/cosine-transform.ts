/** `basis[8 u + x]` = C(u)/2 · cos((2x + 1) u π / 16) of T.81, A.3.3. */
const basis = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});
const between = new Float64Array(64);

/** The inverse cosine transform of a block of 8 × 8, in place. */
export function inverseTransform(block: Float64Array): void {
  for (let v = 0; v < 8; v++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += block[8 * v + u] * basis[8 * u + x];
      between[8 * v + x] = sum;
    }
  }
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let v = 0; v < 8; v++) sum += between[8 * v + x] * basis[8 * v + y];
      block[8 * y + x] = sum;
    }
  }
}
