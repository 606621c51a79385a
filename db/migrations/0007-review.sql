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
