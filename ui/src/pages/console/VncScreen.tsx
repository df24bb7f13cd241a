import RFB from '@novnc/novnc';
import { useEffect, useEffectEvent, useRef } from 'react';

import classes from './Console.module.css';
import { SHIFT, strokes } from './keyboard';
import type { ScreenProps } from './screen';

const PAUSE_MS = 12;
const CLOSED = 'The connection was closed: the instance stopped, or somebody ended it.';

/** Types slowly enough for a guest that reads its keyboard now and then. */
async function typeInto(rfb: RFB, text: string): Promise<void> {
  for (const { keysym, code, shift } of strokes(text)) {
    if (shift) rfb.sendKey(SHIFT.keysym, SHIFT.code, true);
    rfb.sendKey(keysym, code);
    if (shift) rfb.sendKey(SHIFT.keysym, SHIFT.code, false);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The guest's screen, keyboard and mouse. */
export function VncScreen({ url, onPhase, onKeys }: ScreenProps) {
  const target = useRef<HTMLDivElement>(null);
  const tellPhase = useEffectEvent(onPhase);
  const tellKeys = useEffectEvent(onKeys);
  useEffect(() => {
    if (target.current === null) return undefined;
    // The socket is made here and not by noVNC, which does not pass on why it was closed.
    const socket = new WebSocket(url, ['binary']);
    let reason = '';
    socket.addEventListener('close', (event) => {
      reason = event.reason;
    });
    const rfb = new RFB(target.current, socket, { shared: true });
    let left = false;
    rfb.scaleViewport = true;
    rfb.background = 'transparent';
    rfb.addEventListener('connect', () => {
      tellPhase('connected');
      tellKeys({ type: (text) => void typeInto(rfb, text), focus: () => rfb.focus(), ctrlAltDel: () => rfb.sendCtrlAltDel() });
      rfb.focus();
    });
    rfb.addEventListener('securityfailure', (event) => tellPhase('ended', event.detail.reason ?? 'The screen refused the connection.'));
    let ended = false;
    rfb.addEventListener('disconnect', (event) => {
      ended = true;
      if (!left) tellPhase('ended', reason || (event.detail.clean ? CLOSED : 'The connection broke.'));
    });
    return () => {
      left = true;
      if (!ended) rfb.disconnect();
    };
  }, [url]);
  return <div ref={target} className={classes.vnc} data-console="vnc" />;
}
