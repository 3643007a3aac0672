// Where the stock browsers are, and which Debian package brings each.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the browser tests start, by the name under which `pathOf` finds it. */
export const browserParts = {
  chromium: { debianPackage: 'chromium', path: () => onPath('chromium', 'chromium-browser', 'google-chrome') },
  firefox: { debianPackage: 'firefox-esr', path: () => onPath('firefox-esr', 'firefox') },
  webkitDriver: { debianPackage: 'webkit2gtk-driver', path: () => onPath('WebKitWebDriver') },
  webkit: { debianPackage: 'webkit2gtk-driver', path: miniBrowser },
  xvfb: { debianPackage: 'xvfb', path: () => onPath('Xvfb') },
}

/** The path of one part; throws if it is missing. */
export function pathOf(name) {
  const { debianPackage, path } = browserParts[name]
  const found = path()
  if (!found)
    throw new Error(`${name} is missing: install Debian's ${debianPackage} (node e2e/setup/browsers.mjs does)`)
  return found
}

function onPath(...names) {
  // a service's PATH may be as short as it likes; Debian's browsers are in /usr/bin
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

// WebKitGTK's own browser, which its driver steers, is in no bin folder: its place names the CPU and the GTK version
function miniBrowser() {
  if (!existsSync('/usr/lib')) return undefined
  return readdirSync('/usr/lib')
    .filter((name) => name.endsWith('-linux-gnu'))
    .flatMap((name) => ['webkit2gtk-4.1', 'webkitgtk-6.0'].map((gtk) => join('/usr/lib', name, gtk, 'MiniBrowser')))
    .find((path) => existsSync(path))
}
