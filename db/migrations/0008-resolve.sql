-- One answer the loop stands by, and how it came about.

create table resolution (
  project_id text not null,
  id uuid not null,
  prediction_id uuid not null,
  answer json,                            -- null where the judgements it rested on were withdrawn: nothing stands
  how text not null check (how in ('single', 'consensus', 'adjudicated', 'overruled', 'withdrawn')),
  judgements uuid[] not null,             -- those that gave this answer
  dissent json not null,                  -- [{answer, judgements}]: what else was said
  decided_by uuid references person (id), -- who decided alone; null where several did
  reason text,
  supersedes uuid,                        -- the resolution that stood before; null for the first
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  -- A chain, never a fork: two that settle the same prediction at once cannot both win.
  unique nulls not distinct (project_id, prediction_id, supersedes),
  check ((answer is null) = (how = 'withdrawn')),
  check ((reason is not null) = (how = 'overruled')),
  foreign key (project_id, prediction_id) references prediction (project_id, id),
  foreign key (project_id, supersedes) references resolution (project_id, id)
);
create trigger resolution_fact before update or delete or truncate on resolution execute function refuse_change();

-- The end of each chain, the resolution in force: a head, and the only thing here that changes.
create table standing (
  project_id text not null,
  prediction_id uuid not null,
  resolution_id uuid not null,
  primary key (project_id, prediction_id),
  unique (project_id, resolution_id),
  foreign key (project_id, resolution_id) references resolution (project_id, id)
);
