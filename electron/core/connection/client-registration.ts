/** The app registration in use: its API key, and its secret where it has one. */
import type { Flow } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { CoreConfig } from '../config.ts';
import type { SecretBox } from '../ports.ts';
import type { ConnectionSettings } from './account-watch.ts';
import type { ClientIdentity } from './sign-in.ts';

export interface ClientRegistration {
  id(): string | null;
  hasSecret(): boolean;
  /** @throws RulepostError `secrets-unreadable` */
  secret(): Promise<string | null>;
  /** @throws RulepostError `client-id-missing`, `client-secret-missing`, `secrets-unreadable` */
  identity(flow: Flow): Promise<ClientIdentity>;
  /** Undefined leaves the secret, null forgets it; a new id never keeps an old id's secret. */
  set(client: { clientId: string; clientSecret?: string | null | undefined }): Promise<void>;
}

const ID = 'connection.clientId';
const SECRET = 'client-secret';

/** What the host gives comes before what a person has set. */
export async function createClientRegistration(deps: {
  config: Pick<CoreConfig, 'clientId' | 'clientSecret'>;
  settings: ConnectionSettings;
  secrets: SecretBox;
}): Promise<ClientRegistration> {
  const { config, settings, secrets } = deps;
  const id = (): string | null => config.clientId ?? settings.get<string>(ID) ?? null;
  const secret = async () => config.clientSecret ?? (await secrets.read(SECRET));
  // Unreadable now: the token keeper, which reads the same box, says so.
  let hasSecret = await secret().then(
    (value) => value !== null,
    () => false,
  );

  return {
    id,
    hasSecret: () => hasSecret,
    secret,

    async identity(flow) {
      const clientId = id();
      if (clientId === null) throw new RulepostError('client-id-missing');
      // Read in every flow: a box that is locked must show before the person has consented.
      const clientSecret = await secret();
      hasSecret = clientSecret !== null;
      if (flow === 'secret' && clientSecret === null) {
        throw new RulepostError('client-secret-missing');
      }
      return { flow, clientId, clientSecret: flow === 'secret' ? clientSecret : null };
    },

    async set({ clientId, clientSecret }) {
      if (config.clientId !== undefined) throw new RulepostError('client-fixed');
      const isNew = clientId !== id();
      if (typeof clientSecret === 'string') await secrets.write(SECRET, clientSecret);
      else if (clientSecret === null || isNew) await secrets.remove(SECRET);
      settings.set(ID, clientId);
      hasSecret = (await secret()) !== null;
    },
  };
}
