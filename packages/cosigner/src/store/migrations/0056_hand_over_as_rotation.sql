-- A key that followed the account's others, and was made without the service, gives the account to one that the service has
-- a share of. That is a rotation: it leads on from the birth key, so every network takes it, also one that is added later.
-- Only a key that guardians installed begins anew.
ALTER TABLE recoveries ADD COLUMN owner_signature bytea;

-- As in 0028; a hand-over whose signature was checked against the known rotations becomes the last of them.
CREATE OR REPLACE FUNCTION take_over_account(p_recovery bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_recovery recoveries;
  v_old bytea;
BEGIN
  SELECT * INTO v_recovery FROM recoveries WHERE recovery_id = p_recovery FOR UPDATE;
  IF NOT FOUND OR v_recovery.taken_over_at IS NOT NULL THEN RETURN false; END IF;
  SELECT account_id INTO v_old FROM accounts
    WHERE address = v_recovery.address AND account_id <> v_recovery.account_id FOR UPDATE;
  IF v_old IS NOT NULL THEN
    PERFORM raise_alarm(v_old, 'account-recovered', jsonb_build_object('requester', v_recovery.requester));
    UPDATE accounts SET status = 'ended', address = NULL, expires_at = 'infinity', version = version + 1
      WHERE account_id = v_old;
    UPDATE devices SET revoked_at = now() WHERE account_id = v_old AND revoked_at IS NULL;
    UPDATE waits SET cancelled_at = now() WHERE account_id = v_old AND cancelled_at IS NULL AND used_at IS NULL;
    DELETE FROM vaults WHERE account_id = v_old;
    DELETE FROM server_shares WHERE account_id = v_old;
    DELETE FROM dkg_sessions WHERE account_id = v_old;
    UPDATE movements SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_chains SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_guardians SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_events SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE first_guardians SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE guardian_invites SET account_id = v_recovery.account_id WHERE account_id = v_old;
  END IF;
  UPDATE accounts SET
      status = 'active', expires_at = NULL, version = version + 1, address = v_recovery.address,
      birth_key = decode(substr(v_recovery.origin ->> 'birthKey', 3), 'hex'),
      config_hash = decode(substr(v_recovery.origin ->> 'configHash', 3), 'hex'),
      salt = decode(substr(v_recovery.origin ->> 'salt', 3), 'hex'),
      rotations = CASE WHEN v_recovery.owner_signature IS NULL THEN v_recovery.origin -> 'rotations'
        ELSE (v_recovery.origin -> 'rotations') || jsonb_build_object(
          'newOwner', '0x' || encode(v_recovery.new_owner, 'hex'), 'proof', '0x' || encode(v_recovery.proof, 'hex'),
          'ownerSignature', '0x' || encode(v_recovery.owner_signature, 'hex')) END,
      recovered = CASE WHEN v_recovery.owner_signature IS NULL THEN to_recovered(v_recovery, '[]') END
    WHERE account_id = v_recovery.account_id;
  UPDATE recoveries SET taken_over_at = now() WHERE recovery_id = p_recovery;
  PERFORM raise_alarm(v_recovery.account_id, 'account-recovered',
    jsonb_build_object('requester', v_recovery.requester));
  RETURN true;
END $$;

-- As in 0046: an account that begins with other keys before its own is taken over.
CREATE OR REPLACE FUNCTION log_take_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'ended' THEN
    PERFORM append_decision(NEW.account_id, 'allow', random_salt(), jsonb_build_object(
      'account', '0x' || encode(NEW.account_id, 'hex'), 'kind', 'ended', 'address', '0x' || encode(OLD.address, 'hex')));
  ELSE
    PERFORM append_act(NEW.account_id, 'taken-over', jsonb_build_object(
      'address', '0x' || encode(NEW.address, 'hex'), 'newOwner', '0x' || encode(NEW.public_key, 'hex'),
      'ownerEpoch', owner_epoch_of(NEW.rotations, NEW.recovered)));
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER accounts_taken_over ON accounts;
CREATE TRIGGER accounts_taken_over AFTER UPDATE OF status ON accounts FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status
    AND (NEW.status = 'ended' OR (NEW.status = 'active' AND owner_epoch_of(NEW.rotations, NEW.recovered) > 0)))
  EXECUTE FUNCTION log_take_over();
