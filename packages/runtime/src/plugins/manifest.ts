import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runtimeErrors } from '../errors.ts';

/** What a plugin's package says of itself: readable without running any of its code. */
export interface PluginManifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly apiVersion: string;
  /** `Segmenter:label-files`, `organ:thyroid`, … */
  readonly provides: readonly string[];
}

export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly totalfm?: { readonly plugin?: unknown; readonly apiVersion?: unknown; readonly provides?: unknown };
}

/** `package.json` of a folder; undefined where there is none. */
export async function readPackageJson(folder: string): Promise<PackageJson | undefined> {
  const file = join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as PackageJson;
  } catch (cause) {
    throw runtimeErrors.TFM_PLUGIN_MANIFEST({
      file,
      message: 'The package.json is not valid JSON.',
      fix: 'Correct it, or install the package again.',
      cause,
    });
  }
}

/**
 * The `"totalfm": { "plugin": true, "apiVersion": …, "provides": […] }` of a package folder; undefined where the
 * package is no plugin. Runs none of the package's code.
 */
export async function readPluginManifest(folder: string): Promise<PluginManifest | undefined> {
  const json = await readPackageJson(folder);
  if (!json?.totalfm) return undefined;
  const { plugin, apiVersion, provides } = json.totalfm;
  const valid =
    plugin === true &&
    typeof apiVersion === 'string' &&
    Array.isArray(provides) &&
    provides.every((item) => typeof item === 'string');
  if (!valid || !json.name) {
    throw runtimeErrors.TFM_PLUGIN_MANIFEST({
      file: join(folder, 'package.json'),
      message: 'The `totalfm` entry of the package.json is incomplete.',
      fix: 'Write `"totalfm": { "plugin": true, "apiVersion": "^1.0.0", "provides": ["organ:thyroid"] }` beside a `name`.',
    });
  }
  return {
    name: json.name,
    version: json.version ?? '0.0.0',
    description: json.description,
    apiVersion,
    provides: provides as string[],
  };
}
