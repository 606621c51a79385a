-- Candidates fitted on frozen datasets.

-- A run of a learner. What was asked never changes; state, progress and message move; its outcome is a model.
create table training (
  project_id text not null references project (project_id),
  id uuid not null,
  learner text not null check (learner in ('linear', 'command')),
  command text,                           -- the name the operator registered a program under
  dataset int not null,
  seed text not null,
  labels json not null,                   -- the closed set of answers, from the guideline in force when it was asked
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress float8 not null check (progress >= 0 and progress <= 1),
  message text,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  check ((learner = 'command') = (command is not null)),
  foreign key (project_id, dataset) references dataset (project_id, version)
);

create table model (
  project_id text not null references project (project_id),
  name text not null check (octet_length(name) between 1 and 255),
  learner text not null,
  command text,
  training_id uuid not null,
  dataset int not null,
  dataset_root bytea not null,
  seed text not null,
  labels json not null,
  digest bytea not null,                  -- SHA-256 of the artefact
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, name),
  unique (project_id, training_id),       -- however often its work was begun, a training has one model
  foreign key (project_id, training_id) references training (project_id, id)
);
create trigger model_fact before update or delete or truncate on model execute function refuse_change();

create table artefact (
  project_id text not null,
  model text not null,
  bytes bytea not null,
  primary key (project_id, model),
  foreign key (project_id, model) references model (project_id, name)
);
create trigger artefact_fact before update or delete or truncate on artefact execute function refuse_change();

-- The model that answers now: a head. The step that releases sets it; earlier steps compare with it.
create table live (
  project_id text primary key references project (project_id),
  model text,                             -- null where the caller's own model answers
  foreign key (project_id, model) references model (project_id, name)
);
