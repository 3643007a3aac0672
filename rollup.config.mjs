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

// The files of a page, by the modules that each holds with all that they import. Every bundler keeps them, where it would make some sixty
// small files of the single modules. They also hold what they use of the other packages
const filesOf = (files) =>
  Object.fromEntries(
    Object.entries(files).map(([name, modules]) => [name, modules.map((each) => `./packages/${each}`)]),
  )
const pageFiles = {
  browser: filesOf({
    // what the first load and at least two others need
    page: [
      'browser/src/create-browser-client.ts',
      'core/src/discovery/get-json.ts',
      'core/src/endpoints/revoke-token.ts',
      'core/src/internal/post-form.ts',
      'core/src/internal/or-abort.ts',
      'core/src/internal/present.ts',
      'core/src/internal/describe-failure.ts',
      'core/src/internal/sha256.ts',
      'core/src/internal/www-authenticate.ts',
      'core/src/token/grant.ts',
      'tokens/src/emitter.ts',
      'tokens/src/session-ended.ts',
      'tokens/src/internal/scheme.ts',
    ],
    tokens: [
      'browser/src/session/shared-tokens.ts',
      'tokens/src/session/targets.ts',
      'tokens/src/session/revoke-session.ts',
    ],
    'login-parts': [
      'core/src/internal/differs.ts',
      'oidc/src/login/login-error.ts',
      'oidc/src/login/missing-endpoint.ts',
      'oidc/src/login/client-credentials.ts',
      'oidc/src/login/is-openid.ts',
      'oidc/src/oidc-client-settings.ts',
      'browser/src/sign-in/popup-messages.ts',
    ],
    'jose-parts': [
      'jose/src/jose-error.ts',
      'jose/src/internal/is-json-object.ts',
      'jose/src/internal/loaded.ts',
      'jose/src/internal/read-clock.ts',
      'jose/src/jws/algorithms.ts',
      'jose/src/jws/base64url.ts',
      'jose/src/jws/key-fault.ts',
    ],
    login: ['browser/src/sign-in/start-sign-in.ts', 'browser/src/sign-out/leave.ts'],
    callback: ['browser/src/callback/handle-callback.ts', 'oidc/src/id-token/check-id-token.ts'],
  }),
}

/** Leaves an import of the errors that apps compare by `instanceof`: a copy would be another class. */
const sharedErrors = {
  name: 'shared errors',
  resolveId: {
    order: 'pre',
    handler: (source) =>
      /(?:^@grantkit\/tokens|\.)\/token-source-error(\.ts)?$/.test(source)
        ? { id: '@grantkit/tokens/token-source-error', external: true }
        : null,
  },
}

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
  const compile = esbuild({ target, tsconfig: false })
  const scripts = [umd[folder], worker[folder]].filter(Boolean)
  const files = pageFiles[folder]
  // the files for script tags and workers are built below
  const entries = Object.values(manifest.exports)
    .filter((entry) => !/\.min\.js$/.test(entry.default))
    .flatMap((entry) => entry['@grantkit/source'] ?? [])
  const outside = files ? dependencies.filter((name) => !/^(@grantkit\/|grantkit$)/.test(name)) : dependencies
  return [
    {
      input: entries.map((entry) => join(root, entry)),
      // in turn, because rollup orders exports by when it read their files, and the order changes sizes by some bytes
      maxParallelFileOps: 1,
      external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
      plugins: [
        ...(files ? [sharedErrors] : []),
        resolve({ exportConditions: ['@grantkit/source'] }),
        compile,
        declarations(`${root}/src`),
        sweep,
      ],
      output: {
        dir: `${root}/dist`,
        format: 'es',
        sourcemap: true,
        // otherwise one file for each module, so that readers, debuggers and bundlers see the files of src
        ...(files
          ? {
              manualChunks: files,
              chunkFileNames: '[name].js',
              minifyInternalExports: false,
              hoistTransitiveImports: false,
            }
          : { preserveModules: true, preserveModulesRoot: `${root}/src` }),
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
