/** A console of an instance: asks for a way in, shows the screen, and the bar that belongs to it. */

import { Button, Loader, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import { Trouble } from '../../components/Trouble';
import type { ConsoleKind } from '../../routes/links';
import classes from './Console.module.css';
import { socketUrl } from './endpoint';
import { PasteDialog } from './PasteDialog';
import type { Keys, Phase } from './screen';
import { SerialScreen } from './SerialScreen';
import { VncScreen } from './VncScreen';

interface Props {
  readonly id: string;
  readonly name: string;
  readonly kind: ConsoleKind;
  /** a way in that was handed out elsewhere, good once */
  readonly token?: string;
  readonly onKind: (kind: ConsoleKind) => void;
  /** more for the bar */
  readonly children?: ReactNode;
}

const KINDS = [
  { label: 'Screen', value: 'vnc' },
  { label: 'Serial', value: 'serial' },
];

export function ConsoleView({ id, name, kind, token, onKind, children }: Props) {
  const [attempt, setAttempt] = useState(0);
  return <OneConsole key={`${id} ${kind} ${attempt}`} {...{ id, name, kind, onKind, children, attempt }} token={attempt === 0 ? token : undefined} onAgain={() => setAttempt(attempt + 1)} />;
}

interface OneProps extends Props {
  readonly attempt: number;
  readonly onAgain: () => void;
}

function OneConsole({ id, name, kind, token, onKind, children, attempt, onAgain }: OneProps) {
  const frame = useRef<HTMLElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<Phase>('connecting');
  const [why, setWhy] = useState<string>();
  const [keys, setKeys] = useState<Keys>();
  const [pasting, setPasting] = useState(false);
  const { data: url, error } = useQuery({
    queryKey: ['Console', id, kind, attempt],
    queryFn: () => socketUrl(id, kind, token),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const Screen = kind === 'vnc' ? VncScreen : SerialScreen;
  // The guest takes every key, Tab included: this one way out stays.
  const leave = (event: KeyboardEvent) => {
    if (!(event.ctrlKey && event.shiftKey && event.key === 'F6')) return;
    event.preventDefault();
    event.stopPropagation();
    bar.current?.querySelector<HTMLElement>('button:not([disabled])')?.focus();
  };
  return (
    <section ref={frame} className={classes.console} aria-label={`Console of ${name}`} onKeyDownCapture={leave}>
      <div ref={bar} className={classes.bar} role="toolbar" aria-label="Console">
        <Button size="xs" variant="default" disabled={!keys?.ctrlAltDel} onClick={() => keys?.ctrlAltDel?.()}>
          Ctrl+Alt+Del
        </Button>
        <Button size="xs" variant="default" disabled={!keys} onClick={() => setPasting(true)}>
          Type a text…
        </Button>
        <Button size="xs" variant="default" onClick={() => void frame.current?.requestFullscreen()}>
          Full screen
        </Button>
        <SegmentedControl size="xs" aria-label="Kind of console" data={KINDS} value={kind} onChange={(next) => onKind(next as ConsoleKind)} />
        {children}
        <Text fz="sm" c="dimmed" className={classes.hint}>
          Ctrl+Shift+F6 leaves the screen
        </Text>
      </div>
      <div className={classes.stage} data-phase={phase}>
        {url !== undefined && phase !== 'ended' && (
          <Screen
            url={url}
            onPhase={(next, reason) => {
              setPhase(next);
              setWhy(reason);
              if (next === 'ended') setKeys(undefined);
            }}
            onKeys={setKeys}
          />
        )}
        {phase === 'connecting' && !error && (
          <div className={classes.over} role="status">
            <Loader size="sm" color="gray" /> Connecting…
          </div>
        )}
        {(error ?? phase === 'ended') && (
          <div className={classes.over}>
            <div className={classes.note}>
              {error ? <Trouble error={error} what="No console." /> : <Text role="status">{why}</Text>}
              <Button mt="sm" onClick={onAgain}>
                Connect again
              </Button>
            </div>
          </div>
        )}
      </div>
      {pasting && (
        <PasteDialog
          onType={(text) => {
            keys?.type(text);
            keys?.focus();
          }}
          onClose={() => setPasting(false)}
        />
      )}
    </section>
  );
}
