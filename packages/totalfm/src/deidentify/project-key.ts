import { randomBytes } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { readError, systemCode, writing, type Secrets, type Warn } from '@totalfm/core';
import { appErrors } from '../errors.ts';

/** The secret that holds the key where no file is named. */
export const KEY_SECRET = 'TOTALFM_DEIDENTIFY_KEY';
/** Characters of a key, below which it could be guessed. */
const SHORTEST = 32;

/**
 * The key that pseudonyms are made with: of a file, which is made with a random one where there is none, readable by its
 * owner only; else of the secret `TOTALFM_DEIDENTIFY_KEY`. Others who may read the file are told of. Throws
 * `TFM_DEIDENTIFY_KEY`, `TFM_SECRET_MISSING`.
 */
export async function projectKey(file: string | undefined, secrets: Secrets, warn?: Warn): Promise<Buffer> {
  const text = file === undefined ? secrets.require(KEY_SECRET) : await keyOfFile(file, warn);
  const key = text.trim();
  if (key.length >= SHORTEST) return Buffer.from(key, 'utf8');
  throw appErrors.TFM_DEIDENTIFY_KEY({
    ...(file === undefined ? { option: KEY_SECRET } : { file }),
    message: `The key has ${key.length} characters; it needs ${SHORTEST}.`,
    fix: 'Name a key file that does not exist yet: a random key is made and written there.',
  });
}

async function keyOfFile(file: string, warn?: Warn): Promise<string> {
  const made = await madeKey(file);
  if (made !== undefined) return made;
  try {
    if (((await stat(file)).mode & 0o077) !== 0) warn?.(readable(file));
    return await readFile(file, 'utf8');
  } catch (error) {
    throw readError(error, file);
  }
}

const readable = (file: string) =>
  appErrors
    .TFM_DEIDENTIFY_KEY({
      file,
      message: `Others than its owner may read ${file}: with it pseudonyms can be tried out.`,
      fix: `chmod 600 ${file}`,
    })
    .toJSON();

/** A new key in a new file; undefined where there is one already. */
async function madeKey(file: string): Promise<string | undefined> {
  return writing(file, async () => {
    const made = await open(file, 'wx', 0o600).catch((error: unknown) => {
      if (systemCode(error) === 'EEXIST') return undefined;
      throw error;
    });
    if (!made) return undefined;
    const key = randomBytes(32).toString('hex');
    try {
      await made.writeFile(`${key}\n`);
      await made.sync();
    } finally {
      await made.close();
    }
    return key;
  });
}
