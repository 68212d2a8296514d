// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitepress'
import { labPages } from './lab-pages.ts'
import { generatedTables } from './tables.ts'

export default defineConfig({
  title: 'Voice agents on GPUs',
  description:
    'A workshop kit: a talking pizza shop, guided labs, and the numbers that decide whether it sounds right.',
  cleanUrls: true,
  // The last change of a page is not known in a clone without history, and a build must not depend on it.
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: '/voice-sandwich.svg' }]],
  markdown: { config: (md) => generatedTables(md) },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'Labs', link: '/labs/' },
      { text: 'Architecture', link: '/architecture' },
    ],
    sidebar: [
      {
        text: 'Use it',
        items: [
          { text: 'On a laptop', link: '/getting-started' },
          { text: 'The latency strip', link: '/latency' },
          { text: 'Configuration', link: '/configuration' },
          { text: 'Rehearsal models', link: '/rehearsal' },
        ],
      },
      { text: 'Learn it', items: [{ text: 'The labs', link: '/labs/' }, ...labPages()] },
      {
        text: 'Give a workshop',
        items: [
          { text: 'For instructors', link: '/instructor' },
          { text: 'Capacity and cost', link: '/capacity' },
          { text: 'The models', link: '/models' },
          { text: 'What goes onto the cluster', link: '/cluster' },
          { text: 'On a cluster you have', link: '/apply' },
          { text: 'Attendees and their cards', link: '/attendees' },
        ],
      },
      {
        text: 'Understand it',
        items: [
          { text: 'Architecture', link: '/architecture' },
          { text: 'The wire', link: '/wire' },
          { text: 'When to start playing', link: '/playout' },
          { text: 'gen-x', link: '/gen-x' },
          { text: 'Playback', link: '/playback' },
        ],
      },
      {
        text: 'Build on it',
        items: [
          { text: 'Commands', link: '/commands' },
          { text: 'Contributing', link: '/contributing' },
        ],
      },
    ],
  },
})
