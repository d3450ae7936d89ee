import { createServer, type Server } from 'node:http';
import type { WorkerLine } from '@totalfm/runtime';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { usage } from './worker-options.ts';

/** Numbers of a worker for Prometheus: counts and seconds by stages, never a name of a run or an exam. */
export interface WorkerMetrics {
  note(line: WorkerLine): void;
  close(): Promise<void>;
}

/** Serves them at `http://HOST:PORT/metrics`. Without a host, to this machine alone. */
export async function serveMetrics(address: string): Promise<WorkerMetrics> {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined)
    throw usage('`--metrics` is no port.', 'Write `--metrics 9464`, or `--metrics 0.0.0.0:9464`.');
  const registers = [new Registry()];
  const parts = new Counter({
    name: 'totalfm_worker_parts_total',
    help: 'Parts of runs that were taken, by stages and outcome.',
    labelNames: ['stages', 'outcome'],
    registers,
  });
  const exams = new Counter({
    name: 'totalfm_worker_exams_total',
    help: 'Exams that were done, by stages.',
    labelNames: ['stages'],
    registers,
  });
  const seconds = new Histogram({
    name: 'totalfm_worker_part_seconds',
    help: 'Seconds of a part.',
    labelNames: ['stages'],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000],
    registers,
  });
  new Gauge({
    name: 'totalfm_worker_resident_bytes',
    help: 'Memory of the worker without the processes that it works with.',
    registers,
    collect(this: Gauge) {
      this.set(process.memoryUsage.rss());
    },
  });
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end();
    void registers[0].metrics().then((text) => response.setHeader('content-type', registers[0].contentType).end(text));
  });
  await listening(server, host, Number(port));
  return {
    note({ what, stages: names = [], exams: count = 0, seconds: took }) {
      const stages = names.join('+');
      if (stages !== '') parts.inc({ stages, outcome: what });
      if (count > 0) exams.inc({ stages }, count);
      if (what === 'done' && took !== undefined) seconds.observe({ stages }, took);
    },
    close: () => new Promise((closed) => void server.close(() => closed())),
  };
}

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((begun, failed) => {
    server.once('error', (error) =>
      failed(
        usage(
          `Nothing can listen at ${host}:${port}: ${error.message}.`,
          'Choose another port, or an address of this machine.',
        ),
      ),
    );
    server.listen(port, host, begun);
  });
