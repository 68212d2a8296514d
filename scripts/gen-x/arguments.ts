// SPDX-License-Identifier: Apache-2.0
import { InvalidArgumentError } from 'commander'
import { z } from 'zod'

/** A whole number from `least`. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
    throw new InvalidArgumentError(`Give a whole number ${range}.`)
  }
}

/** A number above 0, such as 0.78. */
export function positive(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('Give a number above 0.')
}

/** Milliseconds from 0. */
export function milliseconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('Give milliseconds, a number from 0.')
}

/** `1,2,4,8`. */
export function loads(text: string): number[] {
  const values = text.split(',').map(Number)
  if (values.every((value) => Number.isInteger(value) && value >= 1 && value <= 256)) {
    return [...new Set(values)].sort((a, b) => a - b)
  }
  throw new InvalidArgumentError('Give whole numbers from 1 to 256 with commas between them, such as 1,2,4,8.')
}

/** `5%`, as a share. */
export function share(text: string): number {
  const value = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1] ?? Number.NaN)
  if (value > 0 && value < 100) return value / 100
  throw new InvalidArgumentError('Give a percentage between 0% and 100%, such as 5%.')
}

/** A JSON object. */
export function jsonObject(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new InvalidArgumentError(`Give a JSON object, such as '{"gen_x": 0.78}'.`)
  }
}
