import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import resolve from '@rollup/plugin-node-resolve'
import ts from '@typescript/typescript6'
import esbuild, { minify } from 'rollup-plugin-esbuild'

const target = 'es2022'
// Packages that also ship one file for a script tag; the global is the same for each, the larger file holds the smaller one's names
const umd = {
  core: { name: 'grantkit', file: 'grantkit.umd.min.js', input: 'index.ts' },
  browser: { name: 'grantkit', file: 'grantkit.browser.umd.min.js', input: 'script-tag.ts' },
}

// A worker is one file that needs no other, whether it is loaded as a module or as a classic script
const worker = { browser: { file: 'grantkit.worker.min.js', input: 'worker/worker.ts' } }

// One beside each module: in a single file, editors would find no docs for what is bound
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
      // so that "go to definition" ends in the sources, which are published too
      const map = { ...JSON.parse(sourceMapText), sources: [relative(dirname(`dist/${file}`), `src/${file}`)] }
      this.emitFile({ type: 'asset', fileName: `${fileName}.map`, source: JSON.stringify(map) })
    }
  },
})

// What an earlier build left must be neither tested nor published
const sweep = {
  name: 'sweep',
  writeBundle({ dir }, bundle) {
    for (const file of readdirSync(dir, { recursive: true })) {
      if (/^(?!.*\.(umd|worker)\.min\.).*\.(js|ts|map)$/.test(file) && !(file in bundle)) rmSync(`${dir}/${file}`)
    }
  },
}

// A script tag loads all at once; what few need, and what its entry refuses by name, is left out
const withoutEncryption = {
  name: 'without encryption',
  load: (id) =>
    ({
      'jose/src/internal/decrypt.ts': 'export const decryptorOf = undefined',
      'browser/src/store/encrypted.ts': 'export const encryptStore = undefined',
    })[id.split('/packages/')[1]],
}

// What a page writes into the script tag, so that no other file runs
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
      // modules kept apart, so that a reader of dist, a debugger and a bundler see the files of src
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
        // it loads one file, and nothing later
        inlineDynamicImports: true,
        plugins: [minify({ target }), integrity],
      },
    })),
  ]
})
