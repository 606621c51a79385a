-- Which predictions people must see, who, and how many of them.

create table policy (
  project_id text not null references project (project_id),
  version int not null check (version > 0),
  policy json not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, version),
  foreign key (project_id, proof) references entry (project_id, id) deferrable initially deferred
);
create trigger policy_fact before update or delete or truncate on policy execute function refuse_change();

create table route (
  project_id text not null,
  prediction_id uuid not null,
  outcome text not null check (outcome in ('pass', 'rule', 'review')),
  answer json,                            -- what a deterministic rule answered
  reason text not null,
  -- What sent it to people; null where nobody is asked.
  strategy text check (strategy in ('rule', 'all', 'margin', 'margin-diversity', 'disagreement', 'novelty', 'confidence',
                                    'certificate', 'random', 'audit')),
  score float8,                           -- what the policy's strategy gave it: the higher, the sooner it is reviewed
  policy_version int not null,
  -- The chance that this prediction was sent to people. Never 0: without it no error rate is honest.
  inclusion_probability float8 not null check (inclusion_probability > 0 and inclusion_probability <= 1),
  assignment json,                        -- queue, judgements wanted, priority, due time; only with outcome review
  blind boolean not null,                 -- the model's answer stays hidden from who reviews it
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, prediction_id),
  check ((outcome = 'review') = (assignment is not null)),
  check ((outcome = 'review') = (strategy is not null)),
  foreign key (project_id, prediction_id) references prediction (project_id, id),
  foreign key (project_id, policy_version) references policy (project_id, version)
);
create index route_reviewed on route (project_id, policy_version, strategy) where strategy is not null;
create index route_reviewed_at on route (project_id, at) where strategy is not null;
create trigger route_fact before update or delete or truncate on route execute function refuse_change();

-- A strategy that found fewer errors than chance: until the next policy its share is drawn at random.
create table suspension (
  project_id text not null,
  policy_version int not null,
  strategy text not null,
  reason text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, policy_version),
  foreign key (project_id, policy_version) references policy (project_id, version)
);
create trigger suspension_fact before update or delete or truncate on suspension execute function refuse_change();
