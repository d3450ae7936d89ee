import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readZipDirectory, zipMemberStart } from '@totalfm/core';
import type { FuzzTarget, SoundFile } from '@totalfm/testing';
import { encodeSafetensors, type NamedTensor } from '../../checkpoint/safetensors.ts';
import { product } from '../../product.ts';
import { readWeights } from '../read-weights.ts';
import { writeArchive, type Member } from './write-archive.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const bytesOf = (name: string) => readFileSync(join(fixtures, name));

/** The members of an archive that PyTorch wrote. */
async function membersOf(archive: Buffer): Promise<readonly Member[]> {
  const source = { size: archive.length, read: async (start: number, end: number) => archive.subarray(start, end) };
  const damage = (why: string) => new Error(why);
  const members = await readZipDirectory(source, damage);
  return Promise.all(
    members.map(async (member) => {
      const start = await zipMemberStart(source, member, damage);
      return { name: member.name, bytes: archive.subarray(start, start + member.size) };
    }),
  );
}

/** The pickle of an archive, whose damage gets past the checksum. */
async function pickleOf(archive: Buffer): Promise<SoundFile> {
  const members = await membersOf(archive);
  const isPickle = ({ name }: Member) => name.endsWith('/data.pkl');
  const pack = (bytes: Buffer) =>
    writeArchive(members.map((member) => (isPickle(member) ? { ...member, bytes } : member)));
  return { bytes: members.find(isPickle)?.bytes as Buffer, pack };
}

/** Every form of weights that is read. Tensors that float32 cannot hold count as read. */
export async function weightsTarget(): Promise<FuzzTarget> {
  const archives = readdirSync(fixtures).filter((name) => /\.(pt|bin)$/.test(name));
  const pickled = ['checkpoint.pt', 'checkpoint-protocol-5.pt', 'types.pt', 'views.pt'];
  const index = bytesOf('pytorch_model.bin.index.json');
  const safetensors = encodeSafetensors({ a: { shape: [2, 2], data: new Float32Array(4) } }, { step: '1' });
  const shards = archives.filter((name) => name.endsWith('.bin'));
  return {
    sound: new Map<string, SoundFile>([
      ...archives.map((name): [string, SoundFile] => [name, { bytes: bytesOf(name) }]),
      ...(await Promise.all(
        pickled.map(async (name) => [`pickle of ${name}`, await pickleOf(bytesOf(name))] as const),
      )),
      ['safetensors', { bytes: Buffer.from(safetensors), isText: true, headBytes: 120 }],
      ['index', { bytes: index, isText: true }],
    ]),
    beside: new Map(shards.map((name) => [name, bytesOf(name)])),
    read: (path) => readWeights(path),
  };
}

/** What is wrong with tensors that were read: undefined where each has as many numbers as its shape says. */
export function faultOfTensors(read: unknown): string | undefined {
  const odd = Object.entries(read as Record<string, NamedTensor>).find(
    ([, { shape, data }]) => !(data instanceof Float32Array) || data.length !== product(shape),
  );
  return odd && `${odd[0]} has ${odd[1].data.length} numbers of [${odd[1].shape.join(', ')}]`;
}
