import { lazy, Suspense, useEffect } from 'react';
import { parseRoute, type Route, to, useHash } from './route.ts';
import { Boundary } from './ui/boundary.tsx';
import { SkeletonLines } from './ui/loaded.tsx';
import { Screen } from './ui/screen.tsx';
import { Shell } from './ui/shell.tsx';

const loaders = {
  overview: () => import('./screens/overview/overview.tsx'),
  connect: () => import('./screens/welcome/connect.tsx'),
  rules: () => import('./screens/rules/rules.tsx'),
  rule: () => import('./screens/rules/rule-page.tsx'),
  activity: () => import('./screens/activity/activity.tsx'),
  run: () => import('./screens/activity/run-page.tsx'),
  mail: () => import('./screens/mail/mailbox.tsx'),
  settings: () => import('./screens/settings/settings.tsx'),
};

const Overview = lazy(async () => ({ default: (await loaders.overview()).Overview }));
const Connect = lazy(async () => ({ default: (await loaders.connect()).Connect }));
const Rules = lazy(async () => ({ default: (await loaders.rules()).Rules }));
const RulePage = lazy(async () => ({ default: (await loaders.rule()).RulePage }));
const Activity = lazy(async () => ({ default: (await loaders.activity()).Activity }));
const RunPage = lazy(async () => ({ default: (await loaders.run()).RunPage }));
const Mailbox = lazy(async () => ({ default: (await loaders.mail()).Mailbox }));
const Settings = lazy(async () => ({ default: (await loaders.settings()).Settings }));

/** The first screen is drawn alone; the others follow when the browser is idle, so that they also open while the service is away. */
function fetchAllScreens(): void {
  for (const load of Object.values(loaders)) void load().catch(() => undefined);
}

export function App() {
  const route = parseRoute(useHash());
  useEffect(() => {
    const timer = setTimeout(fetchAllScreens, 2_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Shell route={route}>
      <Boundary key={route.screen}>
        <Suspense fallback={<SkeletonLines lines={5} />}>
          <ScreenOf route={route} />
        </Suspense>
      </Boundary>
    </Shell>
  );
}

function ScreenOf({ route }: { route: Route }) {
  switch (route.screen) {
    case 'overview':
      return <Overview />;
    case 'connect':
      return <Connect />;
    case 'rules':
      return <Rules />;
    case 'rule':
      return <RulePage key={route.id} id={route.id} />;
    case 'activity':
      return <Activity ruleId={route.ruleId} />;
    case 'run':
      return <RunPage key={route.id} id={route.id} />;
    case 'mail':
      return <Mailbox id={route.id} />;
    case 'settings':
      return <Settings />;
    case 'nowhere':
      return (
        <Screen title="There is nothing at this address">
          <p>
            The link may be old. <a href={to.overview}>Go to the overview</a>
          </p>
        </Screen>
      );
  }
}
