// SPDX-License-Identifier: Apache-2.0

import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core'
import { formatCents } from '#core/menu/price'
import type { WireOrder } from '#core/protocol'
import styles from './order-receipt.module.css'

/** The order as it stands, as the till would print it. */
export function OrderReceipt({ order }: { readonly order: WireOrder | null }) {
  const empty = order === null || order.items.length === 0
  return (
    <Card isCompact component="section" aria-labelledby="order">
      <div className={styles.head}>
        <CardTitle component="h2" id="order">
          Your order
        </CardTitle>
        {!empty && order.status === 'open' && (
          <Label className={styles.status ?? ''} variant="outline" data-part="status">
            Open
          </Label>
        )}
        {!empty && order.status === 'confirmed' && (
          <span className={styles.stamp} data-part="status">
            Confirmed
          </span>
        )}
      </div>
      <CardBody>{empty ? <p className={styles.empty}>Nothing yet.</p> : <Lines order={order} />}</CardBody>
    </Card>
  )
}

function Lines({ order }: { readonly order: WireOrder }) {
  const itemsCents = order.items.reduce((sum, item) => sum + item.price_cents, 0)
  const feeCents = order.total_cents - itemsCents
  return (
    <>
      <ul className={styles.lines}>
        {order.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines of an order may be alike
          <li key={index} className={styles.line} data-part="item">
            <span className={styles.quantity}>{item.quantity} ×</span>
            <span className={styles.what}>
              {item.size} {item.pizza}
              {item.toppings.length > 0 && <small className={styles.toppings}>{item.toppings.join(', ')}</small>}
            </span>
            <span className={styles.price}>{formatCents(item.price_cents)}</span>
          </li>
        ))}
        {order.delivery !== null && (
          <li className={styles.line} data-part="delivery">
            <span />
            <span>
              {order.delivery.kind === 'pickup' ? 'Pickup' : 'Delivery'}
              {order.delivery.address !== undefined && (
                <small className={styles.toppings}>{order.delivery.address}</small>
              )}
            </span>
            <span className={styles.price}>{feeCents > 0 ? formatCents(feeCents) : 'free'}</span>
          </li>
        )}
      </ul>
      <p className={styles.total}>
        <span>Total</span>
        <span data-part="total">{formatCents(order.total_cents)}</span>
      </p>
    </>
  )
}
