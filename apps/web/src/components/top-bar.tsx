import type { ReactNode } from "react";
import { Link, NavLink } from "react-router";
import { ThemeButton } from "./theme-button.tsx";

export interface NavItem {
  readonly path: string;
  readonly title: string;
  /** Something in there needs a look. */
  readonly alarms: number;
}

const Logo = () => (
  <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
    <path d="M2 4v14.5h18V13C13.5 13 8.5 10.5 2 4z" className="f-left" />
    <path d="M2 4h18M2 18.5h18" className="s-ink" strokeWidth="1.6" />
  </svg>
);

export const TopBar = ({ items, children }: { items: readonly NavItem[]; children: ReactNode }) => (
  <header className="top">
    <Link className="logo" to="/">
      <Logo />
      Solvent
    </Link>
    <nav aria-label="Main">
      {items.map((item) => (
        <NavLink key={item.path} to={item.path} end={item.path === "/"}>
          {item.title}
          {item.alarms > 0 && (
            <span className="alarm-count">
              {item.alarms}
              <span className="visually-hidden"> need a look</span>
            </span>
          )}
        </NavLink>
      ))}
    </nav>
    <span className="spacer" />
    {children}
    <ThemeButton />
  </header>
);
