-- Which predictions people must see, who, and how many of them.

create table policy (
  project_id text not null references project (project_id),
  version int not null check (version > 0),
  policy json not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, version),
  foreign key (project_id, proof) references entry (project_id, id)
);
create trigger policy_fact before update or delete or truncate on policy execute function refuse_change();

create table route (
  project_id text not null,
  prediction_id uuid not null,
  outcome text not null check (outcome in ('pass', 'rule', 'review')),
  answer json,                            -- what a deterministic rule answered
  reason text not null,
  policy_version int not null,
  -- The chance that this prediction was sent to people. Never 0: without it no error rate is honest.
  inclusion_probability float8 not null check (inclusion_probability > 0 and inclusion_probability <= 1),
  assignment json,                        -- queue, judgements wanted, priority, due time; only with outcome review
  blind boolean not null,                 -- the model's answer stays hidden from who reviews it
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, prediction_id),
  check ((outcome = 'review') = (assignment is not null)),
  foreign key (project_id, prediction_id) references prediction (project_id, id),
  foreign key (project_id, policy_version) references policy (project_id, version)
);
create trigger route_fact before update or delete or truncate on route execute function refuse_change();
