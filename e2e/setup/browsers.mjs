// Finds the stock browsers; installs the missing ones from Debian's packages, else says what to do and fails.
import { installParts } from './debian-parts.mjs'
import { browserParts } from './find-browsers.mjs'

installParts(
  browserParts,
  (missing, command) => `These browsers are missing, and the tests need each of them: ${missing}.
On Debian or Ubuntu run, as root:  ${command}
Elsewhere use a Debian container: WebKit's driver (WebKitWebDriver of WebKitGTK) exists for Linux only.`,
)
