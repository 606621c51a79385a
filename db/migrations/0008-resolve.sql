-- One answer the loop stands by, and how it came about.

create table resolution (
  project_id text not null,
  id uuid not null,
  prediction_id uuid not null,
  answer json,                            -- null where nothing stands any more, and where it cannot be decided
  how text not null check (how in ('single', 'consensus', 'adjudicated', 'undecidable', 'overruled', 'bulk',
                                   'withdrawn')),
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
  check ((answer is null) = (how in ('withdrawn', 'undecidable'))),
  check ((reason is not null) = (how in ('overruled', 'bulk'))),
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

-- One answer for many predictions at once, or the undoing of that. Its resolutions are one fact with it.
create table bulk (
  project_id text not null references project (project_id),
  id uuid not null,
  undoes uuid,                            -- the bulk that this one takes back
  filter json not null,
  answer json,                            -- null where it puts back what stood before
  reason text not null,
  items int not null check (items > 0),
  person_id uuid not null references person (id),
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, undoes),
  check ((answer is null) = (undoes is not null)),
  foreign key (project_id, undoes) references bulk (project_id, id)
);
create trigger bulk_fact before update or delete or truncate on bulk execute function refuse_change();
create index resolution_adjudicated on resolution (project_id, id) where how in ('adjudicated', 'undecidable');
create index resolution_proof on resolution (project_id, proof);
