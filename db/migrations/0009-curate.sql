-- The library of errata, and versioned datasets.

-- A resolution that differs from the prediction. It is in force while its resolution stands.
create table erratum (
  project_id text not null,
  id uuid not null,
  resolution_id uuid not null,
  prediction_id uuid not null,
  item_id uuid not null,
  model text not null,
  was json not null,
  answer json not null,
  category text,
  rationale text,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, resolution_id),
  foreign key (project_id, resolution_id) references resolution (project_id, id)
);
create index erratum_prediction on erratum (project_id, prediction_id);
create trigger erratum_fact before update or delete or truncate on erratum execute function refuse_change();

-- One answer known for an item: from people through the loop (in force while its resolution stands), or brought along.
create table example (
  project_id text not null,
  id uuid not null,
  item_id uuid not null,
  answer json not null,
  origin text not null check (origin in ('resolution', 'import')),
  resolution_id uuid,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, resolution_id),
  check ((origin = 'resolution') = (resolution_id is not null)),
  foreign key (project_id, item_id) references item (project_id, id),
  foreign key (project_id, resolution_id) references resolution (project_id, id)
);
create index example_item on example (project_id, item_id);
create trigger example_fact before update or delete or truncate on example execute function refuse_change();

-- A frozen set of lines. Versions are one line of history: each one changes the version before it.
create table dataset (
  project_id text not null references project (project_id),
  version int not null check (version > 0),
  root bytea not null,                    -- RFC 6962 root over its lines: the dataset's true name
  train int not null,
  holdout int not null,
  restored int,                           -- the version whose lines this one brings back
  split_seed text not null,
  holdout_share float8 not null check (holdout_share > 0 and holdout_share < 1),
  findings json not null,                 -- what validation found and was accepted
  reason text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, version),
  foreign key (project_id, proof) references entry (project_id, id) deferrable initially deferred
);
create trigger dataset_fact before update or delete or truncate on dataset execute function refuse_change();

-- What an item's line is from a version on, or that it has none: the lines of a version are the fold of these up to it.
create table dataset_change (
  project_id text not null,
  item_id uuid not null,
  version int not null,
  example_id uuid,
  split text check (split in ('train', 'holdout')),
  leaf bytea,                             -- RFC 6962 hash of the line
  primary key (project_id, item_id, version),
  check (num_nulls(example_id, split, leaf) in (0, 3)),
  foreign key (project_id, version) references dataset (project_id, version),
  foreign key (project_id, example_id) references example (project_id, id)
);
create index dataset_change_version on dataset_change (project_id, version);
create trigger dataset_change_fact before update or delete or truncate on dataset_change
  execute function refuse_change();
