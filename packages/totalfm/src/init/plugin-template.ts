import { API_VERSION } from '@totalfm/core';

/** Files of a plugin that brings one organ, by path. Plain JavaScript: it runs as it is. */
export function pluginTemplate(name: string): Readonly<Record<string, string>> {
  const { organ, words } = namesOf(name);
  const range = `^${API_VERSION}`;
  const manifest = {
    name: `totalfm-plugin-${name}`,
    version: '0.1.0',
    description: `The ${words}, for TotalFM.`,
    type: 'module',
    exports: { '.': './index.js', './package.json': './package.json' },
    totalfm: { plugin: true, apiVersion: range, provides: [`organ:${organ}`] },
    scripts: { test: 'vitest run' },
    dependencies: { '@totalfm/core': range },
    devDependencies: { '@totalfm/testing': range, vitest: '^4.0.0' },
  };
  return {
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'index.js': organModule(name, range),
    'index.test.js': testModule,
  };
}

/** The id of the organ, and its name in a sentence. */
const namesOf = (name: string) => ({ organ: name.replace(/-/g, '_'), words: name.replace(/-/g, ' ') });

function organModule(name: string, range: string): string {
  const { organ, words } = namesOf(name);
  return `import { defineOrgan, definePlugin } from '@totalfm/core';

export const organ = defineOrgan({
  organ: '${organ}',
  name: '${words}',
  // Names of structures in the label map: TotalSegmentator's, where it has the structure.
  structures: ['${organ}'],
  // How reports name it; \`*\` stands for any word ending.
  terms: ['${words}*'],
  findings: [
    {
      id: '${organ}_mass',
      name: '${words} mass',
      grade: 'focal',
      terms: ['${words} mass*', 'mass*'],
      prompts: {
        present: ['There is a mass in the ${words}.'],
        absent: ['There is no mass in the ${words}.'],
      },
    },
  ],
  normal: ['The ${words} is normal.'],
  // How the phantom cohort draws it, so that it can be tried without data. Leave it out if you have data.
  phantom: {
    // x: −1 (right) … 1 (left); y: −1 (anterior) … 1 (posterior); z: 0 (inferior) … 1 (superior)
    shapes: [{ structure: '${organ}', centre: [0, -0.3, 0.3], radiiMm: [15, 15, 15] }],
    hu: { plain: 40, contrast: 90 },
    findings: [
      {
        finding: '${organ}_mass',
        prevalence: 0.3,
        focal: { diameterMm: [8, 20], hu: [0, 25] },
        wordings: ['{size} mass of the ${words}.', 'A ${words} mass measures {size}.'],
      },
    ],
  },
});

export const plugin = definePlugin({ name: 'totalfm-plugin-${name}', apiVersion: '${range}', components: [organ] });
`;
}

const testModule = `import { describePlugin } from '@totalfm/testing';
import { plugin } from './index.js';

describePlugin(plugin, new URL('./package.json', import.meta.url));
`;
