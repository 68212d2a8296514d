// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const urls = {
  STT_BASE_URL: 'http://127.0.0.1:1/v1/',
  LLM_BASE_URL: 'http://127.0.0.1:2/v1',
  TTS_BASE_URL: 'https://models.example.com/higgs/v1',
}

function mistakes(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
}

test('three URLs are enough', () => {
  expect(readConfig(urls)).toMatchObject({
    stt: { baseUrl: 'http://127.0.0.1:1/v1', model: null },
    host: '127.0.0.1',
    port: 3_000,
    voice: null,
    ttsDialect: 'openai-speech',
    ttsReference: null,
    ttsSampleRate: 24_000,
    allowedOrigins: [],
    profile: 'laptop',
    logLevel: 'info',
    store: { kind: 'embedded' },
    webDevUrl: null,
  })
})

test('any page may frame it, unless told which', () => {
  const of = (FRAME_ANCESTORS: string) => readConfig({ ...urls, FRAME_ANCESTORS }).frameAncestors
  expect(of('')).toEqual(['*'])
  expect(of('none')).toEqual(["'none'"])
  expect(of('https://a.io, https://b.io')).toEqual(["'self'", 'https://a.io', 'https://b.io'])
  expect(mistakes({ ...urls, FRAME_ANCESTORS: "'self'; script-src *" })[0]).toMatch(
    /^FRAME_ANCESTORS .* must be \*, none/,
  )
})

test('an empty value is no value', () => {
  expect(readConfig({ ...urls, PORT: '', HOST: '', TTS_VOICE: '' })).toMatchObject({ port: 3_000, voice: null })
})

test('everything can be set', () => {
  const config = readConfig({
    ...urls,
    PORT: '0',
    TTS_VOICE: 'belinda',
    ALLOWED_ORIGINS: 'https://a.io, http://b.io:8080',
    DATABASE_URL: 'postgres://user:hunter2@db/shop',
  })
  expect(config).toMatchObject({ port: 0, voice: 'belinda', allowedOrigins: ['https://a.io', 'http://b.io:8080'] })
  expect(JSON.stringify(config)).not.toContain('hunter2')
})

describe('each mistake has one clear message', () => {
  test.each([
    ['a missing URL', { ...urls, LLM_BASE_URL: '' }, /^LLM_BASE_URL is missing\. It is: OpenAI-compatible base URL/],
    ['no URL', { ...urls, STT_BASE_URL: 'whisper' }, /^STT_BASE_URL is no http/],
    ['another protocol', { ...urls, STT_BASE_URL: 'ftp://x/v1' }, /^STT_BASE_URL is no http/],
    [
      'a URL without a path',
      { ...urls, TTS_BASE_URL: 'http://x:8000' },
      /^TTS_BASE_URL has no path; it usually ends in \/v1/,
    ],
    ['a port that is a word', { ...urls, PORT: 'three' }, /^PORT \("three"\) is no number/],
    ['a port out of range', { ...urls, PORT: '70000' }, /^PORT \("70000"\) is above 65535/],
    ['half a port', { ...urls, PORT: '80.5' }, /^PORT \("80.5"\) is no whole number/],
    [
      'an origin with a path',
      { ...urls, ALLOWED_ORIGINS: 'https://a.io/x' },
      /^ALLOWED_ORIGINS .* must be origins like/,
    ],
    ['another database', { ...urls, DATABASE_URL: 'mysql://u:hunter2@db' }, /^DATABASE_URL is no postgres:\/\/ URL/],
    ['an unknown log level', { ...urls, LOG_LEVEL: 'loud' }, /^LOG_LEVEL \("loud"\) must be one of fatal, /],
  ])('%s', (_name, env, message) => {
    const [first, ...more] = mistakes(env)
    expect(first).toMatch(message)
    expect(more).toEqual([])
    expect(first).not.toContain('hunter2')
  })
})

test('all mistakes are listed at once', () => {
  expect(mistakes({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(5)
})

test('takes a dialect and a recording to imitate, and says what does not go together', () => {
  const cloned = { TTS_DIALECT: 'higgs-chat', TTS_REFERENCE_AUDIO: '/voices/mike.wav', TTS_REFERENCE_TEXT: 'Hello.' }
  expect(readConfig({ ...urls, ...cloned })).toMatchObject({
    ttsDialect: 'higgs-chat',
    ttsReference: { path: '/voices/mike.wav', transcript: 'Hello.' },
  })
  expect(mistakes({ ...urls, ...cloned, TTS_REFERENCE_TEXT: '' })[0]).toContain('TTS_REFERENCE_TEXT is missing beside')
  expect(mistakes({ ...urls, ...cloned, TTS_DIALECT: '' })[0]).toContain('only higgs-chat can')
  expect(mistakes({ ...urls, TTS_DIALECT: 'higgs' })[0]).toContain('TTS_DIALECT ("higgs") must be one of openai-speech')
  expect(mistakes({ ...urls, TTS_SAMPLE_RATE: '24' })[0]).toContain('TTS_SAMPLE_RATE ("24") is below 8000')
})
