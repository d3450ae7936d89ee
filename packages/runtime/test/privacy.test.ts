import { createSocket } from 'node:dgram';
import dns, { lookup } from 'node:dns';
import { resolveTxt } from 'node:dns/promises';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { isTotalFmError } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardSockets } from '../src/index.ts';

/** An address of this machine that is not its loopback: to the guard it is another machine. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
const canary = 'CANARY-REPORT-TEXT';

describe.skipIf(!outside)('while an experiment refuses remote connections', () => {
  let heard = '';
  let connections = 0;
  let port = 0;
  let end: () => void;
  const server = createServer((socket: Socket) => {
    connections++;
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    });
    socket.on('error', () => {});
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
    port = (server.address() as AddressInfo).port;
    end = guardSockets({ remote: 'refuse' });
  });
  afterAll(() => {
    end();
    server.close();
  });

  /** The coded error, however deep a client has wrapped it. */
  const refusalOf = async (work: () => Promise<unknown>): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      for (let at = error; at; at = (at as { cause?: unknown }).cause) if (isTotalFmError(at)) return at;
      throw error;
    }
    return undefined;
  };
  const socketClosed = (socket: NodeJS.EventEmitter) =>
    new Promise((done, failed) => socket.on('error', failed).on('connect', () => done('connected')));
  const requested = (request: http.ClientRequest) =>
    new Promise((done, failed) => {
      request.on('error', failed).on('response', done);
      request.end(canary);
    });
  const url = () => `http://${outside}:${port}`;

  it.each<readonly [string, () => Promise<unknown>]>([
    ['fetch', () => fetch(url(), { method: 'POST', body: canary })],
    ['http', () => requested(http.request(url(), { method: 'POST' }))],
    ['https', () => requested(https.request(`https://${outside}:${port}`, { method: 'POST' }))],
    ['http2', () => new Promise((_done, failed) => http2.connect(url()).on('error', failed))],
    [
      'net.connect with options',
      () =>
        socketClosed(
          net.connect({ host: outside as string, port }).on('connect', function (this: Socket) {
            this.write(canary);
          }),
        ),
    ],
    ['net.connect with arguments', () => socketClosed(connect(port, outside as string))],
    ['a socket', () => socketClosed(new net.Socket().connect(port, outside as string))],
    ['tls', () => socketClosed(connectTls({ host: outside, port }))],
    ['a name', () => fetch('http://example.org/', { method: 'POST', body: canary })],
    [
      'dns.lookup',
      () =>
        new Promise((done, failed) =>
          lookup(`${canary}.example.org`, (error) => (error ? failed(error) : done(undefined))),
        ),
    ],
    [
      'dns.resolve',
      () =>
        new Promise((done, failed) =>
          dns.resolve4(`${canary}.example.org`, (error) => (error ? failed(error) : done(undefined))),
        ),
    ],
    ['dns.promises', () => resolveTxt(`${canary}.example.org`)],
    ['a resolver', () => new dns.promises.Resolver().resolve4(`${canary}.example.org`)],
    [
      'UDP',
      async () => {
        const socket = createSocket('udp4');
        try {
          socket.send(canary, port, outside);
        } finally {
          socket.close();
        }
      },
    ],
  ])('%s is refused with a code that says what to do', async (_what, work) => {
    expect(await refusalOf(work)).toMatchObject({
      code: 'TFM_PRIVACY_REMOTE',
      fix: expect.stringContaining('privacy: { remote: allow }'),
    });
  });

  it('threads refuse too, and threads of threads', async () => {
    const code = `fetch(process.env.TARGET, { method: 'POST', body: '${canary}' }).then(() => 'sent', (error) => error.cause?.code ?? error.message)`;
    const inner = `const { parentPort } = require('node:worker_threads'); ${code}.then((result) => parentPort.postMessage(result));`;
    const outer = `const { parentPort, Worker } = require('node:worker_threads'); new Worker(${JSON.stringify(inner)}, { eval: true, env: process.env }).on('message', (deep) => ${code}.then((own) => parentPort.postMessage([own, deep])));`;
    const file = join(mkdtempSync(join(tmpdir(), 'totalfm-thread-')), 'thread.cjs');
    writeFileSync(file, outer);
    const env = { ...process.env, TARGET: url() };
    for (const start of [() => new Worker(outer, { eval: true, env }), () => new Worker(file, { env })]) {
      const worker = start();
      const result = await new Promise((done, failed) => worker.on('message', done).on('error', failed));
      await worker.terminate();
      expect(result).toEqual(['TFM_PRIVACY_REMOTE', 'TFM_PRIVACY_REMOTE']);
    }
  });

  it('this machine is spoken to as ever', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('ok');
    expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('ok');
    expect(heard).toContain('GET /');
  });

  it('a host that the experiment names is reached, and no other; in threads, too, and not where another experiment refuses it', async () => {
    end();
    const named = guardSockets({ remote: 'refuse', hosts: [outside as string] });
    const code = `const { parentPort } = require('node:worker_threads'); const code = (url) => fetch(url).then(() => 'reached', (error) => error.cause?.code ?? error.message); code('${url()}').then(async (own) => parentPort.postMessage([own, await code('http://example.org')]));`;
    const worker = new Worker(code, { eval: true });
    const heardInside = await new Promise((done, failed) => worker.on('message', done).on('error', failed));
    await worker.terminate();
    expect(heardInside).toEqual(['reached', 'TFM_PRIVACY_REMOTE']);
    const other = guardSockets({ remote: 'refuse' });
    expect(await refusalOf(() => fetch(url()))).toBeDefined();
    other();
    named();
    end = guardSockets({ remote: 'refuse' });
    expect(await refusalOf(() => fetch(url()))).toBeDefined();
    connections -= 1;
  });

  it('not one byte has left', () => {
    expect(heard).not.toContain(canary);
    expect(connections).toBe(2);
  });

  it('of several at once the strictest holds, and afterwards all is as before', async () => {
    const other = guardSockets({ remote: 'refuse' });
    end();
    end();
    expect(await refusalOf(() => fetch(url()))).toBeDefined();
    other();
    expect(await (await fetch(url())).text()).toBe('ok');
    end = guardSockets({ remote: 'refuse' });
  });
});
