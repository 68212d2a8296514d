// SPDX-License-Identifier: Apache-2.0
import { workerData } from 'node:worker_threads'
import { encodeS16le } from '#core/pcm'
import { Resampler } from '#core/resample'
import { parseWav } from '#core/wav'
import { OUTPUT_PATH, runCommand } from '../engine/wasi-host.ts'
import { serveJobs } from '../engine/worker-job.ts'
import { type PhraseJob, SAMPLE_RATE } from './phrase-job.ts'
import { finishPhrase } from './phrase-sound.ts'

const flite: WebAssembly.Module = workerData.data
const resamplers = new Map<number, Resampler>()

/** Makes one phrase with a fresh instance of Flite: it leaks by design and ends with its process. */
function speak({ text, voice, gain, speed, pauseMs }: PhraseJob): ArrayBuffer {
  const stretch = ['--setf', `duration_stretch=${(1 / speed).toFixed(4)}`]
  const wav = parseWav(runCommand(flite, ['flite', '-voice', voice, ...stretch, '-t', text, '-o', OUTPUT_PATH]))
  const { sampleRate } = wav
  const resampler = resamplers.get(sampleRate) ?? new Resampler(sampleRate, SAMPLE_RATE)
  resamplers.set(sampleRate, resampler)
  return encodeS16le(finishPhrase(wav, resampler, gain, pauseMs)).buffer
}

serveJobs(speak, (pcm) => [pcm])
