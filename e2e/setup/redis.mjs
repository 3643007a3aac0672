// Finds Redis; installs it from Debian's packages if it is missing, else says what to do and fails.
import { installParts } from './debian-parts.mjs'
import { redisParts } from './find-redis.mjs'

installParts(
  redisParts,
  (missing, command) => `What many machines share is tested with Redis; missing: ${missing}.
On Debian or Ubuntu run, as root:  ${command}
Elsewhere install redis-server into the PATH.`,
)
