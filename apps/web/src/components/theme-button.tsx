import { useEffect, useState } from "react";
import { nextTheme, readTheme, resolveTheme, storeTheme, type Theme } from "../lib/theme.ts";
import { Icon } from "./icon.tsx";

const ICONS = { system: "theme", light: "light", dark: "dark" } as const;

/** Applies the chosen theme to the document and follows the system while nothing is chosen. */
function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      document.documentElement.dataset.theme = resolveTheme(theme, system.matches);
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);
  const choose = (next: Theme) => {
    storeTheme(next);
    setTheme(next);
  };
  return [theme, choose];
}

export function ThemeButton() {
  const [theme, choose] = useTheme();
  const label = `Theme: ${theme}. Change to ${nextTheme(theme)}`;
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={() => choose(nextTheme(theme))}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}
