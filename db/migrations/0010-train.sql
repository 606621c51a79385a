-- Candidates fitted on frozen datasets.

-- A run of a learner: its state moves, its outcome is a model.
create table training (
  project_id text not null references project (project_id),
  id uuid not null,
  learner text not null,
  options json not null,
  dataset int not null,
  seed text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress float8 not null check (progress >= 0 and progress <= 1),
  message text,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  foreign key (project_id, dataset) references dataset (project_id, version)
);

create table model (
  project_id text not null references project (project_id),
  name text not null check (octet_length(name) between 1 and 255),
  learner text not null,
  training_id uuid not null,
  dataset int not null,
  dataset_root bytea not null,
  seed text not null,
  labels json not null,
  digest bytea not null,                  -- SHA-256 of the artefact
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, name),
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
