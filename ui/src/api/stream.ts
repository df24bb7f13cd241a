/**
 * The event stream, one for all tabs of a browser.
 *
 * A browser keeps only six connections to a plain HTTP server, and a stream holds one for as long as its
 * tab is open. So the tabs agree on one of them that listens, by a lock, and it passes everything on.
 * What a message means is not known here.
 */

export type Link = 'closed' | 'connecting' | 'live';

export interface Message {
  readonly name: string;
  readonly data: string;
}

export interface Listener {
  readonly onMessage: (message: Message) => void;
  readonly onLink: (link: Link) => void;
  /** something may have been missed: read everything again */
  readonly onGap: () => void;
}

type Passed = { readonly message: Message } | { readonly link: Link } | { readonly gap: true } | { readonly asks: true };

const NAMES = ['event', 'job', 'change', 'reset'] as const;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** Listens until it is told to stop. */
export function listen(sessionkey: string, listener: Listener): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`pileus.stream.${sessionkey}`);
  channel.onmessage = ({ data }: MessageEvent<Passed>) => receive(data, listener);
  listener.onLink('connecting');
  channel.postMessage({ asks: true } satisfies Passed);
  void lead(sessionkey, stop.signal, channel, listener);
  return () => {
    stop.abort();
    channel.close();
  };
}

function receive(passed: Passed, listener: Listener): void {
  if ('message' in passed) listener.onMessage(passed.message);
  else if ('link' in passed) listener.onLink(passed.link);
  else if ('gap' in passed) listener.onGap();
}

/** Waits until no other tab listens, then does so until it is stopped. */
async function lead(sessionkey: string, signal: AbortSignal, channel: BroadcastChannel, listener: Listener): Promise<void> {
  const hold = () => new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
    else new Source(sessionkey, signal, channel, listener).open();
  });
  try {
    await navigator.locks.request(`pileus.stream.${sessionkey}`, { signal }, hold);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
  }
}

/** The stream itself. The browser resumes a broken one; one that the server refused is opened anew, after a growing pause. */
class Source {
  private link: Link = 'connecting';
  private pause = FIRST_PAUSE_MS;
  private resumed: EventSource | undefined;

  constructor(
    private readonly sessionkey: string,
    private readonly signal: AbortSignal,
    private readonly channel: BroadcastChannel,
    private readonly listener: Listener,
  ) {
    channel.addEventListener('message', ({ data }: MessageEvent<Passed>) => {
      if ('asks' in data) channel.postMessage({ link: this.link } satisfies Passed);
    });
  }

  open(): void {
    const stream = new EventSource(`/client/events?${new URLSearchParams({ sessionkey: this.sessionkey }).toString()}`);
    this.signal.addEventListener('abort', () => stream.close(), { once: true });
    stream.onopen = () => {
      // Whether anything happened before it was open is not known.
      if (stream !== this.resumed) this.pass({ gap: true });
      this.resumed = stream;
      this.pause = FIRST_PAUSE_MS;
      this.tell('live');
    };
    stream.onerror = () => {
      if (this.signal.aborted) return;
      this.tell('connecting');
      if (stream.readyState === EventSource.CLOSED) this.openLater();
    };
    for (const name of NAMES) {
      stream.addEventListener(name, (event) => this.pass({ message: { name, data: (event as MessageEvent<string>).data } }));
    }
  }

  private openLater(): void {
    setTimeout(() => {
      if (!this.signal.aborted) this.open();
    }, this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  private tell(link: Link): void {
    this.link = link;
    this.pass({ link });
  }

  private pass(passed: Passed): void {
    if (this.signal.aborted) return;
    receive(passed, this.listener);
    this.channel.postMessage(passed);
  }
}
