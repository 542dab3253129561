import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCloudOff,
  IconExclamationCircle,
  IconPlugConnected,
  IconRefresh,
} from '@tabler/icons-react';
import type { ConnectionState, Status } from '../../shared/contract/schemas.ts';
import classes from './status-icon.module.css';
import type { Tone } from './words.ts';

type IconType = typeof IconCircleCheck;

/** Shape and colour both change, so that neither has to be seen to understand the other. */
const toneIcons: Record<Tone, IconType> = {
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconExclamationCircle,
  busy: IconRefresh,
  idle: IconCircleDashed,
};

export function ToneIcon({ tone, size = 18 }: { tone: Tone; size?: number }) {
  const Icon = toneIcons[tone];
  return <Icon className={classes.icon} data-tone={tone} size={size} stroke={1.8} aria-hidden />;
}

export const levelTone: Record<Status['overall']['level'], Tone> = {
  fine: 'good',
  working: 'busy',
  attention: 'warn',
  offline: 'idle',
  setup: 'busy',
};

const levelIcons: Record<Status['overall']['level'], IconType> = {
  fine: IconCircleCheck,
  working: IconRefresh,
  attention: IconAlertTriangle,
  offline: IconCloudOff,
  setup: IconPlugConnected,
};

/** The large sign beside the one sentence of the overview. */
export function LevelSign({ level }: { level: Status['overall']['level'] }) {
  const Icon = levelIcons[level];
  return (
    <span className={classes.sign} data-tone={levelTone[level]}>
      <Icon size={26} stroke={1.8} aria-hidden />
    </span>
  );
}

export const connectionWords: Record<ConnectionState, { words: string; tone: Tone }> = {
  'not-connected': { words: 'Not connected', tone: 'idle' },
  connected: { words: 'Connected', tone: 'good' },
  refreshing: { words: 'Renewing the connection', tone: 'busy' },
  offline: { words: 'Offline', tone: 'idle' },
  'reconnect-needed': { words: 'Reconnect needed', tone: 'warn' },
};

const connectionIcons: Record<ConnectionState, IconType> = {
  'not-connected': IconCircleDashed,
  connected: IconCircleCheck,
  refreshing: IconRefresh,
  offline: IconCloudOff,
  'reconnect-needed': IconAlertTriangle,
};

export function ConnectionIcon({ state, size = 18 }: { state: ConnectionState; size?: number }) {
  const Icon = connectionIcons[state];
  const { tone } = connectionWords[state];
  return <Icon className={classes.icon} data-tone={tone} size={size} stroke={1.8} aria-hidden />;
}

/** A state as a small label with its icon. */
export function StateLabel({ tone, words }: { tone: Tone; words: string }) {
  const Icon = toneIcons[tone];
  return (
    <span className={classes.label} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {words}
    </span>
  );
}
