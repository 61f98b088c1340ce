-- As in 0002; without a nonce where TX A has taken it before it found the account changed.
CREATE OR REPLACE FUNCTION record_refusal(
  p_account bytea, p_key_id bytea, p_nonce_minute timestamptz, p_nonce bytea, p_salt bytea, p_entry jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF p_nonce IS NOT NULL AND NOT claim_nonce(p_nonce_minute, p_key_id, p_nonce) THEN RETURN false; END IF;
  PERFORM append_decision(p_account, 'deny', p_salt, p_entry);
  RETURN true;
END $$;
