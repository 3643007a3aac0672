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
import { checkObject } from 'grantkit/internal/misuse'
import { checkMethods } from './internal/check-methods.ts'
import type { TokenEvent, TokenEventAttributes, TokenEventOrigin } from './token-event.ts'

export interface TelemetrySettings {
  /** The tracer that creates the spans. @default the global provider's, looked up at each event */
  tracer?: Tracer
  /** The meter that creates the instruments. @default the global provider's, looked up at the first event */
  meter?: Meter
}

// only attributes with few values, to limit the number of time series
const dimensions = ['server.address', 'oauth.grant_type', 'error.type', 'grantkit.session.end_reason']

/**
 * An `onEvent` that reports to OpenTelemetry: a span `grantkit.token.renewal` for each refresh, with its duration, and with an
 * error status if it failed; any other event as an event of the active span; the histogram
 * `grantkit.token.renewal.duration` in seconds, and the counter `grantkit.token.events` with the attribute `event.name`.
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
    const all = { ...originAttributes(event.origin), ...event.attributes }
    const labels = Object.fromEntries(
      dimensions.flatMap((dimension) => (dimension in all ? [[dimension, all[dimension]]] : [])),
    ) as Attributes
    instruments.events.add(1, { 'event.name': event.name, ...labels })

    if (event.name !== 'token.renewed' && event.name !== 'token.renewal_failed') {
      trace.getActiveSpan()?.addEvent(event.name, all, event.at)
      return
    }
    const { 'grantkit.duration_ms': duration = 0, ...attributes } = all
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

/** OpenTelemetry's attributes of a server. */
function originAttributes({ address, clientId, grantType }: TokenEventOrigin = {}): TokenEventAttributes {
  return {
    ...serverOf(address),
    ...(grantType && { 'oauth.grant_type': grantType }),
    ...(clientId && { 'oauth.client_id': clientId }),
  }
}

function serverOf(address: string | URL | undefined): TokenEventAttributes {
  try {
    const { hostname, port, protocol } = new URL(address!)
    return { 'server.address': hostname, 'server.port': +port || (protocol === 'http:' ? 80 : 443) }
  } catch {
    // none, or a mistake that the request has named
    return {}
  }
}

function instrumentsOf(meter: Meter): { events: Counter; duration: Histogram } {
  return {
    events: meter.createCounter('grantkit.token.events', { description: 'What happened to tokens and sessions' }),
    duration: meter.createHistogram('grantkit.token.renewal.duration', {
      description: 'Duration of token refreshes',
      unit: 's',
    }),
  }
}
