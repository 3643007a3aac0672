import {
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  metrics,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { checkObject } from 'grantkit/internal'
import { checkMethods } from './internal/check-methods.ts'
import type { TokenEvent } from './token-event.ts'

export interface TelemetrySettings {
  /** Makes the spans. @default the global provider's, looked up at each event */
  tracer?: Tracer
  /** Makes the instruments. @default the global provider's, looked up at the first event */
  meter?: Meter
}

// few values each, or a backend drowns in time series
const dimensions = ['server.address', 'oauth.grant_type', 'error.type', 'grantkit.session.end_reason']

/**
 * An `onEvent` for a source that tells OpenTelemetry: a span `grantkit.token.renewal` for each renewal, as long as it took and
 * with an error status where it failed; any other event as an event of the span that is active; the histogram
 * `grantkit.token.renewal.duration` in seconds, and the counter `grantkit.token.events`, told apart by `event.name`.
 *
 * @example
 * ```ts
 * const source = createClientCredentialsTokens({ ...client, onEvent: createTelemetry() })
 * ```
 */
export function createTelemetry(settings: TelemetrySettings = {}): (event: TokenEvent) => void {
  checkObject('settings', settings)
  const { tracer, meter } = settings
  if (tracer !== undefined) checkMethods('tracer', tracer, 'startSpan')
  if (meter !== undefined) checkMethods('meter', meter, 'createCounter and createHistogram')
  const name = '@grantkit/tokens'
  let instruments: ReturnType<typeof instrumentsOf> | undefined

  return (event) => {
    instruments ??= instrumentsOf(meter ?? metrics.getMeter(name))
    const labels = Object.fromEntries(
      dimensions.flatMap((dimension) =>
        dimension in event.attributes ? [[dimension, event.attributes[dimension]]] : [],
      ),
    ) as Attributes
    instruments.events.add(1, { 'event.name': event.name, ...labels })

    if (event.name !== 'token.renewed' && event.name !== 'token.renewal_failed') {
      trace.getActiveSpan()?.addEvent(event.name, event.attributes, event.at)
      return
    }
    const { 'grantkit.duration_ms': duration = 0, ...attributes } = event.attributes
    instruments.duration.record(Number(duration) / 1000, labels)
    const span = (tracer ?? trace.getTracer(name)).startSpan('grantkit.token.renewal', {
      kind: SpanKind.CLIENT,
      startTime: event.at - Number(duration),
      attributes,
    })
    if (event.name === 'token.renewal_failed') span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(event.at)
  }
}

function instrumentsOf(meter: Meter): { events: Counter; duration: Histogram } {
  return {
    events: meter.createCounter('grantkit.token.events', { description: 'What happened to tokens and sessions' }),
    duration: meter.createHistogram('grantkit.token.renewal.duration', {
      description: 'How long renewals took',
      unit: 's',
    }),
  }
}
