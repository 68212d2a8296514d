// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { MAX_SENTENCE_LENGTH } from './sentence-boundary.ts'
import { SentenceSplitter } from './sentences.ts'

/** All sentences of a text that arrives in the given pieces. */
function split(...pieces: string[]): string[] {
  const splitter = new SentenceSplitter()
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.flush()]
}

/** Small deterministic generator (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe('when a sentence leaves', () => {
  it('leaves with the token behind its full stop, not later', () => {
    const splitter = new SentenceSplitter()
    expect(splitter.push('Two large pepperoni')).toEqual([])
    expect(splitter.push('.')).toEqual([])
    expect(splitter.push(' That')).toEqual(['Two large pepperoni.'])
  })

  it('leaves with the space behind a question mark, for no lower-case word can take it back', () => {
    const splitter = new SentenceSplitter()
    expect(splitter.push('Anything else? ')).toEqual(['Anything else?'])
  })

  it('leaves at a line end without further look-ahead', () => {
    expect(new SentenceSplitter().push('We have:\n')).toEqual(['We have:'])
  })

  it('gives several sentences of one push, in order', () => {
    expect(new SentenceSplitter().push('One. Two! Three? Fo')).toEqual(['One.', 'Two!', 'Three?'])
  })

  it('starts afresh after a flush', () => {
    const splitter = new SentenceSplitter()
    splitter.push('Half a')
    expect(splitter.flush()).toEqual(['Half a'])
    expect(splitter.flush()).toEqual([])
    expect([...splitter.push('New one. '), ...splitter.flush()]).toEqual(['New one.'])
  })
})

describe('where a sentence ends', () => {
  it.each([
    ['prices', 'That is $12.50. Anything else?', ['That is $12.50.', 'Anything else?']],
    ['a price at the very end', 'Your total is $40.', ['Your total is $40.']],
    ['decimals', 'It takes 2.5 hours. Sorry.', ['It takes 2.5 hours.', 'Sorry.']],
    ['titles', 'Thank you, Mr. Smith. Good night.', ['Thank you, Mr. Smith.', 'Good night.']],
    [
      'a street that ends it',
      'We bring it to 5 Main St. Your total is $9.',
      ['We bring it to 5 Main St.', 'Your total is $9.'],
    ],
    ['a street inside', 'To 5 Main St. Springfield then?', ['To 5 Main St. Springfield then?']],
    ['a saint', 'Is it St. Mary Road?', ['Is it St. Mary Road?']],
    ['inches', 'A 12 in. Pepperoni pizza. Right?', ['A 12 in. Pepperoni pizza.', 'Right?']],
    ['no unit without a number', 'Come on in. Sit down.', ['Come on in.', 'Sit down.']],
    [
      'numbers',
      'You are No. 5 in line. No. We are not closed.',
      ['You are No. 5 in line.', 'No.', 'We are not closed.'],
    ],
    [
      'hours',
      'We open at 11 a.m. Monday. We close at 9 p.m. Would that do?',
      ['We open at 11 a.m. Monday.', 'We close at 9 p.m.', 'Would that do?'],
    ],
    ['an ellipsis that goes on', 'Let me see... two pizzas. Yes.', ['Let me see... two pizzas.', 'Yes.']],
    ['an ellipsis that ends', 'Hmm… Two pizzas.', ['Hmm…', 'Two pizzas.']],
    ['quotes', 'You said "large." Is that right?', ['You said "large."', 'Is that right?']],
    ['a quoted question inside', '"Extra cheese?" is what I asked. OK?', ['"Extra cheese?" is what I asked.', 'OK?']],
    ['lower case behind a stop', 'Ca. five minutes. ok', ['Ca. five minutes. ok']],
    ['addresses on the web', 'See pizza.example.com for more. Bye!', ['See pizza.example.com for more.', 'Bye!']],
    ['mixed marks', 'Really?! Wow. ', ['Really?!', 'Wow.']],
    ['parentheses', 'It is big (18 inches.) It is good.', ['It is big (18 inches.)', 'It is good.']],
    ['full-width marks', '你好。再见！', ['你好。', '再见！']],
  ])('%s', (_name, text, sentences) => {
    expect(split(text)).toEqual(sentences)
  })

  it('reads a list line by line and does not say its marks', () => {
    expect(split('We have:\n\n1. **Margherita**\n2. Pepperoni\n- *Hawaiian*\n\nWhich one?')).toEqual([
      'We have:',
      '1. Margherita',
      '2. Pepperoni',
      'Hawaiian',
      'Which one?',
    ])
  })

  it('says no markdown and no emoji', () => {
    expect(split('## Menu\n**Total: $12.50.** See [our menu](http://x.test/a) 🍕! `ok` snake_case ---\n***\n')).toEqual(
      ['Menu', 'Total: $12.50.', 'See our menu!', 'ok snake_case ---'],
    )
  })

  it('cuts an endless sentence at a clause, within the bound', () => {
    const words = `with olives and onions and peppers, ${'and cheese '.repeat(40)}`.repeat(4)
    const sentences = split(words)
    expect(sentences.length).toBeGreaterThan(4)
    expect(Math.max(...sentences.map((s) => s.length))).toBeLessThanOrEqual(MAX_SENTENCE_LENGTH)
    expect(sentences.join(' ')).toBe(words.replace(/\s+/g, ' ').trim())
    const atComma = split(`${'a'.repeat(30)} ${'b'.repeat(60)}, ${'c '.repeat(200)}`)[0]
    expect(atComma?.endsWith(',')).toBe(true)
  })

  it('holds a bounded amount of text when the model writes no white space at all', () => {
    const sentences = split('x'.repeat(10_000))
    expect(Math.max(...sentences.map((s) => s.length))).toBeLessThanOrEqual(MAX_SENTENCE_LENGTH)
    expect(sentences.join('').length).toBe(10_000)
  })

  it('gets past an endless run of full stops', () => {
    const splitter = new SentenceSplitter()
    splitter.push(`Wait${'.'.repeat(5_000)}`)
    expect(splitter.push(' Done. Really')).toContain('Done.')
  })

  it('splits 100,000 characters in well under a second', () => {
    const text = 'This is the sentence that goes on for a while, does it not. '.repeat(1_700)
    const from = performance.now()
    expect(split(text)).toHaveLength(1_700)
    expect(performance.now() - from).toBeLessThan(1_000)
  })
})

describe('whatever the chunking', () => {
  const parts =
    'Hello $12.50 Mr. St. 12 in. 5 a.m. p.m. etc. one two, three; four: ... … "yes." (no) No. 5 I Your The apple? Wow! well, 1. 2.5 e.g. U.S. J. Smith **bold** *it* `x`'.split(
      ' ',
    )
  const joins = [' ', ' ', ' ', ' ', '\n', '  ', '. ', '? ', '." ']

  it('gives the same sentences, with all words in their order', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = seeded(seed)
      const pick = <T>(from: readonly T[], fallback: T): T => from[Math.floor(random() * from.length)] ?? fallback
      let text = ''
      for (let i = 0; i < 5 + random() * 120; i++) text += pick(parts, 'a') + pick(joins, ' ')
      const whole = split(text)
      const pieces: string[] = []
      for (let at = 0; at < text.length; ) {
        const length = 1 + Math.floor(random() ** 3 * 30)
        pieces.push(text.slice(at, at + length))
        at += length
      }
      expect(split(...pieces), `seed ${seed}`).toEqual(whole)
      expect(split(...text), `seed ${seed}, by character`).toEqual(whole)
      const words = (t: string) => t.match(/[\p{L}\p{N}]+/gu)
      expect(words(whole.join(' ')), `seed ${seed}`).toEqual(words(text))
    }
  })
})
