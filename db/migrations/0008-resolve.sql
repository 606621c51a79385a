-- One answer the loop stands by, and how it came about.

create table resolution (
  project_id text not null,
  id uuid not null,
  prediction_id uuid not null,
  answer json,                            -- null where the judgements it rested on were withdrawn: nothing stands
  how text not null check (how in ('single', 'consensus', 'adjudicated', 'overruled', 'withdrawn')),
  judgements uuid[] not null,             -- what it rests on
  dissent json not null,                  -- [{answer, judgements}]: what else was said
  reason text,
  basis bytea not null,                   -- hash of what it rests on: the same judgements settle once
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, prediction_id, basis),
  foreign key (project_id, prediction_id) references prediction (project_id, id)
);
create trigger resolution_fact before update or delete or truncate on resolution execute function refuse_change();

-- The resolution in force: a head, and the only thing here that changes.
create table standing (
  project_id text not null,
  prediction_id uuid not null,
  resolution_id uuid not null,
  primary key (project_id, prediction_id),
  foreign key (project_id, resolution_id) references resolution (project_id, id)
);
