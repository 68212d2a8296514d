// SPDX-License-Identifier: Apache-2.0

/** A marked region of the app that a lab takes away: `// #region name` … `// #endregion name`. */
export interface LabRegion {
  /** From the project's root: `app/core/ring.ts`. */
  readonly file: string
  readonly name: string
  /**
   * What stands there until the attendee has written it. It keeps the signature and degrades: the app still runs, it
   * never throws. Indentation is taken from the region.
   */
  readonly stub: string
}

/** A solution someone might plausibly write, and what the check tells them. */
export interface WrongSolution {
  /** What the person thought, in a few words. */
  readonly name: string
  /** The app's code with these places changed. */
  readonly edits: readonly WrongEdit[]
  /** Part of the check's failure message; no two wrong solutions of a lab share it. */
  readonly fails: string
}

export interface WrongEdit {
  readonly region: string
  /** Must occur in the region exactly once. */
  readonly find: string
  readonly replace: string
}

/** One lab, cut out of the app. */
export interface Lab {
  readonly title: string
  /** What the attendee has at the end, in one sentence. */
  readonly goal: string
  /** How long it takes a person who has not seen the code. */
  readonly minutes: number
  readonly regions: readonly LabRegion[]
  /** Title of the test that the stub fails first. Empty only for labs without regions. */
  readonly stubFails: string
  /** From a nudge to nearly the answer, at least two. */
  readonly hints: readonly string[]
  /** At least three for a lab with regions. */
  readonly wrong: readonly WrongSolution[]
}

/** Checks a manifest's types; the gates of `./kit lab verify` check the rest. */
export const defineLab = (lab: Lab): Lab => lab
