import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Application, Converter, type ProjectReflection, ReflectionKind } from 'typedoc'
import { grouped } from './grouped.ts'
import { loadedScripts } from './loaded-scripts.ts'
import { docsFolder, repositoryFolder } from './site-folders.ts'

/** An import path, and the file of its page below `docs/reference`, without `.md`. */
interface EntryPoint {
  specifier: string
  source: string
  page: string
}

/** All import paths of the packages. A package's root comes last, because names that a part exports too are documented on the part's page. */
export function entryPoints(): EntryPoint[] {
  const packages = join(repositoryFolder, 'packages')
  return readdirSync(packages).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'))
    const entries = Object.entries<string | Record<string, string>>(exports).flatMap(([subpath, target]) => {
      const source = typeof target === 'string' ? undefined : target['@grantkit/source']
      // internal paths, which the packages share, are not public
      if (!source || subpath.startsWith('./internal')) return []
      const page = join(folder, subpath === '.' ? 'index' : subpath)
      return { specifier: join(name, subpath), source: join(packages, folder, source), page }
    })
    return entries.sort((one, other) => Number(one.page.endsWith('/index')) - Number(other.page.endsWith('/index')))
  })
}

/** Writes the reference from the docstrings into `docs/reference`: a page for each import path. */
export async function writeReference(): Promise<void> {
  const entries = entryPoints()
  const out = join(docsFolder, 'reference')
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries.map(({ source }) => source),
    tsconfig: join(docsFolder, 'reference.tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    out,
    router: 'module',
    readme: 'none',
    // no type check here: `pnpm lint` does that
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    logLevel: 'Warn',
    kindSortOrder: ['Function', 'Variable', 'Class', 'Interface', 'TypeAlias'],
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases', 'References'],
    ...markdownOptions,
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: { project: ProjectReflection }) => {
    for (const module of project.children ?? []) {
      const file = project.getSymbolIdFromReflection(module)?.fileName
      const entry = entries.find(({ source }) => source === file)
      if (entry) module.name = entry.page
    }
    nameThrown(project)
  })
  const project = await app.convert()
  if (!project) throw new Error('the docstrings could not be read')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  await app.generateOutputs(project)
  rmSync(join(out, 'README.md'))
  for (const { page, specifier } of entries) {
    const file = join(out, `${page}.md`)
    const isEmpty = !existsSync(file) || !readFileSync(file, 'utf8').trim()
    if (isEmpty) writeScriptPage(file, specifier)
    else finishPage(file, specifier)
  }
  writeFileSync(join(out, 'index.md'), indexPage(entries))
}

const markdownOptions = {
  // repeated headings get other numbers here than on the site
  useHTMLAnchors: true,
  anchorPrefix: 'api-',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hidePageTitle: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  classPropertiesFormat: 'table',
  useCodeBlocks: true,
  expandObjects: true,
}

/** Adds the title of a page, and one line for each name that is documented on another page. */
function finishPage(file: string, specifier: string): void {
  const text = readFileSync(file, 'utf8').replace(/^### (.+)\n+Re-exports (\[.+?\]\(.+?\))\n+(?:\*{3}\n+)?/gm, '- $2\n')
  const imported = `\`\`\`ts\nimport { … } from '${specifier}'\n\`\`\``
  const title = JSON.stringify(specifier)
  writeFileSync(file, `---\ntitle: ${title}\nnext: false\nprev: false\n---\n\n# ${specifier}\n\n${imported}\n\n${text}`)
}

/** Writes the page of an import path without exports. Throws if the path has no description. */
function writeScriptPage(file: string, specifier: string): void {
  const text = loadedScripts[specifier]
  if (!text) throw new Error(`${specifier} exports nothing: describe it in docs/site/loaded-scripts.ts`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `---\ntitle: ${JSON.stringify(specifier)}\nnext: false\nprev: false\n---\n\n# ${specifier}\n\n${text}`,
  )
}

/** Adds the error's type to the text of `@throws {TypeError}`, because the renderer leaves it out. */
function nameThrown(project: ProjectReflection): void {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.All)) {
    for (const tag of reflection.comment?.blockTags ?? []) {
      const type = tag.typeAnnotation?.replace(/[{}]/g, '').trim()
      if (tag.tag === '@throws' && type)
        tag.content.unshift({ kind: 'code', text: `\`${type}\`` }, { kind: 'text', text: ' ' })
    }
  }
}

function indexPage(entries: readonly EntryPoint[]): string {
  const packages = grouped(entries, ({ page }) => page.split('/')[0] ?? '')
  const lists = [...packages.values()].map((own) =>
    own
      .toReversed()
      .map(({ specifier, page }, index) => `${index ? '  ' : ''}- [${specifier}](./${page}.md)`)
      .join('\n'),
  )
  return `---
title: Reference
order: 60
---

# Reference

Every export of every import path, from the docstrings of the sources. What a part of a package exports is also exported by the package's root, unless its page says otherwise.

${lists.join('\n')}
`
}
