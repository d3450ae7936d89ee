import { crc32 } from 'node:zlib';
import { readZipDirectory, zipMemberStart, type ZipMember } from '@totalfm/core';
import { knownGlobal } from '../pickle/known-globals.ts';
import { runPickle } from '../pickle/run-pickle.ts';
import { storageIdOf } from '../pickle/storage-id.ts';
import type { PickleTools, PickleValue, StorageValue } from '../pickle/values.ts';
import type { Storage } from '../stored-tensor.ts';
import { damagedWeights, otherFormat, printable, tooMuch } from '../weights-errors.ts';
import type { FileBytes } from './file-bytes.ts';

/** Bytes of a pickle that are read: names and views of 300,000 tensors take a tenth of it. */
export const PICKLE_LIMIT = 2 ** 29;

/** A member and where the next one begins. */
interface Place {
  readonly member: ZipMember;
  readonly until: number;
}

/**
 * What `torch.save` writes since PyTorch 1.6: a zip archive of a folder with `data.pkl`, and the bytes of each storage, stored as they
 * are, in `data/KEY`. Bytes of tensors are read when they are asked for. Throws `TFM_WEIGHTS_…`.
 */
export async function openTorchArchive(source: FileBytes): Promise<PickleValue> {
  const { file } = source;
  const places = await placesOf(source);
  const pickles = [...places.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1)
    throw otherFormat(file, `It is a zip archive with ${pickles.length} data.pkl, so that PyTorch wrote it otherwise.`);
  const [part] = pickles;
  const folder = part.slice(0, -'data.pkl'.length);
  if (places.has(`${folder}constants.pkl`))
    throw otherFormat(file, 'It is a TorchScript program: code with its constants.');
  const pickle = places.get(part) as Place;
  if (pickle.member.size > PICKLE_LIMIT) throw tooMuch(file, `${part} has ${pickle.member.size} bytes.`);
  const order = places.get(`${folder}byteorder`);
  const isBigEndian = order !== undefined && Buffer.from(await bytesOf(source, order)).toString('latin1') === 'big';
  const ran = runPickle({
    bytes: await bytesOf(source, pickle),
    file,
    part,
    known: knownGlobal,
    load: storagesOf(source, (key) => places.get(`${folder}data/${key}`), isBigEndian),
  });
  if (!ran) throw damagedWeights(file, `${printable(part)} ends before the pickle in it does.`);
  return ran.value;
}

/** Members by name. No two share bytes: else one byte could stand for many. */
async function placesOf(source: FileBytes): Promise<ReadonlyMap<string, Place>> {
  const damage = (why: string) => damagedWeights(source.file, `The archive is damaged: ${why}.`);
  const members = [...(await readZipDirectory(source, damage))].sort((a, b) => a.at - b.at);
  const places = new Map<string, Place>();
  for (const [index, member] of members.entries()) {
    const { name, at, packed, size, method, encrypted } = member;
    const until = members[index + 1]?.at ?? source.size;
    if (/^[/\\]|(^|[/\\])\.\.?([/\\]|$)|\0|\\/.test(name)) throw damage(`a member is named ${printable(name)}`);
    if (places.has(name)) throw damage(`two members are named ${printable(name)}`);
    if (at + packed > until) throw damage(`${printable(name)} overlaps what comes behind it`);
    if (method !== 0 || encrypted || packed !== size)
      throw damage(`${printable(name)} is packed; PyTorch stores members as they are`);
    places.set(name, { member, until });
  }
  return places;
}

/** A member that is needed whole: its checksum is taken. Storages go without, as in PyTorch: it would be a third of the time. */
async function bytesOf(source: FileBytes, place: Place): Promise<Uint8Array> {
  const { crc, size, name } = place.member;
  const room = new Uint8Array(size);
  await readMember(source, place, room);
  // PyTorch can be told not to take checksums, and then writes 0.
  if (crc !== 0 && crc !== crc32(room))
    throw damagedWeights(source.file, `${printable(name)} is damaged: its checksum is another.`);
  return room;
}

async function readMember(source: FileBytes, { member, until }: Place, room: Uint8Array): Promise<void> {
  const damage = (why: string) => damagedWeights(source.file, `${printable(member.name)} is damaged: ${why}.`);
  const start = await zipMemberStart(source, member, damage);
  if (start + member.size > until) throw damage('it overlaps what comes behind it');
  await source.fill(start, room);
}

/** Storages by their keys, each made once, so that tensors that share one do so here. */
function storagesOf(source: FileBytes, find: (key: string) => Place | undefined, isBigEndian: boolean) {
  const known = new Map<string, Storage>();
  const storageOf = (key: string, tools: PickleTools): Storage => {
    const place = find(key);
    if (!place) throw tools.fail(`It refers to the storage ${key}, which the archive does not have`);
    const { name, size } = place.member;
    return { name: printable(name), bytes: size, isBigEndian, read: (room) => readMember(source, place, room) };
  };
  return (id: PickleValue, tools: PickleTools): StorageValue => {
    const { key, type, bytes } = storageIdOf(id, tools);
    const storage = known.get(key) ?? storageOf(key, tools);
    known.set(key, storage);
    if (bytes !== storage.bytes)
      throw tools.fail(`It claims ${bytes} bytes of the storage ${key}, which has ${storage.bytes}`);
    return { kind: 'storage', storage, type, first: 0 };
  };
}
