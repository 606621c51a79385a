-- Which model answers, in which mode, for which share: and what it answered.

create table release (
  project_id text not null references project (project_id),
  id uuid not null,
  model text,                             -- null where no built-in model answers
  fallback text,                          -- the model that answers the rest of the traffic
  mode text not null check (mode in ('automated', 'assisted', 'reviewed', 'shadow', 'off')),
  share float8 not null check (share >= 0 and share <= 1),
  evaluation_id uuid,
  reason text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  foreign key (project_id, evaluation_id) references evaluation (project_id, id)
);
create trigger release_fact before update or delete or truncate on release execute function refuse_change();

-- The release in force: a head.
create table pin (
  project_id text primary key,
  release_id uuid not null,
  foreign key (project_id, release_id) references release (project_id, id)
);

create table served (
  project_id text not null,
  prediction_id uuid not null,
  release_id uuid not null,
  answer json,                            -- null where it was held for review
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, prediction_id),
  foreign key (project_id, prediction_id) references prediction (project_id, id),
  foreign key (project_id, release_id) references release (project_id, id)
);
create trigger served_fact before update or delete or truncate on served execute function refuse_change();
