// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  )

const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))

/**
 * Every link and picture of a built site that leads nowhere within it: a page that is not there, an anchor the page
 * does not have. Links to other sites are not followed, so the check needs no network.
 * @param dist the built site
 */
export function brokenLinks(dist: string): string[] {
  const files = filesBelow(dist).map((file) => `/${relative(dist, file).replaceAll('\\', '/')}`)
  const known = new Set(files)
  const pages = files.filter((file) => file.endsWith('.html'))
  const html = new Map(pages.map((page) => [page, readFileSync(join(dist, page), 'utf8')]))
  const ids = new Map([...html].map(([page, text]) => [page, new Set(attributes(text, 'id'))]))
  const pageOf = (path: string): string | undefined =>
    [path, `${path}.html`, posix.join(path, 'index.html')].find((candidate) => known.has(candidate))

  return [...html].flatMap(([page, text]) =>
    [...new Set([...attributes(text, 'href'), ...attributes(text, 'src')])].flatMap((link) => {
      if (link === '' || /^([a-z][a-z+.-]*:|\/\/)/i.test(link)) return []
      const [path = '', anchor = ''] = link.split('#')
      const target =
        path === '' ? page : pageOf(decodeURI(posix.resolve(posix.dirname(page), path.split('?')[0] ?? '')))
      if (!target) return [`${page}: '${link}' leads to no page`]
      if (anchor !== '' && ids.has(target) && !ids.get(target)?.has(decodeURIComponent(anchor)))
        return [`${page}: '${link}' leads to ${target}, which has no such anchor`]
      return []
    }),
  )
}

/**
 * Relative links of a Markdown file that is read in the repository (README, CONTRIBUTING) and lead to no file.
 * @param root the repository
 * @param page path from the root
 */
export function brokenFileLinks(root: string, page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
    const link = match[1] ?? ''
    if (/^([a-z][a-z+.-]*:|#)/i.test(link)) return []
    const file = posix.join(posix.dirname(page), link.split('#')[0] ?? '')
    return existsSync(join(root, file)) ? [] : [`${page}: '${link}' leads to no file`]
  })
}
