import { defineComponent, tokens } from '@totalfm/core';
import { createDiLoCo } from './create-diloco.ts';
import { dilocoOptions } from './options.ts';

/** Sites train on their own and exchange differences every so many steps, which outer steps with momentum make one model of. */
export const diloco = defineComponent({
  provides: tokens.SiteExchange,
  id: 'diloco',
  description:
    'Trains one model with other sites: differences of parameters go to `totalfm coordinate` now and then, and no data.',
  options: dilocoOptions,
  references: { queue: tokens.JobQueue },
  create: ({ options, references: { queue } }) => createDiLoCo(options, queue!),
});

export { createDiLoCo } from './create-diloco.ts';
export { dilocoOptions, type DiLoCoOptions } from './options.ts';
