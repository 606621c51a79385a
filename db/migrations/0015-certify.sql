-- What audits prove of a model's answers: above which confidence they may be given without a person.

create table certificate (
  project_id text not null references project (project_id),
  id uuid not null,
  model text not null,
  release_id uuid,                        -- the release in force when it was asked for
  policy_version int not null,
  holds text not null,                    -- digest of what that policy keeps from being given
  alpha float8 not null check (alpha > 0 and alpha < 1),
  delta float8 not null check (delta > 0 and delta < 1),
  threshold float8 check (threshold >= 0 and threshold <= 1),  -- null: refused
  n int not null,                         -- audits at or above the threshold
  k int not null,                         -- errors among them
  p_value float8 not null,
  audits int not null,                    -- all audits it rests on
  pending int not null,                   -- audits that nobody had answered yet
  data_root text not null,                -- Merkle root of those audits, with the resolution of each
  grid_hash text not null,                -- SHA-256 of the thresholds that were tried
  traffic int not null,                   -- recent predictions that the thresholds and the coverage come from
  coverage json not null,
  needed int,
  expires_at timestamptz(3),
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  foreign key (project_id, release_id) references release (project_id, id),
  foreign key (project_id, policy_version) references policy (project_id, version)
);
create index certificate_model on certificate (project_id, model, id);
create trigger certificate_fact before update or delete or truncate on certificate execute function refuse_change();

create table expiry (
  project_id text not null,
  certificate_id uuid not null,
  why text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, certificate_id),
  foreign key (project_id, certificate_id) references certificate (project_id, id)
);
create trigger expiry_fact before update or delete or truncate on expiry execute function refuse_change();
