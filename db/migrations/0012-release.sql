-- Which model answers, in which mode, for which share: and what it answered.

create table release (
  project_id text not null references project (project_id),
  id uuid not null,
  model text,                             -- null: the caller's own model
  fallback text,                          -- the model that answers the rest of the traffic; null: the caller's own
  mode text not null check (mode in ('automated', 'assisted', 'reviewed', 'shadow', 'off')),
  share float8 not null check (share >= 0 and share <= 1),
  previous uuid,                          -- the release in force before
  restores uuid,                          -- the release that this one brings back
  evaluation_id uuid,
  gate json,                              -- what the gate found; null where none was needed
  reason text not null,
  at timestamptz(3) not null,             -- later than every release before it
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, at),
  foreign key (project_id, model) references model (project_id, name),
  foreign key (project_id, fallback) references model (project_id, name),
  foreign key (project_id, previous) references release (project_id, id),
  foreign key (project_id, restores) references release (project_id, id),
  foreign key (project_id, evaluation_id) references evaluation (project_id, id)
);
create trigger release_fact before update or delete or truncate on release execute function refuse_change();

-- The release in force: a head.
create table pin (
  project_id text primary key,
  release_id uuid not null,
  foreign key (project_id, release_id) references release (project_id, id)
);

-- What an item got, once.
create table served (
  project_id text not null,
  item_id uuid not null,
  prediction_id uuid not null,
  release_id uuid,                        -- null where nothing was released yet
  answer json,                            -- what the caller may act on; null where it was held
  suggestion json,                        -- what a person of the caller's may be shown
  held boolean not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, item_id),
  foreign key (project_id, prediction_id) references prediction (project_id, id),
  foreign key (project_id, release_id) references release (project_id, id)
);
create trigger served_fact before update or delete or truncate on served execute function refuse_change();
