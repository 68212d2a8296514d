// SPDX-License-Identifier: Apache-2.0

/**
 * Everything the pizza shop sells, what it costs, and how people say it. The one data file: prompts, tools, the speech
 * grammar, the page and the reference model of the tests are all made from it. Prices in cents, times in minutes.
 */

/** Something that can be named aloud. `aliases` are other lower-case ways to say it. */
export interface Named {
  /** The display word, as it stands in an order. */
  readonly name: string
  readonly aliases: readonly string[]
}

export interface MenuPizza extends Named {
  /** Toppings it comes with, by the names in {@link MENU}.toppings. */
  readonly recipe: readonly string[]
  /** Price per size, in the order of {@link MENU}.sizes. */
  readonly pricesCents: readonly [small: number, medium: number, large: number, extraLarge: number]
  /** One spoken sentence about it. */
  readonly description: string
}

export interface MenuTopping extends Named {
  /** Added to one pizza that does not come with it. */
  readonly priceCents: number
  /** A double portion on one pizza. */
  readonly extraPriceCents: number
  readonly meat?: true
}

export interface OpeningHours {
  readonly day: 'Sunday' | 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday'
  /** 24-hour clock, minutes since midnight. */
  readonly opensMinute: number
  readonly closesMinute: number
}

export interface Menu {
  readonly shopName: string
  /** Where it is, house number and street. */
  readonly shopAddress: string
  readonly pizzas: readonly MenuPizza[]
  readonly sizes: readonly Named[]
  readonly toppings: readonly MenuTopping[]
  /** Most pizzas one line of an order may hold: what the oven takes in one go. */
  readonly maxQuantity: number
  /** Sunday first, as `Date.getDay()` counts. */
  readonly hours: readonly OpeningHours[]
  readonly pickupWaitMinutes: number
  readonly deliveryWaitMinutes: number
  readonly deliveryFeeCents: number
  /** The streets the shop delivers to. */
  readonly streets: readonly Named[]
  readonly houseNumbers: { readonly min: number; readonly max: number }
  /** One spoken sentence about how to pay. */
  readonly payment: string
}

