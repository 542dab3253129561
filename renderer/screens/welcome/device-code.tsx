import type { Attempt } from '../../../shared/contract/schemas.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import classes from './connect.module.css';

/** The code, large enough to type from across the desk, and where to type it. */
export function DeviceCode({ device }: { device: NonNullable<Attempt['device']> }) {
  return (
    <ol className={classes.device}>
      <li>
        Open{' '}
        <a href={device.verificationUri} target="_blank" rel="noopener noreferrer">
          {device.verificationUri}
        </a>
      </li>
      <li>
        Type this code:
        <span className={classes.codeLine}>
          <output className={classes.code} aria-label="Code">
            {device.userCode}
          </output>
          <CopyButton value={device.userCode} label="the code" />
        </span>
      </li>
      <li>Sign in and allow Rulepost. This page goes on by itself.</li>
    </ol>
  );
}
