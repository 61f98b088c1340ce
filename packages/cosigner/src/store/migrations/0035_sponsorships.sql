-- The one operation of an account that our paymaster has signed for on a chain and that may still be on its way.
CREATE TABLE sponsorships (
  account_id  bytea    NOT NULL REFERENCES accounts ON DELETE CASCADE,
  chain_key   smallint NOT NULL REFERENCES chains,
  -- Entry nonce.
  slot        bytea    NOT NULL CHECK (octet_length(slot) = 32),
  -- Unix seconds of the chain.
  valid_until bigint   NOT NULL,
  PRIMARY KEY (account_id, chain_key)
);
