import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { temporarySuffix, writeError, type ObjectBody, type ObjectStore, type StoredObject } from '@totalfm/core';
import type { S3Options } from './options.ts';
import { isAbsent, isBehindEnd, s3Error } from './s3-errors.ts';

/** What is sent in parts, and how large they are: each is tried again by itself. */
const PART = 16 << 20;

/** How many keys S3 removes at once. */
const removedAtOnce = 1000;

/** Objects of a bucket below a prefix. */
export class Bucket implements ObjectStore {
  readonly place: string;
  readonly cacheBytes: number;
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(
    private readonly client: S3Client,
    { bucket, prefix, cacheGb }: S3Options,
  ) {
    const folder = prefix.replace(/\/$/, '');
    this.bucket = bucket;
    this.prefix = folder && `${folder}/`;
    this.place = `s3://${bucket}${folder && `/${folder}`}`;
    this.cacheBytes = cacheGb * 1e9;
  }

  /** Throws `TFM_OBJECTS_UNREACHABLE` and `TFM_OBJECTS_REFUSED`. */
  async greet(): Promise<void> {
    await this.asking(() => this.client.send(new HeadBucketCommand({ Bucket: this.bucket })));
  }

  put(key: string, body: ObjectBody): Promise<void> {
    return this.asking(async () => {
      if (body instanceof Uint8Array) await this.client.send(new PutObjectCommand({ ...this.at(key), Body: body }));
      else {
        const params = { ...this.at(key), Body: createReadStream(body.file) };
        await new Upload({ client: this.client, params, partSize: PART, queueSize: 2 }).done();
      }
    });
  }

  get(key: string): Promise<Buffer | undefined> {
    return this.asking(async () => bytesOf(await this.bodyOf(key)));
  }

  async getRange(key: string, offset: number, length: number): Promise<Buffer | undefined> {
    if (length === 0) return Buffer.alloc(0);
    return this.asking(async () => bytesOf(await this.bodyOf(key, `bytes=${offset}-${offset + length - 1}`)));
  }

  download(key: string, file: string): Promise<boolean> {
    return this.asking(async () => {
      const body = await this.bodyOf(key);
      if (!body || body === 'behind its end') return false;
      const temporary = `${file}${temporarySuffix}-${process.pid}`;
      try {
        await pipeline(body, createWriteStream(temporary)).catch((error: unknown) => {
          throw writeError(error, file);
        });
        await rename(temporary, file);
      } finally {
        await rm(temporary, { force: true });
      }
      return true;
    });
  }

  async *list(start: string): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const request = { Bucket: this.bucket, Prefix: `${this.prefix}${start}`, ContinuationToken: token };
      const page = await this.asking(() => this.client.send(new ListObjectsV2Command(request)));
      for (const { Key = '', Size = 0 } of page.Contents ?? [])
        yield { key: Key.slice(this.prefix.length), bytes: Size };
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += removedAtOnce) {
      const Objects = keys.slice(first, first + removedAtOnce).map((key) => ({ Key: this.at(key).Key }));
      const request = { Bucket: this.bucket, Delete: { Objects, Quiet: true } };
      await this.asking(() => this.client.send(new DeleteObjectsCommand(request)));
    }
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  private at(key: string) {
    return { Bucket: this.bucket, Key: `${this.prefix}${key}` };
  }

  private async asking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, this.place);
    }
  }

  /** Undefined where there is no such object. */
  private async bodyOf(key: string, range?: string): Promise<Readable | 'behind its end' | undefined> {
    try {
      return (await this.client.send(new GetObjectCommand({ ...this.at(key), Range: range }))).Body as Readable;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      if (range && isBehindEnd(error)) return 'behind its end';
      throw error;
    }
  }
}

async function bytesOf(body: Readable | 'behind its end' | undefined): Promise<Buffer | undefined> {
  if (!body) return undefined;
  return body === 'behind its end' ? Buffer.alloc(0) : Buffer.concat((await body.toArray()) as Buffer[]);
}
