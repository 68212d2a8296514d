// SPDX-License-Identifier: Apache-2.0

/** One stage of a Containerfile. */
export interface Stage {
  readonly name: string
  readonly from: string
  readonly steps: readonly { readonly instruction: string; readonly words: string }[]
}

/** The stages of a Containerfile, with its `ARG`s put in. Only what the kit's own files use is understood. */
export function stagesOf(text: string): Stage[] {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const values = new Map<string, string>()
  const stages: { name: string; from: string; steps: { instruction: string; words: string }[] }[] = []
  for (const line of lines) {
    const [instruction = '', ...rest] = line.trim().split(/\s+/)
    const words = rest.join(' ').replace(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '')
    const stage = stages.at(-1)
    if (instruction === 'ARG' && stage === undefined) {
      const [name = '', value = ''] = words.split(/=(.*)/s)
      values.set(name, value)
    } else if (instruction === 'FROM') {
      const [from = '', , name = ''] = words.split(' ')
      stages.push({ name, from, steps: [] })
    } else stage?.steps.push({ instruction, words })
  }
  return stages
}
