-- Corrections taught at once.

-- What one resolution taught the candidate that grows from a base model.
create table lesson (
  project_id text not null,
  base text not null,
  resolution_id uuid not null,
  seq int not null check (seq > 0),       -- its place among the corrections of the candidate when it was taken
  effect json not null,                   -- what it changed: the item itself, the pool, the held-out items
  sentence text not null,
  ms float8 not null check (ms >= 0),
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, resolution_id, base),
  foreign key (project_id, resolution_id) references resolution (project_id, id),
  foreign key (project_id, base) references model (project_id, name)
);
create index lesson_proof on lesson (project_id, proof);
create trigger lesson_fact before update or delete or truncate on lesson execute function refuse_change();

-- Where the candidate of a project stands: a head. It follows from the base and the resolutions in force alone.
create table candidate (
  project_id text primary key references project (project_id),
  base text not null,
  seq int not null,
  digest bytea not null,
  at timestamptz(3) not null,
  foreign key (project_id, base) references model (project_id, name)
);

-- Questions what an answer would teach, and what was found: a waiting room, emptied after an hour.
create table preview (
  project_id text not null references project (project_id),
  prediction_id uuid not null,
  base text not null,
  seq int not null,
  label text not null,
  effect json,
  at timestamptz(3) not null,
  primary key (project_id, prediction_id, base, seq, label),
  foreign key (project_id, prediction_id) references prediction (project_id, id)
);
create index preview_open on preview (project_id) where effect is null;
