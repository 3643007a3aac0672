import { join } from 'node:path'
import { build, type Rolldown } from 'vite'

/** The files of a page with a library, by their paths, as Vite builds them for users. */
export async function buildPage(library: string): Promise<Map<string, string>> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      target: 'es2022',
      write: false,
      rolldownOptions: {
        input: { main: join(import.meta.dirname, `contestants/${library}.ts`) },
        external: ['/config.js'],
        output: { entryFileNames: 'assets/[name].js' },
      },
    },
  })) as Rolldown.RolldownOutput
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
}
