// SPDX-License-Identifier: Apache-2.0

/** Does something with each item, `atOnce` at a time. After the first error nothing more is begun, and it is thrown once all that runs has ended. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  doOne: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const errors: unknown[] = []
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      try {
        await doOne(item)
      } catch (error) {
        errors.push(error)
      }
      if (errors.length > 0) return
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
  if (errors.length > 0) throw errors[0]
}
