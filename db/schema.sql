-- The whole model on one page, in the order in which it came to be; tested equal to the migrations.
-- To make it from them: node bin/run.js test/schema.ts

-- 0001-platform ---------------------------------------------------------------------------------------------
-- What no noun of the product needs to know of: replayed requests, and facts that stay as they were written.

-- One answer for one Idempotency-Key: the first answer is kept and given again.
create table idempotency (
  project_id text not null,               -- '' for requests that belong to no project
  actor text not null,
  key text not null check (octet_length(key) between 1 and 255),
  request_hash bytea not null,            -- SHA-256 of method, path and body: another body under the same key is refused
  status int,
  body text,
  at timestamptz(3) not null default now(),
  primary key (project_id, actor, key)
);

-- Facts are never updated or deleted. This stops the hand that slips; the ledger shows the one that does not.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are facts: they are superseded, never changed', tg_table_name using errcode = '23514';
end $$;

-- 0002-ledger -----------------------------------------------------------------------------------------------
-- Everything that happened: who, what, and what it rests on.

create table entry (
  project_id text not null,
  id uuid not null,
  at timestamptz(3) not null,
  actor text not null,                    -- person:ID, token:ID or system:NAME
  action text not null,                   -- noun.participle
  because uuid[] not null,                -- the entries this one rests on
  payload json not null,                  -- canonical JSON; count and Merkle root of the rows it covers are in it
  primary key (project_id, id)
);
create index entry_because on entry using gin (because);
create trigger entry_fact before update or delete or truncate on entry execute function refuse_change();

-- Entries that wait for the sealing job: written with the entry, removed when it has its place in the tree.
create table unsealed (
  project_id text not null,
  entry_id uuid not null,
  primary key (project_id, entry_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- The leaves of one RFC 6962 tree a project, in the order in which they were sealed.
create table seal (
  project_id text not null,
  seq bigint not null check (seq >= 0),
  entry_id uuid not null,
  leaf bytea not null check (octet_length(leaf) = 32),
  primary key (project_id, seq),
  unique (project_id, entry_id),
  foreign key (project_id, entry_id) references entry (project_id, id)
);
create trigger seal_fact before update or delete or truncate on seal execute function refuse_change();

-- Signed heads of the tree. The same note is written to a file outside the database.
create table checkpoint (
  project_id text not null,
  size bigint not null check (size > 0),
  frontier bytea not null,                -- the tree's right edge, so that sealing costs only the new leaves
  note text not null,                     -- C2SP tlog-checkpoint, signed with Ed25519
  at timestamptz(3) not null,
  primary key (project_id, size)
);
create trigger checkpoint_fact before update or delete or truncate on checkpoint execute function refuse_change();

-- 0003-people -----------------------------------------------------------------------------------------------
-- Who may do what.

create table person (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  email text unique check (length(email) between 3 and 254 and email = lower(email)),
  administrator boolean not null default false,   -- may create projects and people
  disabled_at timestamptz(3),
  created_at timestamptz(3) not null
);

create table membership (
  project_id text not null,
  person_id uuid not null references person (id),
  role text not null check (role in ('viewer', 'reviewer', 'adjudicator', 'maintainer', 'admin')),
  primary key (project_id, person_id)
);
create index membership_person on membership (person_id);

-- Machines. The secret is shown once and kept only as SHA-256.
create table token (
  project_id text not null,
  id text not null,
  name text not null check (length(name) between 1 and 200),
  hash bytea not null check (octet_length(hash) = 32),
  permissions text[] not null,
  person_id uuid references person (id),  -- the person the token acts as, where it acts as one
  created_by text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  primary key (project_id, id)
);

create table session (
  hash bytea primary key check (octet_length(hash) = 32),
  id uuid not null unique,                -- its name in lists: it opens nothing
  person_id uuid not null references person (id),
  way text not null check (way in ('link', 'password', 'oidc')),
  address text not null,
  agent text not null,                    -- browser and system, in words
  created_at timestamptz(3) not null,
  seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index session_person on session (person_id);

-- One-time sign-in links.
create table sign_in_link (
  hash bytea primary key check (octet_length(hash) = 32),
  person_id uuid not null references person (id),
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);

-- Apart from the person, so that no look at people can bring it along.
create table password (
  person_id uuid primary key references person (id),
  hash text not null check (hash like '$argon2id$%'),
  set_at timestamptz(3) not null
);

-- Who a person is at an identity provider: an e-mail address may change hands there, a subject never does.
create table identity (
  issuer text not null,
  subject text not null,
  person_id uuid not null references person (id),
  linked_at timestamptz(3) not null,
  primary key (issuer, subject),
  unique (issuer, person_id)
);

-- Attempts to sign in by password that were not proven right, by account and by network, until the count starts again.
create table sign_in_attempt (
  key bytea primary key check (octet_length(key) = 32),
  failures int not null,
  until timestamptz(3) not null
);
create index sign_in_attempt_until on sign_in_attempt (until);

-- How a person wants the screen to be: it may change at any time and is no fact.
create table setting (
  person_id uuid primary key references person (id),
  settings json not null
);

-- 0004-projects ---------------------------------------------------------------------------------------------
-- One AI decision under human oversight.

create table project (
  project_id text primary key check (project_id ~ '^[a-z][a-z0-9-]{0,62}$'),
  title text not null check (length(title) between 1 and 200),
  kind text not null,
  created_at timestamptz(3) not null,
  proof uuid not null,
  foreign key (project_id, proof) references entry (project_id, id) deferrable initially deferred
);
create trigger project_fact before update or delete or truncate on project execute function refuse_change();

-- What people are asked, and how they are told to answer. The newest version is in force.
create table guideline (
  project_id text not null references project (project_id),
  version int not null check (version > 0),
  question text not null,
  labels json not null,                   -- [{name, description}]: of kinds that choose among them
  settings json not null,                 -- what the kind lets a guideline set: offsets' unit, a scale's ends, a schema
  categories json not null,               -- why a model can be wrong, in the project's own words
  text text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, version),
  foreign key (project_id, proof) references entry (project_id, id) deferrable initially deferred
);
create trigger guideline_fact before update or delete or truncate on guideline execute function refuse_change();

-- 0005-ingest -----------------------------------------------------------------------------------------------
-- What models were asked, and what they answered.

create table item (
  project_id text not null references project (project_id),
  id uuid not null,
  external_id text not null check (octet_length(external_id) between 1 and 255),
  input json not null,                    -- {text, ...}
  source text,
  occurred_at timestamptz(3),
  group_key text,                         -- items of one group never stand on both sides of a split
  metadata json not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, external_id)
);
create trigger item_fact before update or delete or truncate on item execute function refuse_change();

create table prediction (
  project_id text not null,
  id uuid not null,
  item_id uuid not null,
  model text not null check (octet_length(model) between 1 and 255),
  answer json not null,
  scores json,                            -- {label: probability}
  confidence float8 check (confidence >= 0 and confidence <= 1),
  margin float8 check (margin >= 0 and margin <= 1),
  novelty float8 check (novelty >= 0 and novelty <= 1),  -- how far the input is from what the model knows
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, item_id, model),
  foreign key (project_id, item_id) references item (project_id, id)
);
create index prediction_at on prediction using brin (at) with (pages_per_range = 64, autosummarize = on);
create trigger prediction_fact before update or delete or truncate on prediction execute function refuse_change();

