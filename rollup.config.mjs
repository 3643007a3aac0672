import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import resolve from '@rollup/plugin-node-resolve'
import ts from '@typescript/typescript6'
import esbuild, { minify } from 'rollup-plugin-esbuild'

const target = 'es2022'
// Packages with a file for a script tag. Both define the same global; the larger file includes the names of the smaller one
const umd = {
  core: { name: 'grantkit', file: 'grantkit.umd.min.js', input: 'index.ts' },
  browser: { name: 'grantkit', file: 'grantkit.browser.umd.min.js', input: 'script-tag.ts' },
}

// The worker is one file without imports, which can be loaded as a module or as a classic script
const worker = { browser: { file: 'grantkit.worker.min.js', input: 'worker/worker.ts' } }

// One declaration file for each module: in a single file, editors would not find the docstrings of bound methods
const declarations = (src) => ({
  name: 'declarations',
  generateBundle() {
    for (const file of readdirSync(src, { recursive: true })) {
      if (!/^(?!testing\/).*(?<!\.test)\.ts$/.test(file)) continue
      const { outputText, diagnostics, sourceMapText } = ts.transpileDeclaration(
        readFileSync(`${src}/${file}`, 'utf8'),
        {
          fileName: file,
          reportDiagnostics: true,
          compilerOptions: {
            module: ts.ModuleKind.ESNext,
            target: ts.ScriptTarget.ES2022,
            isolatedDeclarations: true,
            declarationMap: true,
          },
        },
      )
      for (const { messageText } of diagnostics)
        this.error(`${file}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
      const source = outputText.replace(/(?<=(?:from|import\() ?["']\.[^"']*)\.ts(?=["'])/g, '.js')
      const fileName = file.replace(/ts$/, 'd.ts')
      this.emitFile({ type: 'asset', fileName, source })
      // so that "go to definition" opens the sources, which are published too
      const map = { ...JSON.parse(sourceMapText), sources: [relative(dirname(`dist/${file}`), `src/${file}`)] }
      this.emitFile({ type: 'asset', fileName: `${fileName}.map`, source: JSON.stringify(map) })
    }
  },
})

// Remove the files of an earlier build, which must be neither tested nor published
const sweep = {
  name: 'sweep',
  writeBundle({ dir }, bundle) {
    for (const file of readdirSync(dir, { recursive: true })) {
      if (/^(?!.*\.(umd|worker)\.min\.).*\.(js|ts|map)$/.test(file) && !(file in bundle)) rmSync(`${dir}/${file}`)
    }
  },
}

// A script tag loads everything at once. Rarely needed parts are left out; the entry refuses the options that need them
const withoutEncryption = {
  name: 'without encryption',
  load: (id) =>
    ({
      'jose/src/internal/decrypt.ts': 'export const decryptorOf = undefined',
      'browser/src/store/encrypted.ts': 'export const encryptStore = undefined',
    })[id.split('/packages/')[1]],
}

// The hash for the script tag's `integrity`, so that the browser runs no other file
const integrity = {
  name: 'integrity',
  writeBundle(_, bundle) {
    for (const { fileName, code } of Object.values(bundle)) {
      if (code === undefined) continue
      const digest = createHash('sha384').update(code).digest('base64')
      console.log(`${fileName}: integrity="sha384-${digest}"`)
    }
  },
}

export default readdirSync('packages').flatMap((folder) => {
  const root = `packages/${folder}`
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const external = (id) => dependencies.some((name) => id === name || id.startsWith(`${name}/`))
  const entries = Object.values(manifest.exports).flatMap((entry) => entry['@grantkit/source'] ?? [])
  const input = entries.map((entry) => join(root, entry))
  const compile = esbuild({ target, tsconfig: false })
  const scripts = [umd[folder], worker[folder]].filter(Boolean)
  return [
    {
      // one output file for each module, so that readers, debuggers and bundlers see the files of src
      input,
      external,
      plugins: [resolve({ exportConditions: ['@grantkit/source'] }), compile, declarations(`${root}/src`), sweep],
      output: {
        dir: `${root}/dist`,
        format: 'es',
        sourcemap: true,
        preserveModules: true,
        preserveModulesRoot: `${root}/src`,
      },
    },
    ...scripts.map(({ name, file, input }) => ({
      input: `${root}/src/${input}`,
      plugins: [withoutEncryption, resolve({ browser: true, exportConditions: ['@grantkit/source'] }), compile],
      output: {
        file: `${root}/dist/${file}`,
        format: name ? 'umd' : 'iife',
        name,
        sourcemap: true,
        // a single file without dynamic imports
        inlineDynamicImports: true,
        plugins: [minify({ target }), integrity],
      },
    })),
  ]
})
