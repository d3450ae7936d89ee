import { createRandom, type ParameterValues } from '@totalfm/core';
import { decodeSafetensors, encodeSafetensors } from '@totalfm/compute';
import type { DiLoCoOptions } from './options.ts';

/** `from` − `to`, by parameter: what an optimiser would call a gradient (Douillard et al. 2023, DiLoCo, algorithm 1). */
export const differenceOf = (from: ParameterValues, to: ParameterValues): ParameterValues =>
  Object.fromEntries(Object.entries(to).map(([name, data]) => [name, data.map((value, at) => from[name][at] - value)]));

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

/** Parameters as safetensors, in base64. As `int8` each is a scale and whole numbers from −127 to 127, at most half a scale off. */
export function packValues(values: ParameterValues, compress: DiLoCoOptions['compress']): string {
  if (compress === 'none') return Buffer.from(encodeValues(values)).toString('base64');
  const parts = Object.entries(values).map(([name, data]) => {
    const most = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const scale = most / 127 || 1;
    return [name, scale, Buffer.from(Int8Array.from(data, (value) => Math.round(value / scale)).buffer)] as const;
  });
  const head = Buffer.from(JSON.stringify(parts.map(([name, scale, { length }]) => [name, scale, length])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...parts.map(([, , bytes]) => bytes)]).toString('base64');
}

export function unpackValues(text: string, compress: DiLoCoOptions['compress']): ParameterValues {
  const bytes = Buffer.from(text, 'base64');
  if (compress === 'none') return decodeValues(bytes, 'what a site has sent');
  const start = 4 + bytes.readUInt32LE(0);
  const head = JSON.parse(bytes.subarray(4, start).toString('utf8')) as readonly [string, number, number][];
  let at = start;
  return Object.fromEntries(
    head.map(([name, scale, length]) => {
      const whole = new Int8Array(bytes.buffer, bytes.byteOffset + at, length);
      at += length;
      return [name, Float32Array.from(whole, (value) => value * scale)];
    }),
  );
}
