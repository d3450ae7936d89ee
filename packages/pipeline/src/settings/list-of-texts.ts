import type { Json } from '@totalfm/runtime';

export const isListOfTexts = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
