import "./lib/zod-without-eval.ts";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/board.css";
import "./styles/objective.css";
import "./styles/forms.css";
import "./styles/sources.css";
import "./styles/alerts.css";
import "./styles/notifications.css";
import "./styles/insight.css";
import "./styles/policies.css";
import "./styles/annotations.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { readTheme, resolveTheme } from "./lib/theme.ts";

// Before the first paint, so that no page flashes in the other theme.
document.documentElement.dataset.theme = resolveTheme(readTheme(), matchMedia("(prefers-color-scheme: dark)").matches);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App now={() => Date.now()} />
  </StrictMode>,
);
