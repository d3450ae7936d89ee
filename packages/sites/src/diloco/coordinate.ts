import {
  isTotalFmError,
  toErrorRecord,
  type JobQueue,
  type Json,
  type OfferedLine,
  type TakenJob,
} from '@totalfm/core';
import { siteLogFile, type SiteLogLine } from '@totalfm/run-format';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteErrors } from '../errors.ts';
import { unpackValues } from './difference.ts';
import { lineOfSites, toCoordinator, toSite, type ToCoordinator, type ToSite } from './messages.ts';
import { openRounds, type Rounds } from './rounds.ts';
import { lineName } from './site-line.ts';

export interface CoordinatorOptions {
  readonly queue: JobQueue;
  /** Name of the common training. */
  readonly run: string;
  /** How many sites there are. */
  readonly sites: number;
  /** Seconds that a round waits for sites after the first has come; then it is closed without those that are late. */
  readonly patience: number;
  /** Folder of what rounds came to, by which it goes on after a restart. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told what is written into the folder's `rounds.jsonl` as well. */
  readonly log?: (line: SiteLogLine) => void;
}

interface HandedIn {
  readonly message: ToCoordinator;
  /** Settled when the round is closed: until then it is handed in again should this process end. */
  readonly taken: TakenJob;
}

interface Waiting {
  readonly sent: Map<string, HandedIn>;
  readonly since: number;
}

/** Makes one model of what sites hand in, round by round, until it is told to end. */
export async function coordinate(options: CoordinatorOptions): Promise<void> {
  const coordinator = new Coordinator(options, await openRounds(options.folder));
  const { queue, run, signal } = options;
  const serves = ({ data }: TakenJob['line']) => {
    const line = lineOfSites.safeParse(data).data;
    return line?.run === run && line.to === 'coordinator';
  };
  try {
    await serve();
  } finally {
    await coordinator.close();
  }

  async function serve() {
    while (!signal.aborted) {
      // Wakes now and then, for rounds that wait for a site that does not come.
      const taken = await queue.take(serves, AbortSignal.any([signal, AbortSignal.timeout(1000)]));
      if (taken) await coordinator.receive(taken);
      await coordinator.closeRounds();
    }
  }
}

class Coordinator {
  private readonly waiting = new Map<string, Waiting>();
  /** Questions whose answers nobody has taken yet, by site and answer. */
  private readonly unheard = new Map<string, TakenJob>();
  private readonly lines = new Map<string, Promise<OfferedLine>>();

  constructor(
    private readonly options: CoordinatorOptions,
    private readonly rounds: Rounds,
  ) {}

  async receive(taken: TakenJob): Promise<void> {
    const { site } = lineOfSites.parse(taken.line.data);
    const message = toCoordinator.safeParse(taken.job.data);
    try {
      if (!message.success) throw differs(`${site} speaks another language`);
      await this.handIn(site, message.data, taken);
    } catch (error) {
      if (!isTotalFmError(error)) throw error;
      const { stage = '', round = 0 } = message.data ?? {};
      this.note({ what: 'refused', stage, round, site, error: toErrorRecord(error) });
      await taken.failed(toErrorRecord(error), false);
    }
  }

  /** Rounds of which all sites have come, or that have waited for long enough. */
  async closeRounds(): Promise<void> {
    const { sites, patience } = this.options;
    for (const [key, { sent, since }] of this.waiting) {
      if (sent.size < sites && performance.now() - since < patience * 1000) continue;
      this.waiting.delete(key);
      const all = [...sent.values()];
      const [{ stage, round }] = all.map(({ message }) => message);
      const answer = await this.rounds.close(
        stage,
        round,
        all.map(({ message }) => message),
      );
      this.note({ what: 'closed', stage, round, sites: [...sent.keys()] });
      for (const [site, { taken }] of sent) await this.answer(site, answer, taken);
    }
  }

  async close(): Promise<void> {
    for (const { sent } of this.waiting.values()) for (const { taken } of sent.values()) await taken.giveBack();
    for (const taken of this.unheard.values()) await taken.giveBack();
    for (const line of this.lines.values()) await (await line).close();
  }

  private async handIn(site: string, message: ToCoordinator, taken: TakenJob): Promise<void> {
    const { stage, round, weight, loss, validation, values, model } = message;
    await this.rounds.check(message, site);
    if (values !== undefined) checkFinite(values, message, site);
    const closed = await this.rounds.answerTo(stage, round);
    if (closed) {
      this.note({ what: 'late', stage, round, site });
      return this.answer(site, closed, taken);
    }
    const key = `${stage}-${round}`;
    const waiting = this.waiting.get(key) ?? { sent: new Map<string, HandedIn>(), since: performance.now() };
    const other = [...waiting.sent.values()].find((one) => one.message.model !== model);
    if (other) throw differs(`${site} trains a model of other parameters than the sites that came before it`);
    // Asked once more, after a restart: the later one counts.
    await waiting.sent.get(site)?.taken.done({});
    waiting.sent.set(site, { message, taken });
    this.waiting.set(key, waiting);
    this.note({ what: 'handed in', stage, round, site, weight, loss, validation, bytes: bytesOf(values) });
  }

  private note(line: SiteLogLine): void {
    this.options.log?.(line);
    // What cannot be noted is no reason to keep sites waiting.
    try {
      appendFileSync(join(this.options.folder, siteLogFile), `${JSON.stringify(line)}\n`);
    } catch {}
  }

  /** A question is settled when its answer was taken: until then whoever comes next answers it again. */
  private async answer(site: string, answer: ToSite, taken: TakenJob): Promise<void> {
    const id = `${answer.stage}-${answer.round}`;
    const line = await this.lineTo(site);
    await this.unheard.get(`${site} ${id}`)?.done({});
    this.unheard.set(`${site} ${id}`, taken);
    await line.add([{ id, data: toSite.parse(answer) as unknown as Json }]);
  }

  private lineTo(site: string): Promise<OfferedLine> {
    const { queue, run } = this.options;
    const heard = (id: string) => {
      const taken = this.unheard.get(`${site} ${id}`);
      this.unheard.delete(`${site} ${id}`);
      void taken?.done({});
    };
    const line = { name: lineName(run, site, 'site'), data: { kind: 'sites', run, site, to: 'site' } };
    const opened = this.lines.get(site) ?? queue.offer(line, { progress() {}, done: heard, failed() {} });
    this.lines.set(site, opened);
    return opened;
  }
}

/** Of what is in base64. */
const bytesOf = (values?: string) => (values === undefined ? undefined : Buffer.byteLength(values, 'base64'));

const differs = (message: string) =>
  siteErrors.TFM_SITES_DIFFER({
    component: 'diloco',
    message: `${message}.`,
    fix: 'Give all sites the same version, vision, text and align options, and the same `every`, `outer` and `compress`.',
  });

function checkFinite(values: string, { compress, round, stage }: ToCoordinator, site: string): void {
  const unpacked = unpackValues(values, round === 0 ? 'none' : compress);
  const bad = Object.entries(unpacked).find(([, data]) => !data.every(Number.isFinite));
  if (!bad) return;
  throw siteErrors.TFM_SITE_NOT_FINITE({
    component: 'diloco',
    message: `${site} hands in values of \`${bad[0]}\` that are not finite, in round ${round} of ${stage}.`,
    fix: 'Look for a loss that is not finite in its `metrics.jsonl`; a lower learning rate or `clipNorm` helps. The others go on without it.',
  });
}
