// Where the Redis server is, which Debian's package of that name brings.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const onPath = (program) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))

export const redisParts = {
  redis: {
    debianPackage: 'redis-server',
    purpose: 'what many machines share is tested with it',
    path: () => onPath('redis-server'),
  },
}

/** The path of the Redis server; throws if it is missing. */
export function redisPath() {
  const path = redisParts.redis.path()
  if (!path)
    throw new Error("redis-server is missing: install Debian's package of that name (node e2e/setup/debian.mjs does)")
  return path
}
