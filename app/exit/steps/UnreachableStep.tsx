import { useEffect } from "react";
import { Button, Heading, Notice } from "../ui";

/**
 * The browser answered with this page where the wallet should be. Most of the time that passes by itself, so it asks for
 * no kit and no code: a page that did so whenever a train goes into a tunnel would teach people to type them anywhere.
 */
export function UnreachableStep({ onGoOn }: { readonly onGoOn: () => void }) {
  useEffect(() => {
    const before = document.title;
    document.title = "The wallet cannot be reached";
    return () => {
      document.title = before;
    };
  }, []);
  useEffect(() => {
    const retry = () => location.reload();
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, []);
  return (
    <div className="stack">
      <Heading>The wallet cannot be reached</Heading>
      <p>
        {navigator.onLine
          ? "You may be offline, or our server may be down for a while. Your money is safe: it is on the network, not with us."
          : "This device is offline. Connect it to the internet: this page then tries again by itself. Your money is safe: it is on the network, not on this device."}
      </p>
      <Button onClick={() => location.reload()}>Try again</Button>
      <Notice title="You do not need your backup kit now">
        <p>
          Wait a while first. Only if the wallet stays away and you cannot wait, your backup kit and your device
          together can act without it.
        </p>
      </Notice>
      <Button look="secondary" onClick={onGoOn}>
        Go on without the server
      </Button>
    </div>
  );
}
