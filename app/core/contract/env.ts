// SPDX-License-Identifier: Apache-2.0

/** Environment keys the voice server reads, each with what it means. */
export const ENV = {
  STT_BASE_URL: 'OpenAI-compatible base URL of the speech-to-text model, ending in /v1',
  STT_API_KEY: 'its API key',
  STT_MODEL: 'its model name',
  LLM_BASE_URL: "OpenAI-compatible base URL of the agent's language model, ending in /v1",
  LLM_API_KEY: 'its API key',
  LLM_MODEL: 'its model name',
  TTS_BASE_URL: 'OpenAI-compatible base URL of the text-to-speech model, ending in /v1',
  TTS_API_KEY: 'its API key',
  TTS_MODEL: 'its model name',
  TTS_VOICE: 'the voice to speak with',
  TTS_DIALECT:
    'how the text-to-speech model is asked: openai-speech (default), openai-speech-audio and openai-speech-sse for servers that stream only when asked to (stream_format), higgs-chat for Higgs Audio through chat completions',
  TTS_REFERENCE_AUDIO:
    'with higgs-chat, the file of a recording (WAV or MP3, about ten seconds) of the voice to imitate',
  TTS_REFERENCE_TEXT: 'what is said in that recording, word for word',
  TTS_SAMPLE_RATE: 'hertz of its raw PCM, for a model that does not state it; 24000 unless told otherwise',
  HOST: 'address to listen on; 127.0.0.1 unless told otherwise',
  PORT: 'port to listen on',
  ALLOWED_ORIGINS: 'comma-separated origins, besides the own host, whose pages may connect',
  FRAME_ANCESTORS:
    'comma-separated origins whose pages may show this one in a frame; * for all, which is the default, none for none',
  DATABASE_URL: 'Postgres connection string; without it an embedded Postgres (PGlite) in KIT_DATA_DIR is used',
  KIT_DATA_DIR: 'directory of the embedded database',
  KIT_PROFILE: 'a word for where this server runs, shown on the page',
  LOG_LEVEL: 'pino log level',
  KIT_WEB_DEV_URL: "Next's development server, to serve the page from instead of the built one",
} as const

/** A key of {@link ENV}. */
export type EnvKey = keyof typeof ENV