-- 0006-triage -----------------------------------------------------------------------------------------------
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

-- 0007-review -----------------------------------------------------------------------------------------------
-- Tasks before people, and what people said.

create table task (
  project_id text not null,
  id uuid not null,
  prediction_id uuid not null,
  stage text not null check (stage in ('review', 'adjudicate')),
  round int not null check (round > 0),   -- a prediction is reviewed once; adjudicators may be asked again
  queue text not null check (length(queue) between 1 and 100),
  wanted int not null check (wanted between 1 and 50),
  priority int not null,
  due_at timestamptz(3) not null,
  blind boolean not null,                 -- the model's answer stays hidden until the person has answered
  reason text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, prediction_id, stage, round),
  check (stage = 'adjudicate' or round = 1),
  foreign key (project_id, prediction_id) references prediction (project_id, id)
);
create trigger task_fact before update or delete or truncate on task execute function refuse_change();

create sequence fence;

-- A task has as many seats as it wants judgements, and never one more. A seat is one person's place: no person has two.
-- Seats that nobody took go when their task is closed.
create table seat (
  project_id text not null,
  task_id uuid not null,
  slot int not null check (slot > 0),
  prediction_id uuid not null,
  queue text not null,
  stage text not null,
  priority int not null,
  due_at timestamptz(3) not null,
  state text not null check (state in ('free', 'claimed', 'judged')),
  person_id uuid references person (id),
  desk uuid,                              -- which screen of that person's holds it; null where they told none
  fence bigint,                           -- grows with every claim: a judgement under an older one is refused
  lease_until timestamptz(3),
  primary key (project_id, task_id, slot),
  unique (project_id, task_id, person_id),
  check ((state = 'free') = (person_id is null)),
  foreign key (project_id, task_id) references task (project_id, id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index seat_free on seat (project_id, queue, priority desc, due_at, task_id, slot) where state = 'free';
create index seat_claimed on seat (project_id, queue, lease_until) where state = 'claimed';
create index seat_person on seat (project_id, person_id) where state = 'claimed';

-- Who works a queue. A queue without a row here is open to every reviewer.
create table queue_member (
  project_id text not null references project (project_id),
  queue text not null,
  person_id uuid not null references person (id),
  primary key (project_id, queue, person_id)
);

create table skip (
  project_id text not null,
  task_id uuid not null,
  person_id uuid not null references person (id),
  reason text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, task_id, person_id),
  foreign key (project_id, task_id) references task (project_id, id)
);
create trigger skip_fact before update or delete or truncate on skip execute function refuse_change();

-- A task that is over before all its seats are judged.
create table closing (
  project_id text not null,
  task_id uuid not null,
  why text not null check (why in ('escalated', 'agreed')),  -- handed to an adjudicator; reviewers agree by themselves
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, task_id),
  foreign key (project_id, task_id) references task (project_id, id)
);
create trigger closing_fact before update or delete or truncate on closing execute function refuse_change();

