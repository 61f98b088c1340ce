-- Every change of who holds power over an account is a leaf of the log, whoever makes it and by whatever way: devices,
-- passkeys, second factor, kits, waits, a take-over. By triggers, so that no way around them is forgotten; what the
-- functions before this write themselves (policy, freezes, kits that are made, rotations, renewals) is not written twice.

-- Nobody guesses an entry from its leaf: the salt is 244 random bits.
CREATE FUNCTION random_salt() RETURNS bytea LANGUAGE sql VOLATILE AS $$
  SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;

-- Only of an account that is in use: while one is made its devices and passkeys are no acts, and of one whose data goes
-- nothing is kept.
CREATE FUNCTION append_act(p_account bytea, p_kind text, p_facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM accounts WHERE account_id = p_account AND status = 'active') THEN RETURN; END IF;
  PERFORM append_decision(p_account, 'allow', random_salt(), jsonb_build_object(
    'account', '0x' || encode(p_account, 'hex'), 'kind', p_kind) || jsonb_strip_nulls(p_facts));
END $$;

CREATE FUNCTION log_device() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_device text := '0x' || encode(NEW.key_id, 'hex');
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM append_act(NEW.account_id, 'device-added', jsonb_build_object(
      'device', v_device, 'door', NEW.door, 'addedBy', '0x' || encode(NEW.added_by, 'hex')));
    RETURN NULL;
  END IF;
  IF OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL THEN
    PERFORM append_act(NEW.account_id, 'device-confirmed', jsonb_build_object('device', v_device));
  END IF;
  IF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN
    PERFORM append_act(NEW.account_id, 'device-removed', jsonb_build_object('device', v_device));
  ELSIF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL THEN
    PERFORM append_act(NEW.account_id, 'device-added', jsonb_build_object('device', v_device, 'door', NEW.door));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER devices_log AFTER INSERT OR UPDATE OF confirmed_at, revoked_at ON devices
  FOR EACH ROW EXECUTE FUNCTION log_device();

CREATE FUNCTION log_passkey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM append_act(NEW.account_id, 'passkey-added', jsonb_build_object('credential', '0x' || encode(NEW.credential_id, 'hex')));
  ELSE
    PERFORM append_act(OLD.account_id, 'passkey-removed', jsonb_build_object('credential', '0x' || encode(OLD.credential_id, 'hex')));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER credentials_log AFTER INSERT OR DELETE ON credentials FOR EACH ROW EXECUTE FUNCTION log_passkey();

CREATE FUNCTION log_second_factor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.confirmed_at IS NOT NULL THEN PERFORM append_act(OLD.account_id, 'second-factor-removed', '{}'); END IF;
  ELSIF OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL THEN
    PERFORM append_act(NEW.account_id, 'second-factor-added', '{}');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER second_factors_log AFTER UPDATE OF confirmed_at OR DELETE ON second_factors
  FOR EACH ROW EXECUTE FUNCTION log_second_factor();

CREATE FUNCTION log_kit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_facts jsonb := jsonb_build_object('kit', '0x' || encode(NEW.key_id, 'hex'));
BEGIN
  IF OLD.checked_at IS NULL AND NEW.checked_at IS NOT NULL THEN PERFORM append_act(NEW.account_id, 'kit-checked', v_facts); END IF;
  IF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN PERFORM append_act(NEW.account_id, 'kit-ended', v_facts); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER kits_log AFTER UPDATE OF checked_at, revoked_at ON kits FOR EACH ROW EXECUTE FUNCTION log_kit();

-- A wait that is asked for, that another device says yes to, or that is stopped. What it allows is a leaf of its own, and
-- so is a policy that is asked for.
CREATE FUNCTION log_wait() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_facts jsonb := jsonb_build_object(
    'wait', '0x' || encode(NEW.wait_id, 'hex'), 'for', NEW.kind, 'subject', '0x' || encode(NEW.subject, 'hex'),
    'askedBy', '0x' || encode(NEW.key_id, 'hex'));
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.kind <> 'loosening' THEN PERFORM append_act(NEW.account_id, 'wait-requested', v_facts); END IF;
    RETURN NULL;
  END IF;
  IF NEW.ready_at < OLD.ready_at AND NEW.requested_at = OLD.requested_at THEN
    PERFORM append_act(NEW.account_id, 'wait-confirmed', v_facts);
  END IF;
  -- One that ran out unused was not stopped by anybody.
  IF OLD.cancelled_at IS NULL AND NEW.cancelled_at IS NOT NULL AND NEW.expires_at > now() THEN
    PERFORM append_act(NEW.account_id, 'wait-cancelled', v_facts);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER waits_log AFTER INSERT OR UPDATE OF ready_at, cancelled_at ON waits
  FOR EACH ROW EXECUTE FUNCTION log_wait();

-- Guardians' key takes the account's place: a leaf of the account that ends, and one of the account that goes on.
CREATE FUNCTION log_take_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'ended' THEN
    PERFORM append_decision(NEW.account_id, 'allow', random_salt(), jsonb_build_object(
      'account', '0x' || encode(NEW.account_id, 'hex'), 'kind', 'ended', 'address', '0x' || encode(OLD.address, 'hex')));
  ELSE
    PERFORM append_act(NEW.account_id, 'taken-over', jsonb_build_object(
      'address', '0x' || encode(NEW.address, 'hex'), 'newOwner', NEW.recovered -> 'newOwner',
      'ownerEpoch', NEW.recovered -> 'ownerEpoch'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_taken_over AFTER UPDATE OF status ON accounts FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status
    AND (NEW.status = 'ended' OR (NEW.status = 'active' AND NEW.recovered IS NOT NULL)))
  EXECUTE FUNCTION log_take_over();
