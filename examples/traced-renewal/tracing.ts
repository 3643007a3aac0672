import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

/** Sets up OpenTelemetry to keep its spans. A service would send them to a collector with the SDK's exporters. */
export function startTracing(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  context.setGlobalContextManager(contextManager())
  return exporter
}

/** Tracks the active span across promises. A service uses `@opentelemetry/context-async-hooks` for that. */
function contextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.call(self as never, ...args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  }
  return manager
}

/** The spans as a tree, one per line. */
export function printSpans(spans: readonly ReadableSpan[], parent?: string, depth = 0): void {
  for (const span of spans) {
    if (span.parentSpanContext?.spanId !== parent) continue
    const attributes = Object.entries(span.attributes).map(([name, value]) => `${name}=${value}`)
    const events = span.events.map(({ name }) => `[${name}]`)
    console.log([`${'  '.repeat(depth)}${span.name}`, ...attributes, ...events].join(' '))
    printSpans(spans, span.spanContext().spanId, depth + 1)
  }
}
