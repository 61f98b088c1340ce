import type { Guide } from "@/features/help/guide";

/** For who guards a friend's account: no wallet, no money, no knowledge needed. */
export const guardianGuide: Guide = {
  title: "How to be a guardian",
  text: "A friend trusts you with a small thing: if they lose every device, you help to give their account a new key. You need no wallet of your own, and it costs you nothing.",
  chapters: [
    {
      id: "what",
      title: "What you can do, and what you cannot",
      picture: "friends",
      alt: "Three people. Two of them hand in a piece of a key each.",
      text: "As many guardians as your friend chose, mostly two or three together, can give the account a new key. It takes 48 hours, and until then its owner can stop it. You cannot spend the money.",
    },
    {
      id: "accept",
      title: "Say yes",
      picture: "invite",
      alt: "A message with a link on a phone, and a guardian card beside it.",
      text: "Your friend sends you a link.",
      steps: [
        ["Open it on your phone or computer and write your name."],
        [
          { press: "Accept with a new passkey", on: "guardian-portal/AcceptInvite.tsx" },
          ", or with a wallet, if you have one in this browser.",
        ],
        ["Call your friend and read the six words to each other. They have to be the same on both screens."],
        [
          "When your friend has finished, ",
          { press: "Save the card as a file", on: "guardian-portal/CardActions.tsx" },
          ", and ",
          { press: "Keep in this browser", on: "guardian-portal/CardActions.tsx" },
          ". It holds no secret.",
        ],
      ],
    },
    {
      id: "help",
      title: "When your friend needs you",
      picture: "compare",
      alt: "Two people on the telephone, each with the same six words.",
      text: "First your friend asks you for your guardian card: send the file, or its link. Then you get a link to a request. It works as long as this web site opens, even if the server behind it is gone.",
      steps: [
        ["Open the link. Call your friend, on the number you have always used, and compare the six words."],
        [
          "Only then tick ",
          {
            press: "I know this voice, and all six words are the same.",
            on: "guardian-portal/ApproveRequest.tsx",
          },
        ],
        [
          { press: "Approve with your passkey", on: "guardian-portal/ApproveRequest.tsx" },
          ", or with the wallet that you said yes with.",
        ],
        [
          "Your guardian is a Safe? The page shows an address and data for a transaction of the Safe. Have its owners confirm it, then press ",
          { press: "It is done: look", on: "guardian-portal/ApproveByContract.tsx" },
          ".",
        ],
        [
          "If the page shows an answer, ",
          { press: "Copy the answer", on: "guardian-portal/ApproveRequest.tsx" },
          " and send it to your friend.",
        ],
      ],
    },
    {
      id: "watch",
      title: "When something looks wrong",
      picture: "compare",
      alt: "Two people on the telephone, each with the same six words.",
      text: "Your card’s page shows what goes on with the account, read from the network itself: a recovery under way, one that was stopped or finished, a change of guardians.",
      steps: [
        ["A recovery that your friend did not ask for: call your friend first, on a number you know."],
        [
          "Then ",
          { press: "Stop it together", on: "guardian-portal/BeginStop.tsx" },
          ": sign, and send the link to the next guardian. As many as started it stop it.",
        ],
        [
          "Your friend’s phone was stolen: open ",
          { press: "A device of your friend was stolen", on: "guardian-portal/FreezeGuarded.tsx" },
          " and freeze the account. Your friend lifts it with a passkey.",
        ],
      ],
    },
    {
      id: "never",
      title: "What nobody may ask of you",
      picture: "never",
      alt: "A hand that says stop in front of a sheet with words.",
      text: "Never approve for somebody whose voice you do not know, however urgent it sounds. Nobody who is honest asks a guardian for a seed phrase, a password or money.",
    },
  ],
};
