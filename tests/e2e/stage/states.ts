/** The named states a stage can begin in. Each is a whole, so that a test reads like a scene. */
import type {
  ActivityEntry,
  Attempt,
  Check,
  DryRun,
  MailboxMail,
  RuleView,
  RunDetail,
  Status,
} from '../../../shared/contract/schemas.ts';
import { deniedAttempt, deviceAttempt, waitingAttempt } from './attempts.ts';
import { connected, day, hour, rulesOf, statusOf } from './bookshop.ts';
import { doneRun, failedRun, firstRowsRun, heldRun, lostRun, ruleOffRun } from './bookshop-runs.ts';
import { activityOf, checks, dryRunOf, mailsOf } from './bookshop-work.ts';

/** Everything the stage answers from; tests may change it while it plays. */
export interface Scene {
  status: Status;
  attempt: Attempt | null;
  rules: RuleView[];
  runs: RunDetail[];
  activity: ActivityEntry[];
  mails: MailboxMail[];
  checks: Check[];
  dryRun: (ruleId: string) => DryRun;
}

function bookshop(now: number): Scene {
  return {
    status: statusOf(now),
    attempt: null,
    rules: rulesOf(now),
    runs: [doneRun(now)],
    activity: activityOf(now),
    mails: mailsOf(now),
    checks: structuredClone(checks),
    dryRun: dryRunOf,
  };
}

function nothingYet(now: number): Scene {
  const scene = bookshop(now);
  scene.status.overall = { level: 'fine', sentence: 'Connected. There are no rules yet.' };
  scene.status.rules = { total: 0, enabled: 0 };
  scene.status.quota.usedToday = 0;
  return { ...scene, rules: [], runs: [], activity: [], mails: [] };
}

function notConnected(now: number): Scene {
  const scene = nothingYet(now);
  scene.status.overall = { level: 'setup', sentence: 'Not connected to Constant Contact yet.' };
  scene.status.connection = {
    ...connected(now),
    state: 'not-connected',
    account: null,
    connectedAt: null,
    lastRefreshAt: null,
    accessTokenExpiresAt: null,
    nextRefreshAt: null,
    endsUnlessUsedBy: null,
  };
  return scene;
}

function firstStart(now: number): Scene {
  const scene = notConnected(now);
  scene.status.connection.clientId = null;
  return scene;
}

function practice(now: number): Scene {
  const scene = bookshop(now);
  scene.status.mode = 'practice';
  return scene;
}

function practiceEmpty(now: number): Scene {
  const scene = nothingYet(now);
  scene.status.mode = 'practice';
  return scene;
}

function reconnectNeeded(now: number): Scene {
  const scene = bookshop(now);
  scene.status.overall = {
    level: 'attention',
    sentence: 'Constant Contact asks you to connect again. Nothing queued is lost.',
  };
  scene.status.connection.state = 'reconnect-needed';
  scene.status.connection.nextRefreshAt = null;
  scene.status.connection.endsUnlessUsedBy = null;
  scene.status.connection.problem = {
    code: 'reconnect-needed',
    what: 'Constant Contact no longer accepts this connection.',
    advice: 'Press Reconnect. Nothing queued is lost; it goes on afterwards.',
  };
  return scene;
}

function offline(now: number): Scene {
  const scene = bookshop(now);
  scene.status.overall = {
    level: 'offline',
    sentence: 'Constant Contact cannot be reached at the moment. Rulepost keeps trying.',
  };
  scene.status.connection.state = 'offline';
  scene.status.connection.problem = {
    code: 'offline',
    what: 'Constant Contact cannot be reached: there is no internet connection.',
    advice:
      'Nothing to do: Rulepost tries again by itself. If it lasts, check the internet connection.',
  };
  return scene;
}

function waitingForYou(now: number): Scene {
  const scene = bookshop(now);
  scene.status.overall = { level: 'attention', sentence: '1 send failed.' };
  scene.status.runs = { active: 0, held: 1, failed: 1 };
  scene.runs = [heldRun(now), failedRun(now), ...scene.runs];
  return scene;
}

function accountLacks(now: number): Scene {
  const scene = bookshop(now);
  const missing = {
    code: 'account-no-sender',
    what: 'The account has no confirmed sender address; hello@marlowfinch.example waits for confirmation.',
    advice:
      'In Constant Contact, open the account settings, add the address you send from and press the link in the mail it gets. Then press "Check again".',
  };
  scene.status.overall = { level: 'attention', sentence: missing.what };
  scene.status.connection.missing = [missing];
  return scene;
}

/** Many rules, long words, a spent quota, a problem at every corner. */
function crowded(now: number): Scene {
  const scene = waitingForYou(now);
  scene.status.runs.held = 3;
  scene.runs = [firstRowsRun(now), ruleOffRun(now), ...scene.runs, lostRun(now)];
  const long = 'Donaudampfschifffahrtsgesellschaftskapitänsnachmittagslesung'.repeat(2);
  const [first] = scene.rules;
  if (!first) throw new Error('the bookshop has rules');
  scene.rules = Array.from({ length: 40 }, (_, index) => ({
    ...first,
    id: `rule-${index}`,
    name: index === 0 ? long : `${first.name}, shop ${index + 1}`,
    enabled: index % 3 !== 2,
    problem:
      index % 7 === 1
        ? {
            code: 'file-missing',
            what: `The file /srv/shop/${'exports/'.repeat(12)}orders-${index}.csv is not there.`,
            advice: 'Put the file there, or correct its path in the rule.',
          }
        : null,
  }));
  scene.status.rules = { total: 40, enabled: 27 };
  scene.status.quota = {
    ...scene.status.quota,
    usedToday: 10_000,
    parkedUntil: scene.status.quota.resetsAt,
  };
  scene.status.connection.account = {
    ...(scene.status.connection.account ?? connected(now).account ?? neverMissing()),
    organisation: long,
  };
  const activity = scene.activity[0];
  if (activity) {
    scene.activity = Array.from({ length: 120 }, (_, index) => ({
      ...activity,
      id: 1000 - index,
      at: now - index * 2 * hour,
      words: index === 2 ? long : activity.words,
    }));
  }
  return scene;
}

function neverMissing(): never {
  throw new Error('the bookshop is connected to an account');
}

export const scenes = {
  bookshop,
  'nothing-yet': nothingYet,
  'not-connected': notConnected,
  'first-start': firstStart,
  practice,
  'practice-empty': practiceEmpty,
  'reconnect-needed': reconnectNeeded,
  offline,
  'waiting-for-you': waitingForYou,
  'account-lacks': accountLacks,
  crowded,
  waiting: (now: number): Scene => ({ ...notConnected(now), attempt: waitingAttempt(now) }),
  'waiting-long': (now: number): Scene => ({
    ...notConnected(now),
    attempt: { ...waitingAttempt(now), offerAlternativesAt: now - 1 },
  }),
  'device-code': (now: number): Scene => ({ ...notConnected(now), attempt: deviceAttempt(now) }),
  denied: (now: number): Scene => ({ ...notConnected(now), attempt: deniedAttempt(now) }),
  'just-connected': (now: number): Scene => ({
    ...nothingYet(now),
    attempt: { ...waitingAttempt(now - day), state: 'connected' },
  }),
} satisfies Record<string, (now: number) => Scene>;

export type SceneName = keyof typeof scenes;
