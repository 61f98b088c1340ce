import {
  aggregate,
  applyRefresh,
  type BySigner,
  commit,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  encodeKeyPackage,
  encodePublicKeyPackage,
  enrolFinish,
  enrolRound1,
  enrolRound2,
  hashDkgPackage,
  type Identifier,
  type KeyPackage,
  type PublicKeyPackage,
  refreshFinish,
  refreshRound1,
  refreshRound2,
  type SignerSet,
  selfTestDigest,
  signShare,
  toPublicKeyX,
} from "../../src/index.ts";
import { peekState } from "../../src/SecretState.ts";
import { testSession } from "../../testing/generateKey.ts";
import { recordingRng } from "../../testing/recordingRng.ts";
import { referenceSigning } from "../../testing/reference.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { toHex, wordHex } from "./hex.ts";

type Holder = { readonly keyPackage: KeyPackage; readonly publicKeyPackage: PublicKeyPackage };

/** One key from generation over enrolment and signatures to a refresh. */
export function protocolCase(seed: string) {
  const generated = generateCase(`${seed} dkg`);
  const { server, device } = generated;
  const enrolled = enrolCase(`${seed} enrol`, server, device);
  const { publicKeyPackage } = enrolled.backup;
  const keyPackages = { 1: server.keyPackage, 2: enrolled.backup.keyPackage, 3: device.keyPackage };
  const digest = selfTestDigest(server.transcriptHash);
  const other = seededRng(`${seed} digest`)(32);
  const signing = [
    signingCase(`${seed} {1,3}`, keyPackages, publicKeyPackage, [1, 3], digest),
    signingCase(`${seed} {1,2}`, keyPackages, publicKeyPackage, [1, 2], other),
    signingCase(`${seed} {2,3}`, keyPackages, publicKeyPackage, [2, 3], other),
  ];
  return {
    dkg: generated.vector,
    enrol: enrolled.vector,
    signing,
    refresh: refreshCase(`${seed} refresh`, keyPackages, publicKeyPackage),
  };
}

function generateCase(seed: string) {
  const serverRng = recordingRng(`${seed} server`);
  const deviceRng = recordingRng(`${seed} device`);
  const server1 = dkgRound1({ identifier: 1, rng: serverRng.rng });
  const device1 = dkgRound1({ identifier: 3, rng: deviceRng.rng });
  const server2 = dkgRound2({ secret: server1.secret, peerPackage: device1.package });
  const device2 = dkgRound2({ secret: device1.secret, peerPackage: server1.package });
  const session = testSession;
  const server = dkgFinish({
    secret: server2.secret,
    peerPackage: device1.package,
    peerShare: device2.shareForPeer,
    session,
  });
  const device = dkgFinish({
    secret: device2.secret,
    peerPackage: server1.package,
    peerShare: server2.shareForPeer,
    session,
  });
  const vector = {
    session: Object.fromEntries(Object.entries(session).map(([name, bytes]) => [name, toHex(bytes)])),
    serverRandom: serverRng.drawn.map(toHex),
    deviceRandom: deviceRng.drawn.map(toHex),
    devicePackageHash: toHex(hashDkgPackage(device1.package)),
    serverPackage: toHex(server1.package),
    devicePackage: toHex(device1.package),
    shareForDevice: toHex(server2.shareForPeer),
    shareForServer: toHex(device2.shareForPeer),
    publicKeyX: toHex(toPublicKeyX(server.publicKeyPackage)),
    serverKeyPackage: toHex(encodeKeyPackage(server.keyPackage)),
    deviceKeyPackage: toHex(encodeKeyPackage(device.keyPackage)),
    publicKeyPackage: toHex(encodePublicKeyPackage(server.publicKeyPackage)),
    transcriptHash: toHex(server.transcriptHash),
    selfTestDigest: toHex(selfTestDigest(server.transcriptHash)),
  };
  return { server, device, vector };
}

function enrolCase(seed: string, server: Holder, device: Holder) {
  const server1 = enrolRound1({ ...server, rng: seededRng(`${seed} server`) });
  const device1 = enrolRound1({ ...device, rng: seededRng(`${seed} device`) });
  const packages = { 1: server1.package, 3: device1.package };
  const sums = {
    1: enrolRound2({ secret: server1.secret, peerPackage: packages[3], peerPart: device1.partForPeer }),
    3: enrolRound2({ secret: device1.secret, peerPackage: packages[1], peerPart: server1.partForPeer }),
  };
  const backup = enrolFinish({ publicKeyPackage: server.publicKeyPackage, packages, sums });
  const vector = {
    serverPackage: toHex(packages[1]),
    devicePackage: toHex(packages[3]),
    partForDevice: toHex(server1.partForPeer),
    partForServer: toHex(device1.partForPeer),
    serverSum: toHex(sums[1]),
    deviceSum: toHex(sums[3]),
    backupKeyPackage: toHex(encodeKeyPackage(backup.keyPackage)),
    publicKeyPackage: toHex(encodePublicKeyPackage(backup.publicKeyPackage)),
  };
  return { backup, vector };
}

