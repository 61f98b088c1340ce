// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IRecovery
/// @notice Guardians of a Tandem account, and replacing an owner key that stays silent. Called on the account itself.
///
/// A guardian is an ERC-7913 signer: an address (20 bytes), or a verifier and a key (20 + 32 or 20 + 64 bytes). The
/// chain knows `keccak256(signer ‖ salt)` only, until the guardian is used. What guardians sign is EIP-712 under the
/// domain (name "Tandem Recovery", version "1", verifyingContract the account, no chain id).
interface IRecovery {
    /// @notice A guardian configuration. Its hash is
    /// `keccak256(abi.encode(configEpoch, threshold, recoveryDelay, recoveryWindow, configDelay, commitments))`.
    /// @param threshold How many guardians start a recovery; 0 only without guardians.
    /// @param recoveryDelay Seconds from the start of a recovery until it may be finalized.
    /// @param recoveryWindow Seconds from then until it expires.
    /// @param configDelay Seconds from scheduling another configuration until it may be applied.
    /// @param commitments `keccak256(signer ‖ salt)` of each guardian, at most 10.
    struct GuardianConfig {
        uint8 threshold;
        uint48 recoveryDelay;
        uint48 recoveryWindow;
        uint48 configDelay;
        bytes32[] commitments;
    }

    /// @notice The configuration in force, shown to the account, which holds its hash only.
    /// @param config The configuration.
    /// @param factory Factory that created the account; matters while the configuration is the one in the address.
    /// @param salt Salt of its creation; likewise.
    struct CurrentConfig {
        GuardianConfig config;
        address factory;
        bytes32 salt;
    }

    /// @notice What guardians sign to start a recovery.
    /// @param newOwner P.x of the new key.
    /// @param ownerEpoch The owner epoch at which it is valid.
    /// @param configHash Hash of the configuration in force.
    /// @param nonce Random, used once.
    /// @param deadline Last second at which it may be submitted.
    /// @param chainIds The chains on which it is valid.
    struct StartRecovery {
        bytes32 newOwner;
        uint64 ownerEpoch;
        bytes32 configHash;
        uint256 nonce;
        uint48 deadline;
        uint256[] chainIds;
    }

    /// @notice What guardians sign to cancel a recovery.
    /// @param recoveryHash EIP-712 struct hash of the StartRecovery that is pending.
    /// @param nonce Random, used once.
    /// @param deadline Last second at which it may be submitted.
    /// @param chainIds The chains on which it is valid.
    struct CancelRecovery {
        bytes32 recoveryHash;
        uint256 nonce;
        uint48 deadline;
        uint256[] chainIds;
    }

    /// @notice One guardian's approval. Approvals come in ascending order of keccak256(signer).
    /// @param signer The ERC-7913 signer.
    /// @param salt The salt in its commitment.
    /// @param signature Its signature of the EIP-712 digest; empty where it approved on chain.
    struct Approval {
        bytes signer;
        bytes32 salt;
        bytes signature;
    }

    /// @notice None, Pending or Expired; a recovery that was finalized is None again.
    enum RecoveryStatus {
        None,
        Pending,
        Expired
    }

    /// @notice A guardian approved a message on chain.
    /// @param structHash EIP-712 struct hash of a StartRecovery or CancelRecovery.
    /// @param guardian Who approved.
    event RecoveryApproved(bytes32 indexed structHash, address indexed guardian);

    /// @notice Guardians started a recovery. One that was pending, and a scheduled configuration and upgrade, ended.
    /// @param recoveryHash EIP-712 struct hash of the StartRecovery.
    /// @param newOwner The key that will own the account.
    /// @param approvals How many guardians approved.
    /// @param readyAt First second at which it may be finalized.
    /// @param expiresAt First second at which it no longer may.
    event RecoveryStarted(
        bytes32 indexed recoveryHash, bytes32 indexed newOwner, uint8 approvals, uint48 readyAt, uint48 expiresAt
    );

    /// @notice A pending recovery was cancelled.
    /// @param recoveryHash EIP-712 struct hash of its StartRecovery.
    /// @param cooldownUntil First second at which another may start; 0 when guardians cancelled.
    event RecoveryCancelled(bytes32 indexed recoveryHash, uint48 cooldownUntil);

    /// @notice A recovery was finalized.
    /// @param recoveryHash EIP-712 struct hash of its StartRecovery.
    /// @param previousOwner The key that owned the account.
    /// @param newOwner The key that owns it now.
    /// @param ownerEpoch The epoch that began.
    event RecoveryFinalized(
        bytes32 indexed recoveryHash, bytes32 indexed previousOwner, bytes32 indexed newOwner, uint64 ownerEpoch
    );

