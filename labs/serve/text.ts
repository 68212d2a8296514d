// SPDX-License-Identifier: Apache-2.0
import { createMarkdownRenderer, type MarkdownRenderer } from 'vitepress'
import { WORK_DIR } from '../../scripts/paths.ts'
import { type CataloguedLab, readme } from '../catalogue.ts'

let renderer: Promise<MarkdownRenderer> | undefined

/** A lab's README as HTML, by the renderer of the documentation. */
export async function labHtml(lab: CataloguedLab): Promise<string> {
  renderer ??= createMarkdownRenderer(WORK_DIR)
  return (await renderer).render(readme(lab))
}
