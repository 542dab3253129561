import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

interface CardProps {
  title?: string;
  /** Stands at the right of the title. */
  aside?: ReactNode;
  /** Without inner space, for lists that reach the edge. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled region of a screen. */
export function Card({ title, aside, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={classes.head}>
          <h2 className={classes.title} id={id}>
            {title}
          </h2>
          {aside}
        </header>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}

/** Pairs of a name and a value, e.g. of the connection. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div className={classes.fact} key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
