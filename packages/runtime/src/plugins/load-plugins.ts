import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprintFile, providedName, type ErrorPlace, type Plugin } from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import { readPackageJson, readPluginManifest, type PluginManifest } from './manifest.ts';
import { checkApiVersion, createRegistry, type Registry } from './registry.ts';
import { isFile, isFolder } from '../what-is-there.ts';
import { findPackage, packageEntry } from './resolve-package.ts';
import { syntaxMistakeOf } from './syntax-mistake.ts';

/** A plugin as an experiment names it, and where it says so. */
export interface PluginRequest {
  /** A package name, or a path that starts with `.` or `/`. */
  readonly name: string;
  readonly place?: ErrorPlace;
}

export interface PluginSources {
  /** Plugins that are part of the program. */
  readonly builtIns: readonly Plugin[];
  readonly requests?: readonly PluginRequest[];
  /** Folders that packages and relative paths are looked for from, in order: the experiment's, then the working one. */
  readonly folders?: readonly string[];
}

/** Loads plugins and gathers all their components. */
export async function loadPlugins({
  builtIns,
  requests = [],
  folders = [process.cwd()],
}: PluginSources): Promise<Registry> {
  const external = new Map<Plugin, string>();
  for (const request of requests) external.set(...(await loadPlugin(request, folders)));
  return createRegistry([...builtIns, ...external.keys()], external);
}

interface Located {
  readonly entry: string;
  /** Folder of the package.json that speaks for the plugin. */
  readonly folder: string;
  readonly isPackage: boolean;
}

/** The plugin, and what its code is known by: the version of an installed package, the content of a file that is named by its path. */
async function loadPlugin(
  { name, place = {} }: PluginRequest,
  folders: readonly string[],
): Promise<readonly [Plugin, string]> {
  const located = await locate(name, folders);
  if (!located) {
    throw runtimeErrors.TFM_PLUGIN_NOT_FOUND({
      ...place,
      component: name,
      message: `The plugin ${name} was not found from ${folders.join(' or ')}.`,
      fix: isPath(name)
        ? 'Check the path; it is relative to the experiment file.'
        : `Install it: \`npm install ${name}\`.`,
    });
  }
  // The manifest is checked first, so that a package that is no plugin, or one for another version, never runs.
  const manifest = await readPluginManifest(located.folder);
  if (!manifest && located.isPackage) {
    throw runtimeErrors.TFM_PLUGIN_MANIFEST({
      ...place,
      component: name,
      message: `The package ${name} has no \`totalfm\` entry in its package.json.`,
      fix: 'Check the name: it is not a TotalFM plugin.',
    });
  }
  if (manifest) checkApiVersion(manifest.name, manifest.apiVersion, join(located.folder, 'package.json'));
  const plugin = await importPlugin(name, located.entry, place);
  checkApiVersion(plugin.name, plugin.apiVersion, located.entry);
  if (manifest) checkManifest(plugin, manifest, located.folder);
  return [plugin, isPath(name) || !manifest ? await fingerprintFile(located.entry) : manifest.version];
}

const isPath = (name: string) => name.startsWith('.') || isAbsolute(name);

async function locate(name: string, folders: readonly string[]): Promise<Located | undefined> {
  for (const from of folders) {
    const path = isPath(name) ? resolve(from, name) : await findPackage(name, from);
    if (path === undefined) continue;
    if (await isFile(path)) return { entry: path, folder: dirname(path), isPackage: false };
    if (!(await isFolder(path))) continue;
    const json = await readPackageJson(path);
    return { entry: join(path, json ? packageEntry(json) : 'index.js'), folder: path, isPackage: json !== undefined };
  }
  return undefined;
}

async function importPlugin(name: string, entry: string, place: ErrorPlace): Promise<Plugin> {
  let module: Record<string, unknown>;
  try {
    module = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as Record<string, unknown>;
  } catch (cause) {
    const mistake = syntaxMistakeOf(cause, entry);
    if (mistake)
      throw runtimeErrors.TFM_PLUGIN_INVALID({
        file: mistake.file,
        line: mistake.line,
        component: name,
        message: `The plugin ${name} is no valid code: ${mistake.message}.`,
        fix: 'Correct the line.',
        cause,
      });
    throw runtimeErrors.TFM_PLUGIN_NOT_FOUND({
      ...place,
      component: name,
      message: `The plugin ${name} cannot be imported from ${entry}: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Build the plugin, or install its dependencies.',
      cause,
    });
  }
  const plugin = module.plugin ?? module.default;
  if (!isPlugin(plugin)) {
    throw runtimeErrors.TFM_PLUGIN_INVALID({
      ...place,
      component: name,
      message: `The module ${entry} exports no plugin.`,
      fix: 'Export `plugin` (or a default) made by `definePlugin({ name, apiVersion, components })`.',
    });
  }
  return plugin;
}

/** By form, never by identity: a plugin may bring its own copy of core. */
function isPlugin(value: unknown): value is Plugin {
  const plugin = value as Partial<Plugin> | null | undefined;
  const isComponent = (item: unknown) => {
    const { kind, create, options } = (item ?? {}) as {
      kind?: unknown;
      create?: unknown;
      options?: { '~standard'?: unknown };
    };
    return (
      kind === 'organ' || (kind === 'component' && typeof create === 'function' && options?.['~standard'] !== undefined)
    );
  };
  return (
    typeof plugin === 'object' &&
    plugin !== null &&
    plugin.kind === 'plugin' &&
    typeof plugin.name === 'string' &&
    typeof plugin.apiVersion === 'string' &&
    Array.isArray(plugin.components) &&
    plugin.components.every(isComponent)
  );
}

function checkManifest(plugin: Plugin, manifest: PluginManifest, folder: string): void {
  const inCode = plugin.components.map(providedName).sort();
  const listed = [...manifest.provides].sort();
  const missing = inCode.filter((item) => !listed.includes(item));
  const extra = listed.filter((item) => !inCode.includes(item));
  const problems = [
    missing.length > 0 && `it does not list ${missing.join(', ')}`,
    extra.length > 0 && `it lists ${extra.join(', ')}, which the code does not bring`,
    manifest.apiVersion !== plugin.apiVersion &&
      `it says API version ${manifest.apiVersion} where the code says ${plugin.apiVersion}`,
  ].filter(Boolean);
  if (problems.length === 0) return;
  throw runtimeErrors.TFM_PLUGIN_MANIFEST({
    file: join(folder, 'package.json'),
    component: plugin.name,
    message: `The manifest of the plugin ${plugin.name} disagrees with its code: ${problems.join('; ')}.`,
    fix: 'Make `totalfm.provides` and `totalfm.apiVersion` in package.json say what the code says.',
  });
}
