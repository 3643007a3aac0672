// Where the stock browsers are, and which Debian package brings each.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the browser tests start, by the name under which `pathOf` finds it. */
export const browserParts = {
  chromium: part('chromium', 'chromium', 'chromium-browser', 'google-chrome'),
  // the same engine without windows takes a third of the processor time for a page
  chromiumShell: part('chromium-headless-shell', 'chromium-headless-shell'),
  firefox: part('firefox-esr', 'firefox-esr', 'firefox'),
  webkitDriver: part('webkit2gtk-driver', 'WebKitWebDriver'),
  webkit: { ...part('webkit2gtk-driver'), path: miniBrowser },
  xvfb: part('xvfb', 'Xvfb'),
}

/** The path of one part; throws if it is missing. */
export function pathOf(name) {
  const { debianPackage, path } = browserParts[name]
  const found = path()
  if (!found) throw new Error(`${name} is missing: install Debian's ${debianPackage} (node e2e/setup/debian.mjs does)`)
  return found
}

function part(debianPackage, ...names) {
  return { debianPackage, purpose: 'pages are tested in it', path: () => onPath(...names) }
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
