import {
  describeObjectStore,
  describePlugin,
  expectCodedError,
  s3Command,
  startS3,
  type S3Server,
} from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3, s3Options } from './s3/index.ts';
import { plugin } from './index.ts';

describePlugin(plugin);

const here = { remote: 'refuse' as const };
const secretsOf = (values: Readonly<Record<string, string>>) => ({
  get: (name: string) => values[name],
  require: (name: string) => values[name] ?? '',
});

describe.skipIf(!s3Command)('with a server of our own (skipped where no rclone is installed that serves S3)', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server.close());

  const optionsOf = (more: Record<string, unknown> = {}) =>
    s3Options.parse({ bucket: server.bucket, endpoint: server.endpoint, ...more });

  describeObjectStore('s3', async () => ({
    open: () => createS3(optionsOf(), { privacy: here, secrets: secretsOf(server.keys) }),
  }));

  it('refuses a wrong key and a bucket that is not there', async () => {
    const wrong = secretsOf({ ...server.keys, AWS_SECRET_ACCESS_KEY: 'wrong' });
    await expectCodedError(createS3(optionsOf(), { privacy: here, secrets: wrong }), 'TFM_OBJECTS_REFUSED');
    const right = secretsOf(server.keys);
    await expectCodedError(
      createS3(optionsOf({ bucket: 'none-such' }), { privacy: here, secrets: right }),
      'TFM_OBJECTS_REFUSED',
    );
  });

  it('waits for a server that is away for some time', async () => {
    const store = await createS3(optionsOf(), { privacy: here, secrets: secretsOf(server.keys) });
    await store.put('waits', Buffer.from('x'));
    await server.kill();
    const coming = new Promise((started) => setTimeout(() => started(server.start()), 300));
    expect(Buffer.from((await store.get('waits')) ?? []).toString()).toBe('x');
    await coming;
    await store.close();
  });
});

describe('an address', () => {
  const open = (endpoint: string) =>
    createS3(s3Options.parse({ bucket: 'some', endpoint }), {
      privacy: here,
      secrets: secretsOf({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }),
    });
  it('has a code where nobody answers, it is none, it holds a key, or it is that of a machine that may not be reached', async () => {
    await expectCodedError(open('http://127.0.0.1:9'), 'TFM_OBJECTS_UNREACHABLE');
    await expectCodedError(open('s3://some'), 'TFM_OBJECTS_ENDPOINT');
    await expectCodedError(open('https://user:secret@127.0.0.1'), 'TFM_OBJECTS_ENDPOINT');
    await expectCodedError(open('https://storage.example.org'), 'TFM_PRIVACY_REMOTE');
    await expectCodedError(
      createS3(s3Options.parse({ bucket: 'some' }), { privacy: here, secrets: secretsOf({}) }),
      'TFM_PRIVACY_REMOTE',
    );
  });
});