    /// @notice The owner scheduled another configuration.
    /// @param configHash Its hash.
    /// @param config The configuration.
    /// @param readyAt First second at which it may be applied.
    /// @param expiresAt First second at which it no longer may.
    event GuardiansScheduled(bytes32 indexed configHash, GuardianConfig config, uint48 readyAt, uint48 expiresAt);

    /// @notice A configuration took effect.
    /// @param configEpoch The configuration epoch that began.
    /// @param configHash Its hash.
    /// @param config The configuration.
    event GuardiansApplied(uint64 indexed configEpoch, bytes32 indexed configHash, GuardianConfig config);

    /// @notice The owner cancelled a scheduled configuration.
    /// @param configHash Its hash.
    event GuardiansCancelled(bytes32 indexed configHash);

    /// @notice Only the account may call this: the EntryPoint with an operation of its owner, or the account itself.
    /// @param caller Who called.
    error NotOwnerOperation(address caller);

    /// @notice The threshold does not fit the number of guardians.
    /// @param threshold The threshold.
    /// @param guardians The number of guardians.
    error InvalidThreshold(uint256 threshold, uint256 guardians);

    /// @notice A delay is shorter or longer than allowed.
    /// @param delaySeconds The delay.
    /// @param least The least.
    /// @param most The most.
    error InvalidDelay(uint48 delaySeconds, uint48 least, uint48 most);

    /// @notice A commitment occurs twice.
    /// @param commitment The commitment.
    error DuplicateCommitment(bytes32 commitment);

    /// @notice The configuration shown is not the one in force, or not the scheduled one.
    /// @param configHash Hash of the one shown.
    error ConfigMismatch(bytes32 configHash);

    /// @notice The account has no guardians, so none can act for it.
    error NoGuardians();

    /// @notice The account was configured before, or its address holds a configuration: changes have to wait.
    error AlreadyConfigured();

    /// @notice The owner did not sign `FirstGuardians` for this account.
    /// @param configHash Hash of the configuration.
    error InvalidFirstGuardiansSignature(bytes32 configHash);

    /// @notice The message names another owner epoch.
    /// @param given The epoch in the message.
    /// @param current The epoch of the account.
    error OwnerEpochMismatch(uint64 given, uint64 current);

    /// @notice The message may no longer be submitted.
    /// @param deadline Its last second.
    error DeadlinePassed(uint48 deadline);

    /// @notice The message is not for this chain.
    /// @param chainId This chain.
    error ChainNotListed(uint256 chainId);

    /// @notice The nonce was used before.
    /// @param nonce The nonce.
    error NonceUsed(uint256 nonce);

    /// @notice Approvals are not in strictly ascending order of keccak256(signer), or one signer occurs twice.
    /// @param index The first one out of order.
    error ApprovalsNotAscending(uint256 index);

    /// @notice The signer cannot be a guardian: wrong length, the account itself, zero, a precompile, or a verifier
    /// without code.
    /// @param signer The signer.
    error InvalidGuardian(bytes signer);

    /// @notice The signer and salt match no commitment of the configuration.
    /// @param commitment Their commitment.
    error UnknownGuardian(bytes32 commitment);

    /// @notice The guardian neither signed nor approved on chain.
    /// @param signer The signer.
    error InvalidApproval(bytes signer);

    /// @notice There are too few approvals.
    /// @param given How many there are.
    /// @param needed How many are needed.
    error TooFewApprovals(uint256 given, uint256 needed);

    /// @notice The owner cancelled a recovery; no other may start yet.
    /// @param until First second at which one may.
    error CoolingDown(uint48 until);

    /// @notice A pending recovery to the same key is not started anew: that would put it off.
    /// @param newOwner The key.
    error SameNewOwner(bytes32 newOwner);

    /// @notice No recovery is pending.
    error NoPendingRecovery();

    /// @notice Another recovery is pending.
    /// @param recoveryHash The pending one.
    error RecoveryMismatch(bytes32 recoveryHash);

    /// @notice The pending recovery may not be finalized yet.
    /// @param readyAt First second at which it may.
    error RecoveryNotReady(uint48 readyAt);

    /// @notice Not while a recovery is pending.
    /// @param recoveryHash The pending one.
    error RecoveryPending(bytes32 recoveryHash);

    /// @notice Nothing is scheduled, or something else is.
    /// @param scheduled What is scheduled; 0 for nothing.
    error NotScheduled(bytes32 scheduled);

