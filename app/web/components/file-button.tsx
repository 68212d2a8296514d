// SPDX-License-Identifier: Apache-2.0

import { Button } from '@patternfly/react-core'
import FileIcon from '@patternfly/react-icons/dist/esm/icons/paperclip-icon'
import { useRef } from 'react'

/** Sends a recording: for those without a microphone, and for those who want to say exactly the same again. */
export function FileButton({ onFile }: { readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".wav,audio/*"
        hidden
        data-part="file"
        onChange={({ target }) => {
          const file = target.files?.[0]
          if (file !== undefined) onFile(file)
          // So that the same file can be chosen again.
          target.value = ''
        }}
      />
      <Button
        variant="plain"
        aria-label="Send a WAV file"
        title="Send a WAV file (or drop it here)"
        icon={<FileIcon />}
        onClick={() => input.current?.click()}
      />
    </>
  )
}
