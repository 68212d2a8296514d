// SPDX-License-Identifier: Apache-2.0

/** A tool call found in text, as models write it whose server does not parse it for them. */
export interface TextCall {
  readonly name: string
  readonly args: unknown
}

/** Where a call may begin in the middle of text. */
const OPENING = /[[{<`]/

/**
 * Lets reply text through as it arrives, and holds back what may turn out to be a tool call written as text:
 * `[add_pizza(pizza="Pepperoni", quantity=2)]`, `{"name": "add_pizza", "parameters": {…}}`,
 * `<function=add_pizza>{…}</function>`, or a bare `add_pizza(…)` at the very beginning.
 */
export class CallTextGate {
  readonly #names: readonly string[]
  #held = ''
  #spoken = false

  /** @param names the tools that were offered; nothing else counts as a call. */
  constructor(names: readonly string[]) {
    this.#names = names
  }

  /** Text that may be spoken now. */
  push(text: string): string {
    this.#held += text
    if (!this.#spoken && this.#maybeBareCall()) return ''
    let from = 0
    for (;;) {
      const found = OPENING.exec(this.#held.slice(from))
      if (!found) return this.#release(this.#held.length)
      const at = from + found.index
      if (this.#maybeCall(this.#held.slice(at))) return this.#release(at)
      from = at + 1
    }
  }

  /** What is left when the model has stopped: text to be spoken, and the calls that were found. */
  end(): { readonly text: string; readonly calls: readonly TextCall[] } {
    const rest = this.#held
    this.#held = ''
    const calls = parseTextCalls(rest, this.#names)
    if (calls.length > 0) return { text: '', calls }
    // Something that names a tool but cannot be read is noise no customer should hear.
    const noise = /<\|/.test(rest) || this.#names.some((name) => rest.includes(name))
    return { text: noise ? '' : rest, calls }
  }

  #release(length: number): string {
    const out = this.#held.slice(0, length)
    this.#held = this.#held.slice(length)
    if (out.trim() !== '') this.#spoken = true
    return out
  }

  #maybeBareCall(): boolean {
    const start = this.#held.trimStart()
    return start !== '' && this.#names.some((name) => `${name}(`.startsWith(start) || start.startsWith(`${name}(`))
  }

  #maybeCall(text: string): boolean {
    if (text.startsWith('<')) return '<|python_start|>'.startsWith(text.slice(0, 16)) || /^<(\||f|t|$)/.test(text)
    if (text.startsWith('{')) return /^\{\s*("|$)/.test(text)
    if (text.startsWith('`')) return text.startsWith('```') || '```'.startsWith(text)
    const inside = text.slice(1).trimStart()
    if (inside === '' || inside.startsWith('{')) return true
    return this.#names.some((name) => `${name}(`.startsWith(inside) || inside.startsWith(`${name}(`))
  }
}

/** The calls that `text` spells out, none if it is not a call of an offered tool. */
export function parseTextCalls(text: string, names: readonly string[]): readonly TextCall[] {
  const plain = text
    .replace(/<\|[a-z_]+\|>/g, ' ')
    .replace(/```(?:json|python|tool_code)?/g, ' ')
    .trim()
  const tagged = [...plain.matchAll(/<function=(\w+)>([\s\S]*?)(?:<\/function>|$)/g)]
  if (tagged.length > 0)
    return known(
      tagged.map(([, name = '', args = '']) => ({ name, args })),
      names,
    )
  const json = parseJsonCalls(plain)
  if (json.length > 0) return known(json, names)
  return known(pythonCalls(plain, names), names)
}

function known(calls: readonly TextCall[], names: readonly string[]): readonly TextCall[] {
  return calls.filter(({ name }) => names.includes(name))
}

function parseJsonCalls(text: string): TextCall[] {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^<tool_call>|<\/tool_call>$/g, '').trim())
  } catch {
    return []
  }
  return (Array.isArray(value) ? value : [value]).flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('name' in entry) || typeof entry.name !== 'string') return []
    const args = 'parameters' in entry ? entry.parameters : 'arguments' in entry ? entry.arguments : {}
    return [{ name: entry.name, args }]
  })
}

function pythonCalls(text: string, names: readonly string[]): TextCall[] {
  const calls: TextCall[] = []
  const start = new RegExp(`\\b(${names.join('|')})\\s*\\(`, 'g')
  for (let match = names.length > 0 ? start.exec(text) : null; match; match = start.exec(text)) {
    const end = closingBracket(text, start.lastIndex)
    calls.push({ name: match[1] ?? '', args: pythonArguments(text.slice(start.lastIndex, end)) })
    start.lastIndex = end
  }
  return calls
}

function closingBracket(text: string, from: number): number {
  let depth = 1
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (quote) quote = sign === quote && text[at - 1] !== '\\' ? '' : quote
    else if (sign === '"' || sign === "'") quote = sign
    else if ('([{'.includes(sign)) depth += 1
    else if (')]}'.includes(sign) && --depth === 0) return at
  }
  return text.length
}

function pythonArguments(text: string): Record<string, unknown> {
  const pattern = /(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|[^,]+)/g
  return Object.fromEntries(
    [...text.matchAll(pattern)].map(([, key = '', value = '']) => [key, pythonValue(value.trim())]),
  )
}

function pythonValue(value: string): unknown {
  const list = /^\[([\s\S]*)\]$/.exec(value)
  if (list) return [...(list[1] ?? '').matchAll(/"([^"]*)"|'([^']*)'|([^,\s]+)/g)].map(([, a, b, c]) => a ?? b ?? c)
  const quoted = /^(["'])([\s\S]*)\1$/.exec(value)
  if (quoted) return (quoted[2] ?? '').replace(/\\(.)/g, '$1')
  if (value === 'None') return null
  if (value === 'True' || value === 'False') return value === 'True'
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}
