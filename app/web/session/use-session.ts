// SPDX-License-Identifier: Apache-2.0
'use client'

import { useEffect, useReducer, useState } from 'react'
import { reduce } from '../conversation/reduce.ts'
import { INITIAL_STATE, type PageState } from '../conversation/state.ts'
import { Session } from './session.ts'

/** The visit to the shop that lives as long as the page: what to show, and what can be done (null until mounted). */
export function useSession(): readonly [PageState, Session | null] {
  const [state, dispatch] = useReducer(reduce, INITIAL_STATE)
  const [session, setSession] = useState<Session | null>(null)
  useEffect(() => {
    const url = new URL('/ws', window.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const opened = new Session(url.href, dispatch)
    setSession(opened)
    return () => opened.close()
  }, [])
  return [state, session]
}
