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
