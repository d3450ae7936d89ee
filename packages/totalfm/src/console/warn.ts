import type { Warn } from '@totalfm/core';
import { recordText } from './error-text.ts';

/** Prints what the reader should know although the command goes on. */
export const warn: Warn = (warning) => void process.stderr.write(`${recordText('warning', warning)}\n`);
