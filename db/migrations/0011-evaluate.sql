-- The candidate against the live model, on held-out cases.

-- What was asked never changes; state, progress and message move; its outcome is a comparison.
create table evaluation (
  project_id text not null references project (project_id),
  id uuid not null,
  candidate text not null,                -- a model of ours or one whose predictions were brought
  baseline text,                          -- likewise; null: none
  dataset int not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress float8 not null check (progress >= 0 and progress <= 1),
  message text,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  foreign key (project_id, dataset) references dataset (project_id, version)
);
create index evaluation_candidate on evaluation (project_id, candidate);

create table comparison (
  project_id text not null,
  evaluation_id uuid not null,
  result json not null,
  sentence text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, evaluation_id),
  foreign key (project_id, evaluation_id) references evaluation (project_id, id)
);
create trigger comparison_fact before update or delete or truncate on comparison execute function refuse_change();
