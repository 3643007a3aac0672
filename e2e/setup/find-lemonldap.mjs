// Where the parts of LemonLDAP::NG (2.16 in Debian 12) that an OpenID provider needs are, and which package brings each.
import { existsSync } from 'node:fs'

/** The portal, as Starman runs it. */
export const application = '/usr/share/lemonldap-ng/portal/htdocs/index.psgi'
/** The portal's pages. */
export const templates = '/usr/share/lemonldap-ng/portal/templates'

const at = (path, debianPackage) => ({
  debianPackage,
  purpose: 'LemonLDAP::NG, the second authorization server of the tests, needs it',
  path: () => (existsSync(path) ? path : undefined),
})

/** What must be there; the last two are among the packages that the portal only recommends. */
export const lemonldapParts = {
  lemonldap: at(application, 'liblemonldap-ng-portal-perl'),
  starman: at('/usr/bin/starman', 'starman'),
  'String::Random': at('/usr/share/perl5/String/Random.pm', 'libstring-random-perl'),
  'IO::String': at('/usr/share/perl5/IO/String.pm', 'libio-string-perl'),
}

/** The path of Starman; throws if it or another part is missing. */
export function starmanPath() {
  for (const [name, { debianPackage, path }] of Object.entries(lemonldapParts)) {
    if (!path())
      throw new Error(`${name} is missing: install Debian's ${debianPackage} (node e2e/setup/debian.mjs does)`)
  }
  return lemonldapParts.starman.path()
}
