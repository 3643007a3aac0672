/** The import paths without exports, which a browser loads as scripts, each with the text of its page. */
export const loadedScripts: Record<string, string> = {
  '@grantkit/browser/worker': `This file exports nothing: never import it. It is the script of a worker that holds the tokens of a page. The browser loads it when the
setting [\`worker\`](./index.md) of \`createBrowserClient\` starts the worker.

With a bundler that knows \`new URL(…, import.meta.url)\` (Vite, webpack 5, Rollup with a plugin, Parcel):

\`\`\`ts
const worker = () =>
  new SharedWorker(new URL('@grantkit/browser/worker', import.meta.url), { type: 'module', name: 'grantkit-1' })
\`\`\`

Without one, copy \`node_modules/@grantkit/browser/dist/grantkit.worker.min.js\` to your origin:

\`\`\`ts
const worker = () => new SharedWorker('/grantkit.worker.min.js', { name: 'grantkit-1' })
\`\`\`

- The file loads no other file. It works as a module and as a classic script, in a \`SharedWorker\` for all tabs or in a \`Worker\` for one page.
- Pass the function as \`worker\`. The client calls it when it needs the worker, and again after the worker has ended.
- It must come from your own origin. The page's Content-Security-Policy needs \`worker-src 'self'\`.
- Give each client's \`SharedWorker\` its own \`name\`, and change the name when you change the settings.

The guide [Tokens in a worker](../../guides/worker.md) has a whole program and its security notes.
`,
}
