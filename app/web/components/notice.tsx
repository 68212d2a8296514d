// SPDX-License-Identifier: Apache-2.0

import { Alert, AlertActionCloseButton, AlertActionLink } from '@patternfly/react-core'
import type { Problem } from '../conversation/state.ts'
import styles from './notice.module.css'

export interface NoticeProps {
  readonly problem: Problem
  /** Opens the microphone again. */
  readonly onTryAgain: () => void
  readonly onDismiss: () => void
}

/** What the customer can put right and then try again. */
const MICROPHONE = new Set(['denied', 'missing', 'in_use', 'lost_microphone'])

/** What passes by itself, or keeps nobody from anything. */
const HARMLESS = new Set(['going_away', 'offline', 'sound_blocked', 'over_http'])

/** What is wrong with the page itself, and what to do about it. */
export function Notice({ problem: { code, text }, onTryAgain, onDismiss }: NoticeProps) {
  const action = MICROPHONE.has(code)
    ? { name: 'Try again', do: onTryAgain }
    : code === 'elsewhere'
      ? { name: 'Reload', do: () => window.location.reload() }
      : null
  return (
    <Alert
      isInline
      isLiveRegion
      className={styles.notice ?? ''}
      variant={HARMLESS.has(code) ? 'info' : 'warning'}
      title={text}
      actionClose={<AlertActionCloseButton title="Dismiss" onClose={onDismiss} />}
      {...(action === null
        ? {}
        : { actionLinks: <AlertActionLink onClick={action.do}>{action.name}</AlertActionLink> })}
      data-problem={code}
    />
  )
}
