import { createVolumeFiles, createVolumeReaders, type AnyComponent, type VolumeFiles, tokens } from '@totalfm/core';

/** What opens volumes of every built-in format, for commands that need no experiment. */
export async function openVolumeFiles(): Promise<VolumeFiles> {
  const { plugin } = await import('@totalfm/imaging');
  const readers = (plugin.components as readonly AnyComponent[]).filter(
    ({ provides }) => provides === tokens.VolumeReader,
  );
  return createVolumeFiles(() => createVolumeReaders(readers));
}
