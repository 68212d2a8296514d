// SPDX-License-Identifier: Apache-2.0

import type { WireMessage } from '#core'
import { type Database, storable } from './database.ts'
import type { Conversation, Conversations, StoredTurn } from './store.ts'

interface TurnRow {
  readonly turn_id: string | null
  readonly said: string
  readonly replies: WireMessage[] | null
}

/** The tables `sessions` and `turns`. */
export function conversationsIn(database: Database): Conversations {
  return {
    async load(sessionId) {
      const rows = await database.query<TurnRow>(
        'loading a conversation',
        `select turn_id, said, replies from sessions left join turns using (session_id)
         where session_id = $1 order by seq`,
        [storable(sessionId)],
      )
      return rows.length === 0 ? null : conversationOf(rows)
    },

    async beginTurn(sessionId, { turn_id, text }) {
      await database.query(
        'keeping what was said',
        `with session as (insert into sessions (session_id) values ($1) on conflict do nothing)
         insert into turns (session_id, turn_id, said) values ($1, $2, $3) on conflict do nothing`,
        [storable(sessionId), storable(turn_id), storable(text)],
      )
    },

    async finishTurn(sessionId, turnId, replies) {
      const stored = replies.map(({ role, content }) => ({ role, content: storable(content) }))
      await database.query(
        'keeping what was answered',
        'update turns set replies = $3, finished_at = now() where session_id = $1 and turn_id = $2',
        [storable(sessionId), storable(turnId), JSON.stringify(stored)],
      )
    },

    async reset(sessionId) {
      await database.query('forgetting a conversation', 'delete from turns where session_id = $1', [
        storable(sessionId),
      ])
    },
  }
}

/**
 * What was said so far, from turns in their order. The last turn is the unfinished one if it has no answer; an earlier
 * one without an answer stays in the history as what the customer said.
 */
export function conversationOf(turns: readonly TurnRow[]): Conversation {
  const history: WireMessage[] = []
  const kept: StoredTurn[] = []
  let unfinished: Conversation['unfinished'] = null
  for (const [i, { turn_id, said, replies }] of turns.entries()) {
    if (turn_id === null) continue
    kept.push({ turn_id, text: said, replies })
    if (replies === null && i === turns.length - 1) {
      unfinished = { turn_id, text: said }
      continue
    }
    history.push({ role: 'human', content: said }, ...(replies ?? []))
  }
  return { turns: kept, history, unfinished }
}
