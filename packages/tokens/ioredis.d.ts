// The compiler takes this for ioredis, which redis-semaphore's types name: the real one brings Node's types along, and this
// package knows no platform.
export interface Redis {
  eval(...args: unknown[]): Promise<unknown>
  evalsha(...args: unknown[]): Promise<unknown>
  get(key: string): Promise<string | null>
  set(...args: unknown[]): Promise<'OK' | null>
  zrem(...args: unknown[]): Promise<number>
  options: object
}
