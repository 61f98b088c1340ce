import { Entrance } from "@/features/home";

export default function Page() {
  return <Entrance />;
}
