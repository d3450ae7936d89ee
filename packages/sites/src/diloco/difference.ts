import { createRandom, type ParameterValues } from '@totalfm/core';
import { decodeSafetensors, encodeSafetensors } from '@totalfm/compute';
import type { DiLoCoOptions } from './options.ts';

/** `from` − `to`, by parameter: what an optimiser would call a gradient (Douillard et al. 2023, DiLoCo, algorithm 1). */
export const differenceOf = (from: ParameterValues, to: ParameterValues): ParameterValues =>
  Object.fromEntries(Object.entries(to).map(([name, data]) => [name, data.map((value, at) => from[name][at] - value)]));

/** `one` + `other`, by parameter. */
export const sumOf = (one: ParameterValues, other: ParameterValues): ParameterValues =>
  Object.fromEntries(
    Object.entries(one).map(([name, data]) => [name, data.map((value, at) => value + (other[name]?.[at] ?? 0))]),
  );

/** Scaled down to norm `clip`, and with normal noise of deviation `noise` · `clip` in each number. */
export function clipped(
  values: ParameterValues,
  { clip, noise }: Pick<DiLoCoOptions, 'clip' | 'noise'>,
  seed: string,
): ParameterValues {
  if (clip === undefined) return values;
  const norm = Math.sqrt(
    Object.values(values).reduce((sum, data) => sum + data.reduce((s, value) => s + value ** 2, 0), 0),
  );
  const scale = Math.min(1, clip / norm);
  const random = createRandom(seed);
  return Object.fromEntries(
    Object.entries(values).map(([name, data]) => [
      name,
      data.map((value) => value * scale + (noise > 0 ? noise * clip * random.normal() : 0)),
    ]),
  );
}

/** Parameters as safetensors, each as one row of numbers. */
export const encodeValues = (values: ParameterValues): Uint8Array =>
  encodeSafetensors(
    Object.fromEntries(Object.entries(values).map(([name, data]) => [name, { shape: [data.length], data }])),
  );

/** Throws where `bytes` of `file` are no safetensors. */
export function decodeValues(bytes: Buffer, file: string): ParameterValues {
  const { tensors } = decodeSafetensors(bytes, file);
  return Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
}

export interface Packing {
  readonly compress: DiLoCoOptions['compress'];
  readonly share: number;
}

/** As they are. */
export const plainly: Packing = { compress: 'none', share: 1 };

/**
 * Parameters in base64. As `int8` each is a scale and whole numbers from −127 to 127, at most half a scale off; by `top-k` each is its
 * largest numbers and their places.
 */
export function packValues(values: ParameterValues, { compress, share }: Packing): string {
  if (compress === 'none') return Buffer.from(encodeValues(values)).toString('base64');
  const parts = Object.entries(values).map(([name, data]) =>
    compress === 'int8' ? wholeNumbers(name, data) : largestNumbers(name, data, share),
  );
  const head = Buffer.from(JSON.stringify(parts.map(({ facts }) => facts)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...parts.map(({ bytes }) => bytes)]).toString('base64');
}

interface Part {
  /** Name, numbers in all, and the scale of whole numbers or how many of them follow. */
  readonly facts: readonly [name: string, length: number, number: number];
  readonly bytes: Buffer;
}

function wholeNumbers(name: string, data: Float32Array): Part {
  const most = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = most / 127 || 1;
  const whole = Int8Array.from(data, (value) => Math.round(value / scale));
  return { facts: [name, data.length, scale], bytes: Buffer.from(whole.buffer) };
}

function largestNumbers(name: string, data: Float32Array, share: number): Part {
  const count = Math.max(1, Math.ceil(share * data.length));
  const order = Uint32Array.from(data, (_, at) => at).sort((a, b) => Math.abs(data[b]) - Math.abs(data[a]) || a - b);
  const places = order.slice(0, count).sort();
  const numbers = Float32Array.from(places, (at) => data[at]);
  return {
    facts: [name, data.length, count],
    bytes: Buffer.concat([Buffer.from(places.buffer), Buffer.from(numbers.buffer)]),
  };
}

export function unpackValues(text: string, compress: DiLoCoOptions['compress']): ParameterValues {
  const bytes = Buffer.from(text, 'base64');
  if (compress === 'none') return decodeValues(bytes, 'what a site has sent');
  const start = 4 + bytes.readUInt32LE(0);
  const head = JSON.parse(bytes.subarray(4, start).toString('utf8')) as readonly Part['facts'][];
  let at = start;
  /** A copy: the bytes of an array begin at a multiple of its own size. */
  const take = (length: number) => new Uint8Array(bytes.subarray(at, (at += length))).buffer;
  return Object.fromEntries(
    head.map(([name, length, number]) => {
      if (compress === 'int8') return [name, Float32Array.from(new Int8Array(take(length)), (value) => value * number)];
      const [places, numbers] = [new Uint32Array(take(4 * number)), new Float32Array(take(4 * number))];
      const data = new Float32Array(length);
      places.forEach((place, index) => (data[place] = numbers[index]));
      return [name, data];
    }),
  );
}
