import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { isTotalFmError } from '@totalfm/core';

/** Where a span is continued, as plain data that crosses to another machine: a W3C trace context. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** Ids and numbers: no word of a report, and no name of an exam. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

const tracer = () => trace.getTracer('totalfm');

/**
 * Does work in a span of OpenTelemetry, below the one that is current or that `carrier` names. Costs nothing where the program has set up
 * no tracing. An error is told by its code alone.
 */
export function traced<T>(
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<T>,
  carrier?: TraceCarrier,
): Promise<T> {
  const parent = carrier ? propagation.extract(context.active(), carrier) : context.active();
  return tracer().startActiveSpan(name, { attributes }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: isTotalFmError(error) ? error.code : 'TFM_INTERNAL' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The current span, for {@link traced} on another machine; empty where nothing is traced. */
export function traceCarrier(): TraceCarrier {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}
