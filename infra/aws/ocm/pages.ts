// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { OcmConnection } from './connection.ts'

const PAGE_SIZE = 100

/** Every item of a list, page by page. */
export async function everyItem<Item extends z.ZodType>(
  connection: OcmConnection,
  path: string,
  item: Item,
  options: { readonly search?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<z.output<Item>[]> {
  const answer = z.object({ items: z.array(item).nullish(), total: z.int().optional() })
  const items: z.output<Item>[] = []
  for (let page = 1; ; page += 1) {
    const { items: some, total } = await connection.ask({
      method: 'GET',
      path,
      query: {
        page: String(page),
        size: String(PAGE_SIZE),
        ...(options.search === undefined ? {} : { search: options.search }),
      },
      answer,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    items.push(...(some ?? []))
    if ((some?.length ?? 0) < PAGE_SIZE || items.length >= (total ?? Number.POSITIVE_INFINITY)) return items
  }
}

/** A value within a `search`: OCM's language is SQL's, and so is its quoting. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`
