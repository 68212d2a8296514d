// SPDX-License-Identifier: Apache-2.0

import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import type { PageState } from '../conversation/state.ts'
import styles from './models.module.css'

/** Which model listens, thinks and speaks. */
export function Models({ models }: { readonly models: PageState['models'] }) {
  if (models === null) return null
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
        </dl>
      </CardBody>
    </Card>
  )
}
