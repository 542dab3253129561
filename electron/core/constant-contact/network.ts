/** Requests that got no answer: why, in plain words, and whether the service may have seen them. */
import { ApiFailure, redact, type Tried } from './failure.ts';

/** Node's codes and Chromium's (`net::ERR_...`, from the desktop's own fetch). */
const reasons: [pattern: RegExp, words: string][] = [
  [/ENOTFOUND|EAI_|NAME_NOT_RESOLVED|INTERNET_DISCONNECTED/, 'its address could not be found'],
  [/REFUSED/, 'the connection was refused'],
  [/PROXY|TUNNEL/, 'the proxy of this network did not let the call through'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|SSL|TLS/, 'its security certificate was not accepted'],
  [/TIMEDOUT|TIMED_OUT|TIMEOUT/, 'it did not answer in time'],
  [/UNREACH|NETDOWN/, 'there is no way to it on this network'],
  [/RESET|CLOSED|EPIPE|UND_ERR_SOCKET|ABORTED/, 'the connection broke off'],
];

/** Failures before the first byte of the request has left. */
const neverLeft =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|\w*CERT\w*|UNABLE_TO_\w+)$|^net::ERR_(INTERNET_DISCONNECTED|NAME_NOT_RESOLVED|CONNECTION_REFUSED|ADDRESS_UNREACHABLE|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED|CERT_\w+)$/;

/**
 * @param error what `fetch` threw; only its code and message are kept, without secrets
 * @param timedOutMs set when our own limit ended the request
 */
export function networkFailure(
  tried: Tried,
  error: unknown,
  timedOutMs: number | undefined,
): ApiFailure {
  const { code, syscall, message } = innermost(error);
  const left = !(neverLeft.test(code) || syscall === 'connect' || syscall === 'getaddrinfo');
  const words =
    timedOutMs === undefined
      ? (reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'the network failed')
      : `it did not answer within ${Math.ceil(timedOutMs / 1_000)} seconds`;
  return new ApiFailure({
    kind: 'no-answer',
    method: tried.method,
    path: tried.path,
    status: null,
    keys: timedOutMs === undefined ? [code] : ['timeout'],
    messages: [words],
    body: redact(message, tried.token).slice(0, 500),
    maybeDone: tried.method !== 'GET' && (timedOutMs !== undefined || left),
    retryAfterMs: 0,
  });
}

/** The first code along the chain of causes; fetch wraps the network's error in its own. */
function innermost(error: unknown): { code: string; syscall: string; message: string } {
  let message = '';
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    message = at.message;
    const { code, syscall } = at as { code?: unknown; syscall?: unknown };
    if (typeof code === 'string') return { code, syscall: String(syscall ?? ''), message };
    const chromium = /net::ERR_\w+/.exec(at.message)?.[0];
    if (chromium) return { code: chromium, syscall: '', message };
  }
  return { code: 'unknown', syscall: '', message: message || String(error) };
}
