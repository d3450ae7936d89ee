import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './cli.ts';

/** A fenced block of a documentation page. */
export interface DocBlock {
  /** `README.md:12` */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

/** Every fenced block of the pages that users read, by language; blocks without one are pictures of text. */
export function docBlocks(language: string): readonly DocBlock[] {
  const pages = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  return pages
    .flatMap((page) => {
      const text = readFileSync(join(root, page), 'utf8');
      return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
        place: `${page}:${text.slice(0, match.index).split('\n').length}`,
        language: match[1],
        text: match[2],
      }));
    })
    .filter((block) => block.language === language);
}
