// SPDX-License-Identifier: Apache-2.0

import { Button, Label } from '@patternfly/react-core'
import PizzaIcon from '@patternfly/react-icons/dist/esm/icons/pizza-slice-icon'
import RestartIcon from '@patternfly/react-icons/dist/esm/icons/redo-icon'
import type { Connection } from '../conversation/state.ts'
import styles from './header.module.css'
import { ThemeToggle } from './theme-toggle.tsx'

export interface HeaderProps {
  readonly connection: Connection
  readonly profile: string | null
  readonly canForget: boolean
  readonly onForget: () => void
}

const CONNECTION = {
  connecting: { status: 'info', text: 'Connecting' },
  open: { status: 'success', text: 'Connected' },
  lost: { status: 'danger', text: 'Reconnecting' },
} as const satisfies Record<Connection, { status: string; text: string }>

/** Who we are, and whether the shop is there. */
export function Header({ connection, profile, canForget, onForget }: HeaderProps) {
  const { status, text } = CONNECTION[connection]
  return (
    <header className={styles.header}>
      <span className={styles.logo} aria-hidden="true">
        <PizzaIcon />
      </span>
      <div className={styles.names}>
        <h1 className={styles.name}>Pizza shop</h1>
        <p className={styles.tagline}>Order by voice, and see where the time goes</p>
      </div>
      <ThemeToggle />
      <Button
        variant="plain"
        aria-label="Start a new conversation"
        icon={<RestartIcon />}
        isDisabled={!canForget}
        onClick={onForget}
      />
      <Label status={status} variant="outline" data-connection={connection}>
        <span className={styles.connection}>{text}</span>
        {profile !== null && connection === 'open' && <span className={styles.profile}>{` · ${profile}`}</span>}
      </Label>
    </header>
  )
}
