/** Every binary16 as float32: there are 65,536. Made when it is first wanted. */
let halfTable: Float32Array | undefined;

/** IEEE 754 binary16 to float32, into `floats`. */
export function fromFloat16(halves: Uint16Array, floats: Float32Array = new Float32Array(halves.length)): Float32Array {
  const table = (halfTable ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfOf(bits)));
  for (let i = 0; i < halves.length; i++) floats[i] = table[halves[i]];
  return floats;
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
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

/** The upper halves of float32, into `floats`. */
export function fromBfloat16(
  halves: Uint16Array,
  floats: Float32Array = new Float32Array(halves.length),
): Float32Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
  return floats;
}
