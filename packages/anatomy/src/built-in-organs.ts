import type { OrganComponent } from '@totalfm/core';
import * as organs from './organs/index.ts';

/** Every organ that comes with TotalFM, from the chest down. The order is for display only: nothing is matched by position. */
export const builtInOrgans: readonly OrganComponent[] = [
  organs.lung,
  organs.heart,
  organs.aorta,
  organs.esophagus,
  organs.liver,
  organs.gallbladder,
  organs.spleen,
  organs.pancreas,
  organs.kidney,
  organs.adrenalGland,
  organs.stomach,
  organs.bowel,
  organs.bladder,
  organs.prostate,
  organs.vertebrae,
  organs.body,
];

/** Version of the built-in prompts: changes whenever a prompt does, since zero-shot scores depend on every word. */
export const promptBankVersion = '1';
