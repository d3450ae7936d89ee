import { totalSegmentatorNames } from '@totalfm/anatomy';
import { organParts, partName } from '@totalfm/core';
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { examFiles } from './exam-files.ts';
import { organs } from './organs.ts';
import type { Cuts } from './parts.ts';

interface Peer {
  readonly name: string;
  /** Modules that its script imports. */
  readonly needs: string;
  /** A script beside this one, and what goes before the exam. */
  readonly script: readonly [file: string, ...how: string[]];
}

const peers: readonly Peer[] = [
  { name: 'nibabel and SciPy', needs: 'nibabel, scipy', script: ['scipy_volumes.py', 'nibabel'] },
  { name: 'SciPy along axes', needs: 'nibabel, scipy', script: ['scipy_volumes.py', 'scipy'] },
  { name: 'MONAI', needs: 'monai, nibabel', script: ['monai_volumes.py'] },
];

/** Runs a program that prints {@link Cuts} as its last line. */
export async function cutsBy(program: string, args: readonly string[]): Promise<Cuts> {
  const { stdout } = await promisify(execFile)(program, args);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Cuts;
}

/** The others that the Python which TOTALFM_PEER_PYTHON names can run. */
export function installedPeers(
  dir: string,
  log: (line: string) => void,
): Readonly<Record<string, () => Promise<Cuts>>> {
  const python = process.env.TOTALFM_PEER_PYTHON ?? '';
  const { ct, labels } = examFiles(dir);
  const found = peers.filter(({ name, needs }) => {
    const installed = python !== '' && spawnSync(python, ['-c', `import ${needs}`]).status === 0;
    if (!installed) log(`Without ${name}: TOTALFM_PEER_PYTHON names no Python that has ${needs}.`);
    return installed;
  });
  return Object.fromEntries(
    found.map(({ name, script: [file, ...how] }) => {
      const path = fileURLToPath(new URL(`./${file}`, import.meta.url));
      return [name, () => cutsBy(python, [path, ...how, ct, labels, JSON.stringify(numbersByPart())])];
    }),
  );
}

/** Numbers of the structures of each organ and side. */
function numbersByPart(): Readonly<Record<string, readonly number[]>> {
  const numbers = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));
  const parts = organParts(organs).map((part) => [
    partName(part),
    part.structures === 'scan' ? [] : part.structures.flatMap((name) => numbers.get(name) ?? []),
  ]);
  return Object.fromEntries(parts) as Record<string, number[]>;
}
