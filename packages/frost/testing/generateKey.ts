import { type DkgSession, dkgFinish, dkgRound1, dkgRound2 } from "../src/index.ts";
import type { Rng } from "../src/types.ts";

/** A fixed session, so that transcripts are reproducible. */
export const testSession: DkgSession = {
  sessionId: new Uint8Array(16).fill(0x11),
  serverHpkeKey: new Uint8Array(32).fill(0x22),
  deviceHpkeKey: new Uint8Array(32).fill(0x33),
  requestKey: new Uint8Array(65).fill(0x44),
};

/** Runs the key generation between server and device, both honest. */
export function generateKey(rng: Rng, session = testSession) {
  const server = dkgRound1({ identifier: 1, rng });
  const device = dkgRound1({ identifier: 3, rng });
  const server2 = dkgRound2({ secret: server.secret, peerPackage: device.package });
  const device2 = dkgRound2({ secret: device.secret, peerPackage: server.package });
  const messages = {
    serverPackage: server.package,
    devicePackage: device.package,
    serverShare: server2.shareForPeer,
    deviceShare: device2.shareForPeer,
  };
  return {
    messages,
    server: dkgFinish({
      secret: server2.secret,
      peerPackage: device.package,
      peerShare: device2.shareForPeer,
      session,
    }),
    device: dkgFinish({
      secret: device2.secret,
      peerPackage: server.package,
      peerShare: server2.shareForPeer,
      session,
    }),
  };
}
