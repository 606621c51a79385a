-- The candidate against the live model, on held-out cases.

create table evaluation (
  project_id text not null references project (project_id),
  id uuid not null,
  candidate text not null,
  baseline text,
  dataset int not null,
  result json not null,
  sentence text not null,
  at timestamptz(3) not null,
  proof uuid not null,
  primary key (project_id, id),
  foreign key (project_id, candidate) references model (project_id, name),
  foreign key (project_id, dataset) references dataset (project_id, version)
);
create trigger evaluation_fact before update or delete or truncate on evaluation execute function refuse_change();
