import { tokens, type Anatomy, type Contract, type Token } from '@totalfm/core';
import type { Registry } from '@totalfm/runtime';
import { appErrors } from '../errors.ts';

/** One component outside of any experiment, for all organs of the registry and what is `added` to them. Throws `TFM_USAGE` for invalid options. */
export async function createAlone<T extends Token<unknown>>(
  registry: Registry,
  token: T,
  id: string,
  options: Readonly<Record<string, unknown>>,
  added: Partial<Anatomy> = {},
): Promise<Contract<T>> {
  const component = registry.component(token, id);
  if (!component) throw appErrors.TFM_USAGE({ component: id, message: `There is no ${token.name} \`${id}\`.` });
  const result = await component.options['~standard'].validate(options);
  if (result.issues) {
    const [{ path = [], message }] = result.issues;
    throw appErrors.TFM_USAGE({
      component: id,
      option: path.join('.'),
      message: `The option \`${path.join('.')}\` of \`${id}\` is not valid: ${message}.`,
      fix: `\`totalfm components ${id}\` shows what it takes.`,
    });
  }
  const anatomy: Anatomy = { organs: [...registry.organs.values()], ...added };
  const needs = Object.fromEntries(
    Object.entries(component.needs as Record<string, Token<unknown>>).map(([name, need]) => [
      name,
      need.key === tokens.Anatomy.key ? anatomy : undefined,
    ]),
  );
  return (await component.create({ options: result.value, needs, references: {} })) as Contract<T>;
}
