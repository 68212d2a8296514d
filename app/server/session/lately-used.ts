// SPDX-License-Identifier: Apache-2.0

/** Kept in mind; what is pushed out is learnt again from the next replies. */
const MOST = 64

/** One value per name, made when first asked for. The ones not used for longest are forgotten. */
export class LatelyUsed<Value> {
  readonly #byName = new Map<string, Value>()
  readonly #make: () => Value

  constructor(make: () => Value) {
    this.#make = make
  }

  of(name: string): Value {
    const value = this.#byName.get(name) ?? this.#make()
    this.#byName.delete(name)
    this.#byName.set(name, value)
    for (const oldest of this.#byName.keys()) {
      if (this.#byName.size <= MOST) break
      this.#byName.delete(oldest)
    }
    return value
  }
}
