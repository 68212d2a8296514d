// SPDX-License-Identifier: Apache-2.0

import { Card, CardBody, CardTitle, FormSelect, FormSelectOption } from '@patternfly/react-core'
import type { PageState } from '../conversation/state.ts'
import type { FeederKind } from '../playback/feeder.ts'
import styles from './models.module.css'

/** How speech gets to the audio thread, in words. */
const FEEDERS = {
  ring: 'ring: memory shared with the audio thread',
  port: 'port: messages to the audio thread',
} as const satisfies Record<FeederKind, string>

export interface ModelsProps {
  readonly models: PageState['models']
  readonly feeder: FeederKind | null
  readonly voice: string | null
  readonly onVoice: (voice: string | null) => void
}

/** Which model listens, thinks and speaks, and how the page plays it. */
export function Models({ models, feeder, voice, onVoice }: ModelsProps) {
  if (models === null) return null
  const voices = models.tts.voices ?? []
  return (
    <Card isCompact component="section" aria-labelledby="models">
      <CardTitle component="h2" id="models">
        Models
      </CardTitle>
      <CardBody>
        <dl className={styles.models}>
          <dt>Listens</dt>
          <dd>{models.stt.name}</dd>
          <dt>Thinks</dt>
          <dd>{models.llm.name}</dd>
          <dt>Speaks</dt>
          <dd>{models.tts.name}</dd>
          <dt>Plays</dt>
          <dd data-feeder={feeder ?? 'none'}>
            {feeder === null ? 'nothing: there is no loudspeaker' : FEEDERS[feeder]}
          </dd>
          {voices.length > 1 && (
            <>
              <dt>
                <label htmlFor="voice">Voice</label>
              </dt>
              <dd>
                <FormSelect
                  id="voice"
                  value={voice ?? ''}
                  onChange={(_event, value) => onVoice(value === '' ? null : value)}
                >
                  <FormSelectOption value="" label="The shop's own" />
                  {voices.map((name) => (
                    <FormSelectOption key={name} value={name} label={name} />
                  ))}
                </FormSelect>
              </dd>
            </>
          )}
        </dl>
      </CardBody>
    </Card>
  )
}
