import { describe, expect, it } from 'vitest';
import { allowedPlugins, checkVersions } from './code-of.ts';
import { readJob } from './job-data.ts';
import type { RunSetup } from './setup-file.ts';

const job = {
  work: 'parse',
  chunk: 3,
  units: 1,
  args: {
    stages: [{ name: 'parse', id: 'parse-0123456789abcdef' }],
    inputs: { ingest: 'ingest-0123456789abcdef' },
    exams: [{ id: 'exam-1' }],
  },
};

describe('a job from a queue', () => {
  it('is data of a form, without a path', () => {
    expect(readJob(job)).toEqual(job);
    for (const id of ['../../etc-0123456789abcdef', '/tmp/x-0123456789abcdef', 'parse', 'parse-0123456789abcdef/..'])
      for (const bad of [
        { ...job, args: { ...job.args, stages: [{ name: 'parse', id }] } },
        { ...job, args: { ...job.args, inputs: { ingest: id } } },
      ])
        expect(() => readJob(bad)).toThrow(expect.objectContaining({ code: 'TFM_JOB_INVALID' }));
    for (const bad of [{}, null, 'x', { ...job, code: 'x' }, { ...job, chunk: -1 }])
      expect(() => readJob(bad)).toThrow(expect.objectContaining({ code: 'TFM_JOB_INVALID' }));
  });
});

describe('a worker', () => {
  const setup = {
    experiment: { plugins: ['named', '/plugins/file.js'] },
    versions: { totalfm: '0.1.0' },
  } as unknown as RunSetup;

  it('refuses a run of another version, saying which', () => {
    checkVersions({ totalfm: '0.1.0', commit: 'abc' }, setup);
    expect(() => checkVersions({ totalfm: '0.2.0' }, setup)).toThrow(/0\.1\.0.*0\.2\.0/);
  });

  it('loads files that it was started with, and no other', () => {
    expect(allowedPlugins(setup, ['/plugins/file.js'])).toEqual(['named', '/plugins/file.js']);
    expect(() => allowedPlugins(setup, [])).toThrow(expect.objectContaining({ code: 'TFM_WORKER_PLUGIN' }));
  });
});
