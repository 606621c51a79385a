-- What no noun of the product needs to know of: replayed requests, and facts that stay as they were written.

-- One answer for one Idempotency-Key: the first answer is kept and given again.
create table idempotency (
  project_id text not null,               -- '' for requests that belong to no project
  actor text not null,
  key text not null check (octet_length(key) between 1 and 255),
  request_hash bytea not null,            -- SHA-256 of method, path and body: another body under the same key is refused
  status int,
  body text,
  at timestamptz(3) not null default now(),
  primary key (project_id, actor, key)
);

-- Facts are never updated or deleted. This stops the hand that slips; the ledger shows the one that does not.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are facts: they are superseded, never changed', tg_table_name using errcode = '23514';
end $$;
