// SPDX-License-Identifier: Apache-2.0
'use client'

import { Shop } from '../components/shop.tsx'

export default function Page() {
  return <Shop />
}
