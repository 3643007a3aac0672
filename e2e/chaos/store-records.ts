import { Redis } from 'ioredis'

export interface StoreRecords {
  /** When Redis was first given a value with this text in it; undefined if it never was. */
  heldAt(text: string): number | undefined
  close(): void
}

/**
 * Redis' own record of what it was given: its MONITOR names each command, those of scripts included. Texts are looked for
 * by `tokens`, which finds what may be a token in a value.
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
