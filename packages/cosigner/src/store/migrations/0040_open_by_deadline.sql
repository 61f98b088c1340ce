-- For what has expired, which is asked by deadline. With the chain first it looked better than the key of an entry nonce
-- to plans made while the table was small, and TX A then read every open operation of the chain for each signature.
DROP INDEX intents_open;
CREATE INDEX intents_open ON intents (valid_until, chain_key) WHERE open;
