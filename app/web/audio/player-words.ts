// SPDX-License-Identifier: Apache-2.0

import { FREE_CONSUMER_WORD, FREE_PRODUCER_WORD } from '#core/ring'

/**
 * What page and audio thread tell each other, beside the samples, in the free words of the ring's header. Each word has
 * one writer, and is read and written with `Atomics` only.
 */
export const PLAYER_WORDS = {
  /**
   * Page: samples that must be waiting before playback starts, or starts again after it ran dry; {@link ADAPTIVE} leaves
   * that to the playout rule on the audio thread.
   */
  prebuffer: FREE_PRODUCER_WORD,
  /** Page: 1 while more of the reply is expected, 0 when what is in the ring is all. */
  open: FREE_PRODUCER_WORD + 1,
  /** Page: place in the stream where the newest reply begins; valid for the number in `reply`. */
  replyStart: FREE_PRODUCER_WORD + 2,
  /** Page: number of the newest reply, counted up from 1. */
  reply: FREE_PRODUCER_WORD + 3,
  /** Page: how long the newest reply will be, in milliseconds, as far as its text is written. */
  expectedMs: FREE_PRODUCER_WORD + 4,
  /** Page: 1 once the text is complete, so that `expectedMs` is of all of it. */
  textComplete: FREE_PRODUCER_WORD + 5,
  /** Page: counted up when replies will be made at another pace than those before. */
  pace: FREE_PRODUCER_WORD + 6,
  /** Page: how the voice of the newest reply was lately delivered; 0 replies when nobody told. */
  deliveryReplies: FREE_PRODUCER_WORD + 7,
  /** Page: the same, in thousandths, as are the three that follow. */
  deliveryGenX: FREE_PRODUCER_WORD + 8,
  deliveryJitterMs: FREE_PRODUCER_WORD + 9,
  deliveryLateMs: FREE_PRODUCER_WORD + 10,
  deliveryWStarMs: FREE_PRODUCER_WORD + 11,

  /** Audio: gaps inside of speech. A gap counts when speech goes on after it; silence after the end is none. */
  underruns: FREE_CONSUMER_WORD,
  /** Audio: samples of silence in those gaps. */
  stalledSamples: FREE_CONSUMER_WORD + 1,
  /** Audio: number of the last reply whose first sample was rendered. */
  startedReply: FREE_CONSUMER_WORD + 2,
  /** Audio: the context's frame number of that sample, modulo 2^32. */
  startedFrame: FREE_CONSUMER_WORD + 3,
  /** Audio: root mean square of the last block, times 2^15. */
  level: FREE_CONSUMER_WORD + 4,
} as const

/** Words are whole numbers; what needs more is told in thousandths. */
export const THOUSANDTHS = 1_000

/** A `prebuffer` that is none. */
export const ADAPTIVE = -1
