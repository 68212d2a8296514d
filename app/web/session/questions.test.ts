// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { MOST_WAITING, type Question, Questions } from './questions.ts'

const text = (words: string): Question => ({ kind: 'text', text: words })

function shop() {
  const sent: string[] = []
  const questions = new Questions((question) => sent.push(question.kind === 'text' ? question.text : 'a recording'))
  return { sent, questions }
}

it('asks at once while there is a connection', () => {
  const { sent, questions } = shop()
  questions.online()
  questions.ask(text('one'))
  questions.ask(text('two'))
  expect(sent).toEqual(['one', 'two'])
})

it('asks what waited in order, each when the one before is answered', () => {
  const { sent, questions } = shop()
  for (const words of ['one', 'two', 'three']) questions.ask(text(words))
  expect(sent).toEqual([])
  questions.online()
  expect(sent).toEqual(['one'])
  questions.heardOf('t1')
  questions.ask(text('four'))
  expect(sent, 'not before those that waited').toEqual(['one'])
  for (const id of ['t2', 't3', 't4']) {
    questions.answered()
    questions.heardOf(id)
  }
  questions.answered()
  expect(sent).toEqual(['one', 'two', 'three', 'four'])
  questions.ask(text('five'))
  expect(sent.at(-1)).toBe('five')
})

it('asks again what the server never named, before what was typed since, and nothing else', () => {
  const { sent, questions } = shop()
  questions.online()
  questions.ask(text('named'))
  questions.heardOf('t1')
  questions.ask(text('lost on the way'))
  questions.offline()
  questions.ask(text('typed meanwhile'))
  questions.online()
  questions.heardOf('t2')
  questions.answered()
  expect(sent).toEqual(['named', 'lost on the way', 'lost on the way', 'typed meanwhile'])
})

it('does not take the name of a spoken turn for that of a typed one', () => {
  const { sent, questions } = shop()
  questions.online()
  questions.spoke()
  questions.ask(text('typed'))
  questions.heardOf('spoken turn')
  questions.offline()
  questions.online()
  expect(sent).toEqual(['typed', 'typed'])
})

it('hears a name once, however often it comes', () => {
  const { sent, questions } = shop()
  questions.online()
  questions.ask(text('one'))
  for (let i = 0; i < 3; i++) questions.heardOf('t1')
  questions.ask(text('two'))
  questions.heardOf('t1')
  questions.offline()
  questions.online()
  expect(sent).toEqual(['one', 'two', 'two'])
})

it('says no when too much waits', () => {
  const { questions } = shop()
  for (let i = 0; i < MOST_WAITING; i++) expect(questions.ask(text('more'))).toBe(true)
  expect(questions.ask(text('more'))).toBe(false)
  questions.clear()
  expect(questions.ask(text('more'))).toBe(true)
})
