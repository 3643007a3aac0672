import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** The links of a built site. */
export interface LinkReport {
  pages: number
  /** The number of links and embedded files within the site that were followed. */
  links: number
  /** `PAGE: LINK` for each broken link. */
  broken: string[]
}

/** Resolves links to the repository. */
export interface RepositoryLinks {
  /** The start of such links, before the file's path. */
  prefix: string
  /** The folder of the repository. */
  folder: string
}

/** Follows every link and anchor of a built site, without a network. Links to other sites are not followed. */
export function checkLinks(folder: string, base: string, repository: RepositoryLinks): LinkReport {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  const pages = files.filter((file) => file.endsWith('.html'))
  const texts = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]))
  const anchors = new Map([...texts].map(([page, text]) => [page, new Set(attributes(text, 'id'))]))
  const there = new Set(files)
  let links = 0
  const broken: string[] = []
  for (const [page, text] of texts) {
    for (const link of new Set([...attributes(text, 'href'), ...attributes(text, 'src')])) {
      if (link.startsWith(repository.prefix)) {
        const path = link.slice(repository.prefix.length).replace(/[#?].*$/, '')
        if (!existsSync(join(repository.folder, path))) broken.push(`${page}: ${link}`)
      } else if (!/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) {
        links++
        if (!leadsSomewhere(page, link)) broken.push(`${page}: ${link}`)
      }
    }
  }
  return { pages: pages.length, links, broken }

  function leadsSomewhere(page: string, link: string): boolean {
    const [, path = '', anchor = ''] = /^([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(link) ?? []
    const file = path ? fileOf(page, decodeURI(path)) : page
    if (file === undefined || !there.has(file)) return false
    return !anchor || !file.endsWith('.html') || (anchors.get(file)?.has(decodeURIComponent(anchor)) ?? false)
  }

  function fileOf(page: string, path: string): string | undefined {
    if (path.startsWith('/') && !path.startsWith(base)) return undefined
    const below = path.startsWith('/') ? path.slice(base.length) : posix.join(posix.dirname(page), path)
    return [below, `${below}.html`, posix.join(below, 'index.html')].find(
      (file) => texts.has(file) || (there.has(file) && /\.\w+$/.test(file)),
    )
  }
}

const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'"),
  )
