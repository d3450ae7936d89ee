import { z } from 'zod';

const operational = { operational: true };

export const totalSegmentatorOptions = z.strictObject({
  command: z
    .string()
    .min(1)
    .default('TotalSegmentator')
    .describe('The installed command: a name on the PATH, or a path.')
    .meta(operational),
  task: z.string().min(1).default('total').describe('Which of its models: total, or another that needs no licence.'),
  resolution: z
    .enum(['full', 'fast', 'fastest'])
    .default('full')
    .describe('full: 1.5 mm; fast: 3 mm, for a CPU; fastest: 6 mm.'),
  roiSubset: z
    .array(z.string().min(1))
    .default([])
    .describe('Structures to segment, by its names; empty: all. Fewer are faster.'),
  device: z
    .string()
    .regex(/^(gpu(:\d+)?|cpu|mps)$/, 'gpu, gpu:0, cpu or mps')
    .default('gpu')
    .describe('What it computes on: gpu, gpu:1, cpu or mps. It falls back to the CPU where there is no GPU.')
    .meta(operational),
});

export type TotalSegmentatorOptions = z.output<typeof totalSegmentatorOptions>;

/** What the command is called with. */
export function argumentsOf(
  { task, resolution, roiSubset, device }: TotalSegmentatorOptions,
  input: string,
  output: string,
): readonly string[] {
  return [
    ...['-i', input, '-o', output, '--ml', '--task', task, '--device', device],
    ...(resolution === 'full' ? [] : [`--${resolution}`]),
    ...(roiSubset.length > 0 ? ['--roi_subset', ...roiSubset] : []),
  ];
}
