// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { spokenForm } from './spoken-form.ts'

it.each([
  ['That comes to $70.96.', 'That comes to seventy dollars and ninety six cents.'],
  ['They are $0.75 to $2.00 each.', 'They are seventy five cents to two dollars each.'],
  ['$1.01', 'one dollar and one cent'],
  ['$1,250', 'one thousand two hundred fifty dollars'],
  ['We deliver to 42 Maple Street.', 'We deliver to forty two Maple Street.'],
  ['1250 Oak', 'one thousand two hundred fifty Oak'],
  ['from 11:00 to 10:30', "from eleven o'clock to ten thirty"],
  ['at 9:05', 'at nine oh five'],
  ['25% off, 3.5 miles, the 2nd', 'twenty five percent off, three point five miles, the two'],
  ['Call 555-0123.', 'Call five hundred fifty five-zero one two three.'],
  ['Card 4111111111111111', `Card four${' one'.repeat(15)}`],
  ['BBQ Chicken & olives', 'B B Q Chicken and olives'],
  ['No numbers here.', 'No numbers here.'],
  ['', ''],
])('%s', (written, spoken) => expect(spokenForm(written)).toBe(spoken))

it('never leaves a digit, whatever it is given', () => {
  for (const text of ['007', '$.50', '12:5', '1.2.3', '$12.9', '١٢', '00:00', '3,14', '$9999999.99'])
    expect(spokenForm(text), text).not.toMatch(/[0-9]/)
})
