import {
  type Attributes,
  type Meter,
  metrics,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import type { TokenEvent, TokenEventAttributes, TokenEventName } from './index.ts'
import { createTelemetry } from './opentelemetry.ts'

const at = 1_700_000_000_000

const event = (name: TokenEventName, attributes: TokenEventAttributes = {}): TokenEvent => ({ name, at, attributes })

/** As much of OpenTelemetry as takes notes. */
function notes() {
  const spans: unknown[] = []
  const measured: unknown[] = []
  const instrument = (name: string) => {
    const note = (value: number, attributes: Attributes) => measured.push({ name, value, attributes })
    return { add: note, record: note }
  }
  const tracer = {
    startSpan(name: string, { startTime, attributes, kind }: SpanOptions) {
      const span: Record<string, unknown> = { name, startTime, attributes, kind }
      spans.push(span)
      return {
        setStatus: (status: object) => Object.assign(span, { status }),
        end: (endTime: number) => Object.assign(span, { endTime }),
      } as unknown as Span
    },
  } as unknown as Tracer
  const meter = { createCounter: instrument, createHistogram: instrument } as unknown as Meter
  return { spans, measured, tracer, meter }
}

describe('the telemetry of a source', () => {
  afterEach(() => {
    trace.disable()
    metrics.disable()
  })
  const common = { 'server.address': 'as.example', 'oauth.grant_type': 'refresh_token' }

  it('records a refresh as a span with its duration', () => {
    const { spans, measured, ...settings } = notes()
    createTelemetry(settings)(
      event('token.renewed', { ...common, 'grantkit.duration_ms': 250, 'http.response.status_code': 200 }),
    )
    const attributes = { ...common, 'http.response.status_code': 200 }
    expect(spans).toEqual([{ name: 'grantkit.token.renewal', startTime: at - 250, endTime: at, attributes, kind: 2 }])
    expect(measured).toEqual([
      { name: 'grantkit.token.events', value: 1, attributes: { 'event.name': 'token.renewed', ...common } },
      { name: 'grantkit.token.renewal.duration', value: 0.25, attributes: common },
    ])
  })

  it('records a failed one with an error status and its type', () => {
    const { spans, measured, ...settings } = notes()
    const attributes = { ...common, 'error.type': 'timeout', 'grantkit.transient': true }
    createTelemetry(settings)(event('token.renewal_failed', attributes))
    expect(spans).toEqual([
      { name: 'grantkit.token.renewal', startTime: at, endTime: at, attributes, kind: 2, status: { code: 2 } },
    ])
    expect(measured[1]).toMatchObject({ attributes: { ...common, 'error.type': 'timeout' } })
  })

  it('has attributes for the server and the source', () => {
    const { spans, measured, ...settings } = notes()
    const tell = createTelemetry(settings)
    const origin = { address: new URL('https://as.example/token'), clientId: 'app', grantType: 'refresh_token' }
    tell({ ...event('token.renewed'), origin })
    tell({ ...event('token.renewed'), origin: { address: 'http://localhost:81' } })
    tell({ ...event('token.renewed'), origin: { address: 'no URL' } })
    expect(spans).toMatchObject([
      { attributes: { ...common, 'server.port': 443, 'oauth.client_id': 'app' } },
      { attributes: { 'server.address': 'localhost', 'server.port': 81 } },
      { attributes: {} },
    ])
    expect(measured[0]).toMatchObject({ attributes: { 'event.name': 'token.renewed', ...common } })
  })

  it('counts all events, with few labels', () => {
    const { spans, measured, ...settings } = notes()
    const tell = createTelemetry(settings)
    tell(
      event('session.ended', { ...common, 'grantkit.session.end_reason': 'rotation_lost', 'oauth.client_id': 'app' }),
    )
    tell(event('lock.missed', { 'grantkit.lock.wait_ms': 11_000 }))
    expect(spans).toEqual([])
    expect(measured).toEqual([
      {
        name: 'grantkit.token.events',
        value: 1,
        attributes: { 'event.name': 'session.ended', ...common, 'grantkit.session.end_reason': 'rotation_lost' },
      },
      { name: 'grantkit.token.events', value: 1, attributes: { 'event.name': 'lock.missed' } },
    ])
  })

  it('uses the global providers, even if they are registered later', () => {
    const { spans, measured, tracer, meter } = notes()
    const tell = createTelemetry()
    trace.setGlobalTracerProvider({ getTracer: () => tracer })
    metrics.setGlobalMeterProvider({ getMeter: () => meter })
    tell(event('token.renewed'))
    expect([spans.length, measured.length]).toEqual([1, 2])
  })

  it('works without a provider', () => {
    const tell = createTelemetry()
    tell(event('token.renewed'))
    tell(event('session.ended'))
    expect(trace.getActiveSpan()).toBeUndefined()
  })
})
