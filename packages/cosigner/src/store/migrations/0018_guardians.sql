-- Guardians: invites by link, cards, and the first guardians that the owner signed.

-- The service signs one more kind of request. Which kinds there are is the protocol's to say.
ALTER TABLE intents DROP CONSTRAINT intents_kind_check;
ALTER TABLE intents ADD CONSTRAINT intents_kind_check CHECK (kind ~ '^[a-z][A-Za-z]{0,39}$');

-- The id is in the invite's link and nowhere else: who has it may read the invite and answer it, once.
CREATE TABLE guardian_invites (
  invite_id    bytea       PRIMARY KEY CHECK (octet_length(invite_id) = 16),
  account_id   bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name         text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  withdrawn_at timestamptz,
  -- Public key and signature of the guardian; its signature is checked by the owner's device as well.
  acceptance   jsonb,
  accepted_at  timestamptz,
  -- What the guardian keeps. From here it can be fetched again for as long as the service is there.
  card         jsonb,
  seen_at      timestamptz
);
CREATE INDEX guardian_invites_account ON guardian_invites (account_id, created_at);

-- The owner's signature serves every chain, so it is kept: an account without code gets its guardians when it is deployed.
CREATE TABLE first_guardians (
  account_id      bytea       PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  config          jsonb       NOT NULL,
  owner_signature bytea       NOT NULL CHECK (octet_length(owner_signature) = 52),
  created_at      timestamptz NOT NULL DEFAULT now()
);
