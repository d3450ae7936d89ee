import type { Secrets } from '@totalfm/core';
import { runtimeErrors } from './errors.ts';

/** Secrets from the environment. The only place where an environment variable is read for a secret. */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>> = process.env): Secrets {
  const get = (name: string) => environment[name] || undefined;
  return {
    get,
    require(name) {
      const value = get(name);
      if (value !== undefined) return value;
      throw runtimeErrors.TFM_SECRET_MISSING({
        option: name,
        message: `The secret ${name} is not set.`,
        fix: `Set the environment variable ${name} before starting totalfm.`,
      });
    },
  };
}
