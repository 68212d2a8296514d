// SPDX-License-Identifier: Apache-2.0

/**
 * How words sound that the recogniser's dictionary lacks, or says in one way only; ARPAbet as in the CMU dictionary.
 * Every word of the grammar must be in one of the two; a test holds that.
 */
export const PRONUNCIATIONS: Readonly<Record<string, readonly string[]>> = {
  margherita: ['M AA R G ER IY T AH', 'M AA R G EH R IY T AH'],
  margheritas: ['M AA R G ER IY T AH Z', 'M AA R G EH R IY T AH Z'],
  pepperonis: ['P EH P ER OW N IY Z'],
  hawaiians: ['HH AH W AY AH N Z', 'HH AH W AA Y AH N Z'],
  vegetarians: ['V EH JH AH T EH R IY AH N Z'],
  xl: ['EH K S EH L'],
  larges: ['L AA R JH AH Z'],
}
