// SPDX-License-Identifier: Apache-2.0
import {
  type Piece,
  type ScriptedModel,
  type ScriptedRequest,
  scriptedModel,
} from '../../app/agent/test/scripted-model.ts'

/** What a model that runs the shop well would do with these few sentences. */
export function shopkeeper({ role, last, messages }: ScriptedRequest): readonly Piece[] {
  const said = messages.findLast((message) => message.role === 'user')?.content ?? ''
  const desk = /pickup/.test(said) ? 'delivery_agent' : /place it/.test(said) ? 'order_agent' : 'pizza_agent'
  if (role === 'supervisor') return [{ call: `transfer_to_${desk}` }]
  if (messages.at(-1)?.role === 'tool') return last.split(/(?= )/).map((text) => ({ text }))
  if (desk === 'delivery_agent') return [{ call: 'set_delivery', args: { kind: 'pickup' } }]
  if (desk === 'order_agent') return [{ call: 'confirm_order' }]
  return [{ call: 'add_pizza', args: { pizza: 'Pepperoni', size: 'large' } }]
}

/** A language model that is told of each request before it answers. */
export function shopModel(onRequest: (request: ScriptedRequest) => void): Promise<ScriptedModel> {
  return scriptedModel((request) => {
    onRequest(request)
    return shopkeeper(request)
  })
}
