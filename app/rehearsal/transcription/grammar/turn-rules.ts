// SPDX-License-Identifier: Apache-2.0

/** Where an utterance can stand between two phrases, the start first: what has been said last. */
export const HUBS = ['start', 'after_want', 'after_item', 'after_link', 'after_said', 'after_loose'] as const

/**
 * How phrases make an utterance: any may follow any, but "can I get" is mostly followed by a pizza, and nobody ends with it.
 * Weights are guesses at how people talk, tuned on sentences that the benchmark does not contain.
 */
export const TURN_RULES = {
  opening: [
    '/12/ <item> #after_item',
    '/4/ <with> #after_item',
    '/3/ <toppings> #after_item',
    '/2/ <size> #after_item',
    '/1/ <quantity> #after_loose',
    '/2/ <that> #after_loose',
    '/10/ <want> #after_want',
    '/5/ <change> #after_item',
    '/4/ <add> #after_item',
    '/5/ <remove> #after_said',
    '/5/ <delivery> #after_said',
    '/5/ <ask_price> #after_loose',
    '/5/ <ask_menu> #after_said',
    '/5/ <ask_time> #after_said',
    '/4/ <ask_order> #after_said',
    '/8/ <done> #after_said',
    '/5/ <yes> #after_said',
    '/5/ <no> #after_said',
    '/3/ <wait> #after_said',
    '/3/ <bye> #after_said',
    '/4/ <greeting> #after_said',
    '/3/ <please> #after_said',
    '/1/ <off_topic> #after_said',
    '/5/ <link> #after_link',
  ],
  phrase: ['/109/ <opening>', '/2/ <word> #after_loose'],
  /** A word that belongs to nothing begins an utterance seldom: "us" sounds like "yes". */
  start: ['/8/ <opening>', '/1/ <yes> #after_said', '/1/ <phrase>'],
  after_want: [
    '/30/ <item> #after_item',
    '/2/ <toppings> #after_item',
    '/3/ <phrase>',
    '/2/ <word> #after_loose',
    '/0.2/ #end',
  ],
  after_item: [
    '/30/ #end',
    '/14/ <with> #after_item',
    '/12/ <link> #after_link',
    '/12/ <please> #after_said',
    '/8/ and <item> #after_item',
    '/4/ <item> #after_item',
    '/12/ <phrase>',
  ],
  after_link: ['/12/ <item> #after_item', '/6/ <want> #after_want', '/12/ <phrase>', '/0.5/ #end'],
  after_said: ['/40/ #end', '/8/ <please> #after_said', '/8/ <link> #after_link', '/14/ <phrase>'],
  after_loose: ['/10/ #end', '/10/ <word> #after_loose', '/12/ <item> #after_item', '/20/ <phrase>'],
} as const
