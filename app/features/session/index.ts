export { LockScreen } from "./LockScreen";
export { autoLockChoices, getServerSession, getSession, setAutoLockMinutes, subscribeSession } from "./lockStore";
export { type SessionContext, SessionProvider, type SessionStatus, useSession } from "./SessionProvider";
export { useAccount, WalletGate } from "./WalletGate";
