// The repository's postinstall. It repairs what npm leaves out and never makes an install fail:
// `npm start` and `npm test` repair again and then say what is missing.
import { repair, writeInstallStamp } from "./toolchain.mjs";

if (!process.env.TANDEM_SETUP) {
  try {
    if (repair().length === 0) writeInstallStamp();
  } catch (error) {
    console.error(`Tandem set-up will try again at the next start: ${error.message}`);
  }
}
