import { extname } from 'node:path';
import {
  writtenJson,
  writtenMarkdown,
  writtenPage,
  writtenText,
  type OpenVolume,
  type WrittenDocument,
} from '@totalfm/run-report';
import { appErrors } from '../errors.ts';

type Render = (written: WrittenDocument, volume: OpenVolume, signal?: AbortSignal) => string | Promise<string>;

const renderers: Readonly<Record<string, Render>> = {
  '.md': writtenMarkdown,
  '.txt': writtenText,
  '.json': writtenJson,
  '.html': writtenPage,
};

/** How a report is written, by the ending of its file. Throws `TFM_USAGE` for one that is none of them. */
export function rendererOf(output: string): Render {
  const ending = extname(output).toLowerCase();
  if (Object.hasOwn(renderers, ending)) return renderers[ending];
  throw appErrors.TFM_USAGE({
    option: '--output',
    message: `The output ${output} ends in none of ${Object.keys(renderers).join(', ')}.`,
    fix: 'Change its ending.',
  });
}
