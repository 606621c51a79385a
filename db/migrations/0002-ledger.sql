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
