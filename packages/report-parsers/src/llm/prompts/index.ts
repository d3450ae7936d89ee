import { findings1 } from './findings-1.ts';
import type { Prompt } from './prompt.ts';

export type { Prompt } from './prompt.ts';

/** Every version that an experiment can name. */
export const prompts: Readonly<Record<string, Prompt>> = { [findings1.version]: findings1 };
export const promptVersions = Object.keys(prompts) as [string, ...string[]];
export const latestPrompt = findings1.version;
