// SPDX-License-Identifier: Apache-2.0

import type { VoiceSocket } from '../socket/voice-socket.ts'

/** Bytes of one message: far below what any proxy refuses. */
const PIECE = 64 * 1024

/** Sends a recording as one utterance: mono s16le. */
export function sendRecording(
  socket: Pick<VoiceSocket, 'send' | 'sendAudio'>,
  { pcm, sampleRate }: { readonly pcm: Uint8Array<ArrayBuffer>; readonly sampleRate: number },
): void {
  socket.send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: sampleRate })
  for (let at = 0; at < pcm.byteLength; at += PIECE) socket.sendAudio(pcm.subarray(at, at + PIECE))
  socket.send({ type: 'audio_end' })
}
