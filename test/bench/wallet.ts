// npm run bench:wallet [-- --json]: how long a newcomer waits for the first confirmed payment, and how much JavaScript
// the wallet's home loads, in a real Chromium on the real local stack with the production build.

import {
  closeReceipt,
  confirmPayment,
  createWallet,
  getTestMoney,
  reviewPayment,
  waitForReceipt,
} from "../e2e/support/actions.ts";
import { openWallet } from "../e2e/support/openWallet.ts";
import { weighPage } from "../e2e/support/weighPage.ts";
import { launchBrowser } from "../support/browser.ts";
import { startTestStack } from "../support/startTestStack.ts";

const runs = 3;
const friend = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

// As `npm start` runs it, not from one file each.
const stack = await startTestStack({ programs: {} });
const browser = await launchBrowser();
const origin = stack.urls.front;
try {
  const seconds: number[] = [];
  let scripts = { firstLoad: 0, untilIdle: 0 };
  for (let run = 0; run < runs; run++) {
    const wallet = await openWallet({ browser, origin });
    seconds.push(await payFirst(wallet));
    if (run === runs - 1) {
      await closeReceipt(wallet.page);
      scripts = await weighPage(wallet.page, "home-balance");
    }
    wallet.assertQuiet();
    await wallet.close();
  }
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
  console.table({
    "open the URL → first confirmed payment, s (each run, a new profile)": seconds
      .map((value) => value.toFixed(2))
      .join("  "),
    "median, s": median.toFixed(2),
    "home: JavaScript of the first load, kB gzip": scripts.firstLoad.toFixed(1),
    "home: with everything loaded later, kB gzip": scripts.untilIdle.toFixed(1),
  });
  if (process.argv.includes("--json"))
    console.log(
      JSON.stringify({
        firstPaymentSeconds: Number(median.toFixed(2)),
        homeJavaScriptKilobytes: Number(scripts.firstLoad.toFixed(1)),
      }),
    );
} finally {
  await browser.close();
  await stack.stop();
}

/** Welcome, passkey, key generation, faucet, payment, until the chain has confirmed it. */
async function payFirst(wallet: Awaited<ReturnType<typeof openWallet>>): Promise<number> {
  const start = performance.now();
  await createWallet(wallet, origin);
  await getTestMoney(wallet.page);
  await reviewPayment(wallet.page, { to: friend, amount: "0.1" });
  await confirmPayment(wallet.page);
  await waitForReceipt(wallet.page);
  return (performance.now() - start) / 1000;
}
