import type { Guide } from "@/features/help/guide";

/** For the owner of a wallet: what to make ready, and what to do about each loss. */
export const userGuide: Guide = {
  title: "When something is lost",
  text: "There is no seed phrase. There are several ways back instead, and this page says which one is yours.",
  chapters: [
    {
      id: "halves",
      title: "What guards your wallet",
      picture: "halves",
      alt: "A key in two halves: one on your phone, one on our server. Together they sign.",
      text: "Your device holds one part of the key, our server the other. Two parts sign, one alone signs nothing. Your passkey opens your device’s part. A backup kit is a third part, on paper or in a file, which you keep.",
    },
    {
      id: "ready",
      title: "Make ready, today",
      picture: "kit",
      alt: "A sheet with a square code, and beside it, apart, a slip of paper with the kit’s code.",
      text: "Five minutes now are worth more than anything you can do later. Keep the kit and its code in two places.",
      steps: [
        [
          "On the Security page choose ",
          { press: "Save a backup kit", on: "kit/KitSettings.tsx" },
          ", then ",
          { press: "Make my kit", on: "kit/KitIntro.tsx" },
          ".",
        ],
        [
          { press: "Download the file", on: "kit/KitSaveStep.tsx" },
          " or ",
          { press: "Print the sheet", on: "kit/KitSaveStep.tsx" },
          ". Write the code down by hand, and type it once.",
        ],
        [
          "Then ",
          { press: "Choose guardians", on: "security/GuardiansCard.tsx" },
          ": three people who do not know each other are a good choice.",
        ],
        ["And ", { press: "Let us warn you", on: "security/ChannelsCard.tsx" }, " when the wallet is closed."],
      ],
    },
    {
      id: "device",
      title: "You lost your phone or computer",
      picture: "new-phone",
      alt: "An old phone, crossed out, and a new one that shows a passkey.",
      text: "A synced passkey is on your new device already. It opens the sealed copy of your device’s part.",
      steps: [
        ["On the new device choose ", { press: "Sign in with a passkey", on: "entry/Welcome.tsx" }, "."],
        [
          "If your passkey is not synced and you have another device: choose ",
          { press: "Add this device to an account", on: "entry/SignIn.tsx" },
          " here and ",
          { press: "Add a device", on: "security/devices/DevicesCard.tsx" },
          " there.",
        ],
        [
          "If you have neither: ",
          { press: "Restore from a backup kit", on: "entry/Welcome.tsx" },
          ". It is quick with your passkey and takes 48 hours without it.",
        ],
        [
          "On the Security page open the lost device and say ",
          { press: "It is lost or stolen", on: "security/devices/DeviceDialog.tsx" },
          ".",
        ],
      ],
    },
    {
      id: "passkey",
      title: "You lost your passkey",
      picture: "passkey",
      alt: "A locked phone, and an arrow from it to a kit.",
      text: "Without the passkey your device’s part stays closed. The kit makes a new key at the same address, after 48 hours in which each of your devices can say no.",
      steps: [
        ["Where the wallet is locked choose ", { press: "Use your backup kit", on: "session/LockScreen.tsx" }, "."],
        ["Give the kit and its code, then ", { press: "Make a new passkey", on: "kit/Restore.tsx" }, "."],
        [
          "Come back after 48 hours: ",
          { press: "Bring my account back", on: "kit/RestoreFinish.tsx" },
          ". The old kit opens nothing any more, so make a new one.",
        ],
      ],
    },
    {
      id: "kit",
      title: "You lost your kit",
      picture: "kit",
      alt: "A sheet with a square code, and beside it, apart, a slip of paper with the kit’s code.",
      text: "As long as you can open the wallet, you make another.",
      steps: [
        ["On the Security page choose ", { press: "Make a new kit", on: "kit/KitSettings.tsx" }, "."],
        [
          "If somebody may have both the kit and its code, choose ",
          { press: "Make a new key", on: "security/KeyCard.tsx" },
          " as well: then the old kit is worth nothing.",
        ],
      ],
    },
    {
      id: "everything",
      title: "You lost everything",
      picture: "friends",
      alt: "Three people. Two of them hand in a piece of a key each.",
      text: "Your guardians give the account a new key together, at the same address. It takes 48 hours.",
      steps: [
        [
          "Call a guardian and ask for the guardian card. On your new device choose ",
          { press: "Ask your guardians", on: "entry/SignIn.tsx" },
          " and open the card.",
        ],
        [
          "Write your name, then ",
          { press: "Make the key with a passkey", on: "recovery/Begin.tsx" },
          " and ",
          { press: "Copy the link", on: "recovery/Progress.tsx" },
          ".",
        ],
        ["Send the link to your guardians. Each of them calls you, and you read six words to each other."],
        ["After 48 hours: ", { press: "Open the account here", on: "recovery/Progress.tsx" }, "."],
      ],
    },
    {
      id: "server",
      title: "Our server is gone",
      picture: "no-server",
      alt: "A cloud, crossed out. A phone and a kit sign together below it.",
      text: "Your device and your kit are two parts, and two parts sign. Nobody has to help you.",
      steps: [
        [
          "Open the wallet’s address as always. Your browser answers with the page that it keeps for that day. First ",
          { press: "Try again", on: "../exit/steps/UnreachableStep.tsx" },
          ": most often it is only your connection.",
        ],
        [
          "If the wallet stays away, choose ",
          { press: "Go on without the server", on: "../exit/steps/UnreachableStep.tsx" },
          ". Before that, no page has a reason to ask for your kit.",
        ],
        ["Choose your kit’s file, type its code and ", { press: "Open the kit", on: "../exit/steps/KitStep.tsx" }, "."],
        [
          { press: "Open with your passkey", on: "../exit/steps/DeviceStep.tsx" },
          ". Without a passkey ",
          { press: "Open the device export", on: "../exit/steps/DeviceStep.tsx" },
          ", if you made one, or ask your guardians. They need this web site, but not the server behind it.",
        ],
        [
          "Did you replace the key there, and our server is back? Where you would restore a kit, choose ",
          { press: "Use its two files", on: "kit/Restore.tsx" },
          ".",
        ],
      ],
    },
    {
      id: "export",
      title: "If our web site may be gone too",
      picture: "export",
      alt: "Two files, kept apart by a dotted line: a kit, and a device export with a half of the key in it.",
      text: "Your passkey works only on our web site and in browsers that have used it. A device export is your device’s part as a file, with a code of its own. With your backup kit it opens the account on any computer. Most people need only the kit.",
      steps: [
        [
          "On the Security page choose ",
          { press: "Make a device export", on: "exit/ExitCard.tsx" },
          ", then ",
          { press: "Make it with your passkey", on: "exit/DeviceExport.tsx" },
          ".",
        ],
        [
          "Write the code down, then ",
          { press: "Download the file", on: "exit/DeviceExport.tsx" },
          " and ",
          { press: "I have the file and the code", on: "exit/DeviceExport.tsx" },
          ". Keep both away from your kit: whoever has kit, export and both codes has the account.",
        ],
        [
          "Next to it choose ",
          { press: "Save it as a file", on: "exit/ExitCard.tsx" },
          ": that is the page to use them on. It needs no web site.",
        ],
        [
          "On that day open the page, then your kit, then ",
          { press: "Open the device export", on: "../exit/steps/DeviceStep.tsx" },
          ". You need the address of a network’s RPC server; public ones will do.",
        ],
        [
          "Make it again after ",
          { press: "Renew the key’s parts", on: "security/KeyCard.tsx" },
          " and after ",
          { press: "Make a new key", on: "security/KeyCard.tsx" },
          ": the old one is then worth nothing.",
        ],
        [
          "When our server is back, and your key was made without it: ",
          { press: "Make a key with our server", on: "key/SoloNotice.tsx" },
          " on the home page.",
        ],
      ],
    },
  ],
};
