import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { AIMessage } from '@langchain/core/messages';
import { isTotalFmError, type ChatModel, type Privacy, type Secrets } from '@totalfm/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

export interface ChatModelSubject {
  /** Makes the model from the address of its server. */
  readonly make: (server: {
    readonly url: string;
    readonly streaming: boolean;
    readonly privacy: Privacy;
    readonly secrets: Secrets;
  }) => ChatModel | Promise<ChatModel>;
  /** Writes an answer as the provider's server does. */
  readonly answer: (
    text: string,
    request: {
      readonly body: Readonly<Record<string, unknown>>;
      readonly path: string;
      readonly headers: IncomingMessage['headers'];
    },
    response: ServerResponse,
  ) => void;
  /** The header that carries the key; undefined for a provider without one. */
  readonly keyHeader?: string;
  /** The client waits for the end of a reply that was cut off, or hides it: no test of that. */
  readonly streams?: boolean;
}

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const schema = {
  title: 'report_findings',
  description: 'Findings.',
  type: 'object',
  additionalProperties: false,
  required: ['findings'],
  properties: {
    findings: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['organ'],
        properties: { organ: { type: 'string' } },
      },
    },
  },
};

/**
 * Checks a provider's chat model against a local server that speaks its protocol: answers, streams, structured output, and
 * errors that come through at once and with their status, because whoever asks decides what is tried again. Nothing is sent to
 * another machine unless that is allowed.
 */
export function describeChatModel(name: string, { make, answer, keyHeader, streams = true }: ChatModelSubject): void {
  describe(`chat model ${name}`, () => {
    let server: Server;
    let port: number;
    let requests: { readonly body: string; readonly headers: IncomingMessage['headers'] }[] = [];
    let behaviour: Behaviour;
    const secrets: Secrets = { get: () => 'key-7', require: () => 'key-7' };
    const model = (streaming = false, host = '127.0.0.1', privacy: Privacy = { remote: 'refuse' }) =>
      make({ url: `http://${host}:${port}`, streaming, privacy, secrets });
    const says =
      (text: string): Behaviour =>
      (request, response, body) =>
        answer(
          text,
          { body: JSON.parse(body) as Record<string, unknown>, path: request.url ?? '', headers: request.headers },
          response,
        );
    const fails =
      (status: number, headers: Record<string, string> = {}): Behaviour =>
      (_request, response) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify({ error: { message: 'no', type: 'error' } }));

    beforeAll(async () => {
      server = createServer((request, response) => {
        let body = '';
        request.on('data', (data: Buffer) => (body += data.toString()));
        request.on('end', () => {
          requests.push({ body, headers: request.headers });
          behaviour(request, response, body);
        });
      });
      await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
      port = (server.address() as AddressInfo).port;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    beforeEach(() => {
      requests = [];
      behaviour = says('yes');
    });

    it('answers, with the tokens that it took', async () => {
      const reply = await (await model()).invoke('Is this a test?');
      expect(reply.text).toBe('yes');
      expect((reply as AIMessage).usage_metadata).toMatchObject({
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
      });
      expect(requests).toHaveLength(1);
      expect(requests[0].body).toContain('Is this a test?');
    });

    it.skipIf(!streams)('answers in a stream', async () => {
      const reply = await (await model(true)).invoke('Is this a test?');
      expect(reply.text).toBe('yes');
      const pieces: string[] = [];
      for await (const piece of await (await model(true)).stream('Is this a test?')) pieces.push(piece.text);
      expect(pieces.join('')).toBe('yes');
    });

    it('gives structured output, and what the model wrote as it is', async () => {
      behaviour = says('{"findings": [{"organ": "liver"}]}');
      const structured = (await model()).withStructuredOutput(schema, { name: 'report_findings', includeRaw: true });
      const { raw, parsed } = await structured.invoke('What is there?');
      expect(parsed).toEqual({ findings: [{ organ: 'liver' }] });
      expect(raw).toBeDefined();
      behaviour = says('It is the liver.');
      expect((await structured.invoke('What is there?')).parsed).toBeFalsy();
      expect(requests).toHaveLength(2);
    });

    it.each([429, 500, 503, 401, 400])('gives the status of an error (%i) after one request', async (status) => {
      behaviour = fails(status, { 'retry-after': '0' });
      const error: unknown = await (await model()).invoke('?').then(
        () => expect.fail('it should have failed'),
        (reason: unknown) => reason,
      );
      expect(statusOf(error)).toBe(status);
      expect(requests).toHaveLength(1);
    });

    it('answers again after an error', async () => {
      const chat = await model();
      behaviour = fails(429);
      await chat.invoke('?').catch(() => {});
      behaviour = says('yes');
      expect((await chat.invoke('?')).text).toBe('yes');
    });

    it.each<readonly [string, Behaviour]>([
      ['a connection that is cut before the answer', (request) => request.socket.destroy()],
      [
        'a connection that is cut in the answer',
        (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"');
          setTimeout(() => response.destroy(), 5);
        },
      ],
      [
        'an answer that is not of the protocol',
        (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"half": '),
      ],
    ])('fails for %s', async (_what, broken) => {
      behaviour = broken;
      const chat = await model();
      await expect(chat.invoke('?', { signal: AbortSignal.timeout(5000) })).rejects.toThrow();
      expect(requests).toHaveLength(1);
    });

    it('stops waiting when it is told to', async () => {
      behaviour = () => {};
      await expect((await model()).invoke('?', { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    });

    if (keyHeader) {
      it('gets its key from the secrets, and shows it to nobody else', async () => {
        const chat = await model();
        await chat.invoke('?');
        expect(requests[0].headers[keyHeader]).toContain('key-7');
        expect(JSON.stringify(chat)).not.toContain('key-7');
      });
    }

    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    it.skipIf(!outside)('is not made for another machine unless that is allowed', async () => {
      const made = async () => model(false, outside);
      const error: unknown = await made().then(
        () => expect.fail('it should have been refused'),
        (reason: unknown) => reason,
      );
      expect(isTotalFmError(error) && error.code).toBe('TFM_PRIVACY_REMOTE');
      expect((await (await model(false, outside, { remote: 'allow' })).invoke('?')).text).toBe('yes');
    });
  });
}

function statusOf(error: unknown): number | undefined {
  for (let at = error; at; at = (at as { cause?: unknown }).cause) {
    const { status, status_code } = at as { status?: unknown; status_code?: unknown };
    if (typeof status === 'number') return status;
    if (typeof status_code === 'number') return status_code;
  }
  return undefined;
}
