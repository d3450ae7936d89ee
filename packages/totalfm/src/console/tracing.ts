import { context, propagation, trace } from '@opentelemetry/api';
import { mayConnect, type Privacy } from '@totalfm/core';

/** Where OpenTelemetry's own variables say that a collector is. */
const variables = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

const nothing = () => Promise.resolve();

/**
 * Sends spans to the collector that the environment names, by OTLP over HTTP, where the experiment may speak to its host;
 * says so where it may not. Returns what sends the last of them and ends it.
 */
export async function startTracing(privacy: Privacy): Promise<() => Promise<void>> {
  const endpoint = variables.map((name) => process.env[name]).find((value) => value !== undefined && value !== '');
  if (endpoint === undefined) return nothing;
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined;
  if (host === undefined || !mayConnect(host, privacy)) {
    process.stderr.write(
      `warning: nothing is traced: ${host === undefined ? 'the collector’s address is none' : `\`privacy\` does not allow ${host}`}\n`,
    );
    return nothing;
  }
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'totalfm' }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return async () => {
    // A collector that is away costs a run nothing but its spans.
    await provider.shutdown().catch(() => undefined);
    for (const api of [trace, context, propagation]) api.disable();
  };
}
