import type { Privacy } from './contracts/privacy.ts';
import type { Secrets } from './contracts/secrets.ts';
import { coreErrors } from './errors.ts';

/** True for a host that is this machine by its own name: 127.0.0.0/8, ::1, localhost. No other name is looked up. */
export function isLoopback(host: string): boolean {
  const bare = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
  return /^127(\.\d{1,3}){3}$/.test(bare) || bare === '::1' || bare === 'localhost' || bare.endsWith('.localhost');
}

/** Throws `TFM_PRIVACY_REMOTE` for the URL of another machine where the experiment does not allow it. */
export function checkRemote(url: string, privacy: Privacy, component: string): void {
  const { hostname } = new URL(url);
  if (privacy.remote === 'allow' || isLoopback(hostname)) return;
  throw coreErrors.TFM_PRIVACY_REMOTE({
    component,
    option: 'privacy.remote',
    message: `\`${component}\` would send reports to ${hostname}, and the experiment does not allow it.`,
    fix: 'Use a model on this machine (127.0.0.1), or set `privacy: { remote: allow }`: reports are then de-identified before they leave.',
  });
}

/** The key of the API at `url`: a server on this machine may need none, any other does. Throws what `Secrets.require` throws. */
export function apiKeyFor(url: string, secret: string, secrets: Secrets): string {
  return isLoopback(new URL(url).hostname) ? (secrets.get(secret) ?? 'none') : secrets.require(secret);
}