export const MENU: Menu = {
  shopName: 'Rehearsal Pizza',
  shopAddress: '10 Market Street',
  pizzas: [
    {
      name: 'Margherita',
      aliases: ['margarita', 'margherita', 'cheese pizza', 'plain cheese'],
      recipe: ['cheese', 'tomatoes', 'basil'],
      pricesCents: [899, 1099, 1299, 1499],
      description: 'Tomatoes, cheese and fresh basil.',
    },
    {
      name: 'Pepperoni',
      aliases: ['peperoni', 'pepperonis'],
      recipe: ['cheese', 'pepperoni'],
      pricesCents: [999, 1199, 1399, 1599],
      description: 'Cheese and plenty of pepperoni.',
    },
    {
      name: 'Vegetarian',
      aliases: ['veggie', 'veggies', 'vegetable', 'veggie lovers', 'vegetarians'],
      recipe: ['cheese', 'mushrooms', 'onions', 'olives', 'green peppers', 'tomatoes'],
      pricesCents: [999, 1249, 1449, 1649],
      description: 'Mushrooms, onions, olives, green peppers and tomatoes.',
    },
    {
      name: 'Hawaiian',
      aliases: ['hawaii', 'hawaiians', 'hawaian'],
      recipe: ['cheese', 'ham', 'pineapple'],
      pricesCents: [999, 1249, 1449, 1649],
      description: 'Ham and pineapple.',
    },
    {
      name: 'Meat Lovers',
      aliases: ['meat lover', "meat lover's", "meat lovers'", 'meatlovers', 'meat feast', 'meaty'],
      recipe: ['cheese', 'pepperoni', 'ham', 'bacon', 'sausage'],
      pricesCents: [1149, 1399, 1649, 1899],
      description: 'Pepperoni, ham, bacon and sausage.',
    },
    {
      name: 'BBQ Chicken',
      aliases: ['barbecue chicken', 'barbeque chicken', 'b b q chicken', 'chicken barbecue', 'chicken bbq', 'barbecue'],
      recipe: ['cheese', 'chicken', 'onions'],
      pricesCents: [1149, 1399, 1649, 1899],
      description: 'Chicken and onions on smoky barbecue sauce.',
    },
    {
      name: 'Spinach and Mushroom',
      aliases: [
        'spinach mushroom',
        'spinach and mushrooms',
        'mushroom and spinach',
        'mushroom spinach',
        'spinach & mushroom',
      ],
      recipe: ['cheese', 'spinach', 'mushrooms', 'garlic'],
      pricesCents: [1049, 1299, 1499, 1699],
      description: 'Spinach, mushrooms and a little garlic.',
    },
  ],
  sizes: [
    { name: 'small', aliases: ['smalls', 'little', 'personal'] },
    { name: 'medium', aliases: ['mediums', 'regular', 'medium sized', 'middle'] },
    { name: 'large', aliases: ['larges', 'big'] },
    {
      name: 'extra large',
      aliases: ['extra larges', 'x large', 'xl', 'extra big', 'family size', 'biggest', 'largest'],
    },
  ],
  toppings: [
    { name: 'cheese', aliases: ['mozzarella'], priceCents: 150, extraPriceCents: 200 },
    { name: 'pepperoni', aliases: ['peperoni'], priceCents: 175, extraPriceCents: 250, meat: true },
    { name: 'mushrooms', aliases: ['mushroom'], priceCents: 125, extraPriceCents: 200 },
    { name: 'onions', aliases: ['onion', 'red onions'], priceCents: 100, extraPriceCents: 150 },
    { name: 'olives', aliases: ['olive', 'black olives'], priceCents: 125, extraPriceCents: 200 },
    {
      name: 'green peppers',
      aliases: ['green pepper', 'peppers', 'bell peppers', 'bell pepper'],
      priceCents: 125,
      extraPriceCents: 200,
    },
    { name: 'pineapple', aliases: ['pineapples'], priceCents: 125, extraPriceCents: 200 },
    { name: 'ham', aliases: [], priceCents: 175, extraPriceCents: 250, meat: true },
    { name: 'bacon', aliases: [], priceCents: 175, extraPriceCents: 250, meat: true },
    { name: 'sausage', aliases: ['sausages'], priceCents: 175, extraPriceCents: 250, meat: true },
    { name: 'chicken', aliases: [], priceCents: 200, extraPriceCents: 300, meat: true },
    {
      name: 'jalapenos',
      aliases: ['jalapeno', 'jalapeños', 'jalapeño', 'hot peppers'],
      priceCents: 125,
      extraPriceCents: 200,
    },
    { name: 'tomatoes', aliases: ['tomato'], priceCents: 100, extraPriceCents: 150 },
    { name: 'spinach', aliases: [], priceCents: 125, extraPriceCents: 200 },
    { name: 'garlic', aliases: [], priceCents: 75, extraPriceCents: 125 },
    { name: 'basil', aliases: ['fresh basil'], priceCents: 75, extraPriceCents: 125 },
  ],
  maxQuantity: 20,
  hours: [
    { day: 'Sunday', opensMinute: 12 * 60, closesMinute: 21 * 60 },
    { day: 'Monday', opensMinute: 11 * 60, closesMinute: 22 * 60 },
    { day: 'Tuesday', opensMinute: 11 * 60, closesMinute: 22 * 60 },
    { day: 'Wednesday', opensMinute: 11 * 60, closesMinute: 22 * 60 },
    { day: 'Thursday', opensMinute: 11 * 60, closesMinute: 22 * 60 },
    { day: 'Friday', opensMinute: 11 * 60, closesMinute: 23 * 60 },
    { day: 'Saturday', opensMinute: 11 * 60, closesMinute: 23 * 60 },
  ],
  pickupWaitMinutes: 15,
  deliveryWaitMinutes: 40,
  deliveryFeeCents: 300,
  streets: [
    { name: 'Main Street', aliases: [] },
    { name: 'Oak Avenue', aliases: [] },
    { name: 'Maple Street', aliases: [] },
    { name: 'Park Avenue', aliases: [] },
    { name: 'River Road', aliases: [] },
    { name: 'Hill Street', aliases: [] },
    { name: 'Church Street', aliases: [] },
    { name: 'Station Road', aliases: [] },
    { name: 'Market Street', aliases: [] },
    { name: 'King Street', aliases: ["king's street", 'kings street'] },
    { name: 'Garden Lane', aliases: [] },
    { name: 'Lake Drive', aliases: [] },
  ],
  houseNumbers: { min: 1, max: 199 },
  payment: 'You pay by card or cash when you get your pizza.',
}
