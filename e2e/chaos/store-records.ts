import { Redis } from 'ioredis'

export interface StoreRecords {
  /** When Redis first got a value that contains this text; undefined if it never did. */
  heldAt(text: string): number | undefined
  close(): void
}

/**
 * The writes that Redis received, from its MONITOR command, which shows every command, including those of scripts. `tokens` finds the
 * texts in a value that may be tokens.
 */
export async function recordStore(url: string, tokens: RegExp): Promise<StoreRecords> {
  const redis = new Redis(url)
  const monitor = await redis.monitor()
  const held = new Map<string, number>()
  monitor.on('monitor', (time: string, [command = '', ...args]: string[]) => {
    if (command.toLowerCase() !== 'set') return
    for (const [token] of args.join('\n').matchAll(tokens)) {
      if (!held.has(token)) held.set(token, Number(time) * 1000)
    }
  })
  return {
    heldAt: (text) => held.get(text),
    close() {
      monitor.disconnect()
      redis.disconnect()
    },
  }
}
