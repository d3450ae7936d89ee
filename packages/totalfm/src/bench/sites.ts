import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRunLines, siteLogFile, siteLogLine } from '@totalfm/run-format';
import { startRedis } from '@totalfm/testing';
import { ended, start, timed } from './machines.ts';

export interface SitesOptions {
  readonly sites: number;
  /** Of each site. */
  readonly exams: number;
  readonly steps: number;
  readonly every: number;
  readonly compress: string;
  readonly log: (line: string) => void;
}

/** The demo’s exams with the phantom’s own masks, contrast alone. */
const experiment = `extends: ${fileURLToPath(new URL('../../../../experiments/true-masks.yaml', import.meta.url))}
name: pooled
pretrain: false
generate: []
evaluate: [{ use: findings, resamples: 20 }]
`;

/** Of the steps of all, those that a site alone is given: the best counts. */
const shares = [1, 2];

/** What models are scored on: exams that no site has, of another seed. */
const fresh = ['cohort.seed=101', 'cohort.exams=600', 'cohort.first=0'].flatMap((one) => ['--set', one]);

/**
 * Sites that train one model by DiLoCo, against one that has all their exams and against each alone, for which the best of several
 * numbers of steps counts; all scored on the same fresh exams.
 */
export async function compareSites({ sites, exams, steps, every, compress, log }: SitesOptions) {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-sites-'));
  await writeFile(join(dir, 'site.yaml'), experiment);
  const set = (...values: readonly string[]) => values.flatMap((one) => ['--set', one]);
  const run = (name: string, ...values: readonly string[]) => ['run', 'site.yaml', '--name', name, ...set(...values)];
  const part = (site: number) => [`cohort.exams=${exams}`, `cohort.first=${site * exams}`];
  const aurocs: Record<string, number> = {};
  const score = async (name: string) => {
    await timed(['evaluate', join('runs', name), ...fresh], dir);
    aurocs[name] = await aurocOf(join(dir, 'runs', name, 'evaluations'));
    log(`${name}: ${aurocs[name].toFixed(4)}`);
  };

  const seconds = await timed(run('pooled', `cohort.exams=${sites * exams}`, `align.steps=${steps}`), dir);
  log(`pooled in ${seconds.toFixed(0)} s`);
  await score('pooled');
  const { bytes, parameters } = await trainTogether();
  await score('joint-0');
  const alone: Record<string, number> = {};
  for (let site = 0; site < sites; site++) {
    for (const share of shares) {
      const name = `alone-${site}-${steps / share}`;
      await timed(run(name, ...part(site), `align.steps=${steps / share}`), dir);
      await score(name);
    }
    alone[site] = Math.max(...shares.map((share) => aurocs[`alone-${site}-${steps / share}`]));
  }
  return {
    ...{ sites, exams, steps, every, compress, aurocs },
    pooled: aurocs.pooled,
    joint: aurocs['joint-0'],
    bestAlone: alone,
    bytesASiteAndStep: bytes / sites / steps,
    ofAveragingEachStep: bytes / sites / steps / (4 * parameters),
  };

  async function trainTogether() {
    const redis = await startRedis();
    const coordinator = start(['coordinate', 'bench', '--sites', String(sites), '--redis', redis.url], {
      cwd: dir,
      log: () => {},
    });
    const queue = `models.queue={ use: bullmq, url: "${redis.url}" }`;
    const running = Array.from({ length: sites }, (_, site) => {
      const exchange = `models.sites={ use: diloco, queue: $queue, run: bench, site: site-${site}, every: ${every}, compress: ${compress} }`;
      const values = [
        ...part(site),
        `align.steps=${steps}`,
        queue,
        exchange,
        'align.sites=$sites',
        'compute.threads=1',
      ];
      return timed(run(`joint-${site}`, ...values), dir);
    });
    await Promise.all(running);
    coordinator.kill('SIGTERM');
    await ended(coordinator);
    await redis.close();
    const lines = await readRunLines(join(dir, 'runs/.sites/bench', siteLogFile), siteLogLine);
    const sent = lines.filter(({ what, stage }) => what === 'handed in' && stage === 'align');
    const { parameters } = JSON.parse(
      await readFile(join(dir, 'runs/joint-0/artifacts/align/checkpoint.json'), 'utf8'),
    ) as { parameters: number };
    return { bytes: sent.reduce((sum, line) => sum + (line.bytes ?? 0), 0), parameters };
  }
}

/** Macro AUROC of the findings in the one evaluation of a run. */
async function aurocOf(evaluations: string): Promise<number> {
  const [name] = await readdir(evaluations);
  const metrics = JSON.parse(await readFile(join(evaluations, name, 'metrics.json'), 'utf8')) as {
    findings: { means: { name: string; measures: { auroc: { value: number } } }[] };
  };
  return metrics.findings.means.find((mean) => mean.name === 'macro')!.measures.auroc.value;
}
