import '@xterm/xterm/css/xterm.css';

import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useEffectEvent, useRef } from 'react';

import classes from './Console.module.css';
import type { ScreenProps } from './screen';

/** The guest's first serial line as a terminal. */
export function SerialScreen({ url, onPhase, onKeys }: ScreenProps) {
  const target = useRef<HTMLDivElement>(null);
  const tellPhase = useEffectEvent(onPhase);
  const tellKeys = useEffectEvent(onKeys);
  useEffect(() => {
    if (target.current === null) return undefined;
    const terminal = new Terminal({
      fontFamily: "'JetBrains Mono Variable', monospace", fontSize: 14, cursorBlink: true, scrollback: 5000, screenReaderMode: true,
      theme: { background: '#0b1216', foreground: '#dfe7ec', cursor: '#f0975f', selectionBackground: '#2e4f5c' },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(target.current);
    fit.fit();
    const watcher = new ResizeObserver(() => fit.fit());
    watcher.observe(target.current);

    const socket = new WebSocket(url, ['binary']);
    socket.binaryType = 'arraybuffer';
    const encoder = new TextEncoder();
    const send = (text: string) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encoder.encode(text));
    };
    let left = false;
    socket.onopen = () => {
      tellPhase('connected');
      tellKeys({ type: (text) => send(text.replace(/\r?\n/g, '\r')), focus: () => terminal.focus() });
      terminal.focus();
    };
    socket.onmessage = (event: MessageEvent<ArrayBuffer>) => terminal.write(new Uint8Array(event.data));
    socket.onclose = (event) => {
      if (!left) tellPhase('ended', event.reason || 'The connection was closed: the instance stopped, or somebody ended it.');
    };
    const typed = terminal.onData(send);
    return () => {
      left = true;
      watcher.disconnect();
      typed.dispose();
      socket.close();
      terminal.dispose();
    };
  }, [url]);
  return <div ref={target} className={classes.serial} data-console="serial" />;
}
