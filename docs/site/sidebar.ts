import type { DefaultTheme } from 'vitepress'
import type { PageFile } from './pages.ts'

/** The folders of the navigation, in order. */
const folders = ['start', 'guides', 'frameworks', 'providers', 'coming-from']

const linkOf = ({ path }: PageFile): string => `/${path.replace(/(^|(?<=\/))index\.md$|\.md$/, '')}`

const itemOf = (page: PageFile): DefaultTheme.SidebarItem => ({ text: page.title, link: linkOf(page) })

const byOrder = (one: PageFile, other: PageFile): number =>
  one.order === other.order ? one.title.localeCompare(other.title) : one.order - other.order

/** The pages directly in `folder`, without `index.md`. */
const pagesIn = (pages: readonly PageFile[], folder: string): PageFile[] =>
  pages
    .filter(({ path }) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
    .filter(({ path }) => !path.endsWith('/index.md'))
    .sort(byOrder)

/** The navigation, made from the files: a group for each folder, named by the `title` of its `index.md`. */
export function createSidebar(pages: readonly PageFile[]): DefaultTheme.SidebarMulti {
  const groupOf = (folder: string, collapsed: boolean): DefaultTheme.SidebarItem => {
    const index = pages.find(({ path }) => path === `${folder}/index.md`)
    if (!index) throw new Error(`docs/${folder} has no index.md: its title names the group in the navigation`)
    return { ...itemOf(index), collapsed, items: pagesIn(pages, folder).map(itemOf) }
  }
  const single = pages.filter(({ path }) => !path.includes('/') && path !== 'index.md').sort(byOrder)
  const packages = [...new Set(pages.map(({ path }) => /^reference\/([^/]+)\//.exec(path)?.[1] ?? ''))].filter(Boolean)
  const reference = pages.filter(({ path }) => path === 'reference/index.md').map(itemOf)
  return {
    '/': [...folders.map((folder) => groupOf(folder, folder !== 'start')), ...reference, ...single.map(itemOf)],
    '/reference/': [...reference, ...packages.sort().map((name) => groupOf(`reference/${name}`, true))],
  }
}