    /// @notice What is scheduled may not be applied now.
    /// @param readyAt First second at which it may.
    /// @param expiresAt First second at which it no longer may.
    error OutsideWindow(uint48 readyAt, uint48 expiresAt);

    /// @notice Records the caller's approval of a message, for contracts without ERC-1271.
    /// @dev Callable by anyone; it counts when the caller is a guardian.
    /// @param structHash EIP-712 struct hash of a StartRecovery or CancelRecovery.
    function approveRecovery(bytes32 structHash) external;

    /// @notice Starts a recovery, or replaces a pending one with strictly more approvals for another key.
    /// @dev Callable by anyone who holds the approvals.
    /// @param request What the guardians approved.
    /// @param proof The new key's signature of `InstallOwner(bytes32 newOwner)`.
    /// @param current The configuration in force.
    /// @param approvals At least `threshold` approvals.
    function startRecovery(
        StartRecovery calldata request,
        bytes calldata proof,
        CurrentConfig calldata current,
        Approval[] calldata approvals
    ) external;

    /// @notice Cancels the pending recovery. For the config delay and its window no other may start.
    /// @dev Only the account, by its owner.
    function cancelRecovery() external;

    /// @notice Cancels the pending recovery with at least as many approvals as it has. There is no cooldown.
    /// @dev Callable by anyone who holds the approvals.
    /// @param request What the guardians approved.
    /// @param current The configuration in force.
    /// @param approvals The approvals.
    function cancelRecoveryByGuardians(
        CancelRecovery calldata request,
        CurrentConfig calldata current,
        Approval[] calldata approvals
    ) external;

    /// @notice Installs the new key of the pending recovery, in readyAt ≤ now < expiresAt.
    /// @dev Callable by anyone.
    function finalizeRecovery() external;

    /// @notice Installs the first guardians at once: only while the account was never configured and has none in its
    /// address.
    /// @dev Callable by anyone. The signature names no chain, so it serves every chain.
    /// @param config The configuration; its hash is taken with configEpoch 1.
    /// @param ownerSignature The owner's signature of `FirstGuardians(bytes32 configHash)`, 52 bytes.
    /// @param factory The factory that created the account.
    /// @param salt The salt of its creation.
    function setFirstGuardians(
        GuardianConfig calldata config,
        bytes calldata ownerSignature,
        address factory,
        bytes32 salt
    ) external;

    /// @notice Schedules another configuration, which replaces a scheduled one. It waits the config delay in force.
    /// @dev Only the account, by its owner; not while a recovery is pending.
    /// @param current The configuration in force.
    /// @param next The next one; no commitments and threshold 0 for none.
    function scheduleGuardians(CurrentConfig calldata current, GuardianConfig calldata next) external;

    /// @notice Applies the scheduled configuration, within its window.
    /// @dev Callable by anyone; not while a recovery is pending.
    /// @param config The scheduled configuration.
    function applyGuardians(GuardianConfig calldata config) external;

    /// @notice Cancels the scheduled configuration.
    /// @dev Only the account, by its owner.
    function cancelGuardians() external;

    /// @notice The recovery that started last and was neither cancelled nor finalized.
    /// @return status None, Pending or Expired, at this time.
    /// @return recoveryHash EIP-712 struct hash of its StartRecovery; 0 when None, as is all that follows.
    /// @return newOwner The key that will own the account.
    /// @return approvals How many guardians approved.
    /// @return readyAt First second at which it may be finalized.
    /// @return expiresAt First second at which it no longer may.
    function pendingRecovery()
        external
        view
        returns (
            RecoveryStatus status,
            bytes32 recoveryHash,
            bytes32 newOwner,
            uint8 approvals,
            uint48 readyAt,
            uint48 expiresAt
        );

    /// @notice The configuration in force, as far as it is stored.
    /// @return configEpoch 0 while nothing is stored: then the configuration in the address holds, if there is one.
    /// @return configHash Its hash; 0 while nothing is stored.
    /// @return cooldownUntil First second at which a recovery may start after the owner cancelled one.
    function guardianConfig() external view returns (uint64 configEpoch, bytes32 configHash, uint48 cooldownUntil);

    /// @notice The scheduled configuration.
    /// @return configHash Its hash; 0 for none.
    /// @return readyAt First second at which it may be applied.
    /// @return expiresAt First second at which it no longer may.
    function scheduledGuardians() external view returns (bytes32 configHash, uint48 readyAt, uint48 expiresAt);

    /// @notice Whether a nonce of StartRecovery or CancelRecovery was used.
    /// @param nonce The nonce.
    /// @return True when it was.
    function isRecoveryNonceUsed(uint256 nonce) external view returns (bool);
}
