-- SPDX-License-Identifier: Apache-2.0

create table sessions (
  session_id text primary key,
  created_at timestamptz not null default now()
);

-- One thing a customer said, and what the shop answered. No answer yet: the turn is unfinished.
create table turns (
  seq         bigint generated always as identity,
  session_id  text not null references sessions,
  turn_id     text not null,
  said        text not null,
  replies     jsonb,
  begun_at    timestamptz not null default now(),
  finished_at timestamptz,
  primary key (session_id, turn_id)
);
create index turns_in_order on turns (session_id, seq);

create table orders (
  seq              bigint generated always as identity,
  order_id         text primary key,
  session_id       text not null references sessions,
  status           text not null default 'open' check (status in ('open', 'confirmed')),
  delivery_kind    text check (delivery_kind in ('pickup', 'delivery')),
  delivery_address text,
  total_cents      integer not null check (total_cents >= 0),
  created_at       timestamptz not null default now(),
  confirmed_at     timestamptz,
  check ((status = 'confirmed') = (confirmed_at is not null))
);
create index orders_in_order on orders (session_id, seq);
create unique index one_open_order on orders (session_id) where status = 'open';

create table order_items (
  order_id    text not null references orders on delete cascade,
  line        integer not null,
  pizza       text not null,
  size        text not null,
  quantity    integer not null check (quantity >= 1),
  toppings    text[] not null,
  price_cents integer not null check (price_cents >= 0),
  primary key (order_id, line)
);
