// SPDX-License-Identifier: Apache-2.0

import { Annotation, MessagesAnnotation } from '@langchain/langgraph'
import type { Specialist } from './roles.ts'
import type { TurnContext } from './turn-context.ts'

/** What LangGraph remembers of a conversation between turns. The order is not here: it lives in the store. */
export const ShopState = Annotation.Root({
  ...MessagesAnnotation.spec,
  /** The specialist that spoke last: it has the floor. */
  floor: Annotation<Specialist | null>({ reducer: (_, next) => next, default: () => null }),
  /** The pizza the conversation is about, in the menu's word. */
  pizzaType: Annotation<string | null>({ reducer: (_, next) => next, default: () => null }),
})

/** What the nodes are given beside the state. */
export const ShopContext = Annotation.Root({ turn: Annotation<TurnContext>() })

export type ShopStateType = typeof ShopState.State
