import { join } from 'node:path'

/** The folder of the built programs, and the host that they may connect to, or also listen on. */
export interface Place {
  folder: string
  host: string
}

const modules = join(import.meta.dirname, '../node_modules')
const script = ({ folder }: Place) => join(folder, 'main.js')
const node = (name: string) => (place: Place) => [join(modules, name, 'bin/node'), script(place)]

/** How each runtime is started. */
export const runtimes: Record<string, (place: Place) => string[]> = {
  'node 20': node('node20'),
  'node 22': node('node22'),
  // the Node that runs this script
  'node 24': (place) => [process.execPath, script(place)],
  'node 26': node('node26'),
  // permission for one server only
  deno: (place) => [
    join(modules, '.bin/deno'),
    ...['run', '--no-prompt', '--no-config', '--no-remote', '--no-npm', `--allow-net=${place.host}`],
    script(place),
  ],
  bun: (place) => [join(modules, '.bin/bun'), 'run', script(place)],
  workerd: ({ folder }) => [join(modules, '.bin/workerd'), 'test', join(folder, 'worker.capnp')],
}

/** workerd's configuration. It may connect to private networks, including loopback. */
export const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [
  (name = "main", worker = .worker),
  (name = "loopback", network = (allow = ["private"])),
]);

const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  globalOutbound = "loopback",
  compatibilityDate = "2026-11-01",
);
`
