// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'

/** Answers, thanks, greetings, and the like. */
export function smallTalk({ shape }: Clause): Act[] {
  const named = /<(?:number|size|pizza|topping)>/.test(shape)
  if (
    /thats (?:all|it|everything|about it|the order|my order)|that is (?:all|it|everything)|that(?:ll| will| should| would) (?:be (?:all|it|everything|enough)|do)|nothing (?:else|more)|no more|(?:im|were|i am|we are|all) (?:done|finished|good|set)|just that|thats what i want|only that|that was (?:all|it|everything)|that does it|i think (?:im|were) (?:good|done)|all i (?:need|want)|i have everything|^(?:ok |okay |all )?(?:done|finished)$|thats the lot|no(?:pe)? (?:thanks|thank you) thats/.test(
      shape,
    )
  ) {
    return named && !/^(?:and |so )?that/.test(shape) ? [] : [{ kind: 'done' }]
  }
  if (named) return []
  if (
    /\bhow (?:are|r) (?:you|things)|hows (?:it going|your day|life)|how do you do|you (?:ok|okay|alright)$/.test(shape)
  )
    return [talk('how are you')]
  if (
    /\b(?:my names?(?: is)?|(?:this is|its|im|i am|call me) (?!not\b|a\b|the\b|so\b|just\b|fine\b|good\b|ok\b|hungry\b|sorry\b|in\b|at\b|on\b|here\b|ready\b|for\b|to\b|you\b|all\b|right\b|correct\b|done\b|going\b|thinking\b|that\b|it\b)(?:\w+)$)/.test(
      shape,
    )
  )
    return [talk('name')]
  if (/^(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening|day)|whats up|greetings|hiya|yo)\b/.test(shape))
    return [talk('greeting')]
  if (
    /didnt (?:catch|hear|get|understand)|say (?:that|it) again|repeat that|come again|what did you say|pardon|excuse me|what was that/.test(
      shape,
    )
  )
    return [talk('repeat')]
  if (
    /^(?:this |oh |ok |um )*(?:wait|hold on|hang on|one (?:moment|second|sec)|just a (?:moment|second|minute|sec)|let me think|ill (?:have to )?think|i (?:need|have) to think|let me see|give me a (?:second|moment|minute)|im not sure|i dont know|not sure)/.test(
      shape,
    )
  )
    return [talk('wait')]
  if (
    /(?:thats|that is|its|thats not|that isnt|this is) (?:not (?:right|correct|what)|wrong|incorrect)|isnt right/.test(
      shape,
    )
  )
    return [{ kind: 'no' }]
  if (
    /^(?:and |so )?(?:yes|yeah|yep|yup|ya|yea|ye|y|k|kk|aye|uh huh|mm hmm|huh|sure|ok|okay|alright|all right|right|perfect|great|correct|absolutely|definitely|exactly|of course|sounds|thats|its (?:fine|good|ok|okay|perfect|great)|that is|looks|that works|works|fine|good|cool|awesome|lovely|excellent|why not|it is|wonderful|you bet|please do|do that|do$|i do|indeed|certainly|agreed)\b/.test(
      shape,
    )
  )
    return [
      {
        kind: 'yes',
        content: !/^(?:and |so )?(?:yes|yeah|yep|yup|ya|y|k|kk|sure|uh huh|i do|okay|ok)(?: please| yes| yeah)*$/.test(
          shape,
        ),
      },
    ]
  if (
    /^(?:oh |well |ah )*(?:no|nope|nah|n|nothing|not (?:yet|really|now|today)|no thanks|no thank you|never ?mind|dont|i dont|negative)\b/.test(
      shape,
    )
  )
    return [{ kind: 'no' }]
  if (
    /(?:bye|goodbye|see you|good night|have a (?:nice|good|great|lovely)|take care|talk to you|later|cheers mate)/.test(
      shape,
    )
  )
    return [talk('bye')]
  if (/<number> too many|too many/.test(shape)) return []
  if (/thank|thanks|youre welcome|cheers|appreciate|ta$/.test(shape)) return [talk('thanks')]
  return []
}

/** An act of talk. */
export function talk(about: Extract<Act, { kind: 'talk' }>['about']): Act {
  return { kind: 'talk', about }
}