create table judgement (
  project_id text not null,
  id uuid not null,
  task_id uuid not null,
  prediction_id uuid not null,
  person_id uuid not null references person (id),
  fence bigint not null,
  answer json not null,                   -- JSON's null, of an adjudicator: it cannot be decided
  category text,
  rationale text,
  seconds float8 not null check (seconds >= 0 and seconds <= 86400),
  exposure text not null check (exposure in ('shown', 'blind')),
  guideline_version int not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, task_id, fence),
  foreign key (project_id, task_id) references task (project_id, id)
);
create index judgement_prediction on judgement (project_id, prediction_id);
create index judgement_person on judgement (project_id, person_id, at);
create trigger judgement_fact before update or delete or truncate on judgement execute function refuse_change();

-- Undo: a judgement is not erased, it is withdrawn.
create table withdrawal (
  project_id text not null,
  judgement_id uuid not null,
  reason text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, judgement_id),
  foreign key (project_id, judgement_id) references judgement (project_id, id)
);
create trigger withdrawal_fact before update or delete or truncate on withdrawal execute function refuse_change();

-- What people say to each other about a prediction.
create table comment (
  project_id text not null,
  id uuid not null,
  prediction_id uuid not null,
  person_id uuid not null references person (id),
  text text not null check (length(text) between 1 and 5000),
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  foreign key (project_id, prediction_id) references prediction (project_id, id)
);
create index comment_prediction on comment (project_id, prediction_id, id);
create trigger comment_fact before update or delete or truncate on comment execute function refuse_change();

-- 0008-resolve ----------------------------------------------------------------------------------------------
-- One answer the loop stands by, and how it came about.

create table resolution (
  project_id text not null,
  id uuid not null,
  prediction_id uuid not null,
  answer json,                            -- null where nothing stands any more, and where it cannot be decided
  how text not null check (how in ('single', 'consensus', 'adjudicated', 'undecidable', 'overruled', 'bulk',
                                   'withdrawn')),
  judgements uuid[] not null,             -- those that gave this answer
  dissent json not null,                  -- [{answer, judgements}]: what else was said
  decided_by uuid references person (id), -- who decided alone; null where several did
  reason text,
  supersedes uuid,                        -- the resolution that stood before; null for the first
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  -- A chain, never a fork: two that settle the same prediction at once cannot both win.
  unique nulls not distinct (project_id, prediction_id, supersedes),
  check ((answer is null) = (how in ('withdrawn', 'undecidable'))),
  check ((reason is not null) = (how in ('overruled', 'bulk'))),
  foreign key (project_id, prediction_id) references prediction (project_id, id),
  foreign key (project_id, supersedes) references resolution (project_id, id)
);
create trigger resolution_fact before update or delete or truncate on resolution execute function refuse_change();

-- The end of each chain, the resolution in force: a head, and the only thing here that changes.
create table standing (
  project_id text not null,
  prediction_id uuid not null,
  resolution_id uuid not null,
  primary key (project_id, prediction_id),
  unique (project_id, resolution_id),
  foreign key (project_id, resolution_id) references resolution (project_id, id)
);

-- One answer for many predictions at once, or the undoing of that. Its resolutions are one fact with it.
create table bulk (
  project_id text not null references project (project_id),
  id uuid not null,
  undoes uuid,                            -- the bulk that this one takes back
  filter json not null,
  answer json,                            -- null where it puts back what stood before
  reason text not null,
  items int not null check (items > 0),
  person_id uuid not null references person (id),
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  unique (project_id, undoes),
  check ((answer is null) = (undoes is not null)),
  foreign key (project_id, undoes) references bulk (project_id, id)
);
create trigger bulk_fact before update or delete or truncate on bulk execute function refuse_change();
create index resolution_adjudicated on resolution (project_id, id) where how in ('adjudicated', 'undecidable');
create index resolution_proof on resolution (project_id, proof);

-- 0009-curate -----------------------------------------------------------------------------------------------
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

-- 0010-train ------------------------------------------------------------------------------------------------
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

-- 0011-evaluate ---------------------------------------------------------------------------------------------
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

-- 0012-release ----------------------------------------------------------------------------------------------
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

-- 0013-teach ------------------------------------------------------------------------------------------------
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

-- 0014-suggest ----------------------------------------------------------------------------------------------
-- To find the erratum of a text again.

-- SHA-256 of the normalised text. It only finds candidates: whoever uses one compares the texts themselves.
alter table erratum add column text_key bytea not null check (octet_length(text_key) = 32);
create index erratum_text on erratum (project_id, text_key);

-- 0015-certify ----------------------------------------------------------------------------------------------
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
