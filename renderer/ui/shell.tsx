import {
  IconAdjustmentsHorizontal,
  IconHistory,
  IconHome2,
  IconListCheck,
  IconMailbox,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ConnectionState, Status } from '../../shared/contract/schemas.ts';
import { live, type ServiceState, useServiceState } from '../live.ts';
import { type Route, to } from '../route.ts';
import { orpc, signedOutProblem } from '../rpc.ts';
import { Mark } from './mark.tsx';
import classes from './shell.module.css';
import { ConnectionIcon, connectionWords, ToneIcon } from './status-icon.tsx';

const places = [
  { words: 'Overview', href: to.overview, icon: IconHome2, screens: ['overview', 'connect'] },
  { words: 'Rules', href: to.rules, icon: IconListCheck, screens: ['rules', 'rule'] },
  { words: 'Activity', href: to.activity, icon: IconHistory, screens: ['activity', 'run'] },
  { words: 'Mailbox', href: to.mailbox, icon: IconMailbox, screens: ['mail'], practice: true },
  { words: 'Settings', href: to.settings, icon: IconAdjustmentsHorizontal, screens: ['settings'] },
];

/** What stands around every screen: brand, navigation, banners, and how the connection is. */
export function Shell({ route, children }: { route: Route; children: ReactNode }) {
  const { data: status } = useQuery(orpc.status.queryOptions());
  const main = useRef<HTMLElement>(null);
  const shown = useRef(route.screen);

  useEffect(() => {
    // A new screen takes the focus, as a new page would; the one first loaded does not.
    if (shown.current === route.screen) return;
    shown.current = route.screen;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [route.screen]);

  return (
    <div className={classes.shell}>
      <button className={classes.skip} type="button" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header className={classes.side}>
        <a className={classes.brand} href={to.overview} aria-label="Rulepost, overview">
          <Mark />
          <span>Rulepost</span>
        </a>
        <nav className={classes.nav} aria-label="Screens">
          {places
            .filter((place) => !place.practice || status?.mode === 'practice')
            .map((place) => (
              <a
                key={place.href}
                className={classes.place}
                href={place.href}
                aria-current={place.screens.includes(route.screen) ? 'page' : undefined}
              >
                <place.icon size={20} stroke={1.7} aria-hidden />
                <span>{place.words}</span>
                {place.href === to.activity && <Waiting status={status} />}
              </a>
            ))}
        </nav>
        <Connection status={status} />
      </header>
      <div className={classes.stage}>
        <ServiceBanner />
        {status?.mode === 'practice' && (
          <p className={classes.practice}>
            <IconMailbox size={16} stroke={1.8} aria-hidden />
            <span>
              <strong>Practice account:</strong> nobody is really mailed.
            </span>
          </p>
        )}
        <main className={classes.main} ref={main} tabIndex={-1} id="content">
          {children}
        </main>
      </div>
    </div>
  );
}

function Waiting({ status }: { status: Status | undefined }) {
  const waiting = (status?.runs.held ?? 0) + (status?.runs.failed ?? 0);
  if (waiting === 0) return null;
  return (
    <span className={classes.badge}>
      {waiting}
      <span className="visually-hidden"> waiting for you</span>
    </span>
  );
}

function Connection({ status }: { status: Status | undefined }) {
  const service = useServiceState();
  const away = service === 'away' || service === 'signed-out';
  const state = status?.connection.state;
  return (
    <a className={classes.connection} href={to.overview} aria-live="polite">
      {away || !state ? (
        <ToneIcon tone={away ? 'warn' : 'idle'} />
      ) : (
        <ConnectionIcon state={state} />
      )}
      <span className={classes.connectionText}>
        <span className={classes.connectionState}>{connectionLine(service, state)}</span>
        <span className={classes.organisation}>{status?.connection.account?.organisation}</span>
      </span>
    </a>
  );
}

function connectionLine(service: ServiceState, state: ConnectionState | undefined): string {
  if (service === 'signed-out') return 'Not signed in';
  if (service === 'away') return 'Not reachable';
  return state ? connectionWords[state].words : '…';
}

/** Says calmly that what is shown may be old, and why. */
function ServiceBanner() {
  const service = useServiceState();
  return (
    <div role="status">
      {service === 'away' && (
        <p className={classes.away}>
          <ToneIcon tone="warn" size={16} />
          <span>
            <strong>Rulepost is not answering.</strong> What you see may be old. This page goes on
            by itself when it is back.
          </span>
          <button className={classes.retry} type="button" onClick={() => live.retryNow()}>
            Try now
          </button>
        </p>
      )}
      {service === 'signed-out' && (
        <p className={classes.away}>
          <ToneIcon tone="warn" size={16} />
          <span>
            <strong>This browser is not let in any more.</strong> {signedOutProblem.advice}
          </span>
        </p>
      )}
    </div>
  );
}
