-- Who may do what.

create table person (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  email text unique check (length(email) between 3 and 254),
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
  person_id uuid not null references person (id),
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
