// SPDX-License-Identifier: Apache-2.0
import { labFolders, labText } from '../.vitepress/lab-pages.ts'

export default {
  paths: () => labFolders().map((lab) => ({ params: { lab }, content: labText(lab) })),
}
