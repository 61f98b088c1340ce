/** What a frozen account still does. */
export function StillWorks() {
  return (
    <p>
      Our server signs nothing for it. You can still receive, look at everything, stop a recovery and replace the key. A
      device together with the backup kit still signs: the network knows no freeze.
    </p>
  );
}
