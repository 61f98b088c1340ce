import { createRoot } from "react-dom/client";
import { Exit } from "./Exit";

const root = document.getElementById("root");
if (root) createRoot(root).render(<Exit />);
