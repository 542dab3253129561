import { redirectAddresses } from '../../shared/redirect-addresses.ts';
import classes from './api-key-guide.module.css';
import { CopyButton } from './copy-button.tsx';

const portal = 'https://v3.developer.constantcontact.com/';

/** The steps in Constant Contact's developer portal, with the words that stand on its buttons. */
export function ApiKeyGuide() {
  return (
    <ol className={classes.steps}>
      <li>
        Open{' '}
        <a href={portal} target="_blank" rel="noopener noreferrer">
          Constant Contact's developer portal
        </a>{' '}
        and sign in with the account that is to send.
      </li>
      <li>
        Under <b>My Applications</b>, press <b>New Application</b> and call it <b>Rulepost</b>.
      </li>
      <li>
        Choose <b>Authorization Code Flow with PKCE</b> and <b>Rotating Refresh Tokens</b>.
      </li>
      <li>
        Enter these three addresses as <b>Redirect URI</b>, each exactly as it stands here:
        <ul className={classes.addresses}>
          {redirectAddresses.map((address) => (
            <li key={address}>
              <code>{address}</code>
              <CopyButton value={address} label={address} />
            </li>
          ))}
        </ul>
      </li>
      <li>
        Save, copy the <b>API Key</b> and paste it above.
      </li>
    </ol>
  );
}
