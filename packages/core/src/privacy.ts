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

/** Whether a connection to a host may be opened: of this machine, or of one that the experiment allows. */
export const mayConnect = (host: string, { remote, hosts = [] }: Privacy): boolean =>
  remote === 'allow' || isLoopback(host) || hosts.includes(host);

/** Whether report text may leave the machine at all, so that it is de-identified before it goes to a model. */
export const mayLeave = ({ remote, hosts = [] }: Privacy): boolean => remote === 'allow' || hosts.length > 0;

/** Throws `TFM_PRIVACY_REMOTE` for the URL of another machine where the experiment does not allow it. */
export const checkRemote = (url: string, privacy: Privacy, component: string): void =>
  checkHost(new URL(url).hostname, privacy, component);

/** Throws `TFM_PRIVACY_REMOTE` for another machine that the experiment does not allow. */
export function checkHost(host: string, privacy: Privacy, component: string): void {
  if (mayConnect(host, privacy)) return;
  throw coreErrors.TFM_PRIVACY_REMOTE({
    component,
    option: 'privacy.remote',
    message: `\`${component}\` would connect to ${host}, and the experiment does not allow it.`,
    fix: 'Use a service on this machine (127.0.0.1), name the host in `privacy: { hosts: [...] }`, or set `privacy: { remote: allow }`: reports are then de-identified before they leave.',
  });
}

/** The key of the API at `url`: a server on this machine may need none, any other does. Throws what `Secrets.require` throws. */
export function apiKeyFor(url: string, secret: string, secrets: Secrets): string {
  return isLoopback(new URL(url).hostname) ? (secrets.get(secret) ?? 'none') : secrets.require(secret);
}
