import { readdirSync, readFileSync } from 'node:fs'
import resolve from '@rollup/plugin-node-resolve'
import { dts } from 'rollup-plugin-dts'
import esbuild, { minify } from 'rollup-plugin-esbuild'

const target = 'es2022'
// Packages that also ship one file for a script tag; the global is the same for each, the larger file holds the smaller one's names
const umd = { core: 'grantkit' }

export default readdirSync('packages').flatMap((folder) => {
  const root = `packages/${folder}`
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const external = (id) => dependencies.some((name) => id === name || id.startsWith(`${name}/`))
  const input = `${root}/src/index.ts`
  const compile = esbuild({ target, tsconfig: false })
  const name = umd[folder]
  return [
    {
      // modules kept apart, so that a reader of dist, a debugger and a bundler see the files of src
      input,
      external,
      plugins: [resolve({ exportConditions: ['@grantkit/source'] }), compile],
      output: { dir: `${root}/dist`, format: 'es', sourcemap: true, preserveModules: true },
    },
    { input, external, plugins: [dts()], output: { file: `${root}/dist/index.d.ts`, format: 'es' } },
    ...(name
      ? [
          {
            input,
            plugins: [resolve({ browser: true, exportConditions: ['@grantkit/source'] }), compile],
            output: {
              file: `${root}/dist/${name}.umd.min.js`,
              format: 'umd',
              name,
              sourcemap: true,
              plugins: [minify({ target })],
            },
          },
        ]
      : []),
  ]
})
