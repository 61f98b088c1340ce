/**
 * Cost of every operation on one core: `node packages/frost/scripts/bench.ts`. Prints a Markdown table.
 * CPU time of this thread, so that other work on the machine disturbs less than with a clock.
 */
import {
  aggregate,
  checkKeyPackage,
  commit,
  dealKey,
  decodeKeyPackage,
  decodePublicKeyPackage,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  encodeKeyPackage,
  encodePublicKeyPackage,
  enrolFinish,
  enrolRound1,
  enrolRound2,
  refreshFinish,
  refreshRound1,
  refreshRound2,
  signShare,
  verify,
  verifyShare,
} from "../src/index.ts";
import { testSession } from "../testing/generateKey.ts";

const rounds = 200;
const warmUp = 40;
const signers = [1, 3] as const;
const digest = new Uint8Array(32).fill(7);
const samples = new Map<string, number[]>();

function measure<result>(name: string, operation: () => result): result {
  const start = process.threadCpuUsage();
  const result = operation();
  const { user, system } = process.threadCpuUsage(start);
  const times = samples.get(name) ?? [];
  times.push((user + system) / 1000);
  samples.set(name, times);
  return result;
}

function run(): void {
  const server1 = measure("dkgRound1", () => dkgRound1({ identifier: 1 }));
  const device1 = dkgRound1({ identifier: 3 });
  const server2 = measure("dkgRound2", () => dkgRound2({ secret: server1.secret, peerPackage: device1.package }));
  const device2 = dkgRound2({ secret: device1.secret, peerPackage: server1.package });
  const session = testSession;
  const finish = { secret: server2.secret, peerPackage: device1.package, peerShare: device2.shareForPeer, session };
  const server = measure("dkgFinish", () => dkgFinish(finish));
  const device = dkgFinish({
    secret: device2.secret,
    peerPackage: server1.package,
    peerShare: server2.shareForPeer,
    session,
  });
  sign(server, device);
  enrol(server, device);
  refresh(server);
  measure("dealKey (three shares)", () => dealKey({ identifiers: [1, 2, 3] }));
}

type Holder = Pick<ReturnType<typeof dkgFinish>, "keyPackage" | "publicKeyPackage">;

function sign(server: Holder, device: Holder): void {
  const { publicKeyPackage } = server;
  const stored = [encodeKeyPackage(server.keyPackage), encodePublicKeyPackage(publicKeyPackage)] as const;
  measure("decode both packages and checkKeyPackage", () =>
    checkKeyPackage(decodeKeyPackage(stored[0]), decodePublicKeyPackage(stored[1])),
  );
  const base = { digest, signers, keyEpoch: 1, publicKeyPackage };
  const asked = commit({ ...base, keyPackage: device.keyPackage, counter: 1 });
  const peerCommitments = asked.commitments;
  const answered = measure("commit", () => commit({ ...base, keyPackage: server.keyPackage, peerCommitments }));
  const commitments = { 1: answered.commitments, 3: asked.commitments };
  const signing = { ...base, keyPackage: server.keyPackage, commitments, nonces: answered.nonces };
  const share = measure("signShare", () => signShare(signing));
  const deviceShare = signShare({ ...signing, keyPackage: device.keyPackage, nonces: asked.nonces });
  measure("verifyShare", () => verifyShare({ ...base, commitments, identifier: 1, share }));
  const shares = { 1: share, 3: deviceShare };
  const signature = measure("aggregate", () => aggregate({ ...base, commitments, shares }));
  measure("verify", () => verify({ publicKey: publicKeyPackage.commitments[0], digest, signature }));
}

function enrol(server: Holder, device: Holder): void {
  const { publicKeyPackage } = server;
  const server1 = measure("enrolRound1", () => enrolRound1(server));
  const device1 = enrolRound1(device);
  const packages = { 1: server1.package, 3: device1.package };
  const message = { secret: server1.secret, peerPackage: packages[3], peerPart: device1.partForPeer };
  const sum = measure("enrolRound2", () => enrolRound2(message));
  const peerSum = enrolRound2({ secret: device1.secret, peerPackage: packages[1], peerPart: server1.partForPeer });
  measure("enrolFinish", () => enrolFinish({ publicKeyPackage, packages, sums: { 1: sum, 3: peerSum } }));
}

function refresh(server: Holder): void {
  const server1 = measure("refreshRound1", () => refreshRound1({ identifier: 1 }));
  const device1 = refreshRound1({ identifier: 3 });
  const server2 = measure("refreshRound2", () =>
    refreshRound2({ secret: server1.secret, peerPackage: device1.package }),
  );
  const device2 = refreshRound2({ secret: device1.secret, peerPackage: server1.package });
  const message = { secret: server2.secret, peerPackage: device1.package, peerShare: device2.shareForPeer };
  measure("refreshFinish", () => refreshFinish({ ...server, ...message }));
}

/** The mean, not the median: the kernel counts CPU time in steps longer than some of these operations. */
function mean(times: readonly number[]): number {
  const counted = times.slice(warmUp);
  return counted.reduce((sum, time) => sum + time, 0) / counted.length;
}

for (let round = 0; round < rounds + warmUp; round++) run();
const rows = [...samples].map(([name, times]) => `| ${name} | ${mean(times).toFixed(2)} |`);
process.stdout.write(`${["| operation | CPU ms, mean |", "|---|---|", ...rows].join("\n")}\n`);
