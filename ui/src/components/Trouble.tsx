import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { ApiError } from '../api/wire';
import classes from './Trouble.module.css';

/** What to try next, where the server's own text does not say it. */
function hint(error: Error): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === 401) return 'Log in again.';
  if (error.code === 432) return 'Your role does not allow this command; an administrator can change the role.';
  if (error.code === 431 && error.message.includes('does not exist')) return 'It may have been deleted meanwhile.';
  return undefined;
}

interface Props {
  readonly error: Error;
  readonly what?: string;
  readonly onRetry?: () => void;
}

/** An error, told to help: what failed, why, and the next step. */
export function Trouble({ error, what, onRetry }: Props) {
  const next = hint(error);
  return (
    <div className={classes.trouble} role="alert">
      <Text fw={620}>{what ?? 'That did not work.'}</Text>
      <Text mt={2}>{error.message}</Text>
      {next && <Text mt={2}>{next}</Text>}
      {error instanceof ApiError && error.code > 0 && (
        <Text mt={6} fz="sm" c="dimmed">
          {error.command}, error {error.code}
          {error.detail !== undefined && ` (${error.detail})`}
        </Text>
      )}
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing to show, and what would bring something here. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <svg viewBox="0 0 120 56" width="120" height="56" aria-hidden="true" focusable="false">
        <path className={classes.hill} d="M6 54 44 22c4-3 8-3 12 0l9 8 8-8c4-4 9-4 13 0l28 32z" />
        <path className={classes.cap} d="M26 14c8-6 15-9 24-9s16 3 24 9c-8-3-16-4-24-4s-16 1-24 4z" />
      </svg>
      <Text fw={620} fz="lg">
        {title}
      </Text>
      {children && (
        <Text c="dimmed" maw="52ch">
          {children}
        </Text>
      )}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
