-- What models were asked, and what they answered.

create table item (
  project_id text not null references project (project_id),
  id uuid not null,
  external_id text not null check (octet_length(external_id) between 1 and 255),
  input json not null,                    -- {text, ...}
  source text,
  occurred_at timestamptz(3),
  group_key text,                         -- items of one group never stand on both sides of a split
  metadata json not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, external_id)
);
create trigger item_fact before update or delete or truncate on item execute function refuse_change();

create table prediction (
  project_id text not null,
  id uuid not null,
  item_id uuid not null,
  model text not null check (octet_length(model) between 1 and 255),
  answer json not null,
  scores json,                            -- {label: probability}
  confidence float8 check (confidence >= 0 and confidence <= 1),
  margin float8 check (margin >= 0 and margin <= 1),
  novelty float8 check (novelty >= 0 and novelty <= 1),  -- how far the input is from what the model knows
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, item_id, model),
  foreign key (project_id, item_id) references item (project_id, id)
);
create index prediction_at on prediction using brin (at) with (pages_per_range = 64, autosummarize = on);
create trigger prediction_fact before update or delete or truncate on prediction execute function refuse_change();
