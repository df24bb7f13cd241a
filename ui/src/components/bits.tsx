/** Small pieces that cells and facts are made of. */

import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import { clock, since } from '../format';
import classes from './bits.module.css';

/** A moment, as time gone by, the exact time beside the pointer. */
export function When({ at }: { readonly at: string | undefined }) {
  if (at === undefined) return null;
  return (
    <time dateTime={at} title={clock(at)} className={classes.when}>
      {since(at)}
    </time>
  );
}

export function Copy({ value, what }: { readonly value: string; readonly what: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={`Copy ${what}`}>
            {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** An id, address or key: monospaced and easy to take along. */
export function Code({ value, what }: { readonly value: string; readonly what: string }) {
  return (
    <span className={classes.code}>
      <code>{value}</code>
      <Copy value={value} what={what} />
    </span>
  );
}
