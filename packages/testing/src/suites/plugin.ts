import { readFileSync } from 'node:fs';
import { API_VERSION, type Plugin } from '@totalfm/core';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { describeComponent } from './component.ts';
import { describeOrgan } from './organ.ts';

interface Manifest {
  readonly name?: string;
  readonly totalfm?: { readonly plugin?: boolean; readonly apiVersion?: string; readonly provides?: readonly string[] };
}

/**
 * Checks a plugin and each of its components. With `packageJson`, checks that the manifest, which can be listed
 * without running the plugin, says what the plugin says: `provides` holds `organ:liver`, `Segmenter:label-files`, ….
 */
export function describePlugin(plugin: Plugin, packageJson?: URL): void {
  describe(`plugin ${plugin.name}`, () => {
    it('is for this version of the plugin interface', () => {
      expect(plugin.kind).toBe('plugin');
      expect(semver.validRange(plugin.apiVersion), plugin.apiVersion).not.toBeNull();
      expect(semver.satisfies(API_VERSION, plugin.apiVersion)).toBe(true);
    });

    it('brings something, each thing once', () => {
      const provided = providedBy(plugin);
      expect(provided.length).toBeGreaterThan(0);
      expect(new Set(provided).size).toBe(provided.length);
    });

    if (packageJson) {
      it('has a manifest that agrees with it', () => {
        const manifest = JSON.parse(readFileSync(packageJson, 'utf8')) as Manifest;
        expect(manifest.name).toBe(plugin.name);
        expect(manifest.totalfm?.plugin).toBe(true);
        expect(manifest.totalfm?.apiVersion).toBe(plugin.apiVersion);
        expect([...(manifest.totalfm?.provides ?? [])].sort()).toEqual([...providedBy(plugin)].sort());
      });
    }

    for (const component of plugin.components) {
      if (component.kind === 'organ') describeOrgan(component);
      else describeComponent(component);
    }
  });
}

const providedBy = (plugin: Plugin) =>
  plugin.components.map((component) =>
    component.kind === 'organ' ? `organ:${component.organ}` : `${component.provides.name}:${component.id}`,
  );
