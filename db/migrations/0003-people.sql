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
