export type { WrittenDocument } from './document.ts';
export { writtenJson } from './json.ts';
export { writtenMarkdown } from './markdown.ts';
export { writtenPage } from './page.ts';
export { writtenText } from './text.ts';
