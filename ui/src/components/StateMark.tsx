import classes from './StateMark.module.css';

export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'idle';

const TONES: Readonly<Record<string, Tone>> = {
  running: 'ok', up: 'ok', enabled: 'ok', ready: 'ok', active: 'ok', implemented: 'ok', setup: 'ok', allocated: 'ok', completed: 'ok', done: 'ok', yes: 'ok',
  starting: 'busy', stopping: 'busy', migrating: 'busy', restoring: 'busy', creating: 'busy', connecting: 'busy', expunging: 'busy', resizing: 'busy',
  implementing: 'busy', scheduled: 'busy', started: 'busy', attaching: 'busy', copying: 'busy', uploading: 'busy', destroying: 'busy', rebalancing: 'busy',
  error: 'bad', alert: 'bad', down: 'bad', failed: 'bad', disconnected: 'bad', unknown: 'bad', warn: 'warn', disabled: 'warn', maintenance: 'warn', locked: 'warn', uploaderror: 'bad',
};

export function toneOf(state: string): Tone {
  return TONES[state.toLowerCase()] ?? 'idle';
}

interface Props {
  readonly state: string;
  readonly tone?: Tone;
}

/** A state as a word and a shape; the colour only repeats what both say. */
export function StateMark({ state, tone = toneOf(state) }: Props) {
  return (
    <span className={classes.mark} data-tone={tone}>
      <span className={classes.shape} aria-hidden />
      {state}
    </span>
  );
}
