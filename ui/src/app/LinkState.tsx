import { Tooltip } from '@mantine/core';

import { useLink } from '../api/live';
import classes from './LinkState.module.css';

const WORDS = {
  live: { word: 'Live', why: 'Everything on this page changes by itself.' },
  connecting: { word: 'Reconnecting', why: 'The event stream of the manager is away. What you see may be old until it is back.' },
  closed: { word: 'Offline', why: 'Nobody is logged in.' },
} as const;

/** Whether the page is fresh by itself; quiet while it is. */
export function LinkState() {
  const link = useLink();
  const { word, why } = WORDS[link];
  return (
    <Tooltip label={why} multiline w={260}>
      <span className={classes.state} data-link={link} role="status">
        <span className={classes.dot} aria-hidden />
        {word}
      </span>
    </Tooltip>
  );
}
