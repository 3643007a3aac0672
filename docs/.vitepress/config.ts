import { defineConfig } from 'vitepress'
import { extendMarkdown } from '../site/markdown.ts'
import { readPages } from '../site/pages.ts'
import { repositoryUrl } from '../site/repository.ts'
import { createSidebar } from '../site/sidebar.ts'

export default defineConfig({
  title: 'grantkit',
  description: 'OAuth 2.0 and OpenID Connect tokens with fetch, in browsers, Deno, Node, Bun and workers',
  lang: 'en',
  // pages load nothing from other hosts
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['meta', { name: 'referrer', content: 'same-origin' }],
  ],
  lastUpdated: false,
  markdown: { config: extendMarkdown, theme: { light: 'github-light-high-contrast', dark: 'github-dark' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start/', activeMatch: '^/start/' },
      { text: 'Guides', link: '/guides/', activeMatch: '^/guides/' },
      { text: 'Frameworks', link: '/frameworks/', activeMatch: '^/frameworks/' },
      { text: 'Providers', link: '/providers/', activeMatch: '^/providers/' },
    ],
    sidebar: createSidebar(readPages()),
    socialLinks: [{ icon: 'github', link: repositoryUrl }],
  },
})
