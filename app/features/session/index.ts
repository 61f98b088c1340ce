export { LockScreen } from "./LockScreen";
export { autoLockChoices, getServerSession, getSession, setAutoLockMinutes, subscribeSession } from "./lockStore";
export { OnceOnly } from "./OnceOnly";
export { type SessionContext, SessionProvider, type SessionStatus, useSession } from "./SessionProvider";
export { useAccount, WalletGate } from "./WalletGate";
