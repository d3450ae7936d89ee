import { z } from 'zod';

/** How differences travel. */
export const compression = z.enum(['none', 'int8', 'top-k']);

export const dilocoOptions = z.strictObject({
  queue: z
    .string()
    .describe('The queue that sites and coordinator speak by: `$name` of an entry of `models`.')
    .meta({ operational: true }),
  run: z
    .string()
    .regex(/^[A-Za-z0-9._-]+$/)
    .describe('Name of the common training: that of `totalfm coordinate`.'),
  site: z
    .string()
    .regex(/^[A-Za-z0-9._-]+$/)
    .describe('Name of this site among them.'),
  every: z.number().int().positive().default(200).describe('Steps between two exchanges.'),
  outer: z
    .strictObject({
      lr: z.number().positive().default(0.7).describe('Learning rate of the outer steps.'),
      momentum: z.number().min(0).lt(1).default(0.9).describe('Nesterov momentum of the outer steps.'),
    })
    .prefault({})
    .describe('How what sites have learned becomes the common model: the same at all sites.'),
  compress: compression
    .default('none')
    .describe(
      'How differences travel: as they are, as whole numbers of 8 bits with a scale for each parameter, or the largest of each parameter alone. What is left out is added to the next one, where there is no noise.',
    ),
  share: z.number().gt(0).max(1).default(0.02).describe('Of `top-k`, the share of the numbers that travels.'),
  clip: z
    .number()
    .positive()
    .optional()
    .describe('Greatest Euclidean norm of a difference; a larger one is scaled down. Default: as it is.'),
  noise: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Deviation of normal noise that is added to a clipped difference, as a multiple of `clip`. By itself it proves nothing about privacy: that takes a count of rounds and of patients.',
    ),
  leastWords: z
    .number()
    .int()
    .positive()
    .default(5)
    .describe(
      'How often a word has to stand in a site’s texts for its count to be told: a name in one report never is.',
    ),
  patience: z
    .number()
    .positive()
    .default(3600)
    .describe('Seconds to wait for an answer before this is an error.')
    .meta({ operational: true }),
});

export type DiLoCoOptions = z.infer<typeof dilocoOptions>;
