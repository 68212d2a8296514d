// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { CallTextGate, parseTextCalls } from './call-text.ts'

const names = ['add_pizza', 'look_up_menu']

function letThrough(text: string): { spoken: string; calls: number } {
  const gate = new CallTextGate(names)
  const spoken = [...text].map((sign) => gate.push(sign)).join('')
  const end = gate.end()
  return { spoken: spoken + end.text, calls: end.calls.length }
}

describe('the gate for calls written as text', () => {
  it.each([
    'Sure. Two large pepperoni.',
    'It is [almost] ready.',
    'Is 3 < 4? Yes {really}.',
    'A `quick` look at the menu.',
    'add it to the order, please.',
    'look at that',
    '',
  ])('lets ordinary words through whole: %s', (text) => {
    expect(letThrough(text)).toEqual({ spoken: text, calls: 0 })
  })

  it('lets words through as they come, not at the end', () => {
    const gate = new CallTextGate(names)
    expect(['Sure. ', 'Two ', 'large.'].map((piece) => gate.push(piece))).toEqual(['Sure. ', 'Two ', 'large.'])
  })

  it('speaks no broken call', () => {
    expect(letThrough('[add_pizza(pizza="Pepp').spoken).toBe('')
    expect(letThrough('<|python_start|>nonsense<|python_end|>').spoken).toBe('')
  })

  it('reads several calls, nested brackets and quotes', () => {
    expect(
      parseTextCalls(
        `[add_pizza(pizza="Meat Lovers", toppings=["no ham", 'extra cheese']), look_up_menu(about='a (b), c')]`,
        names,
      ),
    ).toEqual([
      { name: 'add_pizza', args: { pizza: 'Meat Lovers', toppings: ['no ham', 'extra cheese'] } },
      { name: 'look_up_menu', args: { about: 'a (b), c' } },
    ])
  })

  it('takes nothing for a call that was not offered', () => {
    expect(parseTextCalls('[rm_rf(path="/")]', names)).toEqual([])
  })
})
