/** IEEE 754 binary16 to float32. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** float32 to binary16, to the nearest, ties to even; undefined where a value is not finite or beyond ±65,504. */
export function toFloat16(values: Float32Array): Uint16Array | undefined {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    // Numbers from here on round to 65,536, which binary16 does not have.
    if (!(size < 65_520)) return undefined;
    // Steps of binary16 at this size: 2⁻²⁴ below 2⁻¹⁴, then 1,024 of them from one power of two to the next.
    const exponent = Math.max(-14, Math.floor(Math.log2(size)));
    const steps = roundToEven(size / 2 ** (exponent - 10));
    // 1,024 steps and more carry into the exponent by themselves.
    halves[i] = (values[i] < 0 || Object.is(values[i], -0) ? 0x8000 : 0) | ((exponent + 14) * 1024 + steps);
  }
  return halves;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** The upper halves of float32. */
export function fromBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}
