import type { VolumeReader } from '../contracts/volume-reader.ts';
import type { AnyComponent } from '../define/component.ts';
import { coreErrors } from '../errors.ts';

/**
 * The readers of some components of `tokens.VolumeReader`, with default options, in their order. Throws
 * `TFM_VOLUME_READER` for one that cannot be made without an experiment.
 */
export const createVolumeReaders = (components: readonly AnyComponent[]): Promise<readonly VolumeReader[]> =>
  Promise.all(components.map(createReader));

async function createReader(component: AnyComponent): Promise<VolumeReader> {
  const wrong = (what: string) =>
    coreErrors.TFM_VOLUME_READER({
      component: component.id,
      message: `The reader \`${component.id}\` ${what}, and no experiment can give it any.`,
      fix: 'Correct the plugin that brings it: a reader of volumes has no needs, and a default for each option.',
    });
  const needs = Object.keys({ ...component.needs, ...component.references } as object);
  if (needs.length > 0) throw wrong(`needs ${needs.join(' and ')}`);
  const options = await component.options['~standard'].validate({});
  if (options.issues) throw wrong('has options without defaults');
  return component.create({ options: options.value, needs: {}, references: {} }) as VolumeReader;
}
