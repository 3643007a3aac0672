// Finds LemonLDAP::NG; installs it from Debian's packages if it is missing, else says what to do and fails.
import { installParts } from './debian-parts.mjs'
import { lemonldapParts } from './find-lemonldap.mjs'

installParts(
  lemonldapParts,
  (missing, command) => `Of LemonLDAP::NG, the second authorization server of the tests, these are missing: ${missing}.
On Debian or Ubuntu run, as root:  ${command}
Elsewhere use a Debian container.`,
)