function signingCase(
  seed: string,
  keyPackages: Readonly<Record<Identifier, KeyPackage>>,
  publicKeyPackage: PublicKeyPackage,
  signers: SignerSet,
  digest: Uint8Array,
) {
  const keyEpoch = 1;
  const counter = 7;
  // The higher identifier asks (no peer commitments, a counter), the lower one answers in one step.
  const [answering, asking] = signers;
  const askingRng = recordingRng(`${seed} asking`);
  const answeringRng = recordingRng(`${seed} answering`);
  const base = { digest, signers, keyEpoch };
  const asked = commit({ ...base, keyPackage: keyPackages[asking], counter, rng: askingRng.rng });
  const peerCommitments = asked.commitments;
  const answered = commit({ ...base, keyPackage: keyPackages[answering], peerCommitments, rng: answeringRng.rng });
  const commitments: BySigner<typeof peerCommitments> = {
    [asking]: asked.commitments,
    [answering]: answered.commitments,
  };
  const publicKey = publicKeyPackage.commitments[0];
  const reference = referenceSigning({ publicKey, digest, signers, commitments: { ...commitments } as never });
  const runs = [
    { identifier: answering, run: answered, random: answeringRng.drawn, peer: peerCommitments },
    { identifier: asking, run: asked, random: askingRng.drawn, counter },
  ] as const;
  const shares: Partial<Record<Identifier, Uint8Array>> = {};
  const participants = runs.map(({ identifier, run, random, ...context }) => {
    const content = peekState(run.nonces);
    if (content === undefined) throw new RangeError("no nonces");
    const nonces = { hiding: toHex(content.hiding), binding: toHex(content.binding) };
    const keyPackage = keyPackages[identifier];
    const share = signShare({ keyPackage, publicKeyPackage, nonces: run.nonces, digest, signers, commitments });
    shares[identifier] = share;
    return {
      identifier,
      keyPackage: toHex(encodeKeyPackage(keyPackage)),
      random: random.map(toHex),
      knowsPeerCommitments: "peer" in context,
      counter: "counter" in context ? context.counter : null,
      nonces,
      commitments: { hiding: toHex(run.commitments.hiding), binding: toHex(run.commitments.binding) },
      bindingFactor: wordHex(reference.bindingFactors.get(identifier) ?? 0n),
      lambda: wordHex(reference.lambda(identifier)),
      share: toHex(share),
    };
  });
  return {
    signers,
    keyEpoch,
    digest: toHex(digest),
    publicKeyPackage: toHex(encodePublicKeyPackage(publicKeyPackage)),
    participants,
    bindingFactorPrefix: toHex(reference.rhoPrefix),
    groupCommitment: toHex(reference.groupCommitment.toBytes(true)),
    re: toHex(reference.re),
    challenge: wordHex(reference.challenge),
    signature: toHex(aggregate({ publicKeyPackage, commitments, digest, signers, shares })),
  };
}

function refreshCase(
  seed: string,
  keyPackages: Readonly<Record<Identifier, KeyPackage>>,
  publicKeyPackage: PublicKeyPackage,
) {
  const server1 = refreshRound1({ identifier: 1, rng: seededRng(`${seed} server`) });
  const device1 = refreshRound1({ identifier: 3, rng: seededRng(`${seed} device`) });
  const packages = { 1: server1.package, 3: device1.package };
  const server2 = refreshRound2({ secret: server1.secret, peerPackage: packages[3] });
  const device2 = refreshRound2({ secret: device1.secret, peerPackage: packages[1] });
  const updates = { 1: server2.shareForBackup, 3: device2.shareForBackup };
  const server = refreshFinish({
    secret: server2.secret,
    keyPackage: keyPackages[1],
    publicKeyPackage,
    peerPackage: packages[3],
    peerShare: device2.shareForPeer,
  });
  const device = refreshFinish({
    secret: device2.secret,
    keyPackage: keyPackages[3],
    publicKeyPackage,
    peerPackage: packages[1],
    peerShare: server2.shareForPeer,
  });
  const backup = applyRefresh({ keyPackage: keyPackages[2], publicKeyPackage, packages, updates });
  return {
    serverPackage: toHex(packages[1]),
    devicePackage: toHex(packages[3]),
    shareForDevice: toHex(server2.shareForPeer),
    shareForServer: toHex(device2.shareForPeer),
    serverUpdateForBackup: toHex(updates[1]),
    deviceUpdateForBackup: toHex(updates[3]),
    serverKeyPackage: toHex(encodeKeyPackage(server.keyPackage)),
    deviceKeyPackage: toHex(encodeKeyPackage(device.keyPackage)),
    backupKeyPackage: toHex(encodeKeyPackage(backup.keyPackage)),
    publicKeyPackage: toHex(encodePublicKeyPackage(server.publicKeyPackage)),
  };
}
