-- To find the erratum of a text again.

-- SHA-256 of the normalised text. It only finds candidates: whoever uses one compares the texts themselves.
alter table erratum add column text_key bytea not null check (octet_length(text_key) = 32);
create index erratum_text on erratum (project_id, text_key);
