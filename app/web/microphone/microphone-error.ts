// SPDX-License-Identifier: Apache-2.0

/** Why there is no microphone, as a `code`; the message says what to do. */
export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError'
  readonly code: 'denied' | 'missing' | 'in_use' | 'insecure' | 'no_worklet' | 'unsupported'

  constructor(code: MicrophoneError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What a browser said, in words that help. https://developer.mozilla.org/docs/Web/API/MediaDevices/getUserMedia#exceptions */
export function explained(error: unknown): MicrophoneError {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MicrophoneError(
        'denied',
        'The browser may not use the microphone. Allow it beside the address and try again, or type, or send a WAV file.',
      )
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new MicrophoneError(
        'missing',
        'There is no such microphone. Plug it in or choose another, then try again, or type, or send a WAV file.',
      )
    case 'NotReadableError':
    case 'AbortError':
      return new MicrophoneError(
        'in_use',
        'Another program holds the microphone. Close it and try again, or type, or send a WAV file.',
      )
    default:
      return new MicrophoneError(
        'unsupported',
        `The microphone could not be opened (${String(error)}). You can type, or send a WAV file.`,
      )
  }
}
