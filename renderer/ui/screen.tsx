import { type ReactNode, useEffect } from 'react';
import classes from './screen.module.css';

interface ScreenProps {
  title: string;
  /** One quiet line below the title. */
  lead?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** A way back to the list this came from. */
  back?: { href: string; words: string };
  /** Stands before the title, e.g. a large sign. */
  sign?: ReactNode;
  children: ReactNode;
}

/** The frame of a screen: its title, which is also the window's, and its content. */
export function Screen({ title, lead, actions, back, sign, children }: ScreenProps) {
  useEffect(() => {
    document.title = `${title} · Rulepost`;
  }, [title]);

  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        {sign}
        <div className={classes.words}>
          {back && (
            <a className={classes.back} href={back.href}>
              <span aria-hidden="true">‹</span> {back.words}
            </a>
          )}
          <h1 className={classes.title}>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A list with nothing in it yet: what will stand here, and the first step. */
export function Empty({
  icon,
  title,
  children,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon}>{icon}</span>
      <h2 className={classes.emptyTitle}>{title}</h2>
      <div className={classes.emptyText}>{children}</div>
    </div>
  );
}
